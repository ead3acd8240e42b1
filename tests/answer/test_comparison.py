"""What a comparison of two answers comes to."""

import pytest

from service.answer.cite import answered, cited
from service.answer.comparison import Comparison, outcome
from service.results import AnswerKind, AskResult, Mode, SearchResult
from tests.answer.weighed import article, weighed

FOUND = SearchResult("snapshot", Mode.HYBRID, (), (), {"total": 1.0})
MORE = Comparison(("枫坡村", "竹岭村"), ("枫坡村捐多少", "竹岭村捐多少"), larger=True)


def _given(identity: str, body: str, confidence: float = 0.9) -> AskResult:
    best = weighed(article(identity, body), 1.0)
    return AskResult(answered(best, confidence), "", "figure", (cited(best),), (), FOUND, {})


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        ("枫坡村捐了3万元。", "竹岭村捐了2万元。", "枫坡村"),
        ("枫坡村捐了三万多元。", "竹岭村捐了5万元。", "竹岭村"),
        ("枫坡村2021年建桥。", "竹岭村2023年建桥。", "竹岭村"),
    ],
)
def test_the_larger_is_named_and_both_are_cited(first: str, second: str, text: str) -> None:
    result = outcome(MORE, _given("a", first), _given("b", second, 0.8), FOUND)
    assert result.answer is not None
    assert (result.answer.text, result.answer.kind, result.answer.confidence) == (text, AnswerKind.SPAN, 0.72)
    assert {citation.article.id for citation in result.citations} == {"a", "b"}


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ("枫坡村捐了三万多元。", "竹岭村捐了3.5万元。", "low_margin"),
        ("枫坡村捐了3万元。", "竹岭村捐了3万元。", "low_margin"),
        ("枫坡村捐了3万元。", "竹岭村捐了3万美元。", "type_mismatch"),
        ("枫坡村捐了3万元。", "竹岭村捐了3吨。", "type_mismatch"),
    ],
)
def test_what_can_not_be_told_apart_is_not_answered(first: str, second: str, reason: str) -> None:
    result = outcome(MORE, _given("a", first), _given("b", second), FOUND)
    assert (result.answer, result.reason) == (None, reason)


def test_one_place_is_no_answer_for_both() -> None:
    both = _given("a", "枫坡村捐了3万元。")
    assert outcome(MORE, both, both, FOUND).answer is None


def test_a_name_that_the_article_writes_otherwise_is_answered_with_the_sentence() -> None:
    result = outcome(MORE, _given("a", "The village gave 30,000 yuan."), _given("b", "竹岭村捐了2万元。"), FOUND)
    assert result.answer is not None
    assert (result.answer.text, result.answer.kind) == ("The village gave 30,000 yuan.", AnswerKind.SENTENCE)
