"""The tests and intervals against exact enumeration."""

from itertools import product

import numpy as np
import pytest

from service.evaluate.significance import bootstrap_intervals, group_numbers, randomisation_p

DIFFERENCES = np.array([0.5, 1.0, -0.25, 0.75, 0.0, 1.0, -0.5, 0.25, 0.5])


def exact_p(differences: np.ndarray) -> float:
    """Over every one of the 2^n signs."""
    seen = abs(differences.sum())
    signs = np.array(list(product((-1.0, 1.0), repeat=differences.size)))
    return float((np.abs(signs @ differences) >= seen - 1e-9).mean())


def test_the_randomisation_p_is_that_of_every_sign_enumerated() -> None:
    """In quarters the differences are 2 4 -1 3 0 4 -2 1 2, their sum 13 of at most 19.

    As far from 0 are those whose minus signs sum to at most 3: none, 1 twice, 2 in four ways, 3 in seven; 14 of the 256
    signs of what is not 0, and as many with all signs turned.
    """
    assert exact_p(DIFFERENCES) == 2 * 14 / 256
    assert randomisation_p(DIFFERENCES, np.arange(DIFFERENCES.size)) == pytest.approx(28 / 256, abs=0.01)


def test_three_equal_differences_give_a_quarter() -> None:
    """Of eight signs, +++ and --- are as far from 0 as what was seen."""
    p = randomisation_p(np.array([1.0, 1.0, 1.0]), np.arange(3))
    assert p == pytest.approx(2 / 8, abs=0.015)


def test_cases_of_one_group_flip_together() -> None:
    """Four groups of six: two signs of sixteen, where 24 single cases would give p near 0."""
    differences, groups = np.ones(24), np.repeat(np.arange(4), 6)
    assert randomisation_p(differences, groups) == pytest.approx(2 / 16, abs=0.015)
    assert randomisation_p(differences, np.arange(24)) < 0.001


def test_no_difference_is_no_evidence_and_a_direction_does_not_matter() -> None:
    assert randomisation_p(np.zeros(5), np.arange(5)) == 1.0
    assert randomisation_p(DIFFERENCES, np.arange(9)) == randomisation_p(-DIFFERENCES, np.arange(9))


def test_values_that_are_missing_count_for_nothing() -> None:
    with_missing = np.append(DIFFERENCES, np.nan)
    assert randomisation_p(with_missing, np.arange(10)) == randomisation_p(DIFFERENCES, np.arange(9))


def test_the_interval_of_two_values_is_that_of_all_four_samples() -> None:
    """0 and 1 drawn twice give means 0, 1/2, 1/2, 1, so 2.5 % and 97.5 % are 0 and 1; a constant stays itself."""
    intervals = bootstrap_intervals(np.array([[0.0, 0.3], [1.0, 0.3]]), np.arange(2))
    np.testing.assert_allclose(intervals, [[0.0, 0.3], [1.0, 0.3]])


def test_the_interval_of_a_share_is_near_the_normal_one() -> None:
    """60 of 100: 0.6 ± 1.96 * sqrt(0.6 * 0.4 / 100) = 0.504 … 0.696."""
    values = np.repeat([[1.0], [0.0]], [60, 40], axis=0)
    (low,), (high,) = bootstrap_intervals(values, np.arange(100))
    assert (low, high) == (pytest.approx(0.504, abs=0.011), pytest.approx(0.696, abs=0.011))


def test_groups_make_the_interval_as_wide_as_their_number_says() -> None:
    """Each of 100 cases written four times is no more evidence than once."""
    once = np.repeat([[1.0], [0.0]], [60, 40], axis=0)
    four = np.repeat(once, 4, axis=0)
    grouped = bootstrap_intervals(four, np.repeat(np.arange(100), 4))
    np.testing.assert_allclose(grouped, bootstrap_intervals(once, np.arange(100)))


def test_a_column_without_values_has_no_interval() -> None:
    values = np.array([[1.0, np.nan], [0.0, np.nan]])
    assert np.isnan(bootstrap_intervals(values, np.arange(2))[:, 1]).all()


def test_groups_are_numbered_in_order_of_appearance() -> None:
    assert group_numbers(["b", "a", "b", "c"]).tolist() == [0, 1, 0, 2]
