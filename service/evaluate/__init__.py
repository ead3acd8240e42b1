"""Measures retrieval on sets of questions: `xunwen eval`. Read questions, ask, measure, compare, report."""
