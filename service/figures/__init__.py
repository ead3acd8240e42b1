"""Figures of a text: amounts, shares, ranks, dates and times, typed, exact, each with its span (docs/figures.md).

`read.figures` reads them.
"""
