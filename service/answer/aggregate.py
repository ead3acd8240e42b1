"""What the articles say in answer, one entry per thing said: who agrees, who differs, whose report leads.

Reports of one event are near-copies of one story, or articles of some weeks that hold each other's titles and what is asked, and
whose figures count the same. Of such reports that differ the later leads: a toll of 3 is superseded by one of 8.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from indexer.core.article import Article, Span
from service.answer.candidate import Candidate, Weighed
from service.answer.same_count import Counted, counts_the_same

ABOUT_AS_WELL = 1.5
"""A score this near to the best one supports another answer about as well; being in the first passage is worth 0.8 of it."""
AS_LIKELY = 3.0
"""A score this near to the best one may also be the answer: in a softmax it has a twentieth of the best weight."""
MOST_APART = timedelta(days=21)
"""Between reports of one event."""
_OF_ONE_EVENT = 0.4
"""Share of a title's words, by idf, that an article on the same event holds: in a small archive of 58 such pairs hold from 0.6, others
to 0.25."""
_KNOWS_AS_MUCH = 0.85
"""An article holds as much of the question as another if its share of the words is at least this part of the other's."""


@dataclass(frozen=True, slots=True)
class Told:
    """One answer that at least one article gives."""

    sources: tuple[Weighed, ...]
    """The best candidate of each article that says it, best first."""

    @property
    def best(self) -> Weighed:
        """The best candidate that gives it."""
        return self.sources[0]

    @property
    def articles(self) -> frozenset[str]:
        """Ids of the articles that say it."""
        return frozenset(each.candidate.sentence.article.id for each in self.sources)

    @property
    def latest(self) -> str:
        """When it was last said, ISO 8601 by the archive's clock; empty where no date is known."""
        return max(each.candidate.sentence.article.local_time for each in self.sources)


@dataclass(frozen=True, slots=True)
class SameEvent:
    """Tells whether articles report the same event."""

    stories: Mapping[str, int]
    """Number of each article's story, by its id."""
    title_held: Callable[[Article, Article], float] = lambda _, __: 0.0
    """The share of the first article's title that the second holds, by idf."""

    def of(self, told: Told) -> frozenset[int]:
        """The stories of the articles that give an answer."""
        return frozenset(self.stories[article] for article in told.articles)

    def reported_by(self, one: Candidate, other: Candidate) -> bool:
        """Whether two candidates' articles tell of one event in words of their own, and hold about as much of what is asked."""
        held = sorted(each.features.get("article", 0.0) for each in (one, other))
        return held[0] >= _KNOWS_AS_MUCH * held[1] and self.are_reports(one.sentence.article, other.sentence.article)

    def are_reports(self, first: Article, second: Article) -> bool:
        """Whether two articles tell of one event in words of their own: some weeks apart at most."""
        if not first.day or not second.day or first.language != second.language:
            return False
        apart = abs(date.fromisoformat(first.day) - date.fromisoformat(second.day))
        return (
            apart <= MOST_APART and min(self.title_held(first, second), self.title_held(second, first)) >= _OF_ONE_EVENT
        )


def tellings(ranked: Sequence[Weighed], same: SameEvent) -> list[Told]:
    """Groups ranked candidates by what they say, best first; of reports of one event that differ, the latest leads.

    Args:
        ranked: Candidates, best first.
        same: Which articles are of one event.
    """
    said: dict[Hashable, dict[str, Weighed]] = {}
    for each in ranked:
        said.setdefault(each.meaning, {}).setdefault(each.candidate.sentence.article.id, each)
    told = [Told(tuple(by_article.values())) for by_article in said.values()]
    leads = [each for each in told[1:] if differs(told[0], each, same) and _takes_over(each, told[0])]
    if leads:
        latest = max(leads, key=lambda each: (_day(each), each.latest[:10], each.best.score))
        told.remove(latest)
        told.insert(0, latest)
    return told


def undisputed(first: Told, others: Sequence[Told], ranked: Sequence[Weighed], same: SameEvent) -> list[Weighed]:
    """The first thing said, then the other candidates in their order, less those that another report gives instead.

    With a figure that is given instead go all words that hold it: 3人 and 已确认3人遇难.
    """
    disputed = [source for other in others if differs(first, other, same) for source in other.sources]
    return [first.best, *(each for each in ranked if each is not first.best and not _hold(each, disputed))]


def differs(one: Told, other: Told, same: SameEvent) -> bool:
    """Whether two answers are different figures for the same thing, in different articles on one event, with about the same score."""
    first, second = one.best.candidate, other.best.candidate
    if first.figure is None or second.figure is None or one.articles & other.articles:
        return False
    if first.figure.kind != second.figure.kind or first.figure.unit != second.figure.unit:
        return False
    behind = abs(one.best.score - other.best.score)
    if behind <= ABOUT_AS_WELL and not same.of(one).isdisjoint(same.of(other)):
        return True
    if behind > AS_LIKELY or not same.reported_by(first, second):
        return False
    earlier, later = (second, first) if is_later(one, other) else (first, second)
    return _count_the_same(earlier, later)


def is_later(one: Told, other: Told) -> bool:
    """Whether something was last said on a later day than something else, or on that day at a later hour."""
    known = min(len(one.latest), len(other.latest))
    return (
        one.latest[:known] > other.latest[:known] if known > len("2020-02-21") else one.latest[:10] > other.latest[:10]
    )


def _takes_over(one: Told, other: Told) -> bool:
    """Whether a report is of the day that the question names; if both reports are, or neither, whether it is the later one."""
    own, others = _day(one), _day(other)
    return is_later(one, other) if own == others else own > others


def _day(told: Told) -> float:
    return told.best.candidate.features.get("day", 0.0)


def is_superseded(other: Told, first: Told, same: SameEvent) -> bool:
    """Whether the report that leads came after one that gives another figure for the same."""
    return differs(first, other, same) and is_later(first, other)


def _count_the_same(earlier: Candidate, later: Candidate) -> bool:
    if earlier.figure is None or later.figure is None:
        return False
    before = Counted(earlier.sentence.text, Span(earlier.figure.start, earlier.figure.end), earlier.figure.unit)
    now = Counted(later.sentence.text, Span(later.figure.start, later.figure.end), later.figure.unit)
    return counts_the_same(before, now, language=earlier.sentence.article.language)


def _hold(candidate: Weighed, disputed: Sequence[Weighed]) -> bool:
    """Whether a candidate's words share characters with some others'."""
    article, (start, end) = candidate.candidate.sentence.article.id, _place(candidate)
    return any(
        each.candidate.sentence.article.id == article and start < stop and begin < end
        for each in disputed
        for begin, stop in (_place(each),)
    )


def _place(weighed: Weighed) -> tuple[int, int]:
    """Where a candidate's words stand in its article's body."""
    origin, span = weighed.candidate.sentence.span.start, weighed.candidate.span
    return origin + span.start, origin + span.end
