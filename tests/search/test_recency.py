"""Recency in written-out arithmetic, and when it is off."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.core.clock import DEFAULT_ZONE, day_of, zone_named
from service.search.recency import names_a_time, recency


def _gained(*published_at: str) -> list[float]:
    """What articles gain, of which the archive has no others."""
    days = np.array([day_of(text, zone_named(DEFAULT_ZONE)) or "NaT" for text in published_at], "datetime64[D]")
    known = days[~np.isnat(days)]
    return recency(days, known.max() if known.size else np.datetime64("NaT", "D")).tolist()


def test_the_newest_gains_a_half_and_each_thirty_days_halve_it() -> None:
    """30, 60 and 15 days before 31 March: 0.25, 0.125 and 0.5 * 0.5 ** 0.5."""
    found = _gained("2021-03-01", "2021-03-31T10:00:00+08:00", "2021-01-30", "2021-03-16")
    assert found == pytest.approx([0.25, 0.5, 0.125, 0.5 * 0.5**0.5])


def test_what_has_no_day_gains_nothing() -> None:
    assert _gained("", "2021-03-31", "2021", "2021-03") == [0.0, 0.5, 0.0, 0.0]


def test_an_archive_without_dates_prefers_nothing() -> None:
    assert _gained("", "") == [0.0, 0.0]


@given(st.lists(st.dates().map(str) | st.just(""), min_size=1, max_size=20))
def test_recency_lies_between_nothing_and_a_half_and_later_never_gains_less(published_at: list[str]) -> None:
    found = _gained(*published_at)
    assert all(0 <= gained <= 0.5 for gained in found)
    dated = sorted((day, gained) for day, gained in zip(published_at, found, strict=True) if day)
    assert [gained for _, gained in dated] == sorted(gained for _, gained in dated)


@pytest.mark.parametrize(
    "question",
    [
        "2020年捐了多少钱？",
        "2月21日谁捐了款？",
        "二月的大会在哪里？",
        "昨天下雨了吗",
        "去年的收成如何",
        "上个月谁来了",
        "本周的会议",
        "星期三停课吗",
        "上世紀九十年代的桥",
        "二十世纪的村子",
        "５月５號放假吗",
        "What happened in 1998?",
        "Who came on Monday?",
        "How much was given in February?",
        "What happened on May 3?",
        "what fell last week",
        "Who spoke yesterday?",
        "on 2020-02-21",
    ],
)
def test_a_question_that_says_when(question: str) -> None:
    assert names_a_time(question)


@pytest.mark.parametrize(
    "question",
    [
        "柳河村捐了多少钱？",
        "天气怎么样",
        "白鹭镇转移了400人吗",
        "谁捐了30000元",
        "How much was donated?",
        "Who may come?",
        "How many people marched?",
    ],
)
def test_a_question_that_does_not(question: str) -> None:
    assert not names_a_time(question)
