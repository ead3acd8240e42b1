"""One event: its reports in order, and how what they state changed from one to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from indexer.core.article import Article
from service.results import FigureSaid, Followed
from service.topics.same_thing import is_sure, likelihood
from service.topics.stated_amounts import figures_said

_MOST_OF_EACH = 30
"""Figures of one report that are followed."""


@dataclass(frozen=True, slots=True)
class Event:
    """The reports of one event, oldest first."""

    reports: tuple[Article, ...]
    followed: tuple[Followed, ...]
    """What more than one report counts; what changed first."""


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
    pairs = [(_goes_on(_before(chain, said), said), chain, said) for chain in open_chains for said in left]
    sure = [pair for pair in pairs if is_sure(pair[0])]
    for _, chain, said in sorted(sure, key=lambda pair: -pair[0]):
        if any(each is chain for each in open_chains) and any(each is said for each in left):
            chain.append(said)
            open_chains = [each for each in open_chains if each is not chain]
            left = [each for each in left if each is not said]
    chains.extend([said] for said in left)


def _before(chain: Sequence[FigureSaid], said: FigureSaid) -> FigureSaid:
    """The last figure of a chain in the language of another, whose words can be compared; the last of all where there is none."""
    language = said.article.main_language
    return next((each for each in reversed(chain) if each.article.main_language == language), chain[-1])


def _goes_on(before: FigureSaid, now: FigureSaid) -> float:
    """How likely a later report tells of the same; what it says in the same words it does."""
    repeated = before.value == now.value and before.text == now.text and before.span == now.span
    return 1.0 if repeated else likelihood(before, now)
