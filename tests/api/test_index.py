"""An index asked from Python gives what the command line and the service give, to any number of threads, until it is closed."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

import xunwen
from service.answer.ask import ask
from service.search.searcher import Searcher
from tests.archives import DONATION
from tests.cli.command import xunwen as command
from tests.doubles import MarkingReader, TermEmbedder

DONATED = "全村共捐款多少元？"


def untimed(found: xunwen.AskResult) -> xunwen.AskResult:
    """The result without how long it took."""
    return replace(found, took_ms={}, search=replace(found.search, took_ms={}))


def test_an_answer_is_typed_and_quoted_to_the_character(index: xunwen.Index) -> None:
    found = index.ask(DONATED)
    assert found.answer is not None
    assert (found.answer.text, found.answer.kind) == ("三万二千元", xunwen.AnswerKind.FIGURE)
    cited = found.citations[0]
    assert cited.article.body[cited.start : cited.end] == cited.quote
    assert index.article(cited.article.id).body == DONATION["body"]
    assert index.article(cited.article.id).body[found.answer.start : found.answer.end] == "三万二千元"


def test_hits_are_those_of_the_command_line(folder: Path) -> None:
    with xunwen.Index.open(folder, mode="lexical") as index:
        hits = index.search("捐款 -library", limit=2).hits
    (told,) = command(
        "search", "--index", folder, "--mode", "lexical", "--json", "-n", 2, "--", "捐款 -library"
    ).results
    assert [(hit.article.id, hit.score) for hit in hits] == [
        (hit["article"]["id"], hit["scores"]["fused"]) for hit in told["hits"]
    ]
    assert hits[0].article.id == "donation"


def test_a_query_given_as_such_is_all_words(index: xunwen.Index) -> None:
    """As text it is read: without the words after a minus."""
    assert "library" not in {hit.article.id for hit in index.search("roof -library").hits}
    assert index.search(xunwen.Query("roof -library")).hits[0].article.id == "library"


def test_filters_sort_and_counts(index: xunwen.Index) -> None:
    only = xunwen.Filters(languages=("zh",), published_from="2021-01-01")
    by_date = index.search("月", filters=only, group_by="article", sort="newest")
    assert [hit.article.id for hit in by_date.hits] == ["flood", "donation"]
    told = index.count("月", ["sources"], histogram="month", filters=only)
    assert told.articles == 2
    assert dict(told.facets["sources"]) == {"青禾日报": 1, "江城晚报": 1}
    assert list(told.histogram) == [("2021-03", 1), ("2021-07", 1)]


def test_what_to_read_next_is_a_page_of_other_articles(index: xunwen.Index) -> None:
    page = index.related("donation", limit=2)
    assert "donation" not in {item.article.id for item in page.items}
    assert [item.rank for item in page.items] == list(range(1, len(page.items) + 1))


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (lambda index: index.ask(" "), "The question is empty. Write what you want to know."),
        (lambda index: index.ask("捐" * 1001), "The question is too long: 1,001 characters; the most is 1,000."),
        (lambda index: index.search("捐" * 1001), "The question is too long: 1,001 characters; the most is 1,000."),
        (lambda index: index.count("捐款", mode="fuzzy"), "There is no mode 'fuzzy'. Choose one of hybrid, dense,"),
        (lambda index: index.search("捐款", filters=xunwen.Filters(published_from="nope")), "'nope' is not a date."),
        (lambda index: index.article("nobody"), "There is no article 'nobody' in this snapshot."),
        (lambda index: index.related("nobody"), "There is no article 'nobody' in this snapshot."),
        (lambda index: index.related("donation", limit=31), "There is no page 1 of 31. A page has 1 to 30 articles."),
    ],
    ids=["blank", "too long to ask", "too long to search", "mode", "date", "article", "related", "page"],
)
def test_errors_name_the_input_and_the_next_step(index: xunwen.Index, asked, message: str) -> None:
    with pytest.raises(xunwen.XunwenError) as raised:
        asked(index)
    assert str(raised.value).startswith(message)


def test_a_folder_without_an_index_is_told_before_a_model_is_loaded(tmp_path: Path) -> None:
    nowhere = xunwen.IndexerSettings(model=str(tmp_path / "no-model"))
    with pytest.raises(xunwen.NoSnapshotError, match="xunwen index"):
        xunwen.Index.open(tmp_path, settings=nowhere)


def test_nothing_is_asked_of_a_closed_index(folder: Path) -> None:
    with xunwen.Index.open(folder, mode="lexical") as index:
        assert index.manifest.articles == 4
    for call in (lambda: index.ask("捐款"), lambda: index.search("捐款"), lambda: index.article("donation")):
        with pytest.raises(xunwen.SnapshotError, match="The index is closed"):
            call()
    index.close()  # once more does nothing


def test_threads_get_the_answers_that_each_would_get_alone(index: xunwen.Index, folder: Path) -> None:
    questions = [DONATED, "白鹭镇转移多少人？", "How much did the council spend?", "老槐树"] * 8
    alone = Searcher.open(folder, TermEmbedder(), MarkingReader("三万二千元", "四百余人"))
    expected = [untimed(ask(alone, each, limit=3)) for each in questions]
    with ThreadPoolExecutor(8) as threads:
        assert [untimed(found) for found in threads.map(index.ask, questions)] == expected


def test_closing_waits_for_calls_under_way(folder: Path) -> None:
    asked, go_on = threading.Event(), threading.Event()

    class SlowEmbedder(TermEmbedder):
        def embed_queries(self, texts):
            asked.set()
            assert go_on.wait(30)
            return super().embed_queries(texts)

    index = xunwen.Index(Searcher.open(folder, SlowEmbedder()), xunwen.ServiceSettings())
    with ThreadPoolExecutor(2) as threads:
        answer = threads.submit(index.search, DONATED)
        assert asked.wait(30)
        closing = threads.submit(index.close)
        while True:  # closed for new calls at once
            try:
                index.article("donation")
            except xunwen.SnapshotError:
                break
        assert not closing.done()
        go_on.set()
        assert answer.result().hits[0].article.id == "donation"
        assert closing.result() is None
