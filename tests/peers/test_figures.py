"""Rows, ratios and tables of a comparison, by written-out numbers."""

import pytest

from benchmarks.peers.driver import Found, best_of_each, fused
from benchmarks.peers.figures import (
    COLUMNS,
    RowOfTable,
    alone,
    base_of,
    crowd,
    percentile,
    ratios,
    table,
    times_as_good,
)
from benchmarks.peers.load import Timing, numbered

LESS, MORE = (next(column for column in COLUMNS if column.name == name) for name in ("p50_ms", "per_second_crowd"))
OURS = RowOfTable("xunwen", "hybrid", {"p50_ms": 10.0, "per_second_crowd": 200.0, "errors": 0})
WORDS = RowOfTable("xunwen", "lexical", {"p50_ms": 2.0, "per_second_crowd": 600.0})
THEIRS = RowOfTable("txtai", "hybrid", {"p50_ms": 45.0, "per_second_crowd": 20.0, "errors": 3})
ENGINE = RowOfTable("tantivy", "lexical", {"p50_ms": 1.0})


@pytest.mark.parametrize(("share", "expected"), [(0.5, 50), (0.99, 99), (1.0, 100), (0.001, 1)])
def test_a_percentile_is_a_value_that_was_measured(share: float, expected: int) -> None:
    """Nearest rank: of 1 to 100 the 99th percentile is 99."""
    assert percentile(list(range(100, 0, -1)), share) == expected


def test_one_client_is_told_by_all_rounds_together() -> None:
    rounds = [Timing((10, 20), 0.05, 0.02, 0), Timing((30,), 0.05, 0.04, 1)]
    assert alone(rounds) == {"p50_ms": 20, "p99_ms": 30, "cpu_ms": pytest.approx(20)}  # 60 ms of CPU, three answers


def test_a_crowd_is_told_by_its_median_round() -> None:
    rounds = [Timing((1,) * 10, 1, 0.1, 0), Timing((2,) * 40, 2, 0.1, 0), Timing((3,) * 90, 3, 0.1, 0)]
    found = crowd(rounds)
    assert found["per_second_crowd"] == 20  # of 10, 20 and 30
    assert found["p50_ms_crowd"] == 3
    assert found["cpu_ms_crowd"] == pytest.approx(300 / 140)


def test_what_nobody_answered_has_no_latency() -> None:
    assert alone([Timing((), 1, 0, 5)]) == {}
    assert crowd([]) == {}


def test_a_ratio_says_how_many_times_as_good_whichever_way_the_figure_goes() -> None:
    assert times_as_good(OURS, THEIRS, LESS) == 4.5
    assert times_as_good(OURS, THEIRS, MORE) == 10
    assert times_as_good(THEIRS, OURS, MORE) == 0.1
    assert times_as_good(OURS, ENGINE, MORE) is None


def test_words_alone_are_compared_with_words_alone() -> None:
    rows = [OURS, WORDS, THEIRS, ENGINE]
    assert base_of(ENGINE, rows, "xunwen") is WORDS
    assert base_of(THEIRS, rows, "xunwen") is OURS
    assert base_of(ENGINE, [OURS], "xunwen") is OURS
    assert ratios(rows, "xunwen").splitlines()[2:] == [
        "| xunwen, hybrid to txtai, hybrid | – | – | 4.50 | – | – | 10.00 | – | – | – | – | – | – |",
        "| xunwen, lexical to tantivy, lexical | – | – | 0.50 | – | – | – | – | – | – | – | – | – |",
    ]


def test_a_table_has_the_columns_that_anybody_has() -> None:
    assert table([OURS, ENGINE]).splitlines() == [
        "|  | search p50, ms | searches/s, crowd | errors |",
        "| --- | --- | --- | --- |",
        "| xunwen, hybrid | 10.0 | 200.0 | 0 |",
        "| tantivy, lexical | 1.0 | – | – |",
    ]


def test_rankings_are_fused_by_reciprocal_ranks() -> None:
    """Row 3: 1/61 + 1/62; row 7: 1/61; row 9: 1/62."""
    assert fused([[7, 3], [3, 9]]) == [
        (3, pytest.approx(1 / 62 + 1 / 61)),
        (7, pytest.approx(1 / 61)),
        (9, pytest.approx(1 / 62)),
    ]


def test_each_article_is_found_once_by_its_best_chunk() -> None:
    ranked = [Found("a", 3, "x"), Found("b", 2, "y"), Found("a", 1, "z"), Found("c", 0, "w")]
    assert best_of_each(ranked, 2) == [ranked[0], ranked[1]]


def test_no_question_comes_twice() -> None:
    texts = numbered(["a?", "b?"])
    assert [next(texts) for _ in range(5)] == ["a?", "b?", "a?1", "b?1", "a?2"]
