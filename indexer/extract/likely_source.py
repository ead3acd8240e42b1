"""Which of the media that a page names its article is likely from: weights that were fitted on labelled pages are added up.

This backs what labels say: it is asked where no label names a source. `python -m benchmarks.fit_source` fits the weights and
says how well they do on pages unseen.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from indexer.extract.fitted_weights import FittedWeights, read_weights
from indexer.extract.named_media import NamedMedium

LIKELY = 0.2
"""How likely the likeliest must be to be believed, in 0..1."""

_MOST_PLACES = 4
WEIGHTS = read_weights("source_weights.json")


@dataclass(frozen=True, slots=True)
class LikelyMedium:
    """A medium that a page names, how likely the article is from it in 0..1, and the places that name it."""

    name: str
    sure: float
    places: tuple[str, ...]

    @property
    def is_likely(self) -> bool:
        """Whether it may be believed, if no other is likelier."""
        return self.sure >= LIKELY

    @property
    def reason(self) -> str:
        """Where it is named, and how sure that makes it: "JSON-LD publisher; logo: 97% sure"."""
        more = len(self.places) - _MOST_PLACES
        places = "; ".join(self.places[:_MOST_PLACES]) + (f"; {more} more" if more > 0 else "")
        return f"{places}: {self.sure:.0%} sure"


def likely_media(media: Iterable[NamedMedium], weights: FittedWeights | None = None) -> list[LikelyMedium]:
    """Some media, the likeliest first, of equal ones the one named first.

    Args:
        media: What a page names.
        weights: Others than the package's.
    """
    weights = weights or WEIGHTS
    judged = [LikelyMedium(each.name, weights.probability(each.seen), each.places) for each in media]
    return sorted(judged, key=lambda each: -each.sure)
