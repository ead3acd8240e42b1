"""One event: its reports in order, and how what they state changed from one to the next."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress, islice

from indexer.core.article import Article
from service.answer.aggregate import SameEvent
from service.answer.same_count import Counted, counts_the_same, only_grows
from service.search.index import SearchIndex
from service.topics.stated_amounts import FigureSaid, figures_said
from service.topics.told_together import tells_of_the_same

MOST_REPORTS = 20
_CALLED = re.compile(r"[“\"「]([^“”\"「」]{2,4})[”\"」]")
"""A name in quotation marks: longer ones are what somebody said."""
_ANY_THING = "item"
"""Unit of whatever has none of its own: 18条 are of another thing than 1.9万个."""
_MOST_OF_EACH = 30
"""Figures of one report that are followed."""


@dataclass(frozen=True, slots=True)
class Followed:
    """One thing that several reports count, in order of their days."""

    said: tuple[FigureSaid, ...]
    """One of each report that states it."""

    @property
    def changed(self) -> bool:
        """Whether they do not all state the same."""
        return len({each.value for each in self.said}) > 1


@dataclass(frozen=True, slots=True)
class Event:
    """The reports of one event, oldest first."""

    reports: tuple[Article, ...]
    followed: tuple[Followed, ...]
    """What more than one report counts; what changed first."""


def report_ids(article_id: str, index: SearchIndex, near: Sequence[str], same: SameEvent) -> tuple[str, ...]:
    """Ids of the reports of an article's event: its near-copies, and of the articles near it those that tell of one event.

    Args:
        article_id: Of one report, which is the first of them.
        index: That has it.
        near: Ids of related articles, nearest first.
        same: Tells whether two articles are of one event.

    Raises:
        UnknownArticleError: The index has no such article.
    """
    article = index.article(article_id)
    known = list(compress(near, index.numbers(near) >= 0))
    reports = [
        other.id
        for other in index.articles(known)
        if same.are_reports(article, other) and not _called_otherwise(article.title, other.title)
    ]
    told = index.article_facts(index.numbers([article_id, *reports])).stories
    members = index.article_facts(index.of_stories(told, MOST_REPORTS)).ids
    return (article_id, *(each for each in members if each != article_id))[:MOST_REPORTS]


def _called_otherwise(one: str, other: str) -> bool:
    """Whether two titles call what they tell of by different names: 台风“红霞” is no report on 台风“青鸢”."""
    called = [set(_CALLED.findall(title)) for title in (one, other)]
    return all(called) and called[0].isdisjoint(called[1])


def event_of(articles: Sequence[Article]) -> Event:
    """Puts the reports of an event in order, and follows what they count."""
    reports = tuple(sorted(articles, key=lambda each: (each.local_time == "", each.local_time, each.id)))
    chains: list[list[FigureSaid]] = []
    for report in reports:
        _go_on(chains, list(islice(figures_said(report), _MOST_OF_EACH)))
    followed = [Followed(tuple(chain)) for chain in chains if len(chain) > 1]
    return Event(reports, tuple(sorted(followed, key=lambda each: not each.changed)))


def _go_on(chains: list[list[FigureSaid]], figures: Sequence[FigureSaid]) -> None:
    """Adds each figure of a report to what it goes on with, or begins with it; what is told alike finds its own first."""
    left, open_chains = list(figures), list(chains)
    for goes_on in (_is_repeated, _is_confirmed, _counts_the_same):
        for said in tuple(left):
            chain = next((each for each in open_chains if goes_on(each[-1], said)), None)
            if chain is not None:
                chain.append(said)
                open_chains = [each for each in open_chains if each is not chain]
                left.remove(said)
    chains.extend([said] for said in left)


def _is_repeated(before: FigureSaid, now: FigureSaid) -> bool:
    """Whether a later report says it in the same words."""
    return before.value == now.value and before.text == now.text and before.span == now.span


def _is_confirmed(before: FigureSaid, now: FigureSaid) -> bool:
    """Whether a later report states as much of the same."""
    return before.value == now.value and _counts_the_same(before, now)


def _counts_the_same(before: FigureSaid, now: FigureSaid) -> bool:
    """Whether a later figure counts what an earlier one did."""
    if before.value[:2] != now.value[:2] or before.article.language != now.article.language:
        return False
    if now.figure.unit == _ANY_THING and before.figure.unit_text != now.figure.unit_text:
        return False
    earlier, later = (Counted(each.text, each.span, each.figure.unit) for each in (before, now))
    if not counts_the_same(earlier, later, language=now.article.language):
        return False
    return not (_is_less(before, now) and only_grows(later)) and tells_of_the_same(before, now)


def _is_less(before: FigureSaid, now: FigureSaid) -> bool:
    """Whether a later report knows of fewer: of the dead of one event there are never fewer."""
    earlier, later = before.figure.lowest, now.figure.lowest
    return earlier is not None and later is not None and later < earlier
