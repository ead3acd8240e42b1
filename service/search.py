"""One search over one snapshot: both legs under one filter mask, fused, ranked, explained."""

import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from indexer.arrays import Matrix
from indexer.domain import Filters, GroupBy, Mode, SearchResult
from indexer.embed import Embedder
from indexer.errors import QueryError, WrongModelError
from indexer.snapshot import Snapshot, open_snapshot
from service.candidates import Candidates, Reading, Scene
from service.center import QuestionCenter
from service.clock import Clock
from service.filters import RowFilter
from service.fuse import Coverage, cosine_spread
from service.question import Asked
from service.recency import Recency

DEPTH = 100
"""Rows that each leg brings at least; a hit far down both legs is not what anybody asked for."""

NO_FILTERS = Filters()

_beside = ThreadPoolExecutor(thread_name_prefix="words")
"""Threads for the lexical leg, as many as the interpreter thinks right; they keep nothing between questions."""


class Searcher:
    """Searches one snapshot; immutable, safe to use from any thread."""

    def __init__(self, snapshot: Snapshot, embedder: Embedder | None) -> None:
        self.snapshot = snapshot
        self.embedder = embedder
        self._scene = Scene(snapshot, _spread(snapshot), Recency(snapshot.facts))
        self._languages = frozenset(snapshot.facts.languages)
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
            group_by: "article" keeps the best chunk of each article, "story" the best of all copies of an article.
            highlight: Whether to find the words of the question in each hit, most of the work on a hundred hits.

        Raises:
            QueryError: The question has no words, or a filter makes no sense.
        """
        _check_words(query)
        clock = Clock()
        mask = clock.time("filter", lambda: self._filter.mask(filters))
        mode, degraded = self._possible(mode)
        wanted = offset + limit
        depth = max(DEPTH, 2 * wanted)
        reachable = len(self.snapshot.vectors) if mask is None else int(mask.sum())
        reading = self._read(query, mode, clock)
        while True:
            candidates = Candidates(self._scene, reading, mask, depth=depth, clock=clock)
            places = candidates.places(group_by)
            if len(places) >= wanted or depth >= reachable:
                break
            depth *= 4
        page = places[offset:wanted]
        hits = clock.time(
            "fetch",
            lambda: candidates.hits(page, first_rank=offset + 1, highlight=highlight, group_by=group_by),
        )
        return SearchResult(self.snapshot.name, mode, degraded, hits, clock.took_ms())

    def question_vector(self, question: str) -> Matrix | None:
        """The question's vector as the dense leg compares it, shape (1, dimension); None without a model."""
        return None if self._center is None else self._center.embed(question)

    def read(self, question: str) -> Asked:
        """What the lexical leg looks for, in the languages of this archive."""
        return Asked.of(question, languages=self._languages)

    def _read(self, query: str, mode: Mode, clock: Clock) -> Reading:
        """What both legs need of a question, made once however deep they are searched."""
        asked = clock.time("read", lambda: self.read(query))
        if mode is Mode.DENSE:
            return Reading(query, asked, clock.time("embed", lambda: self.question_vector(query)), None)
        # The words of a large archive take about as long as the model: side by side on two cores.
        covering = _beside.submit(clock.time, "lexical", lambda: Coverage.of(self.snapshot, asked))
        vector = None if mode is Mode.LEXICAL else clock.time("embed", lambda: self.question_vector(query))
        return Reading(query, asked, vector, covering.result())

    def _possible(self, mode: Mode) -> tuple[Mode, tuple[str, ...]]:
        """The mode that this searcher can serve, and what is missing for the one asked for."""
        if mode is Mode.LEXICAL or self.embedder is not None:
            return mode, ()
        return Mode.LEXICAL, ("dense: no model is loaded",)


def _spread(snapshot: Snapshot) -> float:
    """The spread of cosines between the archive's chunks."""
    facts = snapshot.facts
    return cosine_spread(snapshot.vectors, lambda row: facts.languages[facts.articles[row]])


def _check_words(query: str) -> None:
    """A question needs a letter, a digit or a symbol such as 🚒, and no half of a character."""
    if not query.strip():
        raise QueryError("The question is empty.", next_step="Write what you want to know.")
    categories = {unicodedata.category(character) for character in query}
    if "Cs" in categories:
        raise QueryError("The question is not valid Unicode.", next_step="Write it in UTF-8.")
    if all(category[0] in "PZC" for category in categories):
        raise QueryError("The question has no words, only punctuation.", next_step="Write what you want to know.")
