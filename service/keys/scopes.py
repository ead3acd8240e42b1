"""What a caller may do, by name."""

from enum import StrEnum


class Scope(StrEnum):
    """One thing that a key lets its holder do."""

    SEARCH = "search"
    ASK = "ask"
    ARTICLES = "articles"
    """Reading articles, what is related to them, and the pages that show them."""
    JOBS = "jobs"
    EVENTS = "events"
    """Telling what readers did."""
    METRICS = "metrics"
    ALERTS = "alerts"
    """Having queries asked of whatever is new, and reading what they found."""
    QUERIES = "queries"
    """Reading what readers asked, where that is written down."""
    ADMIN = "admin"
    """Everything."""


READING = frozenset({Scope.SEARCH, Scope.ASK, Scope.ARTICLES})
"""What a reader may do."""

LOCAL = READING | {Scope.EVENTS, Scope.METRICS}
"""What anybody may do on a machine that only its own users reach, where nobody says otherwise."""
