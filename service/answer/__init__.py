"""Answers: from a question and its passages to the words that answer, cited, or why there are none."""
