"""Bars over time, against counting by hand."""

from datetime import date
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.results import Tally
from service.web.form import AskForm
from service.web.histogram import MOST_BARS, Histogram, histograms_of
from service.web.strings import PageLanguage

ZH, EN = PageLanguage.ZH, PageLanguage.EN


def parameters(link: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(link).query))


def drawn(*days: tuple[str, int], ui: PageLanguage = ZH) -> dict[str, Histogram]:
    return {each.size: each for each in histograms_of(Tally(0, {}, list(days)), AskForm("捐款"), ui)}


def test_bars_count_days_and_narrow_to_them() -> None:
    """Three days of five are bars of days in both sizes, each in its own place."""
    found = drawn(("2021-03-01", 4), ("2021-03-03", 1), ("2021-03-05", 2))
    for histogram in found.values():
        assert [(bar.articles, bar.height, bar.label) for bar in histogram.bars] == [
            (4, 100, "2021年3月1日 · 4 篇"),
            (1, 25, "2021年3月3日 · 1 篇"),
            (2, 50, "2021年3月5日 · 2 篇"),
        ]
        assert [bar.x for bar in histogram.bars] == [1, 21, 41]
        assert histogram.below == tuple(
            (f"2021-\n03-0{day}", articles) for day, articles in ((1, 4), (2, 0), (3, 1), (4, 0), (5, 2))
        )
    assert parameters(found["narrow"].bars[1].link) == {"q": "捐款", "from": "2021-03-03", "to": "2021-03-03"}


def test_a_year_and_a_half_are_months_on_a_desk_and_quarters_under_a_finger() -> None:
    found = drawn(("2020-01-05", 1), ("2020-01-09", 1), ("2020-02-29", 1), ("2021-06-01", 1), ui=EN)
    assert [bar.label for bar in found["broad"].bars] == [
        "January 2020 · 2 articles",
        "February 2020 · 1 article",
        "June 2021 · 1 article",
    ]
    assert (found["broad"].below, found["broad"].width) == ((("January 2020", 0), ("June 2021", 0)), 180)
    assert [bar.label for bar in found["narrow"].bars] == [
        "January 2020 to March 2020 · 3 articles",
        "April 2021 to June 2021 · 1 article",
    ]
    assert [name for name, _ in found["narrow"].below] == [
        "2020 Q1", "2020 Q2", "2020 Q3", "2020 Q4", "2021 Q1", "2021 Q2",
    ]  # fmt: skip
    assert parameters(found["narrow"].bars[1].link)["to"] == "2021-06-30"


def test_what_stands_for_several_years_is_named_so() -> None:
    found = drawn(("1998-01-05", 2), ("2018-03-02", 2), ("2024-10-25", 3))
    assert [name for name, _ in found["narrow"].below] == [
        "1995–99", "2000–04", "2005–09", "2010–14", "2015–19", "2020–24",
    ]  # fmt: skip


def test_weeks_begin_on_monday() -> None:
    """1 and 8 March 2021 are Mondays, 7 March is the Sunday between."""
    found = drawn(("2021-03-01", 1), ("2021-03-07", 1), ("2021-03-08", 1))
    assert [(bar.articles, bar.label[:9]) for bar in found["narrow"].bars] == [(2, "2021年3月1日"), (1, "2021年3月8日")]
    assert found["narrow"].below == (("2021-\n03-01\n–03-07", 2), ("2021-\n03-08\n–03-14", 1))


@pytest.mark.parametrize("days", [[("2021-03-01", 3)], [("nonsense", 1), ("2021-13-02", 1)], []])
def test_one_bar_is_no_drawing_and_what_is_no_day_is_none(days: list[tuple[str, int]]) -> None:
    assert drawn(*days) == {}


@given(st.dictionaries(st.dates(), st.integers(1, 99), min_size=2, max_size=30))
def test_every_article_is_in_one_bar_whose_days_hold_it(counts: dict[date, int]) -> None:
    """Between the first and the last day of the calendar, no bar overlaps another, and none is lost."""
    for histogram in drawn(*((day.isoformat(), number) for day, number in sorted(counts.items()))).values():
        days = [(parameters(bar.link)["from"], parameters(bar.link)["to"]) for bar in histogram.bars]
        assert all(before[1] < after[0] for before, after in pairwise(days))
        held = [sum(n for day, n in counts.items() if first <= day.isoformat() <= last) for first, last in days]
        assert held == [bar.articles for bar in histogram.bars]
        assert sum(held) == sum(counts.values())
        assert histogram.width <= 10 * MOST_BARS[histogram.size]
