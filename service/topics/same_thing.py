"""How likely two figures of different reports count one thing: a logistic regression, whose numbers are in data/same_thing.json.

It is fitted on pairs that were labelled by hand: `python -m benchmarks.fit_events`.
"""

import math
from collections.abc import Collection

from indexer.core.figure import FigureKind
from service.answer.same_count import alike_by_name, only_grows, parts_played
from service.topics.figure_surroundings import surroundings_of
from service.topics.linear_model import read_model
from service.topics.stated_amounts import FigureSaid

_PEOPLE = frozenset({"person", "person_time", "case", "body", "pupil"})
_ANY_THING = "item"
"""Unit of whatever has none of its own: 18条 are of another thing than 1.9万个."""


def likelihood(before: FigureSaid, now: FigureSaid) -> float:
    """How likely a later figure counts what an earlier one did, 0 to 1; 0 where it can't.

    Args:
        before: Of an earlier report.
        now: Of a later one.
    """
    return read_model("same_thing").likelihood(signs(before, now)) if _may_be(before, now) else 0.0


def is_sure(likely: float) -> bool:
    """Whether a likelihood is high enough for a reader to be told."""
    return likely >= read_model("same_thing").threshold


def _may_be(before: FigureSaid, now: FigureSaid) -> bool:
    """Whether nothing rules it out: another measure, another language, or fewer of what never becomes fewer, as the dead of one event."""
    if before.value[:2] != now.value[:2] or before.article.language != now.article.language:
        return False
    if now.figure.unit == _ANY_THING and before.figure.unit_text != now.figure.unit_text:
        return False
    return not (_is_less(before, now) and only_grows(surroundings_of(now).counted))


def signs(before: FigureSaid, now: FigureSaid) -> dict[str, float]:
    """What speaks for or against two figures of one kind and unit counting one thing, each 0 to 1 or so.

    Args:
        before: Of an earlier report.
        now: Of a later one, in the same language.
    """
    one, other = surroundings_of(before), surroundings_of(now)
    plays = parts_played(other.counted)
    return {
        "behind": _shared(one.behind, other.behind),
        "clause": _shared(one.clause, other.clause),
        "sentence": _shared(one.sentence, other.sentence),
        "names": _shared(one.names, other.names),
        "rivals": math.log1p(one.rivals + other.rivals) / 3,
        "named alike": float(alike_by_name(one.counted, other.counted, language=now.article.language) is True),
        "other total": float(("total" in parts_played(one.counted)) != ("total" in plays)),
        "updates": float("updates" in plays),
        "each of its day": float(
            one.is_of_its_day
            and other.is_of_its_day
            and before.article.day != now.article.day
            and "updates" not in plays
        ),
        **_by_their_values(before, now),
    }


def _by_their_values(before: FigureSaid, now: FigureSaid) -> dict[str, float]:
    kind, unit = now.figure.kind, now.figure.unit
    return {
        "as much": float(before.value == now.value),
        "steps": _steps_between(before, now),
        "fewer": float(_is_less(before, now)),
        "people": float(unit in _PEOPLE),
        "money": float(kind is FigureKind.MONEY),
        "share": float(kind in (FigureKind.PERCENT, FigureKind.RATIO)),
        "lasts": float(kind is FigureKind.DURATION),
    }


def _steps_between(before: FigureSaid, now: FigureSaid) -> float:
    """How many times as much one is as the other, as a logarithm of base 10; at most 3."""
    low, high = before.figure.lowest or before.figure.highest, now.figure.lowest or now.figure.highest
    if not low or not high or (low > 0) != (high > 0):
        return 1.0
    return min(abs(math.log10(abs(high / low))), 3.0)


def _is_less(before: FigureSaid, now: FigureSaid) -> bool:
    earlier, later = before.figure.lowest, now.figure.lowest
    return earlier is not None and later is not None and later < earlier


def _shared(one: Collection[str], other: Collection[str]) -> float:
    """Twice what both have of what each has: 0 to 1."""
    sizes = len(one) + len(other)
    return 2 * len(set(one) & set(other)) / sizes if sizes else 0.0
