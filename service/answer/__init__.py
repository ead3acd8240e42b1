"""Answers: from a question and the passages that were found to the words that answer, cited, or to why there are none."""
