"""Measures search and answers on sets of questions: `xunwen eval`."""
