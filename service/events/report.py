"""What readers chose, added up for who edits the pages."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Self, TypeVar

from pydantic import BaseModel, Field

from service.events.store import Counted

_MOST = 50

Key = TypeVar("Key", str, tuple[str, str])


class ChosenArticle(BaseModel):
    """An article, and how often it was opened out of lists."""

    article_id: str
    times: int


class ChosenPair(BaseModel):
    """An article that was opened out of the list under another."""

    shown_on: str
    article_id: str
    times: int


class ChosenOf(BaseModel):
    """How often something was chosen, by a day, a list or a place in it."""

    value: str
    times: int


class EventsReport(BaseModel):
    """Choices of some days; nobody's are told apart from another's."""

    since: str = Field(description="The first day.")
    total: int
    by_list: list[ChosenOf]
    by_day: list[ChosenOf]
    by_rank: list[ChosenOf] = Field(description="Places in the lists: a good order has the most first.")
    articles: list[ChosenArticle] = Field(description="The 50 opened most.")
    pairs: list[ChosenPair] = Field(
        description="The 50 opened most out of related reading, with the article they stood under."
    )

    @classmethod
    def of(cls, counted: Sequence[Counted], since: str) -> Self:
        """Choices added up."""
        lists, days, ranks, articles = (Counter[str]() for _ in range(4))
        pairs: Counter[tuple[str, str]] = Counter()
        for each in counted:
            choice = each.choice
            lists[choice.list] += each.times
            days[choice.day] += each.times
            ranks[f"{choice.rank:03}"] += each.times
            articles[choice.article] += each.times
            if choice.shown_on:
                pairs[choice.shown_on, choice.article] += each.times
        return cls(
            since=since,
            total=lists.total(),
            by_list=_in_order(lists.items()),
            by_day=_in_order(days.items()),
            by_rank=[ChosenOf(value=each.value.lstrip("0"), times=each.times) for each in _in_order(ranks.items())],
            articles=[ChosenArticle(article_id=each, times=times) for each, times in _most(articles)],
            pairs=[ChosenPair(shown_on=on, article_id=each, times=times) for (on, each), times in _most(pairs)],
        )


def _in_order(items: Iterable[tuple[str, int]]) -> list[ChosenOf]:
    return [ChosenOf(value=value, times=times) for value, times in sorted(items)]


def _most(counter: "Counter[Key]") -> list[tuple[Key, int]]:
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:_MOST]
