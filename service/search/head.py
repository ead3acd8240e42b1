"""The first few candidates, read by their words: what their sentences, titles and times hold puts them in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np

from indexer.core.arrays import Mask, Rows, Scores
from indexer.core.article import Article, Chunk, Part
from indexer.index.wants import Want
from service.search.config import ranking
from service.search.exact_words import share_held
from service.search.fusion import top_rows
from service.search.head_signals import (
    NOTHING_TOLD,
    AskedTimes,
    HeadSignals,
    ToldTimes,
    leads,
    share_of_snippets,
    weights_for,
)
from service.search.highlight import BestSentence, phrases_held, quoted_names
from service.search.index import SearchIndex
from service.search.leg_scores import LegScores
from service.search.legs import LegInput, leg
from service.search.wanted_kinds import WantedKinds

Found: TypeAlias = Sequence[tuple[Article, Chunk]]


class ExplainedHead(NamedTuple):
    """What is known of one of the first few; the fields of `service.results.Signals` say what each is."""

    sentence: float | None
    phrases: float | None
    title: float | None
    dense_lead: float | None
    lexical_lead: float | None
    length: float | None
    kind: float
    snippets: float
    told: ToldTimes


NOT_OF_THE_HEAD = ExplainedHead(None, None, None, None, None, None, kind=0.0, snippets=0.0, told=NOTHING_TOLD)
"""What is known of a candidate below the first few."""


@dataclass(frozen=True, slots=True)
class Head:
    """The first few candidates of a question that both legs take part in, and what is known of each."""

    places: Rows
    """Of the candidates, best first, shape (head,)."""
    signals: HeadSignals
    has_phrases: bool
    """Whether the question has names or words that an article may hold word for word."""
    has_titles: bool
    """Whether it is a keyword query, of whose words titles may hold some."""

    @classmethod
    def of(
        cls,
        index: SearchIndex,
        reading: LegInput,
        wants: Sequence[Want],
        legs: LegScores,
        *,
        fused: Scores,
        allowance: Scores,
    ) -> "Head":
        """Reads the first few.

        Args:
            index: That has them.
            reading: The question.
            wants: What the lexical leg looks for.
            legs: What both legs say of all candidates.
            fused: Their scores by both, shape (candidates,).
            allowance: Coverage that each of them is granted, shape (candidates,).
        """
        places = top_rows(fused, ranking().head)
        found = index.chunks(legs.facts.rows[places])
        names, keywords = quoted_names(reading.text), reading.keywords
        where = legs.facts.places[places]
        articles = legs.facts.articles.numbers[where]
        length = _length(legs.facts.articles.chunks[where])
        plain = bool(keywords) or bool(legs.foreign[places].any())
        snippets = 0.0 if plain else share_of_snippets(reading.text, length)
        dense, lexical = _at(places, legs.dense), _at(places, legs.lexical)
        signals = HeadSignals(
            dense=dense,
            article_cosine=_at(places, None if legs.cosines is None else legs.cosines.articles),
            lexical=lexical,
            allowance=allowance[places],
            sentence=_best_sentences(index, reading, wants, legs, places, found),
            phrases=_scores([_phrases_held(keywords, names, article) for article, _ in found]),
            title=_scores([share_held(keywords, article.title) if keywords else 0.0 for article, _ in found]),
            dense_lead=leads(dense, articles) / np.float32(legs.spread),
            lexical_lead=leads(lexical, articles),
            told=_told(reading.text, found),
            length=length,
            kind=_kinds(reading.text, found) if snippets else _scores([0.0] * places.size),
            snippets=snippets,
        )
        return cls(places, signals, has_phrases=bool(names or keywords), has_titles=bool(keywords))

    def before(self, fused: Scores, *, spread: float) -> Scores:
        """Scores with those of the first few in their place, lifted by as much as keeps them before the others.

        Args:
            fused: Of all candidates by both legs, shape (candidates,).
            spread: Of the archive's cosines.
        """
        if not self.places.size:
            return fused
        scores = self.signals.ranked(weights_for(self.signals.snippets), spread=spread)
        others = np.delete(fused, self.places)
        lift = max(float(others.max() - scores.min()), 0.0) if others.size else 0.0
        ordered = fused.copy()
        ordered[self.places] = scores + np.float32(lift)
        return ordered

    def explained(self) -> dict[int, ExplainedHead]:
        """What is known of each, by place."""
        signals = self.signals
        columns = (
            signals.sentence,
            signals.phrases,
            signals.title,
            signals.dense_lead,
            signals.lexical_lead,
            signals.kind,
        )
        rows = zip(self.places.tolist(), *(each.tolist() for each in columns), signals.told.tolist(), strict=True)
        return {
            place: ExplainedHead(
                sentence=sentence,
                phrases=phrases if self.has_phrases else None,
                title=title if self.has_titles else None,
                dense_lead=dense_lead,
                lexical_lead=lexical_lead,
                length=signals.length,
                kind=kind,
                snippets=signals.snippets,
                told=ToldTimes(*told),
            )
            for place, sentence, phrases, title, dense_lead, lexical_lead, kind, told in rows
        }


def _at(places: Rows, scores: Scores | None) -> Scores:
    """Scores at some places, shape (places,); 0 of a leg that takes no part."""
    return np.zeros(places.size, dtype=np.float32) if scores is None else scores[places]


def _scores(values: Sequence[float]) -> Scores:
    return np.array(values, dtype=np.float32)


def _length(chunks: Rows) -> float:
    """How long articles are: the mean logarithm of their chunks, as far as it matters; 0 of none."""
    lengths = np.log(np.maximum(chunks, 1)).astype(np.float32)
    return min(float(lengths.mean()), ranking().long) if lengths.size else 0.0


def _best_sentences(
    index: SearchIndex, reading: LegInput, wants: Sequence[Want], legs: LegScores, places: Rows, found: Found
) -> Scores:
    """What the best sentence of each of the first few holds, shape (head,); nothing where no dictionary connects the languages."""
    best, titled = BestSentence(wants), bool(reading.keywords)
    with leg(Part.LEXICAL):
        may = index.holding(tuple(best.cut), legs.facts.rows[places])
    held = _scores(
        [
            0.0
            if untranslated
            else best.of(
                # Of a keyword query the title is a sentence too: it says what the article is about.
                f"{article.title}\n{chunk.text}" if titled else chunk.text,
                language=article.language,
                cut=titled or bool(holds),
            )
            for (article, chunk), untranslated, holds in zip(found, legs.untranslated[places], may, strict=True)
        ]
    )
    held[legs.foreign[places]] *= ranking().sentence_share
    return held


def _phrases_held(keywords: Sequence[str], names: Sequence[str], article: Article) -> float:
    """Share of a keyword query's words, or of the names that a question quotes, that an article holds word for word."""
    return share_held(keywords, f"{article.title}\n{article.body}") if keywords else phrases_held(names, article)


def _told(question: str, found: Found) -> Mask:
    """How the times that a question names match articles: the fields of `ToldTimes`, shape (head, 4)."""
    asked = AskedTimes.of(question)
    told = [asked.told(article, chunk) for article, chunk in found]
    return np.array(told, dtype=np.bool_).reshape(-1, len(ToldTimes._fields))


def _kinds(question: str, found: Found) -> Scores:
    """How likely chunks hold the kind of thing that is asked for, shape (head,)."""
    wanted = WantedKinds.of(question)
    return _scores([wanted.held_by(chunk.text) for _, chunk in found])
