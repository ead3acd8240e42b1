"""Spans that a reader marks become candidates: of one sentence, whole, typed by the grammar, each once."""

from dataclasses import replace

import pytest
from service.answer_model import Weighed
from service.evidence import Candidate
from service.span_model import SpanModel, standing
from service.spans import span_candidates

from indexer.domain import AnswerKind, Mode, Span
from service.answer.ask import answer_from
from service.search import Searcher
from tests.doubles import MarkingReader


def _candidates(news: Searcher, question: str, *marked: str) -> list[Candidate]:
    searcher = Searcher(news.snapshot, news.embedder, MarkingReader(*marked))
    found = searcher.search(question, mode=Mode.RERANKED)
    return span_candidates(searcher, question, {}, found.hits, found.judgements)


def _words(candidate: Candidate) -> str:
    assert candidate.marked is not None
    return candidate.sentence.text[candidate.marked.start : candidate.marked.end]


def test_the_span_marked_is_the_likeliest_and_each_is_there_once(news: Searcher) -> None:
    """The marking reader gives 5 + 5 to what it marks: its logits above none are 10, the most that counts."""
    found = _candidates(news, "通车仪式上谁说过河时间缩短？", "林若溪")
    best = max(found, key=lambda each: each.features["span"])
    assert (_words(best), best.features["span"], best.figure) == ("林若溪", 1.0, None)
    places = [(each.sentence.article.id, each.sentence.span, each.marked) for each in found]
    assert len(set(places)) == len(places)


def test_a_span_that_is_a_figure_is_typed_and_answers_with_the_words_marked(news: Searcher) -> None:
    searcher = Searcher(news.snapshot, news.embedder, MarkingReader("缩短到五分钟"))
    question = "过河时间缩短到多少分钟？"
    result = answer_from(searcher, question, searcher.search(question, mode=Mode.RERANKED), threshold=0.0)
    assert result.answer is not None
    assert (result.answer.text, result.answer.kind) == ("缩短到五分钟", AnswerKind.FIGURE)
    figure = result.answer.figure
    assert figure is not None
    assert (str(figure.kind), str(figure.min), figure.text) == ("duration", "5", "五分钟")
    assert result.citations[0].article.body[figure.start : figure.end] == "五分钟"


def test_a_year_that_the_article_does_not_tell_of_speaks_against_it(news: Searcher) -> None:
    years = {each.features["year"] for each in _candidates(news, "1987年通车仪式上谁说过河时间缩短？", "林若溪")}
    assert years == {0.0}
    assert {each.features["year"] for each in _candidates(news, "通车仪式上谁讲话？", "林若溪")} == {1.0}


def test_without_a_judgement_nothing_is_marked(news: Searcher) -> None:
    found = news.search("通车仪式上谁讲话？")
    assert span_candidates(news, "通车仪式上谁讲话？", {}, found.hits, {}) == []


def test_how_the_best_span_stands_is_told_by_those_that_say_something_else(news: Searcher) -> None:
    """Scores 2, 1 and 0; the second is a part of the first, so the margin is 2 and both share e² + e of e² + e + 1."""
    found = _candidates(news, "通车仪式上谁说过河时间缩短？", "市长林若溪")
    whole = next(each for each in found if _words(each) == "市长林若溪")
    assert whole.marked is not None
    part = replace(whole, marked=Span(whole.marked.start + 2, whole.marked.end))
    other = replace(whole, marked=Span(whole.marked.end, whole.marked.end + 5))
    ranked = [Weighed(whole, 2.0), Weighed(part, 1.0), Weighed(other, 0.0)]
    stands = standing(ranked, {"person": 0.5}, "谁？", "zh")
    assert stands["margin"] == 2.0
    assert stands["among all"] == pytest.approx((7.389056 + 2.718282) / (7.389056 + 2.718282 + 1), abs=1e-5)
    assert (stands["asks person"], stands["in Chinese"], stands["in English"]) == (0.5, 1.0, 0.0)


def test_a_likelihood_is_logistic_in_the_weighed_features(news: Searcher) -> None:
    """Intercept -1 and 2 times the margin of 4 for a span that stands alone: 1 / (1 + e^-7)."""
    best = _candidates(news, "通车仪式上谁讲话？", "林若溪")[0]
    model = SpanModel({"span": 1.0}, {"intercept": -1.0, "margin": 2.0}, 0.5)
    assert model.likelihood(model.ranked([best]), {}, "谁？", "zh") == pytest.approx(0.999089, abs=1e-6)
