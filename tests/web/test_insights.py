"""The archive at a glance: counts by hand, places by what must hold of a map."""

import threading
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.manifold import trustworthiness

from indexer.core.errors import XunwenError
from indexer.index.docstore import RowFacts
from service.http.index_engine import SearcherEngine
from service.insights.map import plane
from service.insights.overview import OTHERS, Lengths, Overview, Story, Timeline
from service.insights.summary import BackgroundSurvey, lengths_by_language, repeated_stories, timeline
from service.web.insights_page import BROAD, NARROW, ChartSize, charts, length_chart, time_chart


def test_days_without_an_article_are_periods_too() -> None:
    found = timeline(["2020-01-01", "2020-01-03T09:00:00", "2020-01-03", ""], ["甲", "甲", "乙", "甲"])
    assert found == Timeline(("2020-01-01", "2020-01-02", "2020-01-03"), ("甲", "乙"), ((1, 0, 1), (0, 0, 1)), 1)


def test_an_archive_of_months_is_counted_by_month_and_one_of_decades_by_year() -> None:
    assert timeline(["2019-12-31", "2020-03-02"], ["甲", "甲"]).periods == ("2019-12", "2020-01", "2020-02", "2020-03")
    assert timeline(["2010-01-01", "2020-01-01"], ["甲", "甲"]).periods == tuple(
        str(year) for year in range(2010, 2021)
    )


def test_sources_beyond_the_sixth_are_the_others() -> None:
    names = [name for number, name in enumerate("abcdefgh") for _ in range(8 - number)]
    found = timeline(["2020-01-01"] * len(names), names)
    # a to f have 8 to 3 articles; g and h have 2 and 1 together.
    assert found.sources == (*"abcdef", OTHERS)
    assert found.counts == ((8,), (7,), (6,), (5,), (4,), (3,), (3,))


def test_no_dates_give_no_periods() -> None:
    assert timeline(["", "soon"], ["甲", ""]) == Timeline((), ("甲", OTHERS), ((), ()), 2)


def test_lengths_fall_into_bins_that_begin_at_their_edge() -> None:
    """0 and 99 in the first, 100 in the second, 12,800 in the last; the median of 0, 99, 100, 12800 is 99.5."""
    assert lengths_by_language([0, 99, 100, 12_800, 5], ["zh", "zh", "zh", "zh", "en"]) == (
        Lengths("zh", 4, 99, (2, 1, 0, 0, 0, 0, 0, 0, 1)),
        Lengths("en", 1, 5, (1, 0, 0, 0, 0, 0, 0, 0, 0)),
    )


def test_events_are_told_by_size_and_near_copies_counted_beside_them() -> None:
    """An event has more reports than a story has copies; its reports stand by day."""
    ids, titles = list("abcdef"), list("ABCDEF")
    days = ("2021-01-03", "2021-01-02", "2021-01-01", "", "2021-01-05", "2021-01-04")
    events = [frozenset("ace"), frozenset("bf"), frozenset("d")]
    facts = RowFacts(np.arange(6, dtype=np.int32), tuple(ids), ("s",) * 6, ("zh",) * 6, days)
    found = repeated_stories(
        facts, np.array([4, 9, 4, 1, 2, 9]), titles, lambda one: sorted(next(e for e in events if one in e))
    )
    assert (found.repeated, found.copies, found.looked_at) == (2, 2, 6)
    assert found.largest == (
        Story((("c", "C", "s"), ("a", "A", "s"), ("e", "E", "s")), 3),
        Story((("b", "B", "s"), ("f", "F", "s")), 2),
    )


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 12), st.integers(1, 6))
def test_places_lie_in_the_unit_square(articles: int, dimension: int) -> None:
    points = plane(np.random.default_rng(1).normal(size=(articles, dimension)).astype(np.float32))
    assert points.shape == (articles, 2)
    assert bool(((points >= 0) & (points <= 1)).all())


def test_equal_articles_make_a_map_too() -> None:
    assert np.isfinite(plane(np.ones((20, 4), dtype=np.float32))).all()


def test_neighbours_stay_neighbours_and_the_map_is_the_same_each_time() -> None:
    """Six clusters in 32 dimensions: scikit-learn's own measure of kept neighbours, at least 0.9 of 1."""
    random = np.random.default_rng(7)
    centres = np.repeat(random.normal(size=(6, 32)), 20, axis=0)
    vectors = (centres + 0.2 * random.normal(size=centres.shape)).astype(np.float32)
    points = plane(vectors)
    assert trustworthiness(vectors, points, n_neighbors=8) > 0.9
    assert np.array_equal(points, plane(vectors))


def test_bars_stand_on_each_other_and_are_as_tall_as_they_count() -> None:
    """Of 8 and 4 in one period the room of 224 is shared two to one, from the ground at 234 up to 10."""
    chart = time_chart(Timeline(("2020",), ("甲", "乙"), ((8,), (4,)), 0))
    assert [(bar.y, bar.height, bar.count) for bar in chart.bars] == [(84.7, 149.3, 8), (10.0, 74.7, 4)]
    assert chart.height == 260


def test_a_chart_of_single_articles_is_low() -> None:
    """One article is 70 high at most; of one and of three the drawing is 10 and 26 higher than 70 and 210."""
    one = time_chart(Timeline(("2020", "2021"), ("甲",), ((1, 0),), 0))
    assert (one.height, [bar.height for bar in one.bars]) == (106, [70])
    three = time_chart(Timeline(("2020",), ("甲", "乙"), ((2,), (1,)), 0))
    assert (three.height, [bar.height for bar in three.bars]) == (246, [140, 70])
    assert [label.text for label in three.beside] == ["0", "3"]


def test_languages_of_a_few_articles_are_told_and_not_drawn(archive_engine: SearcherEngine) -> None:
    shown = charts(wait_for(archive_engine))
    assert [each.language for each, _ in shown["lengths"]] == ["zh"]
    assert [each.language for each in shown["few_lengths"]] == ["en"]


def test_a_length_chart_names_its_bins() -> None:
    names = [bar.name for bar in length_chart(Lengths("zh", 1, 5, (1, 0, 0, 0, 0, 0, 0, 0, 0))).bars]
    assert (names[0], names[1], names[-1]) == ("0–99", "100–199", "≥ 12,800")


def test_an_overview_counts_what_the_archive_holds(archive_engine: SearcherEngine) -> None:
    """Four records: three dated in 2021 and 2022, three Chinese, one source missing."""
    overview = wait_for(archive_engine)
    assert (overview.articles, overview.days, overview.timeline.undated) == (4, ("2021-03-05", "2022-01-10"), 1)
    assert overview.timeline.sources[-1] == OTHERS
    assert sum(map(sum, overview.timeline.counts)) == 3
    assert [(each.language, each.articles) for each in overview.lengths] == [("zh", 3), ("en", 1)]
    assert [place.article_id for place in overview.places] == ["donation", "flood", "library", "undated"]
    assert [place.age for place in overview.places] == [0, 2, 4, -1]
    assert [(build.articles, build.current) for build in overview.builds] == [(4, True)]


def wait_for(engine: SearcherEngine) -> Overview:
    for _ in range(30):
        if (overview := engine.overview()) is not None:
            return overview
    pytest.fail("the overview is not there after a minute")


def test_an_overview_is_made_once_and_not_waited_for() -> None:
    gate, made = threading.Event(), []

    def make() -> Overview:
        gate.wait(20)
        made.append(1)
        return "overview"  # any value will do

    survey = BackgroundSurvey(make)
    assert survey.overview(patience=0.01) is None
    assert survey.overview(patience=0.01) is None
    gate.set()
    assert survey.overview(patience=20) == "overview"
    assert made == [1]


def test_an_overview_that_cannot_be_made_says_why() -> None:
    def make() -> Overview:
        raise XunwenError("No room.")

    with pytest.raises(XunwenError, match="can't be drawn: No room"):
        BackgroundSurvey(make).overview(patience=20)


@pytest.mark.parametrize("size", [BROAD, NARROW])
@pytest.mark.parametrize("name", ["2011", "2011-01", "2011-01-01"])
def test_the_first_and_the_last_period_are_named_inside_of_the_drawing(size: ChartSize, name: str) -> None:
    """A letter of a wide font has 7.4 of 12 units on the average; no two names overlap, however many periods there are."""
    half = len(name) * 7.4 / 2
    for several in range(1, 150):
        periods = tuple(f"{number:0{len(name)}}" for number in range(several))
        below = time_chart(Timeline(periods, ("",), ((1,) * several,), 0), size).below
        assert (below[0].text, below[-1].text) == (periods[0], periods[-1])
        assert all(each.x + half <= size.width + 0.1 for each in below)
        assert all(before.x + half < after.x - half for before, after in pairwise(below))
        assert several < 5 or len(below) > 2
