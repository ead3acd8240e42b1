"""What was asked, added up: how much was answered, and what was not."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Self

from pydantic import BaseModel, Field

from service.query_log.entry import UNANSWERED, Outcome
from service.query_log.store import Asked


class UnansweredQuestion(BaseModel):
    """A question that was not answered, in all the wordings that differ in punctuation, width, case or script only."""

    question: str = Field(description="As it was asked last.")
    times: int
    last_asked: str
    reasons: dict[str, int] = Field(description='Why not, and how often; "nothing": a search that found nothing.')
    wanted: str = Field(description="The kind of answer that it most likely wants.")
    clicks: int = Field(description="Articles that were opened all the same.")


class AskedOf(BaseModel):
    """Questions by a day or an index."""

    value: str
    times: int
    unanswered: int


class QueryReport(BaseModel):
    """Questions of some days."""

    since: str = Field(description="When the first of them was asked; empty where there is none.")
    total: int
    answered: int
    abstained: dict[str, int] = Field(description="Without an answer, by reason.")
    found: int = Field(description="Searches that found something.")
    nothing: int = Field(description="Searches that found nothing.")
    clicked: int = Field(description="Questions of whose list an article was opened, as far as pages tell.")
    mean_confidence: float | None = Field(description="Of the answers: the share that is expected to be right.")
    by_day: list[AskedOf]
    by_index: list[AskedOf]
    unanswered: list[UnansweredQuestion] = Field(description="The most asked first.")

    @classmethod
    def of(cls, asked: Sequence[Asked], *, limit: int, at_least: int = 1) -> Self:
        """Questions added up.

        Args:
            asked: The questions.
            limit: How many unanswered ones are named.
            at_least: How often one must have been asked to be named.
        """
        outcomes = Counter(each.entry.outcome for each in asked)
        sure = [each.entry.confidence for each in asked if each.entry.confidence is not None]
        return cls(
            since=asked[0].at if asked else "",
            total=len(asked),
            answered=outcomes[Outcome.ANSWERED],
            abstained=dict(
                Counter(each.entry.reason for each in asked if each.entry.outcome is Outcome.ABSTAINED).most_common()
            ),
            found=outcomes[Outcome.FOUND],
            nothing=outcomes[Outcome.NOTHING],
            clicked=sum(each.clicks > 0 for each in asked),
            mean_confidence=sum(sure) / len(sure) if sure else None,
            by_day=_by((each.at[:10], each) for each in asked),
            by_index=_by((each.archive, each) for each in asked),
            unanswered=unanswered(asked, limit=limit, at_least=at_least),
        )


def unanswered(asked: Iterable[Asked], *, limit: int, at_least: int = 1) -> list[UnansweredQuestion]:
    """Questions that were not answered, the most asked first, of those asked as often the last one first."""
    groups: dict[str, list[Asked]] = {}
    for each in asked:
        if each.entry.outcome in UNANSWERED:
            groups.setdefault(each.same, []).append(each)
    # Of questions of the same millisecond the one that came later is first.
    found = [_grouped(group) for group in reversed(groups.values()) if len(group) >= at_least]
    found.sort(key=lambda each: (each.times, each.last_asked), reverse=True)
    return found[:limit]


def _grouped(group: Sequence[Asked]) -> UnansweredQuestion:
    last = group[-1]
    reasons = Counter(each.entry.reason or each.entry.outcome.value for each in group)
    return UnansweredQuestion(
        question=last.entry.question,
        times=len(group),
        last_asked=last.at,
        reasons=dict(reasons.most_common()),
        wanted=last.entry.wanted,
        clicks=sum(each.clicks for each in group),
    )


def _by(named: Iterable[tuple[str, Asked]]) -> list[AskedOf]:
    times, missing = Counter[str](), Counter[str]()
    for value, each in named:
        times[value] += 1
        missing[value] += each.entry.outcome in UNANSWERED
    return [AskedOf(value=value, times=count, unanswered=missing[value]) for value, count in sorted(times.items())]
