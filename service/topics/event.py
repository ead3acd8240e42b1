"""One event: its reports in order, and how what they state changed from one to the next."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress, islice

import numpy as np

from indexer.core.article import Article
from service.answer.aggregate import SameEvent
from service.search.index import SearchIndex
from service.topics.same_event import EventJudge
from service.topics.same_thing import is_sure, likelihood
from service.topics.stated_amounts import FigureSaid, figures_said

MOST_REPORTS = 20
_CALLED = re.compile(r"[“\"「]([^“”\"「」]{2,4})[”\"」]")
"""A name in quotation marks: longer ones are what somebody said."""
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
    """Ids of the reports of an article's event: of the articles near it and of near-copies those that are likely to tell of it.

    Args:
        article_id: Of one report, which is the first of them.
        index: That has it.
        near: Ids of related articles, nearest first.
        same: Tells which of them may be reports at all, by their days and titles.

    Raises:
        UnknownArticleError: The index has no such article.
    """
    article = index.article(article_id)
    known = index.articles(list(compress(near, index.numbers(near) >= 0)))
    candidates = [article_id, *(other.id for other in known if same.are_reports(article, other))]
    own, *others = index.article_facts(index.numbers(candidates)).stories.tolist()
    facts = index.article_facts(index.of_stories(np.array([own, *others]), MOST_REPORTS))
    copies = {name for name, story in zip(facts.ids, facts.stories.tolist(), strict=True) if story == own}
    judge = EventJudge(index.article_terms, article, known)
    reports = (
        other.id
        for other in index.articles([name for name in facts.ids if name != article_id])
        if not _called_otherwise(article.title, other.title) and judge.is_report(other, one_story=other.id in copies)
    )
    return (article_id, *islice(reports, MOST_REPORTS - 1))


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
    """Adds each figure of a report to what it goes on with, or begins with it; what is likeliest to be one thing goes first."""
    left, open_chains = list(figures), list(chains)
    pairs = [(_goes_on(chain[-1], said), chain, said) for chain in open_chains for said in left]
    sure = [pair for pair in pairs if is_sure(pair[0])]
    for _, chain, said in sorted(sure, key=lambda pair: -pair[0]):
        if any(each is chain for each in open_chains) and any(each is said for each in left):
            chain.append(said)
            open_chains = [each for each in open_chains if each is not chain]
            left = [each for each in left if each is not said]
    chains.extend([said] for said in left)


def _goes_on(before: FigureSaid, now: FigureSaid) -> float:
    """How likely a later report tells of the same; what it says in the same words it does."""
    repeated = before.value == now.value and before.text == now.text and before.span == now.span
    return 1.0 if repeated else likelihood(before, now)
