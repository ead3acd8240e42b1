"""Which articles of a list are shown: those worth reading next, and those that who asks wants."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Protocol

from indexer.index.related import Related
from indexer.text.normalize import normalize
from indexer.text.words.cutting import Kind, is_cut, words_of
from service.related.page import RelatedRules

_LEAST = {0: 0.22, 1: 0.19, 2: 0.15}
_LEAST_OF_SEVERAL = 0.12
"""Relevance above what any two articles have from which one is shown, by how many words say why: chosen by reading lists
(docs/related.md)."""
_TELLING_NUMBERS = 2
_SHARE = 0.5
"""Of two articles' numbers, how many must meet for one to be a translation of the other; fewer than two tell nothing."""


class Wanted(Protocol):
    """What rules ask of articles: columns, by number."""

    @property
    def ids(self) -> Sequence[str]:
        """Of the articles."""
        ...

    @property
    def sources(self) -> Sequence[str]:
        """Which published each."""
        ...

    @property
    def languages(self) -> Sequence[str]:
        """BCP 47."""
        ...

    @property
    def keywords(self) -> Sequence[Sequence[str]]:
        """Of each."""
        ...

    @property
    def days(self) -> Sequence[str]:
        """On which each was published; empty where nobody knows."""
        ...


def lets_through(rules: RelatedRules, number: int, facts: Wanted, newest: str) -> bool:
    """Whether an article is wanted.

    Args:
        rules: Who is.
        number: Of the article.
        facts: Of its snapshot, or of some of its articles.
        newest: The last day on which an article of the snapshot was published; empty where none has a date.
    """
    source = facts.sources[number]
    wanted = (
        not rules.sources or source in rules.sources,
        not rules.languages or facts.languages[number] in rules.languages,
        not rules.keywords or not rules.keywords.isdisjoint(facts.keywords[number]),
        rules.max_age_days is None or facts.days[number] >= _first_day(rules.max_age_days, newest),
    )
    return all(wanted) and facts.ids[number] not in rules.exclude and source not in rules.not_sources


def _first_day(max_age_days: int, newest: str) -> str:
    """The first day that is not too old; an article without a date is."""
    if not newest:
        return "9999"
    try:
        return (date.fromisoformat(newest) - timedelta(days=max_age_days)).isoformat()
    except OverflowError:
        return "0001-01-01"


def is_worth(related: Related, background: float, *, across: bool) -> bool:
    """Whether a related article is worth showing, by how relevant it is and by what it shares.

    A verb or a place alone says little: the more words say why, the less relevance is asked for.

    Args:
        related: The article.
        background: Relevance that any two articles of these languages have.
        across: Whether it is in another language, where words that are no names only look alike.
    """
    words = [word for word in related.words if not across or word[:1].isupper() or is_cut(normalize(word))]
    return related.score - background >= _LEAST.get(_telling(words), _LEAST_OF_SEVERAL)


def _telling(words: Sequence[str]) -> int:
    """How many words say what both are about; places and verbs alone do not, nor does a lone capitalised word, which may be one."""
    if len(words) == 1 and words[0][:1].isupper() and words[0].isalpha():
        return 0
    return 0 if all(_kind(word) in (Kind.PLACE, Kind.VERB) for word in words) else len(words)


def _kind(word: str) -> Kind:
    folded = normalize(word)
    if not is_cut(folded):
        return Kind.NAME
    kinds = {each.kind for each in words_of(folded)}
    return kinds.pop() if len(kinds) == 1 else Kind.NAME


def is_translation(numbers: Sequence[frozenset[str]], cosine: float, retold_from: float) -> bool:
    """Whether two articles in different languages say the same: they are near to each other, and most of their numbers meet.

    Args:
        numbers: Terms of the numbers and dates of each.
        cosine: Of their vectors.
        retold_from: From which on articles in different languages may tell the same story.
    """
    few = min(map(len, numbers))
    if few < _TELLING_NUMBERS:
        return cosine >= (2 * retold_from + 1) / 3
    return cosine >= retold_from and len(numbers[0] & numbers[1]) >= _SHARE * few
