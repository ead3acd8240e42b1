"""The rows that either leg found for a question, scored by both, ranked, and turned into hits."""

from collections.abc import Callable, Hashable, Sequence
from itertools import islice, takewhile
from typing import TypeAlias, cast

import numpy as np

from indexer.core.arrays import Rows, Scores
from indexer.core.article import Article, Chunk, Degradation, Part, Span
from indexer.core.errors import IndexUnavailableError
from indexer.index.wants import Want
from indexer.rerank.reader import Excerpt, Judgement
from service.results import Copy, GroupBy, Hit, HitScores, Signals
from service.search.config import ranking
from service.search.cross_lingual import (
    Translations,
    find_translations,
    foreign,
    unfindable,
    untranslated,
)
from service.search.exact_words import share_held
from service.search.facts import ChunkFacts
from service.search.fusion import Cosines, fused, top_rows
from service.search.head_signals import (
    NOTHING_TOLD,
    AskedTimes,
    HeadSignals,
    ToldTimes,
    leads,
    share_of_snippets,
    weights_for,
)
from service.search.highlight import BestSentence, highlights, phrases_held, quoted_names, spellings_of
from service.search.index import SearchIndex
from service.search.legs import LegInput, leg
from service.search.recency import names_a_time, recency
from service.search.rerank import best_span_score, is_read, reread_scores
from service.search.timing import Clock
from service.search.wanted_kinds import WantedKinds
from service.search.weak_hits import weak_articles

_ORDINAL_BITS = 32
"""An article has fewer chunks than 2 to this."""
_COPIES = 20
"""How many copies a hit names."""

Judge: TypeAlias = Callable[[Sequence[int], Sequence[Excerpt]], Sequence[Judgement]]
"""Reads the chunks of some rows, as many of the first as there is time for."""


class Candidates:
    """Candidates of both legs with every score of each, best first."""

    def __init__(self, index: SearchIndex, reading: LegInput, rows: Rows, *, clock: Clock) -> None:
        """Scores rows by both legs.

        Args:
            index: That has the rows.
            reading: The question.
            rows: What either leg proposes, ascending, each once.
            clock: Told what each stage took.
        """
        self._index = index
        self._spread = index.statistics.spread
        self._reading = reading
        self.rows = rows
        self._facts: ChunkFacts = clock.time("fuse", lambda: index.facts(rows))
        facts, vector, words = self._facts, reading.vector, reading.words
        self._cosines = None
        if vector is not None:
            with leg(Part.DENSE):
                self._cosines = clock.time("dense", lambda: Cosines.of(index, vector, facts))
        self._dense = None if self._cosines is None else self._cosines.both
        self._coverage = None
        if words is not None:
            with leg(Part.LEXICAL):
                self._coverage = clock.time("lexical", lambda: words.coverage(rows))
        self._covered = None if self._coverage is None else self._coverage.both
        count = rows.size
        self._foreign = foreign(reading.asked, facts.articles.languages)[facts.places]
        self._untranslated = untranslated(reading.asked, facts.articles.languages)[facts.places]
        if self._dense is not None and self._covered is not None:  # alone, the words have nothing to yield to
            self._covered[self._untranslated] *= ranking().untranslated_share
        self._allowance = np.zeros(count, dtype=np.float32)
        self._sentences = np.full(count, np.nan, dtype=np.float32)
        self._phrases = np.full(count, np.nan, dtype=np.float32)
        self._titles = np.full(count, np.nan, dtype=np.float32)
        self._recency = np.zeros(count, dtype=np.float32)
        self._leads: dict[int, tuple[float, float]] = {}
        self._told: dict[int, ToldTimes] = {}
        self._length: float | None = None
        self._snippets = 0.0
        self._kinds: dict[int, float] = {}
        plain = clock.time("fuse", self._fuse)
        self._retellings = clock.time("fuse", lambda: self._retell(plain))
        self._allowance = clock.time("fuse", self._allowances)
        self._fused = clock.time("fuse", self._fuse)
        if self._dense is not None and words is not None:
            wants = words.wants
            clock.time("rank", lambda: self._rank_head(wants))
            if not names_a_time(reading.text):
                self._recency = recency(facts.articles.days, index.statistics.newest)[facts.places]
                self._fused = np.asarray(self._fused + self._spread * self._recency, dtype=np.float32)
        if self._retellings is not None:
            self._fused = self._retellings.behind(self._fused)
        self._order = top_rows(self._fused, count)
        self.unread: tuple[Degradation, ...] = ()
        """Told where the reader had no time for all that it was to read."""
        self._judged: dict[int, Judgement] = {}
        self._reranked: dict[int, float] = {}

    def _fuse(self) -> Scores:
        """What both legs say of each candidate, with what it is granted, shape (candidates,)."""
        if self._dense is None:
            return np.zeros(0, np.float32) if self._covered is None else self._covered
        if self._covered is None:
            return self._dense
        return fused(self._dense, self._covered + self._allowance, spread=self._spread)

    def _retell(self, scores: Scores) -> Translations | None:
        """Which rows retell a candidate in the question's own language; None where they are all in it, or none is."""
        if self._dense is None or self._foreign.all() or not self._foreign.any():
            return None
        facts = self._facts
        with leg(Part.DENSE):
            return find_translations(
                self._index.article_vectors,
                facts.articles.numbers,
                facts.articles.languages,
                facts.places,
                scores,
                own=self._reading.asked.language,
                retold_from=self._index.statistics.retold_from,
            )

    def _allowances(self) -> Scores:
        """What rows in other languages are granted beside those of the question's own, shape (candidates,)."""
        granted = np.zeros(self.rows.size, dtype=np.float32)
        words = self._reading.words
        if words is not None and self._retellings is not None:
            lacking, granted_to = unfindable(words.wants), self._foreign & ~self._retellings.rows
            granted[granted_to] = ranking().cross_lingual_bonus * lacking
            granted[granted_to & self._untranslated] = ranking().untranslated_bonus * lacking
        return granted

    def _rank_head(self, wants: Sequence[Want]) -> None:
        """Gives the first few their last scores, lifted by as much as keeps them before the others."""
        head = top_rows(self._fused, ranking().head)
        if not head.size:
            return
        names, words = quoted_names(self._reading.text), self._reading.keywords
        found = self._index.chunks(self.rows[head])
        self._sentences[head] = self._best_sentences(head, found, wants)
        self._sentences[head[self._foreign[head]]] *= ranking().sentence_share
        if words:
            phrases = [share_held(words, f"{article.title}\n{article.body}") for article, _ in found]
            self._titles[head] = [share_held(words, article.title) for article, _ in found]
        else:
            phrases = [phrases_held(names, article) for article, _ in found]
        if names or words:
            self._phrases[head] = phrases
        signals = self._signals_of(head, found)
        scores = signals.ranked(weights_for(signals.snippets), spread=self._spread)
        others = np.delete(self._fused, head)
        lift = max(float(others.max() - scores.min()), 0.0) if others.size else 0.0
        self._fused[head] = scores + np.float32(lift)

    def _best_sentences(
        self, head: Rows, found: Sequence[tuple[Article, Chunk]], wants: Sequence[Want]
    ) -> Sequence[float]:
        """What the best sentence of each of the first few holds; nothing where no dictionary connects the languages."""
        best, titled = BestSentence(wants), bool(self._reading.keywords)
        with leg(Part.LEXICAL):
            may = self._index.holding(tuple(best.cut), self.rows[head])
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
        none = np.zeros(self.rows.size, dtype=np.float32)  # of a leg that took no part
        dense, covered = none if self._dense is None else self._dense, none if self._covered is None else self._covered
        places = self._facts.places[head]
        articles = self._facts.articles.numbers[places]
        lengths = np.log(np.maximum(self._facts.articles.chunks[places], 1)).astype(np.float32)
        asked = AskedTimes.of(self._reading.text)
        told = [asked.told(article, chunk) for article, chunk in found]
        dense_lead = leads(dense[head], articles) / np.float32(self._spread)
        lexical_lead = leads(covered[head], articles)
        self._leads = dict(
            zip(head.tolist(), zip(dense_lead.tolist(), lexical_lead.tolist(), strict=True), strict=True)
        )
        self._told = dict(zip(head.tolist(), told, strict=True))
        self._length = min(float(lengths.mean()), ranking().long)
        plain = bool(self._reading.keywords) or bool(self._foreign[head].any())
        self._snippets = 0.0 if plain else share_of_snippets(self._reading.text, self._length)
        kind = none[head]
        if self._snippets:
            wanted = WantedKinds.of(self._reading.text)
            kind = np.array([wanted.held_by(chunk.text) for _, chunk in found], dtype=np.float32)
            self._kinds = dict(zip(head.tolist(), kind.tolist(), strict=True))
        return HeadSignals(
            dense=dense[head],
            article_cosine=none[head] if self._cosines is None else self._cosines.articles[head],
            lexical=covered[head],
            allowance=self._allowance[head],
            sentence=self._sentences[head],
            phrases=np.nan_to_num(self._phrases[head]),
            title=np.nan_to_num(self._titles[head]),
            dense_lead=dense_lead,
            lexical_lead=lexical_lead,
            told=np.array(told, dtype=np.bool_),
            length=self._length,
            kind=kind,
            snippets=self._snippets,
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
        found = self._index.chunks(self.rows[first])
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
        scores = reread_scores(self._fused[read], judgements[:ranked], spread=self._spread, floor=floor)
        if self._retellings is not None and read:
            behind = self._retellings.among(np.array(read, dtype=np.int64)).behind(scores)
            scores = np.maximum(behind, np.float32(floor))
        self._reranked = {place: float(score) for place, score in zip(read, scores, strict=True)}
        return [*sorted(read, key=lambda place: -self._reranked[place]), *others]

    @property
    def judgements(self) -> dict[int, Judgement]:
        """Of those that were read, by row."""
        return {int(self.rows[place]): judgement for place, judgement in self._judged.items()}

    def hits(
        self, places: list[int], *, first_rank: int, highlight: bool, group_by: GroupBy, held: bool
    ) -> tuple[Hit, ...]:
        """Hits for candidates at these places; `held` says that all hold words that they have to hold: none is weak then."""
        chosen = np.array(places, dtype=np.int64)
        rows = self.rows[chosen]
        found = self._index.chunks(rows)
        copies = self._copies(places) if group_by == "story" else [()] * len(places)
        sought = self._sought() if highlight else frozenset()
        weak = [False] * len(places) if held else self._weak(chosen)
        facts = zip(self._passages(chosen), self._scores(chosen), weak, rows.tolist(), copies, found, strict=True)
        return tuple(
            Hit(
                rank=rank,
                article=article,
                chunk=chunk,
                scores=scores,
                passage=passage,
                highlights=highlights(sought, chunk.text, language=article.language) if highlight else (),
                copies=others,
                row=row,
                weak=weak,
            )
            for rank, (passage, scores, weak, row, others, (article, chunk)) in enumerate(facts, start=first_rank)
        )

    def _weak(self, places: Rows) -> list[bool]:
        """Whether the words speak against some candidates; they can't where they take no part."""
        if self._coverage is None:
            return [False] * places.size
        reading, facts = self._reading, self._facts
        weak = weak_articles(
            reading.text,
            reading.asked,
            facts.articles.languages,
            places=facts.places[places],
            untranslated=self._untranslated[places],
            coverage=self._coverage.articles[places],
        )
        return cast("list[bool]", weak.tolist())

    def _sought(self) -> frozenset[str]:
        """Every term that matches, for showing where it does."""
        reading = self._reading
        if reading.words is not None:
            return spellings_of(reading.words.wants)
        try:
            with leg(Part.LEXICAL):
                return spellings_of(reading.asked.wants(self._index.terms))
        except IndexUnavailableError:
            if reading.without_words:  # it is told
                return frozenset()
            raise

    def _passages(self, places: Rows) -> list[Span]:
        """The chunks of some places, each with those next to it that were found as well, as one span."""
        facts = self._facts
        keys = (facts.places.astype(np.int64) << _ORDINAL_BITS) + facts.ordinals
        wanted = keys[places]
        # All compared with all: a table of them takes longer to make than these few are looked for.
        before, after = (keys == (wanted + step)[:, None] for step in (-1, 1))
        starts = facts.starts[np.where(before.any(axis=1), before.argmax(axis=1), places)]
        ends = facts.ends[np.where(after.any(axis=1), after.argmax(axis=1), places)]
        return list(map(Span, starts.tolist(), ends.tolist()))

    def _copies(self, places: Sequence[int]) -> list[tuple[Copy, ...]]:
        """For each place, the other articles that print what its own prints."""
        found = self._index.copies(self._facts.numbers[places], _COPIES)
        facts = self._index.article_facts(np.concatenate([np.empty(0, dtype=np.int64), *found]))
        told = iter(map(Copy, facts.ids, facts.sources, facts.published_at))
        return [tuple(islice(told, others.size)) for others in found]

    def groups(self, group_by: GroupBy) -> Sequence[Hashable]:
        """What candidates of one group have in common, by place; the row itself where nothing is grouped."""
        facts = self._facts
        if group_by == "chunk":
            return cast("list[int]", self.rows.tolist())
        of_article = facts.articles.numbers if group_by == "article" else facts.articles.editions
        return cast("list[int]", of_article[facts.places].tolist())

    def _scores(self, places: Rows) -> list[HitScores]:
        """What ranked the candidates at some places."""
        dense, lexical = _column(self._dense, places), _column(self._covered, places)
        columns = (dense, lexical, self._fused[places].tolist(), self._signals(places))
        return [
            HitScores(dense=meaning, lexical=words, fused=fused, signals=signals, reranked=self._reranked.get(place))
            for place, meaning, words, fused, signals in zip(places.tolist(), *columns, strict=True)
        ]

    def _signals(self, places: Rows) -> list[Signals]:
        """What the scores at some places are made of, column by column: a number read out of an array by itself takes long."""
        cosines, covered, retellings = self._cosines, self._coverage, self._retellings
        columns = (
            _column(None if cosines is None else cosines.chunks, places),
            _column(None if cosines is None else cosines.articles, places),
            _column(None if covered is None else covered.chunks, places),
            _column(None if covered is None else covered.articles, places),
            _known(self._sentences[places]),
            _known(self._phrases[places]),
            _known(self._titles[places]),
            self._recency[places].tolist(),
            self._allowance[places].tolist(),
            [False] * places.size if retellings is None else retellings.rows[places].tolist(),
        )
        found: list[Signals] = []
        for (
            place,
            chunk_cosine,
            cosine,
            chunk_share,
            share,
            sentence,
            phrases,
            title,
            recent,
            allowance,
            retells,
        ) in zip(places.tolist(), *columns, strict=True):
            judged, leads = self._judged.get(place), self._leads.get(place)  # of the first few
            told = self._told.get(place, NOTHING_TOLD)
            found.append(
                Signals(
                    chunk_cosine=chunk_cosine,
                    article_cosine=cosine,
                    chunk_coverage=chunk_share,
                    article_coverage=share,
                    sentence=sentence,
                    phrases=phrases,
                    recency=recent,
                    allowance=allowance,
                    spread=self._spread,
                    retells=retells,
                    reader_rank=None if judged is None else judged.rank,
                    reader_span=None if judged is None else best_span_score(judged),
                    title=title,
                    reader_answerable=None if judged is None else judged.answerable,
                    dense_lead=None if leads is None else leads[0],
                    lexical_lead=None if leads is None else leads[1],
                    length=None if leads is None else self._length,
                    kind=self._kinds.get(place, 0.0),
                    snippets=0.0 if leads is None else self._snippets,
                    same_year=told.same_year,
                    other_year=told.other_year,
                    year_in_text=told.year_in_text,
                    same_day=told.same_day,
                )
            )
        return found


def _column(scores: Scores | None, places: Rows) -> "Sequence[float | None]":
    """Scores at some places; None for each where a leg takes no part."""
    return [None] * places.size if scores is None else cast("list[float | None]", scores[places].tolist())


def _known(scores: Scores) -> "Sequence[float | None]":
    """Scores as explained; None where there is none."""
    return [None if number != number else number for number in scores.tolist()]  # noqa: PLR0124  no other is unlike itself
