"""Reads figures in a text: amounts, shares, ranks, dates and times, exact, each with its span (docs/figures.md)."""
