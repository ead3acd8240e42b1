"""Which of a page's several statements about its article is believed, and why: every field is chosen in one way."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from indexer.extract.characters import shortened

_MOST_OTHERS = 8
_LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Candidate:
    """What some place of a page says, and which place that is."""

    said: str
    reason: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What was believed of a field, by which reason, and what was not; empty where nothing was said."""

    field: str
    value: str = ""
    reason: str = ""
    others: tuple[Candidate, ...] = ()


def choose(
    field: str, candidates: Iterable[Candidate], read: Callable[[Candidate], tuple[str, ...]]
) -> tuple[tuple[str, ...], Choice]:
    """The first candidate, most trusted first, that can be read as a value of the field, and what was chosen from.

    Args:
        field: Its name.
        candidates: Statements in order of trust.
        read: The values of a statement; none where it can't be one.
    """
    chosen: tuple[str, ...] = ()
    reason = ""
    others: list[Candidate] = []
    for candidate in candidates:
        if not candidate.said:
            continue
        if not chosen and (values := read(candidate)):
            chosen, reason = values, candidate.reason
        elif len(others) < _MOST_OTHERS:
            others.append(Candidate(shortened(candidate.said, _LONGEST_SHOWN), candidate.reason))
    return chosen, Choice(field, " ".join(chosen), reason, tuple(others))
