"""Who says the same, who says otherwise, and whose report leads."""

import pytest

from indexer.core.article import Article
from service.answer.aggregate import SameEvent, differs, is_superseded, tellings, undisputed
from tests.answer.weighed import article, weighed

# Articles 0 to 2 tell one story, 3 another.
SAME = SameEvent({"early": 0, "late": 0, "later": 0, "other": 3})
EARLY = article("early", "转移群众320人。", "2021-08-10")
LATE = article("late", "转移群众460人。", "2021-08-12")
LATER = article("later", "转移群众四百六十人。", "2021-08-13T08:00")
OTHER = article("other", "另一镇转移群众500人。", "2021-09-01")


def test_articles_that_say_the_same_in_other_signs_are_one_telling() -> None:
    """460人 and 四百六十人 are 460 persons."""
    (told,) = tellings([weighed(LATE, 5.0), weighed(LATER, 4.0)], SAME)
    assert [each.candidate.sentence.article.id for each in told.sources] == ["late", "later"]
    assert told.best.score == 5.0
    assert told.latest == "2021-08-13T08:00"


def test_of_one_story_the_later_report_leads() -> None:
    told = tellings([weighed(EARLY, 5.0), weighed(LATE, 4.6)], SAME)
    assert [each.best.candidate.sentence.article.id for each in told] == ["late", "early"]
    assert differs(*told, SAME)


def test_the_report_of_the_day_that_is_asked_about_leads() -> None:
    """Whatever came later, and whatever is put better."""
    told = tellings([weighed(LATE, 5.0), weighed(EARLY, 4.6, day=1.0)], SAME)
    assert [each.best.candidate.sentence.article.id for each in told] == ["early", "late"]
    assert not is_superseded(told[1], told[0], SAME)
    both = tellings([weighed(EARLY, 5.0, day=1.0), weighed(LATE, 4.6, day=1.0)], SAME)
    assert [each.best.candidate.sentence.article.id for each in both] == ["late", "early"]


def test_a_later_report_of_another_story_does_not_lead() -> None:
    told = tellings([weighed(EARLY, 5.0), weighed(OTHER, 4.9)], SAME)
    assert [each.best.candidate.sentence.article.id for each in told] == ["early", "other"]
    assert not differs(*told, SAME)


def test_a_later_report_that_answers_much_worse_does_not_lead() -> None:
    """1.6 below the best is more than 1.5: it is about something else in the same story."""
    told = tellings([weighed(EARLY, 5.0), weighed(LATE, 3.4)], SAME)
    assert [each.best.candidate.sentence.article.id for each in told] == ["early", "late"]
    assert not differs(*told, SAME)


def test_two_figures_of_one_article_are_no_conflict() -> None:
    both = article("early", "转移群众320人，其中老人和孩子110人。")
    told = tellings([weighed(both, 5.0), weighed(both, 4.9, figure=1)], SAME)
    assert len(told) == 2
    assert not differs(*told, SAME)


def test_figures_of_other_units_are_no_conflict() -> None:
    tonnes = article("late", "转移物资460吨。", "2021-08-12")
    told = tellings([weighed(EARLY, 5.0), weighed(tonnes, 4.9)], SAME)
    assert not differs(*told, SAME)


def test_a_corrected_report_does_not_count_against_the_answer() -> None:
    ranked = [weighed(EARLY, 5.0), weighed(LATE, 4.8), weighed(OTHER, 4.7)]
    first, *others = tellings(ranked, SAME)
    left = undisputed(first, others, ranked, SAME)
    assert [each.candidate.sentence.article.id for each in left] == ["late", "other"]


def _of_one_event(*_: object) -> float:
    return 0.6


# Articles of stories of their own, whose titles share six tenths.
EVENTS = SameEvent(
    {"toll-early": 0, "toll-late": 1, "toll-next-year": 2},
    _of_one_event,
)
TOLL_EARLY = article("toll-early", "已确认3人遇难。", "2024-04-09")
TOLL_LATE = article("toll-late", "事故共造成8人遇难。", "2024-04-12")
TOLL_NEXT_YEAR = article("toll-next-year", "事故共造成5人遇难。", "2025-04-12")


def test_a_later_report_in_words_of_its_own_leads_and_supersedes() -> None:
    told = tellings([weighed(TOLL_EARLY, 5.0, article=0.9), weighed(TOLL_LATE, 3.0, article=0.8)], EVENTS)
    assert [each.best.candidate.sentence.article.id for each in told] == ["toll-late", "toll-early"]
    assert is_superseded(told[1], told[0], EVENTS)
    assert not is_superseded(told[0], told[1], EVENTS)


@pytest.mark.parametrize(
    ("other", "score", "held"),
    [
        pytest.param(TOLL_NEXT_YEAR, 4.9, 0.9, id="a year later"),
        pytest.param(TOLL_LATE, 1.9, 0.9, id="much less likely"),
        pytest.param(TOLL_LATE, 4.9, 0.7, id="knows less of what is asked"),
        pytest.param(article("toll-late", "井下共有41人。", "2024-04-12"), 4.9, 0.9, id="counts another thing"),
    ],
)
def test_a_report_of_something_else_supersedes_nothing(other: Article, score: float, held: float) -> None:
    told = tellings([weighed(TOLL_EARLY, 5.0, article=0.9), weighed(other, score, article=held)], EVENTS)
    assert told[0].best.candidate.sentence.article.id == "toll-early"
    assert not differs(*told, EVENTS)


def test_of_one_day_the_later_hour_leads() -> None:
    morning = article("toll-early", "已确认3人遇难。", "2024-04-09T08:00:00+08:00")
    evening = article("toll-late", "已确认8人遇难。", "2024-04-09T21:00:00+08:00")
    told = tellings([weighed(morning, 5.0, article=0.9), weighed(evening, 4.0, article=0.9)], EVENTS)
    assert told[0].best.candidate.sentence.article.id == "toll-late"


def test_words_that_hold_a_superseded_figure_do_not_count_either() -> None:
    """Of 已确认3人遇难, marked whole, nothing is left beside 8人."""
    whole = weighed(TOLL_EARLY, 4.5, figure=None, article=0.9)
    ranked = [weighed(TOLL_EARLY, 5.0, article=0.9), whole, weighed(TOLL_LATE, 4.0, article=0.9)]
    first, *others = tellings(ranked, EVENTS)
    left = undisputed(first, others, ranked, EVENTS)
    assert [each.candidate.sentence.article.id for each in left] == ["toll-late"]
