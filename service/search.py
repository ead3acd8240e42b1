"""One search over one snapshot: both legs under one filter mask, fused, ranked, explained."""

import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from indexer.arrays import Mask, Matrix, Rows, Scores
from indexer.domain import Filters, GroupBy, Hit, HitScores, Mode, SearchResult
from indexer.embed import Embedder
from indexer.errors import QueryError, WrongModelError
from indexer.ranking import matching_rows, top_rows
from indexer.snapshot import Snapshot, open_snapshot
from service.center import QuestionCenter
from service.filters import RowFilter
from service.fuse import cosine_spread, coverage, fused
from service.highlight import highlights
from service.question import Asked
from service.rank import HEAD, best_sentence, ranked_again

T = TypeVar("T")

DEPTH = 100
"""Rows that each leg brings at least; a hit far down both legs is not what anybody asked for."""

NO_FILTERS = Filters()


class Searcher:
    """Searches one snapshot; immutable, safe to use from any thread."""

    def __init__(self, snapshot: Snapshot, embedder: Embedder | None) -> None:
        self.snapshot = snapshot
        self.embedder = embedder
        self.cosine_spread = cosine_spread(snapshot.vectors)
        self._center = None if embedder is None else QuestionCenter(embedder)
        self._filter = RowFilter(snapshot.facts)

    @classmethod
    def open(cls, index_dir: Path, embedder: Embedder | None) -> "Searcher":
        """Opens the published snapshot of an index.

        Args:
            index_dir: Folder of the index.
            embedder: Embeds questions; without one only the lexical leg searches, and each result says so.

        Raises:
            SnapshotError: Nothing is published, it is not whole, or another model made its vectors.
        """
        return cls.over(open_snapshot(index_dir), embedder)

    @classmethod
    def over(cls, snapshot: Snapshot, embedder: Embedder | None) -> "Searcher":
        """Searches an open snapshot, if this is the model that made its vectors.

        Raises:
            WrongModelError: It is another.
        """
        made_by = snapshot.manifest.model
        if embedder is not None and embedder.card.fingerprint != made_by.fingerprint:
            raise WrongModelError(
                f"Snapshot {snapshot.name} was built with {made_by.name} ({made_by.fingerprint[:12]}), "
                f"but the model loaded is {embedder.card.name} ({embedder.card.fingerprint[:12]}).",
                next_step=f"Use --model {made_by.name}, or build the index again with the model you want.",
            )
        return cls(snapshot, embedder)

    def warm(self) -> None:
        """Does what the first question would otherwise wait for."""
        for question in ("谁捐了多少钱？", "who gave how much?"):
            self.search(question)

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        offset: int = 0,
        mode: Mode = Mode.HYBRID,
        filters: Filters = NO_FILTERS,
        group_by: GroupBy = "chunk",
        highlight: bool = True,
    ) -> SearchResult:
        """Ranks chunks for a question.

        Args:
            query: The question, in any language.
            limit: How many hits at most.
            offset: How many of the first hits to leave out.
            mode: Which legs take part.
            filters: Which articles may be returned.
            group_by: "article" keeps the best chunk of each article.
            highlight: Whether to find the words of the question in each hit, most of the work on a hundred hits.

        Raises:
            QueryError: The question has no words, or a filter makes no sense.
        """
        _check_words(query)
        clock = _Clock()
        mask = clock.time("filter", lambda: self._filter.mask(filters))
        mode, degraded = self._possible(mode)
        wanted = offset + limit
        depth = max(DEPTH, 2 * wanted)
        reachable = len(self.snapshot.vectors) if mask is None else int(mask.sum())
        reading = self._read(query, mode, clock)
        while True:
            ranking = _Ranking(self, reading, mask, depth=depth, clock=clock)
            places = ranking.places(group_by)
            if len(places) >= wanted or depth >= reachable:
                break
            depth *= 4
        hits = clock.time(
            "fetch", lambda: ranking.hits(places[offset:wanted], first_rank=offset + 1, highlight=highlight)
        )
        return SearchResult(self.snapshot.name, mode, degraded, hits, clock.took_ms())

    def question_vector(self, question: str) -> Matrix | None:
        """The question's vector as the dense leg compares it, shape (1, dimension); None without a model."""
        return None if self._center is None else self._center.embed(question)

    def _read(self, query: str, mode: Mode, clock: "_Clock") -> "_Reading":
        """What both legs need of a question, made once however deep they are searched."""
        asked = Asked.of(query)
        vector = None if mode is Mode.LEXICAL else clock.time("embed", lambda: self.question_vector(query))
        covered = None if mode is Mode.DENSE else clock.time("lexical", lambda: coverage(self.snapshot, asked))
        return _Reading(asked, vector, covered)

    def _possible(self, mode: Mode) -> tuple[Mode, tuple[str, ...]]:
        """The mode that this searcher can serve, and what is missing for the one asked for."""
        if mode is Mode.LEXICAL or self.embedder is not None:
            return mode, ()
        return Mode.LEXICAL, ("dense: no model is loaded",)


def _check_words(query: str) -> None:
    """A question needs a letter, a digit or a symbol such as 🚒, and no half of a character."""
    if not query.strip():
        raise QueryError("The question is empty.", next_step="Write what you want to know.")
    categories = {unicodedata.category(character) for character in query}
    if "Cs" in categories:
        raise QueryError("The question is not valid Unicode.", next_step="Write it in UTF-8.")
    if all(category[0] in "PZC" for category in categories):
        raise QueryError("The question has no words, only punctuation.", next_step="Write what you want to know.")


class _Clock:
    """Milliseconds by stage of one search."""

    def __init__(self) -> None:
        self._begun = time.perf_counter()
        self._stages: dict[str, float] = {}

    def time(self, stage: str, work: Callable[[], T]) -> T:
        """Does the work and adds its time to the stage."""
        begun = time.perf_counter()
        result = work()
        self._stages[stage] = self._stages.get(stage, 0.0) + (time.perf_counter() - begun) * 1000
        return result

    def took_ms(self) -> dict[str, float]:
        """All stages, and the total since the clock was made."""
        total = (time.perf_counter() - self._begun) * 1000
        return {stage: round(took, 3) for stage, took in (*self._stages.items(), ("total", total))}


@dataclass(frozen=True, slots=True)
class _Reading:
    """A question as the legs take it; None for a leg that takes no part."""

    asked: Asked
    vector: Matrix | None
    covered: Scores | None
    """Coverage of every row, shape (rows,)."""


class _Ranking:
    """Candidates of both legs with every score of each, best first."""

    def __init__(self, searcher: Searcher, reading: _Reading, mask: Mask | None, *, depth: int, clock: _Clock) -> None:
        self._searcher = searcher
        self._asked = reading.asked
        self._covered = reading.covered
        snapshot = searcher.snapshot
        found: list[Rows] = []
        if (vector := reading.vector) is not None:
            rows, _ = clock.time("dense", lambda: snapshot.vectors.search(vector, depth, mask=mask))
            found.append(rows)
        if reading.covered is not None:
            found.append(matching_rows(reading.covered, depth, mask=mask))

        self.rows = np.unique(np.concatenate(found))
        self._cosines = None if vector is None else snapshot.vectors.cosines(vector, self.rows)
        self._fused = clock.time("fuse", self._fuse)
        if self._cosines is not None and self._covered is not None:
            clock.time("rank", self._rank_head)
        self._order = top_rows(self._fused, self.rows.size)

    def _fuse(self) -> Scores:
        """The score that each candidate is ranked by, shape (candidates,)."""
        if self._covered is None:
            return np.zeros(0, np.float32) if self._cosines is None else self._cosines
        covered = np.asarray(self._covered[self.rows], np.float32)
        if self._cosines is None:
            return covered
        return fused(self._cosines, covered, spread=self._searcher.cosine_spread)

    def _rank_head(self) -> None:
        """Gives the first few their last scores, lifted by as much as keeps them before the others."""
        head = top_rows(self._fused, HEAD)
        if self._cosines is None or self._covered is None or not head.size:
            return
        snapshot = self._searcher.snapshot
        wants = snapshot.terms.wants(self._asked.terms, self._asked.spellings)
        rows = self.rows[head]
        shares = np.array([best_sentence(wants, chunk.text) for _, chunk in snapshot.rows(rows)], dtype=np.float32)
        scores = ranked_again(self._cosines[head], self._covered[rows], shares, spread=self._searcher.cosine_spread)
        others = np.delete(self._fused, head)
        lift = max(float(others.max() - scores.min()), 0.0) if others.size else 0.0
        self._fused[head] = scores + np.float32(lift)

    def places(self, group_by: GroupBy) -> list[int]:
        """Places of candidates in ranked order; grouped, only the first of each article."""
        if group_by == "chunk":
            return [int(place) for place in self._order]
        articles = self._searcher.snapshot.facts.articles
        first: dict[int, int] = {}
        for place in self._order:
            first.setdefault(int(articles[self.rows[place]]), int(place))
        return list(first.values())

    def hits(self, places: list[int], *, first_rank: int, highlight: bool) -> tuple[Hit, ...]:
        """Hits for candidates at these places."""
        found = self._searcher.snapshot.rows(int(self.rows[place]) for place in places)
        words = self._asked.words if highlight else ""
        return tuple(
            Hit(first_rank + number, article, chunk, self._scores(place), highlights(words, chunk.text))
            for number, (place, (article, chunk)) in enumerate(zip(places, found, strict=True))
        )

    def _scores(self, place: int) -> HitScores:
        return HitScores(
            dense=None if self._cosines is None else float(self._cosines[place]),
            lexical=None if self._covered is None else float(self._covered[self.rows[place]]),
            fused=float(self._fused[place]),
        )
