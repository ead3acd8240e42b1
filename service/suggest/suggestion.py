"""Suggestions as values, for those who show them."""

from dataclasses import dataclass

from indexer.index.suggestions.entries import SuggestionKind

MOST = 20
"""Suggestions in one answer."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may be typed next."""

    text: str
    kind: SuggestionKind
    articles: int
    """How many have it."""
    article_id: str
    """Of the article whose title it is; empty for a name or phrase."""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What may be typed next, and what may have been meant."""

    snapshot: str
    suggestions: tuple[Suggestion, ...]
    did_you_mean: str
    """Another wording of what was typed; empty where nothing speaks for one."""
    ready: bool
    """Whether suggestions of this snapshot could be looked up: they are made when first asked for."""
