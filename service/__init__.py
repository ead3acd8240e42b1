"""Answers questions over a snapshot: search, answer, HTTP and command line."""
