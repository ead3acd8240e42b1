"""Reorders the first candidates of both legs by a weighted sum of their signals, among them the years and days that a question names.

News names the day and leaves out the year, which its date says: an article of July 2023 hardly ever holds "2023", and one that does
mostly looks back or ahead. So where a date is known it decides, and the words do where it is not.

The weights are in ranking.json, in spreads of cosine but for `article_cosine`; `python -m benchmarks.fit_fusion` fits them anew.
What a sentence holds says the more the longer articles are: of an archive of snippets it is what the snippet holds, once more.
Snippets that are asked in a script with spaces have weights of their own: all that are about a subject hold its words, so words say
little, and more does whether a snippet holds the kind of thing that is asked for.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from indexer.core.arrays import Mask, Rows, Scores
from indexer.core.article import Article, Chunk
from indexer.text.analyzer import UNSPACED
from indexer.text.normalize import normalize
from indexer.text.number_terms import number_terms
from service.search.config import ranking

_UNSPACED = re.compile(f"[{UNSPACED}]")
_YEAR = re.compile(r"(?<![0-9.,])(?:19|20)[0-9]{2}(?<![12]000)(?![0-9]|[.,][0-9])")
"""2000 of something is more often a number than a year."""
_YEAR_TERM = re.compile(r"#((?:19|20)[0-9]{2})(?<![12]000)(?:-[0-9]{2}-[0-9]{2})?")
_DAY_TERM = re.compile(r"#([0-9]{1,2})-([0-9]{1,2})")
_LATE = 1
"""Days after an event on which news still tells of it as of today."""


class ToldTimes(NamedTuple):
    """How an article matches the times that a question names."""

    same_year: bool = False
    """Whether it was published in a year that is asked for."""
    other_year: bool = False
    """Whether it is of another year: by its date, or by the years it names where it has none, and names none that is asked for."""
    year_in_text: bool = False
    """Whether the chunk of a dated article names the year, which its date says better."""
    same_day: bool = False
    """Whether it was published on a day that is asked for, the one before or the one after."""


NOTHING_TOLD = ToldTimes()


@dataclass(frozen=True, slots=True)
class AskedTimes:
    """The years and days that a question names."""

    years: frozenset[str]
    days: frozenset[tuple[int, int]]
    """The months and days of these days, in any year."""

    @classmethod
    def of(cls, question: str) -> "AskedTimes":
        """Reads a question in any language.

        >>> asked = AskedTimes.of("2023年8月10日股价多少")
        >>> asked.years, asked.days
        (frozenset({'2023'}), frozenset({(8, 10)}))
        """
        folded = normalize(question)
        terms = [term for term, _, _ in number_terms(folded)]
        days = (_DAY_TERM.fullmatch(term) for term in terms)
        years = (_YEAR_TERM.fullmatch(term) for term in terms)
        return cls(
            frozenset({*_YEAR.findall(folded), *(found[1] for found in years if found)}),
            frozenset((int(found[1]), int(found[2])) for found in days if found),
        )

    def told(self, article: Article, chunk: Chunk) -> ToldTimes:
        """How an article and one of its chunks match these times."""
        if not self.years and not self.days:
            return NOTHING_TOLD
        published = article.day
        same_year = published[:4] in self.years
        other_year = False
        if self.years and not same_year:
            named = {*_YEAR.findall(article.title), *_YEAR.findall(article.body)}
            other_year = self.years.isdisjoint(named) and bool(published or named)
        in_text = bool(self.years and published) and any(year in chunk.text for year in self.years)
        return ToldTimes(same_year, other_year, in_text, bool(published) and self._is_near(published))

    def _is_near(self, published: str) -> bool:
        """Whether a day is one of those named, or the day before or after one."""
        day = _day_of(published)
        if day is None:
            return False
        years = [int(year) for year in self.years] or [day.year - 1, day.year, day.year + 1]
        named = (_day_of(f"{year:04}-{month:02}-{number:02}") for year in years for month, number in self.days)
        return any(each is not None and abs((day - each).days) <= _LATE for each in named)


def _day_of(text: str) -> date | None:
    """The day that ISO 8601 names; None for 30 February."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


_LEAD_MARGIN = 1e-6
"""Equal scores may differ by rounding."""


@dataclass(frozen=True, slots=True)
class HeadSignals:
    """What is known of the first few, each of shape (head,) unless it says otherwise."""

    dense: Scores
    article_cosine: Scores
    lexical: Scores
    allowance: Scores
    sentence: Scores
    phrases: Scores
    title: Scores
    dense_lead: Scores
    lexical_lead: Scores
    told: Mask
    """The fields of `ToldTimes`, in order, shape (head, 4)."""
    length: float
    """How long the articles are, the mean logarithm of their chunks, 0 to `Ranking.long`."""
    kind: Scores
    """How likely each chunk holds the kind of thing that is asked for; 0 for all but snippets."""
    snippets: float
    """How far the weights of snippets are in force, 0 to 1; see `share_of_snippets`."""

    def ranked(self, weights: Mapping[str, float], *, spread: float) -> Scores:
        """Scores to rank by, shape (head,).

        Args:
            weights: By the name of a signal; `sentence_of_long` is of the sentence too, times the articles' length.
            spread: Of the archive's cosines, the unit of the weights.
        """
        gained = (
            weights["lexical"] * (self.lexical + self.allowance)
            + (weights["sentence"] + weights["sentence_of_long"] * self.length) * self.sentence**2
            + weights["phrases"] * self.phrases
            + weights["title"] * self.title
            + weights["dense_lead"] * self.dense_lead
            + weights["lexical_lead"] * self.lexical_lead
            + weights["kind"] * self.kind
            + self.told @ np.array([weights[each] for each in ToldTimes._fields])
        )
        return np.asarray(self.dense + weights["article_cosine"] * self.article_cosine + spread * gained, np.float32)


def leads(scores: Scores, articles: Rows) -> Scores:
    """How far the best article is above the second, for the row that makes it the best; 0 for every other row, shape (rows,).

    Args:
        scores: Of each row.
        articles: The article of each row.
    """
    led = np.zeros(scores.size, dtype=np.float32)
    if not scores.size:
        return led
    first = int(scores.argmax())
    others = scores[articles != articles[first]]
    if others.size:
        led[scores >= scores[first] - _LEAD_MARGIN] = scores[first] - others.max()
    return led


def head_weights() -> Mapping[str, float]:
    """The weights in force but for snippets."""
    return ranking().head_weights


def weights_for(snippets: float) -> Mapping[str, float]:
    """The weights in force: those of snippets, in part where articles are a little longer.

    Args:
        snippets: How far they are in force, 0 to 1.
    """
    weights = head_weights()
    if not snippets:
        return weights
    return {
        name: (1 - snippets) * weight + snippets * ranking().snippet_weights.get(name, weight)
        for name, weight in weights.items()
    }


def share_of_snippets(question: str, length: float) -> float:
    """How far the articles that a question asks are snippets: 1 where each is one chunk, 0 from two chunks on.

    0 for a question in a script without spaces: its words are pairs of characters, which do tell snippets apart.

    Args:
        question: As it was asked.
        length: Mean logarithm of the articles' chunks.
    """
    return 0.0 if _UNSPACED.search(question) else max(0.0, 1 - length / math.log(2))
