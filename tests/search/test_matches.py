"""What matches, by date and counted, against looking at each article."""

from collections import Counter
from pathlib import Path

import pytest

from indexer.core.errors import QueryError
from service.results import Filters, Mode
from service.search.searcher import Searcher
from tests.archives import build, record_pages
from tests.doubles import TermEmbedder

_NAMES = ("周晓岚", "何青", "林小舟")


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """Forty articles, every second on a flood, undated from the last but three on."""
    records = [
        {
            "id": f"a{number:02}",
            "title": f"第{number}号通讯",
            "source": f"{'甲乙丙'[number % 3]}报",
            "author": _NAMES[number % 2],
            "keywords": ["汛情", _NAMES[number % 3]],
            "published_at": f"20{20 + number % 4}-0{1 + number % 7}-1{number % 10}" if number < 36 else "",
            "body": "\n".join(
                f"{'洪水退去' if number % 2 else '集市开张'}，第{part}段，第{number}号。" for part in range(4)
            ),
            "lang": "zh",
        }
        for number in range(40)
    ]
    index = tmp_path_factory.mktemp("matches")
    build(index, TermEmbedder(), record_pages(records), chunk_tokens=12)
    return Searcher.open(index, TermEmbedder())


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("oldest", [False, True])
def test_all_that_matches_comes_by_date(searcher: Searcher, oldest: bool, mode: Mode) -> None:
    pages = [
        searcher.listed("洪水", limit=7, offset=offset, group_by="article", oldest=oldest, mode=mode).hits
        for offset in range(0, 42, 7)
    ]
    hits = [hit for page in pages for hit in page]
    days = [hit.article.published_at for hit in hits if hit.article.published_at]
    assert days == sorted(days, reverse=not oldest)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert not any(hit.article.published_at for hit in hits[len(days) :])
    if mode is not Mode.DENSE:  # which takes what is nearest
        assert {hit.article.id for hit in hits} == {f"a{number:02}" for number in range(1, 40, 2)}
        assert all("洪水" in hit.chunk.text for hit in hits)


def test_by_date_passages_are_those_that_hold_the_words(searcher: Searcher) -> None:
    hits = searcher.listed("洪水", limit=100).hits
    assert len(hits) == len({hit.chunk.id for hit in hits}) >= 20
    assert all("洪水" in hit.chunk.text for hit in hits)


def test_filters_hold_by_date_too(searcher: Searcher) -> None:
    filters = Filters(sources=("乙报",), authors=("何青",), keywords=("何青",), published_from="2021-01-01")
    found = {hit.article.id for hit in searcher.listed("洪水", limit=100, filters=filters).hits}
    assert found == {f"a{number:02}" for number in range(36) if number % 3 == 1 and number % 2 and number % 4}


@pytest.mark.parametrize("period", ["day", "month", "year"])
def test_a_tally_is_counting_by_hand(searcher: Searcher, period: str) -> None:
    hits = searcher.listed("洪水", limit=100, group_by="article").hits
    matches = searcher.matches("洪水")
    tally = searcher.index.tally(matches, ("sources", "languages", "authors", "keywords"), period)
    articles = [hit.article for hit in hits]
    assert tally.articles == len(articles) == 20
    assert dict(tally.facets["sources"]) == Counter(each.source for each in articles)
    assert dict(tally.facets["languages"]) == {"zh": 20}
    assert dict(tally.facets["authors"]) == {"何青": 20}
    assert dict(tally.facets["keywords"]) == Counter(word for each in articles for word in each.keywords)
    length = {"day": 10, "month": 7, "year": 4}[period]
    assert list(tally.histogram) == sorted(Counter(each.day[:length] for each in articles if each.day).items())


@pytest.mark.parametrize("oldest", [False, True])
def test_all_that_passes_is_listed_and_counted_without_a_word(searcher: Searcher, oldest: bool) -> None:
    """Each by its first passage, with nothing marked; the undated come last."""
    filters = Filters(sources=("甲报",), names_only=True)
    hits = searcher.listed("", limit=100, mode=Mode.LEXICAL, filters=filters, group_by="article", oldest=oldest).hits
    days = [hit.article.published_at for hit in hits if hit.article.published_at]
    assert days == sorted(days, reverse=not oldest)
    assert not any(hit.article.published_at for hit in hits[len(days) :])
    assert {hit.article.id for hit in hits} == {f"a{number:02}" for number in range(0, 40, 3)}
    assert {(hit.chunk.start, hit.highlights, hit.weak) for hit in hits} == {(0, (), False)}
    tally = searcher.index.tally(searcher.matches("", filters=filters), ("sources", "keywords"), "day")
    assert (tally.articles, dict(tally.facets["sources"])) == (14, {"甲报": 14})
    assert tally.articles - sum(articles for _, articles in tally.histogram) == 2


def test_without_a_word_nothing_is_listed_unless_all_is_asked_for_and_can_be(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(QueryError, match="empty"):
        searcher.listed("", filters=Filters(sources=("甲报",)))
    monkeypatch.setattr(type(searcher.index), "most_listed", property(lambda index: 20))
    for call in (searcher.listed, searcher.matches):
        with pytest.raises(QueryError, match="More articles pass"):
            call("", filters=Filters(names_only=True))


def test_where_no_article_holds_the_words_the_nearest_passages_match(searcher: Searcher) -> None:
    assert 0 < searcher.matches("qwertz").reachable <= 100
    assert searcher.matches("qwertz", mode=Mode.LEXICAL).reachable == 0
    assert searcher.listed("qwertz", mode=Mode.LEXICAL).hits == ()


def test_one_undated_article_is_a_list_of_one(tmp_path: Path) -> None:
    build(tmp_path, TermEmbedder(), record_pages([{"id": "one", "body": "洪水。", "lang": "zh"}]))
    assert [hit.article.id for hit in Searcher.open(tmp_path, TermEmbedder()).listed("洪水").hits] == ["one"]
