"""Which articles of a list are shown: those worth reading next, and those that who asks wants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from indexer.archive import RowFacts
from indexer.fold import fold
from indexer.related.table import Related
from indexer.words.cutting import Kind, is_cut, words_of

_LEAST = {0: 0.27, 1: 0.24}
_LEAST_OF_SEVERAL = 0.20
"""Relevance from which an article is shown, by how many words say why: chosen by reading 60 lists (docs/related.md)."""


@dataclass(frozen=True, slots=True)
class RelatedRules:
    """What who asks leaves out; empty fields leave nothing out."""

    exclude: frozenset[str] = frozenset()
    """Ids of articles that are on the page already."""
    sources: frozenset[str] = frozenset()
    """Only of these."""
    not_sources: frozenset[str] = frozenset()
    keywords: frozenset[str] = frozenset()
    """Only with one of these, as a section is named."""
    languages: frozenset[str] = frozenset()
    max_age_days: int | None = None
    """Only what was published within so many days before the archive's newest article."""

    def __bool__(self) -> bool:
        return self != ALL

    def lets_through(self, number: int, facts: RowFacts) -> bool:
        """Whether an article is wanted.

        Args:
            number: Of the article.
            facts: Of its snapshot.
        """
        source = facts.sources[number]
        wanted = (
            not self.sources or source in self.sources,
            not self.languages or facts.languages[number] in self.languages,
            not self.keywords or not self.keywords.isdisjoint(facts.keywords[number]),
            self.max_age_days is None or facts.days[number] >= self._first_day(facts),
        )
        return all(wanted) and facts.ids[number] not in self.exclude and source not in self.not_sources

    def _first_day(self, facts: RowFacts) -> str:
        """The first day that is not too old; an article without a date is."""
        newest = max(facts.days, default="")
        if not newest or self.max_age_days is None:
            return "9999"
        try:
            return (date.fromisoformat(newest) - timedelta(days=self.max_age_days)).isoformat()
        except OverflowError:
            return "0001-01-01"


ALL = RelatedRules()


def is_worth(related: Related) -> bool:
    """Whether a related article is worth showing, by how relevant it is and by what it shares.

    A verb or a place alone says little: the more words say why, the less relevance is asked for.
    """
    return related.score >= _LEAST.get(_telling(related.words), _LEAST_OF_SEVERAL)


def _telling(words: Sequence[str]) -> int:
    """How many words say what both are about; a lone place, verb or capitalised word does not."""
    kinds = [_kind(word) for word in words]
    lone = all(kind in (Kind.PLACE, Kind.VERB) for kind in kinds)
    return 0 if lone else len(words)


def _kind(word: str) -> Kind:
    folded = fold(word)
    if not is_cut(folded):
        return Kind.PLACE if word[:1].isupper() and " " not in word and word.isalpha() else Kind.NAME
    kinds = {each.kind for each in words_of(folded)}
    return kinds.pop() if len(kinds) == 1 else Kind.NAME
