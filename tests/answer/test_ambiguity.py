"""Which questions mean many events, and which articles then stand beside each other."""

import pytest

from service.answer.aggregate import SameEvent, tellings
from service.answer.ambiguity import rivals
from service.answer.question import may_mean_many
from tests.answer.weighed import article, weighed

SAME = SameEvent({"one": 0, "copy": 0, "other": 2})
ONE = article("one", "全村捐款3万元。")
COPY = article("copy", "全村捐款4万元。")
OTHER = article("other", "学校捐款5万元。")


@pytest.mark.parametrize(
    ("question", "by_itself", "many"),
    [
        ("捐了多少钱？", 0.03, True),
        ("阳湾村捐了多少钱？", 0.7, False),
        ("捐了多少钱？", None, True),
        ("阳湾村捐了多少钱？", None, False),
        ("How much did Acme donate?", None, False),
        ("Wie viel wurde gespendet?", None, False),
    ],
)
def test_a_question_that_names_nothing_may_mean_many(question: str, by_itself: float | None, many: bool) -> None:
    assert may_mean_many(question, by_itself) is many


@pytest.mark.parametrize(
    ("score", "held", "beside"),
    [
        pytest.param(4.0, 1.0, ["one", "other"], id="about as likely"),
        pytest.param(1.0, 1.0, ["one"], id="much less likely"),
        pytest.param(4.0, 0.5, ["one"], id="holds half of the question"),
    ],
)
def test_rivals_are_of_other_stories_and_as_likely(score: float, held: float, beside: list[str]) -> None:
    """A copy that gives another sum is the same story, and so no rival."""
    ranked = [weighed(ONE, 5.0, article=1.0), weighed(COPY, 4.9, article=1.0), weighed(OTHER, score, article=held)]
    found = rivals(tellings(ranked, SAME), SAME)
    assert [told.best.candidate.sentence.article.id for told in found] in (beside, ["copy", *beside[1:]])


def test_articles_that_do_not_know_whom_the_question_names_are_no_rivals() -> None:
    ranked = [weighed(ONE, 5.0, article=0.6, named=1.0), weighed(OTHER, 4.0, article=0.7, named=0.0)]
    assert [told.best.candidate.sentence.article.id for told in rivals(tellings(ranked, SAME), SAME)] == ["one"]


def test_articles_that_say_the_same_are_no_rivals() -> None:
    again = article("other", "学校捐款3万元。")
    ranked = [weighed(ONE, 5.0, article=1.0), weighed(again, 4.9, article=1.0)]
    assert len(rivals(tellings(ranked, SAME), SAME)) == 1
