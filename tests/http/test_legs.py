"""A leg of the index that can't be asked is told, the other answers alone, and it takes part again once it is back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from indexer.core.article import Part
from indexer.core.errors import DegradedError, IndexUnavailableError, LegError
from service.answer.ask import ask
from service.archive.archive import Archive
from service.http.index_engine import SearcherEngine
from service.results import NO_FILTERS, Mode, SearchResult
from service.search import background
from service.search.batching import BatchingEmbedder
from service.search.searcher import Searcher
from service.suggest.help import TypingHelp
from tests.archives import build
from tests.doubles import MarkingReader, TermEmbedder
from tests.http.test_problems import problem
from tests.search.implementations import FailingIndex

_QUESTION = "柳河村全村共捐款多少元？"
_DENSE = ("nearest", "vectors")
_LEXICAL = ("terms", "words", "best", "coverage")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("legs")
    build(folder, TermEmbedder())
    return folder


@pytest.fixture
def index(folder: Path) -> Iterator[FailingIndex]:
    """One for each test: a service that ends closes what it served."""
    index = FailingIndex.open(folder)
    yield index
    index.gone.clear()
    index.close()


@pytest.fixture
def searcher(index: FailingIndex) -> Searcher:
    return Searcher(index, BatchingEmbedder(TermEmbedder()), MarkingReader("三万二千元"))


def _told(found: SearchResult) -> list[tuple[Part, str]]:
    return [(each.part, each.detail) for each in found.degraded]


def _ranking(found: SearchResult) -> list[tuple[str, float]]:
    return [(hit.chunk.id, hit.score) for hit in found.hits]


@pytest.mark.parametrize("mode", [Mode.HYBRID, Mode.RERANKED])
@pytest.mark.parametrize("lost", _DENSE)
def test_without_the_vectors_the_words_answer_alone(
    index: FailingIndex, searcher: Searcher, mode: Mode, lost: str
) -> None:
    alone = searcher.search(_QUESTION, mode=Mode.LEXICAL)
    index.gone = {lost}
    found = searcher.search(_QUESTION, mode=mode)
    assert found.mode is Mode.LEXICAL
    assert _ranking(found) == _ranking(alone)
    assert (Part.DENSE, f"The server of {lost} does not answer.") in _told(found)
    assert (Part.READER in {each.part for each in found.degraded}) == (mode is Mode.RERANKED)


@pytest.mark.parametrize("mode", [Mode.HYBRID, Mode.RERANKED])
@pytest.mark.parametrize("lost", _LEXICAL)
def test_without_the_words_the_vectors_answer_alone(
    index: FailingIndex, searcher: Searcher, mode: Mode, lost: str
) -> None:
    alone = searcher.search(_QUESTION, mode=Mode.DENSE)
    index.gone = {lost}
    found = searcher.search(_QUESTION, mode=mode)
    assert found.mode is Mode.DENSE
    assert _ranking(found) == _ranking(alone)
    assert (Part.LEXICAL, f"The server of {lost} does not answer.") in _told(found)


def test_an_index_may_name_the_leg_itself_and_once_it_is_back_all_is_as_before(
    index: FailingIndex, searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, alone = searcher.search(_QUESTION), searcher.search(_QUESTION, mode=Mode.LEXICAL)

    def slow(*_: object) -> None:
        raise LegError(Part.DENSE, "too slow")

    with monkeypatch.context() as patch:
        patch.setattr(index, "nearest", slow)
        found = searcher.search(_QUESTION)
        with pytest.raises(LegError, match="too slow"):
            searcher.search(_QUESTION, mode=Mode.DENSE)
    assert (found.mode, _told(found), found.hits) == (Mode.LEXICAL, [(Part.DENSE, "too slow")], alone.hits)
    again = searcher.search(_QUESTION)
    assert (whole.degraded, again.degraded, again.hits) == ((), (), whole.hits)


def test_a_leg_that_is_lost_while_the_head_is_ranked_is_gone_for_all_of_the_search(
    index: FailingIndex, searcher: Searcher
) -> None:
    index.gone = {"holding"}
    found = searcher.search(_QUESTION)
    assert (found.mode, {hit.scores.lexical for hit in found.hits}) == (Mode.DENSE, {None})


@pytest.mark.parametrize(("lost", "left"), [("lexical", Mode.DENSE), ("dense", Mode.LEXICAL)])
def test_what_is_listed_by_date_says_it_too(index: FailingIndex, searcher: Searcher, lost: str, left: Mode) -> None:
    index.gone = {lost}
    # Where no article holds the words, what is near in meaning is listed, if that can be told.
    found = searcher.listed("qwertz")
    assert (found.mode, {str(each.part) for each in found.degraded}) == (left, {lost})
    assert (
        len(found.hits) == searcher.matches("qwertz").reachable == (index.manifest.chunks if lost == "lexical" else 0)
    )


def test_who_asks_for_one_leg_gets_no_other(index: FailingIndex, searcher: Searcher) -> None:
    for mode in (Mode.DENSE, Mode.LEXICAL):
        index.gone = {mode.value}
        for ask_it in (searcher.search, searcher.listed, searcher.matches):
            with pytest.raises(IndexUnavailableError, match="does not answer"):
                ask_it("qwertz", mode=mode)
    index.gone = {"terms"}  # how the archive writes names is not known, and the vectors are all there
    found = searcher.search(_QUESTION, mode=Mode.DENSE)
    assert (found.mode, {each.part for each in found.degraded}) == (Mode.DENSE, {Part.LEXICAL})


def test_both_gone_is_an_error_and_so_is_the_only_one(index: FailingIndex, searcher: Searcher) -> None:
    index.gone = {"dense", "lexical"}
    with pytest.raises(IndexUnavailableError, match="does not answer"):
        searcher.search(_QUESTION)
    index.gone = {"lexical"}
    with pytest.raises(IndexUnavailableError, match="does not answer"):
        Searcher(index, None).search(_QUESTION)
    for needed in ("select", "chunks"):
        index.gone = {needed}
        with pytest.raises(IndexUnavailableError, match=needed):
            searcher.search(_QUESTION)


def test_a_question_is_answered_without_the_vectors_and_not_without_the_words(
    index: FailingIndex, searcher: Searcher
) -> None:
    index.gone = {"dense"}
    found = ask(searcher, _QUESTION)
    assert found.answer is not None
    assert "三万二千元" in found.citations[0].quote
    assert Part.DENSE in {each.part for each in found.search.degraded}
    index.gone = {"lexical"}
    found = ask(searcher, _QUESTION)
    assert (found.answer, found.reason) == (None, "unavailable")
    assert found.search.hits[0].article.id == "donation"
    assert Part.LEXICAL in {each.part for each in found.search.degraded}


def test_over_http_a_lost_leg_is_told_both_are_a_503_and_all_is_well_once_they_are_back(
    open_client: object, index: FailingIndex, searcher: Searcher
) -> None:
    client: TestClient = open_client(lambda: SearcherEngine(searcher))  # type: ignore[operator]
    asked = {"query": _QUESTION}
    whole = client.post("/v1/search", json=asked).json()
    assert (whole["mode"], whole["degraded"]) == ("hybrid", [])
    index.gone = {"dense"}
    found = client.post("/v1/search", json=asked)
    assert (found.status_code, found.json()["mode"]) == (200, "lexical")
    assert found.json()["degraded"] == ["dense: The server of nearest does not answer."]
    assert "The server of nearest does not answer" in client.get(f"/?q={_QUESTION}").text
    # Reports in other languages are found by their vectors: an event without them would be told as the whole.
    assert [client.get(f"/{kind}/donation").status_code for kind in ("articles", "topics")] == [200, 503]
    index.gone = {"dense", "lexical"}
    for response in (client.post("/v1/search", json=asked), client.post("/v1/ask", json={"question": _QUESTION})):
        body = problem(response, 503)
        assert body["type"] == "urn:xunwen:problem:index-unavailable"
        assert int(response.headers["retry-after"]) > 0
    page = client.get(f"/?q={_QUESTION}", headers={"accept": "text/html"})
    assert (page.status_code, int(page.headers["retry-after"]) > 0) == (503, True)
    index.gone = set()
    again = client.post("/v1/search", json=asked).json()
    for each in (whole, again):
        del each["took_ms"]
    assert again == whole


def test_another_wording_that_can_not_be_looked_for_is_told(
    index: FailingIndex, searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could not be reached is tried again after a while."""
    monkeypatch.setattr(background, "_AGAIN", 0.0)
    archive = Archive(searcher, asking_patience=60)

    def search() -> SearchResult:
        return archive.search("liuhecun", limit=5, offset=0, mode=Mode.HYBRID, filters=NO_FILTERS, group_by="article")

    index.gone = {"typed_words"}
    found = search()
    assert found.hits
    assert _told(found) == [
        (Part.WORDING, "Nothing can be suggested: The server of typed_words does not answer. Start it.")
    ]
    with pytest.raises(IndexUnavailableError, match="Nothing can be suggested"):
        TypingHelp(index, searcher.read, searcher.selection).suggest("lib", limit=5, filters=NO_FILTERS)
    strict = Archive(searcher, strict=True, asking_patience=60)
    with pytest.raises(DegradedError, match="wording"):
        strict.search("liuhecun", limit=5, offset=0, mode=Mode.HYBRID, filters=NO_FILTERS, group_by="article")
    index.gone.clear()
    found = search()
    assert (found.did_you_mean, found.degraded) == ("柳河村", ())
