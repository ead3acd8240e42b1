"""Numerals of a text, in digits, Chinese and English words, as exact decimal values with their spans.

`reading.numerals` reads all of them; `normal.number_terms` gives the terms by which equal numbers meet in the index.
"""
