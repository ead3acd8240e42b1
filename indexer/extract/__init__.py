"""Extracts an article from a page: body, title, date, authors, source."""
