"""Two dates or times that stand together: a period, or two figures."""

import pytest

from service.figures.read import figures


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("10时至2020年2月3日8时", [("10时", "10:00"), ("2020年2月3日8时", "2020-02-03T08:00")]),
        ("2020年2月3日10时至明日8时", [("2020年2月3日10时", "2020-02-03T10:00"), ("明日8时", "08:00")]),
    ],
)
def test_times_of_which_one_has_no_known_day_are_no_period(text: str, read: list[tuple[str, str]]) -> None:
    found = figures(text)
    assert [(figure.text, figure.min) for figure in found] == read
    assert [figure.max for figure in found] == [figure.min for figure in found]


@pytest.mark.parametrize(
    ("published", "first", "last"),
    [
        ("2021-07-23", "2021-07-12", "2021-07-18"),
        ("2021-07-24", "2021-07-12", "2021-07-23"),
        ("2021-07-25", "2021-07-12", "2021-07-24"),
        ("2021-07-26", "2021-07-19", "2021-07-25"),
    ],
)
def test_last_week_of_a_weekend_paper_may_be_the_days_just_passed(published: str, first: str, last: str) -> None:
    """The floods of Tuesday are last week's to Saturday's readers."""
    (found,) = figures("people moved during last week's floods", published_at=published)
    assert (found.text, str(found.min), str(found.max)) == ("last week", first, last)
