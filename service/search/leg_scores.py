"""What both legs say of candidates: cosines, and the share of the question's words that each holds."""

from dataclasses import dataclass

import numpy as np

from indexer.core.arrays import Mask, Rows, Scores
from indexer.core.article import Part
from service.search.config import ranking
from service.search.cross_lingual import foreign, untranslated
from service.search.facts import ChunkFacts, Coverage
from service.search.fusion import Cosines, fused
from service.search.index import SearchIndex
from service.search.legs import LegInput, leg
from service.search.timing import Clock


@dataclass(frozen=True, slots=True)
class LegScores:
    """Scores of candidates by each leg, arrays of shape (candidates,); None for a leg that takes no part."""

    facts: ChunkFacts
    spread: float
    """Standard deviation of cosines in the archive, the unit of fused scores."""
    cosines: Cosines | None
    coverage: Coverage | None
    dense: Scores | None
    """The cosines of chunk and article in one."""
    lexical: Scores | None
    """The coverage of chunk and article in one, less where no dictionary connects its language with the question's."""
    foreign: Mask
    """Whether the article is in another language than the question."""
    untranslated: Mask
    """Whether no dictionary connects the two."""

    @classmethod
    def of(cls, index: SearchIndex, reading: LegInput, rows: Rows, *, clock: Clock) -> "LegScores":
        """Scores rows by both legs.

        Args:
            index: That has the rows.
            reading: The question.
            rows: Ascending, each once.
            clock: Told what each leg took.

        Raises:
            LegError: One of them can't be asked now.
        """
        facts: ChunkFacts = clock.time("fuse", lambda: index.facts(rows))
        languages = facts.articles.languages
        apart = untranslated(reading.asked, languages)[facts.places]
        vector, words = reading.vector, reading.words
        cosines = coverage = dense = lexical = None
        if vector is not None:
            with leg(Part.DENSE):
                cosines = clock.time("dense", lambda: Cosines.of(index, vector, facts))
            dense = cosines.both
        if words is not None:
            with leg(Part.LEXICAL):
                coverage = clock.time("lexical", lambda: words.coverage(rows))
            lexical = coverage.both
            if dense is not None:  # alone, the words have nothing to yield to
                lexical[apart] *= ranking().untranslated_share
        return cls(
            facts,
            spread=index.statistics.spread,
            cosines=cosines,
            coverage=coverage,
            dense=dense,
            lexical=lexical,
            foreign=foreign(reading.asked, languages)[facts.places],
            untranslated=apart,
        )

    def fused(self, allowance: Scores) -> Scores:
        """One score of both legs, shape (candidates,).

        Args:
            allowance: Coverage that each is granted, shape (candidates,).
        """
        if self.dense is None:
            return np.zeros(0, np.float32) if self.lexical is None else self.lexical
        if self.lexical is None:
            return self.dense
        return fused(self.dense, self.lexical + allowance, spread=self.spread)
