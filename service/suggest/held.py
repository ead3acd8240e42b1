"""What one article holds of a query, by which two wordings of it are compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexer.index.wants import Want

_GOOD = 0.8
"""Share of a query, by how telling its words are, from which on an article that holds it is what was looked for."""
_BETTER = 0.1
"""How much more of the changed query an article must hold, whatever the change."""
_NOTICED = 0.03
_OF_NEW = 0.7
"""In a long query one word is a small part: less will do where what holds the most has most of what is new as well as the rest."""


@dataclass(frozen=True, slots=True)
class Held:
    """The most that any article holds of what a query wants."""

    best: float
    """As a share, 0 to 1, by how telling each want is."""
    weights: Mapping[tuple[str, ...], float]
    """How telling each is."""
    known: frozenset[tuple[str, ...]]
    """Those that some article holds."""

    @classmethod
    def of(cls, wants: Sequence[Want], best: float) -> "Held":
        """Of a query.

        Args:
            wants: Of the query.
            best: The largest share of them that one article holds.
        """
        known = frozenset(want.spellings for want in wants if not want.unknown)
        return cls(best, {want.spellings: want.idf for want in wants}, known)

    def is_better_than(self, own: "Held") -> bool:
        """Whether this is held so much better than the query as it was typed that it may have been meant."""
        gain = self.best - own.best
        if own.best < _GOOD and gain >= _BETTER:
            return True
        # Of characters that no article has side by side, none says whether this was meant.
        new = sum(weight for want, weight in self.weights.items() if want in self.known and want not in own.weights)
        rest = own.best * sum(own.weights.values())
        return gain >= _NOTICED and self.best * sum(self.weights.values()) >= rest + _OF_NEW * new
