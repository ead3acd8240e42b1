"""Figures on one line of a terminal."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from service.cli.figure_line import figure_line


def figure(**fields: object) -> SimpleNamespace:
    defaults = {"min": None, "max": None, "min_inclusive": True, "max_inclusive": True, "currency": "", "unit": ""}
    return SimpleNamespace(**{**defaults, **fields})


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (figure(min=Decimal(30000), min_inclusive=False, currency="CNY"), "> 30,000 CNY"),
        (figure(min=Decimal("1500000.00"), max=Decimal("1500000"), currency="USD"), "1,500,000 USD"),
        (figure(max=Decimal(1000000), max_inclusive=False), "< 1,000,000"),
        (figure(min=Decimal("0.5"), max=Decimal("0.7"), unit="kg"), "0.5 – 0.7 kg"),
        (figure(min=3, max=3, qualifier="about", unit="person"), "≈ 3 person"),
        (figure(), ""),
        (None, ""),
    ],
)
def test_a_figure_reads_as_signs_and_digits(given: object, line: str) -> None:
    assert figure_line(given) == line
