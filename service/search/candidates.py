"""The rows that either leg found for a question, scored by both, ranked, and turned into hits."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, takewhile
from typing import TypeAlias

import numpy as np

from indexer.core.arrays import Mask, Matrix, Rows, Scores
from indexer.core.article import Article, Chunk, Degradation, Part, Span
from indexer.index.bm25 import Terms, Want
from indexer.index.docstore import RowFacts
from indexer.index.snapshot import Snapshot
from indexer.rerank.reader import Excerpt, Judgement
from service.query.question import ParsedQuestion
from service.results import Copy, GroupBy, Hit, HitScores, Signals
from service.search.cross_lingual import (
    CROSS_LINGUAL_BONUS,
    SENTENCE_SHARE,
    UNTRANSLATED_BONUS,
    UNTRANSLATED_SHARE,
    Translations,
    find_translations,
    foreign_rows,
    unfindable,
    untranslated_rows,
)
from service.search.exact_words import share_held
from service.search.fusion import Cosines, NormalizedBm25, fused, matching_rows, top_rows
from service.search.highlight import HEAD, BestSentence, highlights, phrases_held, quoted_names, spellings_of
from service.search.recency import Recency, names_a_time
from service.search.reordering import LONG, NOTHING_TOLD, AskedTimes, HeadSignals, ToldTimes, head_weights, leads
from service.search.rerank import best_span_score, is_read, reread_scores
from service.search.timing import Clock

_COPIES = 20
"""How many copies a hit names."""

WEAK_BELOW = 0.15
"""Coverage of an article below which a hit is weak; how it was chosen: docs/retrieval.md."""

Judge: TypeAlias = Callable[[Sequence[int], Sequence[Excerpt]], Sequence[Judgement]]
"""Reads the chunks of some rows, as many of the first as there is time for."""


@dataclass(frozen=True, slots=True)
class LegInput:
    """A question as the legs take it; None for a leg that takes no part."""

    text: str
    asked: ParsedQuestion
    vector: Matrix | None
    """Shape (1, dimension)."""
    covered: NormalizedBm25 | None
    keywords: tuple[str, ...] = ()
    """The words of a plain keyword query."""
    matched: tuple[int, Rows] | None = None
    """How deep the words were searched already, and the rows they brought; None where they were not."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What every question is asked of."""

    snapshot: Snapshot
    spread: float
    retold_from: float
    """Articles in two languages may tell the same story from this cosine on."""
    recency: Recency
    lengths: Scores
    """Logarithm of how many chunks each article has, shape (articles,)."""


class Candidates:
    """Candidates of both legs with every score of each, best first."""

    def __init__(self, scene: Scene, reading: LegInput, mask: Mask | None, *, depth: int, clock: Clock) -> None:
        """Searches both legs.

        Args:
            scene: The snapshot.
            reading: The question.
            mask: Rows that may be found, shape (rows,); None for all.
            depth: Rows that each leg brings.
            clock: Told what each stage took.
        """
        self._scene = scene
        self._reading = reading
        self.rows = self._found(mask, depth, clock)
        self._found_rows = frozenset(self.rows.tolist())
        self._cosines = None
        if reading.vector is not None:
            vector = reading.vector
            self._cosines = clock.time("dense", lambda: Cosines.of(scene.snapshot, vector, self.rows))
        self._dense = None if self._cosines is None else self._cosines.both
        self._covered = None if reading.covered is None else reading.covered.rows[self.rows]
        count = self.rows.size
        self._foreign = foreign_rows(reading.asked, scene.snapshot.facts, self.rows)
        self._untranslated = untranslated_rows(reading.asked, scene.snapshot.facts, self.rows)
        if self._dense is not None and self._covered is not None:  # alone, the words have nothing to yield to
            self._covered[self._untranslated] *= UNTRANSLATED_SHARE
        self._allowance = np.zeros(count, dtype=np.float32)
        self._sentences = np.full(count, np.nan, dtype=np.float32)
        self._phrases = np.full(count, np.nan, dtype=np.float32)
        self._titles = np.full(count, np.nan, dtype=np.float32)
        self._recency = np.zeros(count, dtype=np.float32)
        self._leads: dict[int, tuple[float, float]] = {}
        self._told: dict[int, ToldTimes] = {}
        self._length: float | None = None
        plain = clock.time("fuse", self._fuse)
        self._retellings = clock.time("fuse", lambda: self._retell(plain))
        self._allowance = clock.time("fuse", self._allowances)
        self._fused = clock.time("fuse", self._fuse)
        if self._dense is not None and reading.covered is not None:
            wants = reading.covered.wants
            clock.time("rank", lambda: self._rank_head(wants))
            if not names_a_time(reading.text):
                self._recency = scene.recency.of(self.rows)
                self._fused = np.asarray(self._fused + scene.spread * self._recency, dtype=np.float32)
        if self._retellings is not None:
            self._fused = self._retellings.behind(self._fused)
        self._order = top_rows(self._fused, count)
        self.unread: tuple[Degradation, ...] = ()
        """Told where the reader had no time for all that it was to read."""
        self._judged: dict[int, Judgement] = {}
        self._reranked: dict[int, float] = {}

    def _found(self, mask: Mask | None, depth: int, clock: Clock) -> Rows:
        """Rows that either leg found, ascending."""
        found: list[Rows] = []
        vector, covered = self._reading.vector, self._reading.covered
        if vector is not None:
            vectors = self._scene.snapshot.vectors
            found.append(clock.time("dense", lambda: vectors.search(vector, depth, mask=mask)[0]))
        if self._reading.matched is not None and self._reading.matched[0] == depth:
            found.append(self._reading.matched[1])
        elif covered is not None:
            found.append(clock.time("lexical", lambda: matching_rows(covered.rows, depth, mask=mask)))
        return np.unique(np.concatenate(found))

    def _fuse(self) -> Scores:
        """What both legs say of each candidate, with what it is granted, shape (candidates,)."""
        if self._dense is None:
            return np.zeros(0, np.float32) if self._covered is None else self._covered
        if self._covered is None:
            return self._dense
        return fused(self._dense, self._covered + self._allowance, spread=self._scene.spread)

    def _retell(self, scores: Scores) -> Translations | None:
        """Which rows retell a candidate in the question's own language; None where they are all in it, or none is."""
        if self._dense is None or self._foreign.all() or not self._foreign.any():
            return None
        facts = self._scene.snapshot.facts
        return find_translations(
            self._scene.snapshot.article_vectors,
            facts.languages,
            facts.articles[self.rows].astype(np.int64),
            scores,
            own=self._reading.asked.language,
            retold_from=self._scene.retold_from,
        )

    def _allowances(self) -> Scores:
        """What rows in other languages are granted beside those of the question's own, shape (candidates,)."""
        granted = np.zeros(self.rows.size, dtype=np.float32)
        words = self._reading.covered
        if words is not None and self._retellings is not None:
            lacking, granted_to = unfindable(words.wants), self._foreign & ~self._retellings.rows
            granted[granted_to] = CROSS_LINGUAL_BONUS * lacking
            granted[granted_to & self._untranslated] = UNTRANSLATED_BONUS * lacking
        return granted

    def _rank_head(self, wants: Sequence[Want]) -> None:
        """Gives the first few their last scores, lifted by as much as keeps them before the others."""
        head = top_rows(self._fused, HEAD)
        if not head.size:
            return
        names, words = quoted_names(self._reading.text), self._reading.keywords
        found = self._scene.snapshot.rows(self.rows[head])
        self._sentences[head] = self._best_sentences(head, found, wants)
        self._sentences[head[self._foreign[head]]] *= SENTENCE_SHARE
        if words:
            phrases = [share_held(words, f"{article.title}\n{article.body}") for article, _ in found]
            self._titles[head] = [share_held(words, article.title) for article, _ in found]
        else:
            phrases = [phrases_held(names, article) for article, _ in found]
        if names or words:
            self._phrases[head] = phrases
        scores = self._signals_of(head, found).ranked(head_weights(), spread=self._scene.spread)
        others = np.delete(self._fused, head)
        lift = max(float(others.max() - scores.min()), 0.0) if others.size else 0.0
        self._fused[head] = scores + np.float32(lift)

    def _best_sentences(
        self, head: Rows, found: Sequence[tuple[Article, Chunk]], wants: Sequence[Want]
    ) -> Sequence[float]:
        """What the best sentence of each of the first few holds; nothing where no dictionary connects the languages."""
        best, index, titled = BestSentence(wants), self._scene.snapshot.terms, bool(self._reading.keywords)
        may = _holding(index, best.cut, self.rows[head])
        return [
            0.0
            if self._untranslated[place]
            else best.of(
                # Of a keyword query the title is a sentence too: it says what the article is about.
                f"{article.title}\n{chunk.text}" if titled else chunk.text,
                language=article.language,
                cut=titled or bool(may[number]),
            )
            for number, (place, (article, chunk)) in enumerate(zip(head.tolist(), found, strict=True))
        ]

    def _signals_of(self, head: Rows, found: Sequence[tuple[Article, Chunk]]) -> HeadSignals:
        """What is known of the first few, kept for who wants to know."""
        scene, none = self._scene, np.zeros(self.rows.size, dtype=np.float32)  # of a leg that took no part
        dense, covered = none if self._dense is None else self._dense, none if self._covered is None else self._covered
        articles = scene.snapshot.facts.articles[self.rows[head]].astype(np.int64)
        asked = AskedTimes.of(self._reading.text)
        told = [asked.told(article, chunk) for article, chunk in found]
        dense_lead = leads(dense[head], articles) / np.float32(scene.spread)
        lexical_lead = leads(covered[head], articles)
        self._leads = dict(
            zip(head.tolist(), zip(dense_lead.tolist(), lexical_lead.tolist(), strict=True), strict=True)
        )
        self._told = dict(zip(head.tolist(), told, strict=True))
        self._length = min(float(scene.lengths[articles].mean()), LONG)
        return HeadSignals(
            dense[head],
            none[head] if self._cosines is None else self._cosines.articles[head],
            covered[head],
            self._allowance[head],
            self._sentences[head],
            np.nan_to_num(self._phrases[head]),
            np.nan_to_num(self._titles[head]),
            dense_lead,
            lexical_lead,
            told=np.array(told, dtype=np.bool_),
            length=self._length,
        )

    @property
    def order(self) -> Rows:
        """Places of all candidates, best first."""
        return self._order

    def score(self, place: int) -> float:
        """What ranks the candidate at a place."""
        return self._reranked.get(place, float(self._fused[place]))

    def lower(self, ceiling: float) -> None:
        """Lowers what is above a score to it: of candidates that stand behind a hit of that score."""
        self._fused = np.minimum(self._fused, np.float32(ceiling))

    def read_first(self, places: list[int], most: int, judge: Judge) -> list[int]:
        """Has the first of ranked places read, and gives all of them in their new order; equal scores keep the old one.

        Args:
            places: Of candidates, best first.
            most: How many are read at most.
            judge: Reads the chunks.
        """
        first, asked = places[:most], self._reading.asked.language
        rows = [int(self.rows[place]) for place in first]
        found = self._scene.snapshot.rows(rows)
        excerpts = [Excerpt.of(article.title, article.body, chunk) for article, chunk in found]
        judgements = judge(rows, excerpts)
        if len(judgements) < len(excerpts):
            detail = f"the reader had time for {len(judgements)} of {len(excerpts)} candidates"
            self.unread = (Degradation(Part.READING, detail, "Allow more: XUNWEN_READ_MS."),)
        self._judged = dict(zip(places, judgements, strict=False))
        # All are read for their answers. It ranks down to the first article in a language that it has no say on.
        ranked = sum(1 for _ in takewhile(lambda each: is_read(asked, each[0].language), found[: len(judgements)]))
        read, others = places[:ranked], places[ranked:]
        floor = float(self._fused[others[0]]) if others else float("-inf")
        scores = reread_scores(self._fused[read], judgements[:ranked], spread=self._scene.spread, floor=floor)
        if self._retellings is not None and read:
            behind = self._retellings.among(np.array(read, dtype=np.int64)).behind(scores)
            scores = np.maximum(behind, np.float32(floor))
        self._reranked = {place: float(score) for place, score in zip(read, scores, strict=True)}
        return [*sorted(read, key=lambda place: -self._reranked[place]), *others]

    @property
    def judgements(self) -> dict[int, Judgement]:
        """Of those that were read, by row."""
        return {int(self.rows[place]): judgement for place, judgement in self._judged.items()}

    def hits(self, places: list[int], *, first_rank: int, highlight: bool, group_by: GroupBy) -> tuple[Hit, ...]:
        """Hits for candidates at these places."""
        found = self._scene.snapshot.rows(int(self.rows[place]) for place in places)
        passages = self._passages(places)
        sought = self._sought() if highlight else frozenset()
        return tuple(
            Hit(
                first_rank + number,
                article,
                chunk,
                self._scores(place),
                passage,
                highlights(sought, chunk.text, language=article.language) if highlight else (),
                self._copies(place) if group_by == "story" else (),
                int(self.rows[place]),
                self._is_weak(place),
            )
            for number, (place, passage, (article, chunk)) in enumerate(zip(places, passages, found, strict=True))
        )

    def _is_weak(self, place: int) -> bool:
        """Whether the words speak against a candidate; they can't where they take no part or no dictionary connects them."""
        covered = self._reading.covered
        if covered is None or self._untranslated[place]:
            return False
        return bool(covered.articles[self._scene.snapshot.facts.articles[self.rows[place]]] < WEAK_BELOW)

    def _sought(self) -> frozenset[str]:
        """Every term that matches, for showing where it does."""
        reading = self._reading
        wants = reading.asked.wants(self._scene.snapshot.terms) if reading.covered is None else reading.covered.wants
        return spellings_of(wants)

    def _passages(self, places: Sequence[int]) -> list[Span]:
        """The chunk of each place and those next to it that were found as well, as one span."""
        snapshot, spans = self._scene.snapshot, []
        articles = snapshot.facts.articles
        for row in self.rows[places].tolist():
            near = (each for each in (row - 1, row + 1) if each in self._found_rows)
            spans.append([row, *(each for each in near if articles[each] == articles[row])])
        chunks = iter([chunk for _, chunk in snapshot.rows(chain.from_iterable(spans))])
        found = [[next(chunks) for _ in span] for span in spans]
        return [Span(min(each.start for each in span), max(each.end for each in span)) for span in found]

    def _copies(self, place: int) -> tuple[Copy, ...]:
        """The other articles that print what this one prints."""
        snapshot = self._scene.snapshot
        facts: RowFacts = snapshot.facts
        others = snapshot.stories.copies(int(facts.articles[self.rows[place]]))[:_COPIES]
        return tuple(Copy(facts.ids[other], facts.sources[other], facts.published_at[other]) for other in others)

    def _scores(self, place: int) -> HitScores:
        return HitScores(
            dense=None if self._dense is None else float(self._dense[place]),
            lexical=None if self._covered is None else float(self._covered[place]),
            fused=float(self._fused[place]),
            signals=self._signals(place),
            reranked=self._reranked.get(place),
        )

    def _signals(self, place: int) -> Signals:
        row = self.rows[place]
        cosines, covered = self._cosines, self._reading.covered
        article = self._scene.snapshot.facts.articles[row]
        judged, told = self._judged.get(place), self._told.get(place, NOTHING_TOLD)
        dense_lead, lexical_lead = self._leads.get(place, (None, None))
        return Signals(
            chunk_cosine=None if cosines is None else float(cosines.chunks[place]),
            article_cosine=None if cosines is None else float(cosines.articles[place]),
            chunk_coverage=None if covered is None else float(covered.chunks[row]),
            article_coverage=None if covered is None else float(covered.articles[article]),
            sentence=_number(self._sentences[place]),
            phrases=_number(self._phrases[place]),
            title=_number(self._titles[place]),
            recency=float(self._recency[place]),
            allowance=float(self._allowance[place]),
            spread=self._scene.spread,
            retells=self._retellings is not None and bool(self._retellings.rows[place]),
            reader_rank=None if judged is None else judged.rank,
            reader_span=None if judged is None else best_span_score(judged),
            reader_answerable=None if judged is None else judged.answerable,
            dense_lead=dense_lead,
            lexical_lead=lexical_lead,
            length=self._length if place in self._leads else None,
            **told._asdict(),
        )


def group_of(group_by: GroupBy, snapshot: Snapshot) -> Callable[[int], Hashable]:
    """What rows of one group have in common; the row itself where nothing is grouped."""
    articles = snapshot.facts.articles
    if group_by == "chunk":
        return lambda row: row
    if group_by == "article":
        return lambda row: int(articles[row])
    return lambda row: int(snapshot.stories.edition[articles[row]])


def _holding(index: Terms, terms: Iterable[str], rows: Rows) -> Mask:
    """Which rows hold any of some terms, shape (rows,)."""
    held = np.zeros(rows.size, dtype=np.bool_)
    for term in terms:
        having = index.rows_with(term)
        if having.size:
            held |= having[np.minimum(np.searchsorted(having, rows), having.size - 1)] == rows
    return held


def _number(score: np.float32) -> float | None:
    """A score as explained; None where there is none."""
    return None if np.isnan(score) else float(score)
