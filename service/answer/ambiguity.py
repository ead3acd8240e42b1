"""Whether a question means one of many events and does not say which: 捐了多少钱？ asked of a whole archive.

Such a question does not stand by itself, and articles of several stories answer it otherwise and about as well.
"""

from collections.abc import Sequence

from service.answer.aggregate import AS_LIKELY, SameEvent, Told, differs
from service.answer.entities import subject_of
from service.question import language_of

STANDS_BY_ITSELF = 0.2
"""From this likelihood on a question may name what it asks about: 97 % of those that do have it, a quarter of the others."""
_AS_MUCH = 0.9
"""Of the shares of the question's words and names that the best answer's article holds."""


def may_mean_many(question: str, by_itself: float | None) -> bool:
    """Whether a question may leave open what it asks about.

    Args:
        question: What is asked.
        by_itself: How likely it stands by itself; None where that can't be told, and names are looked for.
    """
    if by_itself is not None:
        return by_itself < STANDS_BY_ITSELF
    # The rules for names know these languages alone.
    return language_of(question) in {"zh", "en"} and not subject_of(question)


def rivals(told: Sequence[Told], same: SameEvent) -> list[Told]:
    """The first thing said and what articles of other stories say instead, about as well; only the first where none does.

    Args:
        told: Things said, best first.
        same: Which articles are of one event.
    """
    first, *others = told
    found, stories = [first], set(same.of(first))
    held = _knows(first)
    for other in others:
        near = other.best.score >= first.best.score - AS_LIKELY
        as_much = all(own >= _AS_MUCH * share for own, share in zip(_knows(other), held, strict=True))
        if near and as_much and stories.isdisjoint(same.of(other)) and not differs(first, other, same):
            found.append(other)
            stories |= same.of(other)
    return found


def _knows(told: Told) -> tuple[float, float]:
    """The shares of the question's words and of its names that the best article which says something holds."""
    features = told.best.candidate.features
    return features.get("article", 0.0), features.get("named", 1.0)
