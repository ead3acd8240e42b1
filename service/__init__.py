"""Answers questions over an index: search, answers, HTTP, pages and command line."""
