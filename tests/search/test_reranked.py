"""Mode reranked: the reader orders the first few anew, the rest stays, and what was done is said."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.core.article import Degradation, Part
from indexer.core.errors import ModelError
from indexer.rerank.load import LazyReader
from indexer.rerank.reader import Excerpt, GoOn, Judgement, Reader, to_the_end
from service.answer.ask import ask
from service.results import Filters, GroupBy, Hit, Mode
from service.search import rerank
from service.search.passage_reader import Budget
from service.search.rerank import ReaderWeights
from service.search.searcher import Searcher
from tests.archives import build, record_pages
from tests.doubles import MarkingReader, TermEmbedder

_QUESTION = "柳河村捐款"
_PLACES = "东西南北前后左右里外上下"
_LETTERS = [
    {
        "id": f"note-{place}",
        "title": f"柳河村捐款{place}",
        "body": f"柳河村捐款，记在{place}册。\n册子放在{place}屋。",
        "lang": "zh",
    }
    for place in _PLACES
]
"""Two chunks each; the reader takes 里册 for the answer."""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("letters")
    build(folder, TermEmbedder(), record_pages(_LETTERS), chunk_tokens=16)
    return folder


@pytest.fixture(autouse=True)
def _weights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rerank, "reader_weights", lambda: ReaderWeights(rank=100.0, span=0.0, answerable=0.0))


def searching(index: Path, reader: Reader | None = None, **budget: float) -> Searcher:
    return Searcher.open(index, TermEmbedder(), reader, budget=Budget(**budget))


def ids(hits: Sequence[Hit]) -> list[str]:
    return [hit.chunk.id for hit in hits]


def test_what_the_reader_marks_is_first_and_the_others_keep_their_order(index: Path) -> None:
    """Of the first ten the marked one moves up; from the eleventh on nothing moves."""
    reader = MarkingReader("里册")
    searcher = searching(index, reader)
    before = searcher.search(_QUESTION, limit=12, group_by="article")
    after = searcher.search(_QUESTION, limit=12, group_by="article", mode=Mode.RERANKED)
    marked = next(hit.chunk.id for hit in before.hits if hit.article.id == "note-里")
    assert ids(before.hits).index(marked) in range(1, 10)
    assert ids(after.hits) == [marked, *(each for each in ids(before.hits) if each != marked)]
    assert (after.mode, after.degraded, after.read) == (Mode.RERANKED, (), 10)
    excerpts = [Excerpt(hit.chunk.text, hit.article.title) for hit in before.hits[:10]]
    assert reader.judged == [tuple(excerpts)]
    assert "judge" in after.took_ms


def test_scores_fall_and_say_who_was_read(index: Path) -> None:
    hits = searching(index, MarkingReader("里册")).search(_QUESTION, limit=14, mode=Mode.RERANKED).hits
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    read = [hit for hit in hits if hit.scores.reranked is not None]
    assert read == list(hits[:10])
    assert hits[0].score == hits[0].scores.reranked
    assert hits[10].score == hits[10].scores.fused


def test_explain_has_the_readers_three_logits(index: Path) -> None:
    """里册 begins and ends with 5, less 0 of none; five shared characters and 10 for the mark."""
    first, *others = searching(index, MarkingReader("里册")).search(_QUESTION, limit=14, mode=Mode.RERANKED).hits
    signals = first.scores.signals
    assert (signals.reader_rank, signals.reader_span, signals.reader_answerable) == (15.0, 10.0, 5.0)
    below = others[-1].scores.signals
    assert (below.reader_rank, below.reader_span, below.reader_answerable) == (None, None, None)


def test_judgements_are_by_row_of_the_chunk_that_was_read(index: Path) -> None:
    result = searching(index, MarkingReader("里册")).search(_QUESTION, limit=14, mode=Mode.RERANKED)
    assert result.judgements.keys() == {hit.row for hit in result.hits[:10]}
    for hit in result.hits[:10]:
        assert len(result.judgements[hit.row].offsets) == len(hit.chunk.text)
    span, _ = result.judgements[result.hits[0].row].best_span() or pytest.fail("no span")
    assert result.hits[0].chunk.text[span.start : span.end] == "里册"


@pytest.mark.parametrize("group_by", ["chunk", "article", "story"])
@pytest.mark.parametrize("size", [3, 5, 10])
def test_pages_continue_each_other(index: Path, group_by: GroupBy, size: int) -> None:
    searcher = searching(index, MarkingReader("里册"))
    whole = searcher.search(_QUESTION, limit=12, mode=Mode.RERANKED, group_by=group_by).hits
    pages = [
        hit
        for offset in range(0, 12, size)
        for hit in searcher.search(
            _QUESTION, limit=min(size, 12 - offset), offset=offset, mode=Mode.RERANKED, group_by=group_by
        ).hits
    ]
    assert ids(pages) == ids(whole)
    assert [hit.rank for hit in pages] == list(range(1, 13))


def test_a_page_below_what_may_be_read_reads_nothing(index: Path) -> None:
    reader = MarkingReader("里册")
    result = searching(index, reader).search(_QUESTION, limit=2, offset=10, mode=Mode.RERANKED)
    assert (result.mode, result.read, reader.judged) == (Mode.RERANKED, 0, [])


def test_at_the_deadline_what_was_not_read_keeps_its_place(index: Path) -> None:
    """No time but for the first five, which are read in any case: only they change places, whatever the sixth would have said."""

    class Marked(MarkingReader):
        def judge(self, question: str, excerpts: Sequence[Excerpt], go_on: GoOn = to_the_end) -> list[Judgement]:
            rising = enumerate(super().judge(question, excerpts, go_on))
            return [replace(each, rank=float(number)) for number, each in rising]

    before = searching(index).search(_QUESTION, limit=12).hits
    after = searching(index, Marked(), milliseconds=1e-6).search(_QUESTION, limit=12, mode=Mode.RERANKED)
    assert after.read == 5
    assert [str(each) for each in after.degraded] == ["reading: the reader had time for 5 of 10 candidates"]
    assert ids(after.hits) == [*reversed(ids(before[:5])), *ids(before[5:])]


def test_filters_hold_for_what_is_read(index: Path) -> None:
    reader = MarkingReader("里册")
    searcher = searching(index, reader)
    one = searcher.search(_QUESTION, limit=1).hits[0].article.id
    result = searcher.search(_QUESTION, mode=Mode.RERANKED, filters=Filters(article_ids=(one,)))
    assert {hit.article.id for hit in result.hits} == {one}
    assert result.read == len(result.hits)


@pytest.mark.parametrize(
    ("question", "languages", "ranked"),
    [
        pytest.param("里册", ["zh", "zh-Hant", "zh", "ru"], 3, id="chinese of chinese in either script"),
        pytest.param("里册", ["zh", "en", "zh"], 1, id="chinese of english is not ranked"),
        pytest.param("How much was it in 里册", ["en", "zh", "es"], 2, id="english of english and chinese"),
        pytest.param("река", ["ru", "zh"], 0, id="of a russian question nothing is"),
    ],
)
def test_all_are_read_for_their_answers_and_pairs_of_languages_that_gain_are_ranked_by_it(
    question: str, languages: list[str], ranked: int, tmp_path: Path
) -> None:
    """The articles stand in the order given, as each has the words once more than the next."""
    words = "里册 " if "里册" in question else "река "
    records = [
        {
            "id": f"r{number}",
            "title": "",
            "body": words * (9 - 2 * number) + "石桥旧事" * (3 * number),
            "lang": language,
        }
        for number, language in enumerate(languages)
    ]
    build(tmp_path, TermEmbedder(), record_pages(records))
    searcher = searching(tmp_path, MarkingReader("里册"))
    asked = searcher.search(question, group_by="article", filters=Filters(languages=tuple(languages)))
    assert [hit.article.language for hit in asked.hits] == languages
    result = searcher.search(question, group_by="article", mode=Mode.RERANKED)
    assert result.read == len(languages)
    assert sum(hit.scores.reranked is not None for hit in result.hits) == ranked


def test_without_a_reader_it_is_a_hybrid_search_that_says_so(index: Path) -> None:
    plain = searching(index)
    result = plain.search(_QUESTION, mode=Mode.RERANKED)
    missing = Degradation(Part.READER, "no reader is loaded")
    assert (result.mode, result.degraded, result.read) == (Mode.HYBRID, (missing,), 0)
    assert ids(result.hits) == ids(plain.search(_QUESTION).hits)


def test_without_a_model_only_words_search_and_nothing_is_read(index: Path) -> None:
    result = Searcher.open(index, None, MarkingReader()).search(_QUESTION, mode=Mode.RERANKED)
    assert result.mode is Mode.LEXICAL
    assert [str(each) for each in result.degraded] == [
        "dense: no model is loaded",
        "reader: it reads only what both legs ranked",
    ]


def test_a_reader_that_cannot_be_opened_is_named_each_time_and_tried_once(
    index: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tried: list[int] = []

    def broken() -> Reader:
        tried.append(1)
        raise ModelError("This build has no reader.", next_step="Install one.")

    searcher = searching(index, LazyReader(broken))
    results = [searcher.search(_QUESTION, mode=Mode.RERANKED) for _ in range(2)]
    missing = (Degradation(Part.READER, "This build has no reader.", "Install one."),)
    assert [(each.mode, each.degraded) for each in results] == [(Mode.HYBRID, missing)] * 2
    assert tried == [1]
    # What is known to be missing is told to who did not want it too.
    assert searcher.degraded == searcher.search(_QUESTION).degraded == missing
    assert [record.getMessage() for record in caplog.records] == ["reader: This build has no reader. Install one."]


def test_an_answer_is_read_for_unless_something_else_is_said_and_names_the_reader_it_lacks(index: Path) -> None:
    def broken() -> Reader:
        raise ModelError("This build has no reader.")

    assert ask(searching(index, MarkingReader("里册")), _QUESTION).search.mode is Mode.RERANKED
    for reader, detail in ((None, "no reader is loaded"), (LazyReader(broken), "This build has no reader.")):
        found = ask(searching(index, reader), _QUESTION).search
        assert (found.mode, found.degraded) == (Mode.HYBRID, (Degradation(Part.READER, detail),))


def test_an_embedder_that_stands_in_for_a_faster_one_is_named_by_every_result(index: Path) -> None:
    slow = Degradation(Part.FAST_PATH, "Embedding with sentence-transformers, which is slower: no mask.")
    searcher = Searcher.open(index, TermEmbedder(degraded=(slow,)), MarkingReader())
    assert [searcher.search(_QUESTION, mode=mode).degraded for mode in Mode] == [(slow,)] * len(Mode)


def test_a_reader_is_opened_by_the_first_search_that_wants_it_once_for_all_threads(index: Path) -> None:
    opened: list[int] = []

    def open_reader() -> Reader:
        opened.append(1)
        return MarkingReader("里册")

    searcher = searching(index, LazyReader(open_reader))
    searcher.search(_QUESTION)
    assert opened == []
    threads = [
        threading.Thread(target=searcher.search, args=(_QUESTION,), kwargs={"mode": Mode.RERANKED}) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert opened == [1]
