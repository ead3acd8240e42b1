"""The rows that either leg found for a question, scored by both, ranked, and turned into hits."""

from collections.abc import Callable, Hashable, Sequence
from itertools import compress, islice, takewhile
from typing import TypeAlias, cast

import numpy as np

from indexer.core.arrays import Rows, Scores
from indexer.core.article import Degradation, Part, Span
from indexer.core.errors import IndexUnavailableError
from indexer.index.wants import Want
from indexer.rerank.reader import Excerpt, Judgement
from service.query.source_names import sources_named
from service.results import Copy, GroupBy, Hit, HitScores, Signals
from service.search.config import ranking
from service.search.cross_lingual import Translations, find_translations, unfindable
from service.search.fusion import top_rows
from service.search.head import NOT_OF_THE_HEAD, ExplainedHead, Head
from service.search.highlight import highlights, spellings_of
from service.search.index import SearchIndex
from service.search.leg_scores import LegScores
from service.search.legs import LegInput, leg
from service.search.recency import names_a_time, recency
from service.search.rerank import best_span_score, is_read, reread_scores
from service.search.timing import Clock
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
        self._reading = reading
        self.rows = rows
        self._legs = LegScores.of(index, reading, rows, clock=clock)
        self._allowance = np.zeros(rows.size, dtype=np.float32)
        self._retellings = clock.time("fuse", self._retell)
        self._allowance = clock.time("fuse", self._allowances)
        self._fused = clock.time("fuse", lambda: self._legs.fused(self._allowance))
        self._recency = np.zeros(rows.size, dtype=np.float32)
        self._head: dict[int, ExplainedHead] = {}
        if rows.size and self._legs.dense is not None and reading.words is not None:
            wants = reading.words.wants
            clock.time("rank", lambda: self._rank_head(wants))
        if self._retellings is not None:
            self._fused = self._retellings.behind(self._fused)
        self._order = top_rows(self._fused, rows.size)
        self.unread: tuple[Degradation, ...] = ()
        """Told where the reader had no time for all that it was to read."""
        self._judged: dict[int, Judgement] = {}
        self._reranked: dict[int, float] = {}

    def _retell(self) -> Translations | None:
        """Which rows retell a candidate in the question's own language; None where they are all in it, or none is."""
        legs = self._legs
        if legs.dense is None or legs.foreign.all() or not legs.foreign.any():
            return None
        articles = legs.facts.articles
        with leg(Part.DENSE):
            return find_translations(
                self._index.article_vectors,
                articles.numbers,
                articles.languages,
                legs.facts.places,
                legs.fused(self._allowance),
                own=self._reading.asked.language,
                retold_from=self._index.statistics.retold_from,
            )

    def _allowances(self) -> Scores:
        """What rows in other languages are granted beside those of the question's own, shape (candidates,)."""
        granted = np.zeros(self.rows.size, dtype=np.float32)
        words, legs = self._reading.words, self._legs
        if words is not None and self._retellings is not None:
            lacking, granted_to = unfindable(words.wants), legs.foreign & ~self._retellings.rows
            granted[granted_to] = ranking().cross_lingual_bonus * lacking
            granted[granted_to & legs.untranslated] = ranking().untranslated_bonus * lacking
        return granted

    def _rank_head(self, wants: Sequence[Want]) -> None:
        """Reads the first few and puts them in order, before the others; then grants what was published late its advantage."""
        legs = self._legs
        head = Head.of(self._index, self._reading, wants, legs, fused=self._fused, allowance=self._allowance)
        self._fused = head.before(self._fused, spread=legs.spread)
        self._head = head.explained()
        if not names_a_time(self._reading.text):
            self._recency = recency(legs.facts.articles.days, self._index.statistics.newest)[legs.facts.places]
            self._fused = np.asarray(self._fused + legs.spread * self._recency, dtype=np.float32)

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
        scores = reread_scores(self._fused[read], judgements[:ranked], spread=self._legs.spread, floor=floor)
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
        weak = [False] * len(places) if held else self._weak(chosen, [article.source for article, _ in found])
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

    def _weak(self, places: Rows, sources: Sequence[str]) -> list[bool]:
        """Whether the words speak against some candidates; they can't where they take no part, or name the candidate's source.

        Args:
            places: Of the candidates.
            sources: Theirs, which their text seldom names.
        """
        reading, legs = self._reading, self._legs
        if legs.coverage is None:
            return [False] * places.size
        weak = weak_articles(
            reading.text,
            reading.asked,
            legs.facts.articles.languages,
            places=legs.facts.places[places],
            untranslated=legs.untranslated[places],
            coverage=legs.coverage.articles[places],
            worded=legs.coverage.worded[places],
        )
        if not weak.any():
            return [False] * places.size
        speak = cast("list[bool]", weak.tolist())
        named = sources_named(reading.text, dict.fromkeys(filter(None, compress(sources, speak))))
        own = named.sources if named else ()
        return [is_weak and source not in own for source, is_weak in zip(sources, speak, strict=True)]

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
        facts = self._legs.facts
        keys = (facts.places.astype(np.int64) << _ORDINAL_BITS) + facts.ordinals
        wanted = keys[places]
        # All compared with all: a table of them takes longer to make than these few are looked for.
        before, after = (keys == (wanted + step)[:, None] for step in (-1, 1))
        starts = facts.starts[np.where(before.any(axis=1), before.argmax(axis=1), places)]
        ends = facts.ends[np.where(after.any(axis=1), after.argmax(axis=1), places)]
        return list(map(Span, starts.tolist(), ends.tolist()))

    def _copies(self, places: Sequence[int]) -> list[tuple[Copy, ...]]:
        """For each place, the other articles that print what its own prints."""
        found = self._index.copies(self._legs.facts.numbers[places], _COPIES)
        facts = self._index.article_facts(np.concatenate([np.empty(0, dtype=np.int64), *found]))
        told = iter(map(Copy, facts.ids, facts.sources, facts.published_at))
        return [tuple(islice(told, others.size)) for others in found]

    def groups(self, group_by: GroupBy) -> Sequence[Hashable]:
        """What candidates of one group have in common, by place; the row itself where nothing is grouped."""
        facts = self._legs.facts
        if group_by == "chunk":
            return cast("list[int]", self.rows.tolist())
        of_article = facts.articles.numbers if group_by == "article" else facts.articles.editions
        return cast("list[int]", of_article[facts.places].tolist())

    def _scores(self, places: Rows) -> list[HitScores]:
        """What ranked the candidates at some places."""
        legs = self._legs
        columns = (_column(legs.dense, places), _column(legs.lexical, places), self._fused[places].tolist())
        return [
            HitScores(dense=dense, lexical=lexical, fused=fused, signals=signals, reranked=self._reranked.get(place))
            for place, dense, lexical, fused, signals in zip(
                places.tolist(), *columns, self._signals(places), strict=True
            )
        ]

    def _signals(self, places: Rows) -> list[Signals]:
        """What the scores at some places are made of, column by column: a number read out of an array by itself takes long."""
        cosines, coverage, retellings = self._legs.cosines, self._legs.coverage, self._retellings
        columns = (
            _column(None if cosines is None else cosines.chunks, places),
            _column(None if cosines is None else cosines.articles, places),
            _column(None if coverage is None else coverage.chunks, places),
            _column(None if coverage is None else coverage.articles, places),
            self._recency[places].tolist(),
            self._allowance[places].tolist(),
            [False] * places.size if retellings is None else retellings.rows[places].tolist(),
        )
        found: list[Signals] = []
        for place, cosine, article_cosine, share, article_share, recent, allowance, retells in zip(
            places.tolist(), *columns, strict=True
        ):
            head, judged = self._head.get(place, NOT_OF_THE_HEAD), self._judged.get(place)
            found.append(
                Signals(
                    chunk_cosine=cosine,
                    article_cosine=article_cosine,
                    chunk_coverage=share,
                    article_coverage=article_share,
                    recency=recent,
                    allowance=allowance,
                    spread=self._legs.spread,
                    retells=retells,
                    reader_rank=None if judged is None else judged.rank,
                    reader_span=None if judged is None else best_span_score(judged),
                    reader_answerable=None if judged is None else judged.answerable,
                    sentence=head.sentence,
                    phrases=head.phrases,
                    title=head.title,
                    dense_lead=head.dense_lead,
                    lexical_lead=head.lexical_lead,
                    length=head.length,
                    kind=head.kind,
                    snippets=head.snippets,
                    **head.told._asdict(),
                )
            )
        return found


def _column(scores: Scores | None, places: Rows) -> "Sequence[float | None]":
    """Scores at some places; None for each where a leg takes no part."""
    return [None] * places.size if scores is None else cast("list[float | None]", scores[places].tolist())
