"""Near-copies of a story, grouped: the one door to rensa.

One report runs in many outlets, cut and retitled. Articles whose six-character shingles overlap by about 0.6 and more
(Jaccard, estimated by MinHash: Broder 1997, https://doi.org/10.1109/SEQUEN.1997.666900) are one story. Within it, articles
that name the same numbers are copies of one edition; one with other numbers (a toll that rose, a corrected sum, another
day's table of the same form) is an edition of its own, which a reader must see.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt
from rensa import RMinHash, RMinHashLSH

from indexer.core.arrays import loaded
from indexer.core.article import Article
from indexer.core.errors import BrokenSnapshotError
from indexer.text.normalize import normalize
from indexer.text.number_terms import number_terms

LEAST_OVERLAP = 0.6
"""Below about this, articles in 12,000 of 2023 shared a form or a paragraph rather than a story."""

_SHINGLE = 6
_PERMUTATIONS = 64
_BANDS = 16
_SEED = 1

Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True)
class NearDuplicates:
    """Which articles tell the same; place i of both arrays is the article of number i, from 0."""

    story: Numbers
    """Number of the first article of the story, shape (articles,)."""
    edition: Numbers
    """Number of the first article of the story that names the same numbers, shape (articles,)."""

    @classmethod
    def open(cls, file: Path) -> "NearDuplicates":
        """Reads what `save` wrote.

        Raises:
            BrokenSnapshotError: It is something else.
        """
        try:
            story, edition = loaded(file)
        except (OSError, ValueError, EOFError) as error:
            raise BrokenSnapshotError(f"{file} holds no stories: {error}.") from error
        return cls(story, edition)

    def save(self, file: Path) -> None:
        """Writes both arrays to one file."""
        with file.open("wb") as stream:
            np.save(stream, np.stack([self.story, self.edition]), allow_pickle=False)

    def __len__(self) -> int:
        return int(self.story.size)

    @cached_property
    def _by_edition(self) -> tuple[Numbers, Numbers]:
        """Numbers of all articles, those of one edition together and ascending, and the edition of each."""
        order = np.argsort(self.edition, kind="stable").astype(np.int32)
        return order, self.edition[order]

    def copies(self, article: int) -> list[int]:
        """Numbers of the other articles of an article's edition, ascending."""
        order, editions = self._by_edition
        own = self.edition[article]
        members = order[np.searchsorted(editions, own) : np.searchsorted(editions, own, side="right")]
        return [other for other in members.tolist() if other != article]


class NearDuplicateFinder:
    """Takes articles in order, and tells of each which earlier ones it repeats.

    An article is compared with the first of each story only, so that a chain of small changes does not make one story
    of two that share nothing.
    """

    def __init__(self) -> None:
        self._index = RMinHashLSH(threshold=LEAST_OVERLAP, num_perm=_PERMUTATIONS, num_bands=_BANDS)
        self._first: dict[int, RMinHash] = {}
        self._editions: dict[int, list[tuple[int, frozenset[int]]]] = {}
        self._story: list[int] = []
        self._edition: list[int] = []

    def add(self, article: Article) -> None:
        """Adds the next article."""
        number = len(self._story)
        text = normalize("".join(article.body.split()))
        sketch = RMinHash(num_perm=_PERMUTATIONS, seed=_SEED)
        sketch.update([text[place : place + _SHINGLE] for place in range(max(1, len(text) - _SHINGLE + 1))])
        story = self._nearest(sketch)
        if story is None:
            story = number
            self._first[number] = sketch
            self._index.insert(number, sketch)
        self._story.append(story)
        self._edition.append(self._edition_of(story, number, _figures(text)))

    def _nearest(self, sketch: RMinHash) -> int | None:
        """The story that an article overlaps most with, the earliest of equals; None if with none enough."""
        overlaps = [(-sketch.jaccard(self._first[story]), story) for story in self._index.query(sketch)]
        overlap, story = min(overlaps, default=(0.0, 0))
        return story if -overlap >= LEAST_OVERLAP else None

    def _edition_of(self, story: int, number: int, figures: frozenset[int]) -> int:
        """The edition with these figures; a shorter copy may lack some of them."""
        editions = self._editions.setdefault(story, [])
        for first, known in editions:
            if figures <= known or known <= figures:
                return first
        editions.append((number, figures))
        return number

    def stories(self) -> NearDuplicates:
        """What was found."""
        return NearDuplicates(np.array(self._story, dtype=np.int32), np.array(self._edition, dtype=np.int32))


def find_near_duplicates(articles: Iterable[Article]) -> NearDuplicates:
    """Groups the articles of an archive, given in the order of their numbers."""
    finder = NearDuplicateFinder()
    for article in articles:
        finder.add(article)
    return finder.stories()


def _figures(folded: str) -> frozenset[int]:
    """Hashes of the numbers that a text names, without calendar dates: a copy is often dated a day later."""
    terms = {term for term, _, _ in number_terms(folded) if "-" not in term}
    return frozenset(crc32(term.encode()) for term in terms)
