"""What the articles say in answer, one entry for each thing said: who agrees, who differs, and whose report leads."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from indexer.stories import Stories
from service.answer.candidate import Weighed

ABOUT_AS_WELL = 1.5
"""Scores this near to the best one's speak for another answer about as well; standing in the first passage is 0.8 of it."""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that is said, by at least one article."""

    sources: tuple[Weighed, ...]
    """The best candidate of each article that says it, best first."""

    @property
    def best(self) -> Weighed:
        """The candidate that says it best."""
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
class SameStory:
    """Tells whether articles report the same event."""

    stories: Stories
    numbers: Mapping[str, int]
    """Number of each article by its id."""

    def of(self, told: Told) -> frozenset[int]:
        """Stories of the articles that say something."""
        return frozenset(int(self.stories.story[self.numbers[article]]) for article in told.articles)


def tellings(ranked: Sequence[Weighed], same: SameStory) -> list[Told]:
    """Groups ranked candidates by what they say, best first; of reports of one story that differ, the later leads.

    Args:
        ranked: Candidates, best first.
        same: Which articles are of one story.
    """
    said: dict[Hashable, dict[str, Weighed]] = {}
    for each in ranked:
        said.setdefault(each.meaning, {}).setdefault(each.candidate.sentence.article.id, each)
    told = [Told(tuple(by_article.values())) for by_article in said.values()]
    leads = [each for each in told[1:] if differs(told[0], each, same) and each.latest[:10] > told[0].latest[:10]]
    if leads:
        later = max(leads, key=lambda each: (each.latest[:10], each.best.score))
        told.remove(later)
        told.insert(0, later)
    return told


def undisputed(first: Told, others: Sequence[Told], ranked: Sequence[Weighed], same: SameStory) -> list[Weighed]:
    """The first thing said, then the other candidates in their order, less those that another report gives instead."""
    disputed = {other.best.meaning for other in others if differs(first, other, same)}
    return [first.best, *(each for each in ranked if each is not first.best and each.meaning not in disputed)]


def differs(one: Told, other: Told, same: SameStory) -> bool:
    """Whether two things said are another figure for the same: by other articles of one story, about as well put."""
    first, second = one.best.candidate, other.best.candidate
    if first.figure is None or second.figure is None or one.articles & other.articles:
        return False
    if first.figure.kind != second.figure.kind or first.figure.unit != second.figure.unit:
        return False
    near = abs(one.best.score - other.best.score) <= ABOUT_AS_WELL
    return near and not same.of(one).isdisjoint(same.of(other))
