"""What the reader finds tells whether a follow-up's words stand for something, or ask for something else."""

from pathlib import Path

import pytest

from indexer.core.article import Span
from indexer.embed.embedder import Embedder
from indexer.rerank.reader import Excerpt
from service.conversation.follow_up import ways
from service.conversation.reading import Found, asks_something_else, reading
from service.conversation.turn import Turn
from service.http.index_engine import SearcherEngine
from service.http.restricted_engine import BoundedEngine
from service.query.operators import Query
from service.results import Filters
from service.search.batching import BatchingEmbedder
from service.search.local import LocalIndex
from service.search.searcher import Searcher
from tests.archives import build, record_pages
from tests.doubles import MarkingReader, TermEmbedder
from tests.related.archive import records

BEFORE, INSTEAD, CARRIED = "N6路全程多少公里？", "N6路票价多少公里？", "N6路全程：票价？"
KILOMETRES, YUAN, UNSURE = Found("21.4公里", 6.0), Found("两元", 5.0), Found("两元", -5.0)


class Reads:
    """Finds what it was told to, and keeps what it was asked."""

    def __init__(self, **found: Found | None) -> None:
        self.known = {BEFORE: found["before"], INSTEAD: found["instead"], CARRIED: found["carried"]}
        self.asked: list[str] = []

    def __call__(self, question: str) -> Found | None:
        self.asked.append(question)
        return self.known[question]


def told(reads: Reads, *, framed: bool) -> bool:
    return asks_something_else(reads, BEFORE, INSTEAD, CARRIED, framed=framed)


@pytest.mark.parametrize("framed", [True, False])
def test_a_question_that_is_answered_as_the_one_before_has_replaced_nothing(framed):
    assert told(Reads(before=KILOMETRES, instead=KILOMETRES, carried=YUAN), framed=framed)


@pytest.mark.parametrize("framed", [True, False])
def test_what_is_answered_as_before_either_way_is_left_to_the_rule(framed):
    assert not told(Reads(before=KILOMETRES, instead=KILOMETRES, carried=KILOMETRES), framed=framed)


def test_what_has_an_answer_of_its_own_is_left_to_the_rule_and_no_more_is_read_for_it():
    reads = Reads(before=KILOMETRES, instead=YUAN, carried=YUAN)
    assert not told(reads, framed=True)
    assert reads.asked == [INSTEAD, BEFORE]


def test_an_archive_that_tells_nothing_of_it_costs_one_reading():
    reads = Reads(before=UNSURE, instead=UNSURE, carried=UNSURE)
    assert not told(reads, framed=True)
    assert reads.asked == [INSTEAD]


def test_without_a_frame_the_reader_need_not_be_sure():
    assert told(Reads(before=KILOMETRES, instead=UNSURE, carried=UNSURE), framed=False)
    assert not told(Reads(before=KILOMETRES, instead=KILOMETRES, carried=UNSURE), framed=True)


@pytest.mark.parametrize("framed", [True, False])
def test_where_there_was_no_time_to_read_the_rule_decides(framed):
    assert not told(Reads(before=None, instead=None, carried=None), framed=framed)


def test_the_likeliest_words_of_all_passages_are_kept():
    class Judged:
        def __init__(self, start: int, end: int, logit: float) -> None:
            self.best = Span(start, end), logit

        def best_span(self) -> tuple[Span, float]:
            return self.best

    excerpts = [Excerpt("全程21.4公里"), Excerpt("票价两元")]
    read = reading(excerpts, lambda question, parts: [Judged(2, 8, 1.0), Judged(2, 4, 3.0)] if parts else [])
    assert read("票价？") == Found("两元", 3.0)
    assert reading(excerpts, lambda question, parts: [])("票价？") is None


def test_the_rules_choice_is_offered_beside_what_the_reader_chose():
    embedder: Embedder = TermEmbedder()
    before = Turn("N6路全程多少公里？", "21.4公里")
    rule = ways(before, "票价呢？", embedder)
    carried = "N6路全程公里：票价？"

    def passages(words: str):
        assert "N6路" in words
        assert "票价" in words
        return lambda question: YUAN if question == carried else KILOMETRES

    found = [way.question for way in ways(before, "票价呢？", embedder, passages)]
    assert found == [carried, *(way.question for way in rule)][:3]
    assert [way.question for way in ways(before, "2021年呢？", embedder, passages)] == ["2021年N6路全程多少公里？"]


def test_a_key_that_is_bound_to_some_articles_has_those_alone_read(tmp_path: Path) -> None:
    build(tmp_path, TermEmbedder(), record_pages(records()))
    first, second = (str(each["id"]) for each in records()[:2])
    asked = Query("造价呢？"), [Turn("白石桥全长多少公里？")]
    for bounds, inside in ((Filters(article_ids=(first,)), 1), (Filters(article_ids=(first, second)), 2)):
        reader = MarkingReader("三")
        engine = SearcherEngine(Searcher(LocalIndex.open(tmp_path), BatchingEmbedder(TermEmbedder()), reader), tmp_path)
        bodies = [engine.article(each).body for each in (first, second)[:inside]]
        BoundedEngine(engine, bounds).understood(*asked)
        read = [excerpt.text for excerpts in reader.judged for excerpt in excerpts]
        assert read
        assert all(any(text in body for body in bodies) for text in read)
        reader.judged.clear()
        engine.understood(*asked)
        beyond = [excerpt.text for excerpts in reader.judged for excerpt in excerpts]
        assert not all(any(text in body for body in bodies[:1]) for text in beyond)
        engine.close()
