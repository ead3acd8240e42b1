"""Whether a question means several things: articles of several stories answer it otherwise, and about as well."""

from collections.abc import Sequence

from service.answer.aggregate import AS_LIKELY, SameEvent, Told, differs

_AS_MUCH = 0.9
"""A rival's article must hold this part of what the best answer's article holds of the question's words and names."""


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
