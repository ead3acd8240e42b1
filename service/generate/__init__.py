"""Answers written by a language model, each sentence checked against the quote that it cites."""
