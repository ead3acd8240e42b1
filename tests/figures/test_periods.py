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
