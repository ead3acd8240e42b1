"""Who says the same, who says otherwise, and whose report leads."""

import numpy as np

from indexer.stories import Stories
from service.answer.aggregate import SameStory, differs, tellings, undisputed
from tests.answer.weighed import article, weighed

# Articles 0 to 2 tell one story, 3 another.
SAME = SameStory(
    Stories(np.array([0, 0, 0, 3], dtype=np.int32), np.arange(4, dtype=np.int32)),
    {"early": 0, "late": 1, "later": 2, "other": 3},
)
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
