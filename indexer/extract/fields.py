"""The fields that a page states of its article, and which of several statements is believed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from indexer.text.characters import shortened

_MOST_OTHERS = 8
_LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class FieldCandidate:
    """What some place of a page says, and which place that is."""

    said: str
    reason: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What was believed of a field, by which reason, and what was not; empty where nothing was said."""

    field: str
    value: str = ""
    reason: str = ""
    others: tuple[FieldCandidate, ...] = ()


def choose(
    field: str, candidates: Iterable[FieldCandidate], read: Callable[[FieldCandidate], tuple[str, ...]]
) -> tuple[tuple[str, ...], Choice]:
    """The first candidate, most trusted first, that can be read as a value of the field, and what was chosen from.

    Args:
        field: Its name.
        candidates: Statements in order of trust.
        read: The values of a statement; none where it can't be one.
    """
    chosen: tuple[str, ...] = ()
    reason = ""
    others: list[FieldCandidate] = []
    for candidate in candidates:
        if not candidate.said:
            continue
        if not chosen and (values := read(candidate)):
            chosen, reason = values, candidate.reason
        elif len(others) < _MOST_OTHERS:
            others.append(FieldCandidate(shortened(candidate.said, _LONGEST_SHOWN), candidate.reason))
    return chosen, Choice(field, " ".join(chosen), reason, tuple(others))


@dataclass(frozen=True, slots=True)
class PageFields:
    """The fields of an article as read; empty where the page does not give them."""

    title: str = ""
    body: str = ""
    id: str = ""
    url: str = ""
    source: str = ""
    authors: tuple[str, ...] = ()
    editor: str = ""
    published_at: str = ""
    language: str = ""
    keywords: tuple[str, ...] = ()
    image: str = ""
    choices: tuple[Choice, ...] = ()
    """What was believed of each field that a page says several things of."""
