"""How likely two articles report one event: a logistic regression, whose numbers are in data/same_event.json.

Items of a series share as much as reports of an event do: each day's match, each day's strikes, each share's bulletin are told in the
words of the last. What tells them apart is what either has alone: another name in its title, another day, other numbers; and how many
articles of the archive are titled so, and whether weeks later too. It is fitted on pairs that were labelled by hand: `python -m benchmarks.fit_events`.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from indexer.core.article import Article
from indexer.core.figure import FigureKind
from indexer.index.wants import TermStatistics, inverse_document_frequency
from indexer.text.analyzer import different_terms, terms
from service.figures.read import figures

_LEAD, _READ = 200, 1500
"""Characters of a body that say what it is about, and that are read at all."""
_DATED = frozenset({FigureKind.DATE, FigureKind.TIME})
_OF_TITLES, _OF_LEADS = 3, 5
"""Terms that two titles or leads share by which they are judged, the rarest."""
_KEYS = 12
"""Terms that tell most of what a body is about."""
_WEEK = 7
_FAR = 3.0
"""Weeks."""
_MOST_OF_IT = 0.7
_LEAST_ARTICLES = 1000
"""So many an archive is taken to have at least: one of a few articles can't tell which words are rare."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an article tells, as far as two are compared."""

    article: Article
    title: frozenset[str]
    lead: frozenset[str]
    text: frozenset[str]
    """Terms of title and body."""
    often: Counter[str]
    """How often each term of the body stands there."""
    numbers: frozenset[str]
    days: frozenset[str]
    """Days that title and lead state."""
    ranks: frozenset[tuple[str, str]]
    """What title and lead number: ("day", "3") of 第三个比赛日, each a unit and the number."""

    @classmethod
    def of(cls, article: Article) -> "Told":
        """Reads an article."""
        body, opening = article.body[:_READ], _opening(article)
        title = _terms(article.title, article.language)
        text = _terms(body, article.language)
        often = Counter(each for each in terms(body, language=article.language) if len(each) > 1 and each[0] != "#")
        numbers = frozenset(each for each in text if each[0] == "#")
        stated = figures(
            f"{article.title}\n{article.body[:_LEAD]}", published_at=article.local_time, language=article.language
        )
        return cls(
            article,
            title,
            opening,
            text | opening | often.keys(),
            often,
            numbers,
            frozenset(f"{each.min}"[: len("2020-02-21")] for each in stated if each.kind in _DATED and each.min),
            frozenset((each.unit_text, str(each.min)) for each in stated if each.kind is FigureKind.ORDINAL),
        )


@lru_cache(maxsize=1024)
def _opening(article: Article) -> frozenset[str]:
    """Terms of a title and the first lines."""
    return _terms(article.title, article.language) | _terms(article.body[:_LEAD], article.language)


def _terms(text: str, language: str) -> frozenset[str]:
    """Terms of the index; single characters are in too many articles to say anything."""
    return frozenset(each for each in different_terms(text, language=language) if len(each) > 1)


@dataclass(slots=True)
class Comparison:
    """Compares articles of one archive."""

    statistics: TermStatistics
    """Of its articles."""
    _idf: dict[str, float] = field(default_factory=dict)

    def signs(self, one: Told, other: Told, *, one_story: bool, near: Sequence[Article] = ()) -> dict[str, float]:
        """What speaks for or against two articles reporting one event, each 0 to 1 or so.

        Args:
            one: An article.
            other: Another in the same language.
            one_story: Whether they are near-copies.
            near: Articles that are related to the first: of a series some are of quite another time.
        """
        self._look_up(one.text | other.text)
        own, others = self._share(one.title, other.text), self._share(other.title, one.text)
        keys = self._key_share(one, other), self._key_share(other, one)
        return {
            "titles": self._alike(one.title, other.title),
            "title held": min(own, others),
            "title held best": max(own, others),
            "leads": self._alike(one.lead, other.lead),
            "numbers": self._alike(one.numbers, other.numbers),
            "titles telling": self._telling(one.title & other.title, _OF_TITLES),
            "leads telling": self._telling(one.lead & other.lead, _OF_LEADS),
            "keys": sum(keys) / 2,
            "keys least": min(keys),
            "alone": self._most_telling(one.title - other.text) * self._most_telling(other.title - one.text),
            "series": self._in_series(one.title & other.title),
            "goes on": self._goes_on(one, one.title & other.title, near),
            "one story": float(one_story),
            "same days": float(not one.days.isdisjoint(other.days)),
            "other days": float(bool(one.days) and bool(other.days) and one.days.isdisjoint(other.days)),
            "numbered otherwise": _numbered_otherwise(one, other),
            **_apart(one.article, other.article),
        }

    def _look_up(self, terms: Collection[str]) -> None:
        unknown = sorted(each for each in terms if each not in self._idf)
        if unknown:
            found = inverse_document_frequency(self.statistics.frequencies(unknown), self._articles())
            self._idf.update(zip(unknown, found.tolist(), strict=True))

    def _weight(self, terms: Iterable[str]) -> float:
        return sum(self._idf[each] for each in terms)

    def _share(self, terms: frozenset[str], text: frozenset[str]) -> float:
        return self._weight(terms & text) / max(self._weight(terms), 1e-6)

    def _alike(self, one: frozenset[str], other: frozenset[str]) -> float:
        return 2 * self._weight(one & other) / max(self._weight(one) + self._weight(other), 1e-6)

    def _telling(self, shared: frozenset[str], most: int) -> float:
        """How rare the rarest terms are that both have."""
        rarest = sorted((self._idf[each] for each in shared), reverse=True)[:most]
        return sum(rarest) / most / self._rarest()

    def _key_share(self, one: Told, other: Told) -> float:
        weights = {term: (1 + math.log(often)) * self._idf[term] for term, often in one.often.items()}
        keys = sorted(weights, key=lambda each: (-weights[each], each))[:_KEYS]
        return sum(weights[each] for each in keys if each in other.text) / max(
            sum(weights[each] for each in keys), 1e-6
        )

    def _most_telling(self, terms: frozenset[str]) -> float:
        return max((self._idf[each] for each in terms), default=0.0) / self._rarest()

    def _articles(self) -> int:
        return max(len(self.statistics), _LEAST_ARTICLES)

    def _rarest(self) -> float:
        """The idf of what one article has."""
        return math.log1p((self._articles() - 0.5) / 1.5)

    def _goes_on(self, one: Told, shared: frozenset[str], near: Sequence[Article]) -> float:
        """How many of the articles that hold most of what two titles share are weeks away, 0 to 1."""
        own, far = 0, 0
        for each in near:
            if self._share(shared, _opening(each)) >= _MOST_OF_IT:
                weeks = _apart(one.article, each)["apart"]
                own, far = own + (weeks <= 1), far + (weeks >= _FAR)
        return far / (own + far + 1)

    def _in_series(self, shared: frozenset[str]) -> float:
        """How many articles hold what two titles share: 0 for these alone, 1 for all."""
        if not shared:
            return 1.0
        return math.log(max(self.statistics.holding_all(sorted(shared)), 1)) / math.log(self._articles() + 1)


def _numbered_otherwise(one: Told, other: Told) -> float:
    """Whether both number a thing of one kind, and not alike: 第三个比赛日 and 第六个比赛日."""
    kinds = {unit for unit, _ in one.ranks} & {unit for unit, _ in other.ranks}
    return float(any(_ranks(one, kind).isdisjoint(_ranks(other, kind)) for kind in kinds))


def _ranks(told: Told, kind: str) -> frozenset[str]:
    return frozenset(rank for unit, rank in told.ranks if unit == kind)


def _apart(one: Article, other: Article) -> dict[str, float]:
    if not one.day or not other.day:
        return {"apart": 1.0, "same day": 0.0}
    days = abs((date.fromisoformat(one.day) - date.fromisoformat(other.day)).days)
    return {"apart": min(days / _WEEK, 3.0), "same day": float(days == 0)}
