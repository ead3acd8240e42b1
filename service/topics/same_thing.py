"""How likely two figures of different reports count one thing: a logistic regression, whose numbers are in data/same_thing.json.

It is fitted on pairs that were labelled by hand: `python -m benchmarks.fit_events`.
"""

import math
from collections.abc import Collection
from itertools import islice

from indexer.core.figure import FigureKind
from service.answer.same_count import alike_by_name, only_grows, parts_played
from service.results import FigureSaid
from service.topics.figure_surroundings import surroundings_of
from service.topics.linear_model import read_model
from service.topics.retold import telling_digits
from service.topics.stated_amounts import figures_said

_PEOPLE = frozenset({"person", "person_time", "case", "body", "pupil"})
_MOST_OTHERS = 8
_ANY_THING = "item"
"""Unit of whatever has none of its own: 18条 are of another thing than 1.9万个."""


def likelihood(before: FigureSaid, now: FigureSaid) -> float:
    """How likely a later figure counts what an earlier one did, 0 to 1; 0 where it can't.

    Args:
        before: Of an earlier report.
        now: Of a later one.
    """
    if before.article.main_language != now.article.main_language:
        return float(_is_retold(before, now))
    return read_model("same_thing").likelihood(signs(before, now)) if _may_be(before, now) else 0.0


def _is_retold(before: FigureSaid, now: FigureSaid) -> bool:
    """Whether reports in two languages state one number, and one that two things have by chance in few events: 1,873 and 一千八百七十三."""
    amount = now.figure.known_end
    as_much = before.value[:2] == now.value[:2] and before.figure.known_end == amount
    return as_much and telling_digits({str(amount)}) > 0


def is_sure(likely: float) -> bool:
    """Whether a likelihood is high enough for a reader to be told."""
    return likely >= read_model("same_thing").threshold


def _may_be(before: FigureSaid, now: FigureSaid) -> bool:
    """Whether nothing rules it out: another measure, or fewer of what never becomes fewer, as the dead of one event."""
    if before.value[:2] != now.value[:2]:
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
        "names": _shared_names(one.names, other.names),
        "named alike": float(alike_by_name(one.counted, other.counted, language=now.article.language) is True),
        "other total": float(("total" in parts_played(one.counted)) != ("total" in plays)),
        "updates": float("updates" in plays),
        "each of its day": float(
            one.is_of_its_day
            and other.is_of_its_day
            and before.article.day != now.article.day
            and "updates" not in plays
        ),
        "clear": _clear(before, now),
        **_by_their_values(before, now),
    }


def _clear(before: FigureSaid, now: FigureSaid) -> float:
    """By how much the clauses of two figures are more alike than either is like that of another figure it could be: -1 to 1."""
    own = _shared(surroundings_of(before).clause, surroundings_of(now).clause)
    others = [
        *((each, now) for each in _others(before)),
        *((before, each) for each in _others(now)),
    ]
    return own - max((_shared(surroundings_of(a).clause, surroundings_of(b).clause) for a, b in others), default=0.0)


def _others(said: FigureSaid) -> list[FigureSaid]:
    """The other figures of a report of the same kind and unit, the first few; not those that say the same."""
    alike = (each for each in figures_said(said.article) if each.value[:2] == said.value[:2])
    return list(islice((each for each in alike if each.value != said.value), _MOST_OTHERS))


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
    low, high = before.figure.known_end, now.figure.known_end
    if not low or not high or (low > 0) != (high > 0):
        return 1.0
    return min(abs(math.log10(abs(high / low))), 3.0)


def _is_less(before: FigureSaid, now: FigureSaid) -> bool:
    earlier, later = before.figure.lowest, now.figure.lowest
    return earlier is not None and later is not None and later < earlier


def _shared_names(one: Collection[str], other: Collection[str]) -> float:
    """The same of names, of which a part is the whole: 青溪 is 青溪镇."""
    held = sum(any(_are_one_name(name, its) for its in other) for name in one)
    held += sum(any(_are_one_name(name, its) for its in one) for name in other)
    sizes = len(one) + len(other)
    return held / sizes if sizes else 0.0


def _are_one_name(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _shared(one: Collection[str], other: Collection[str]) -> float:
    """Twice what both have of what each has: 0 to 1."""
    sizes = len(one) + len(other)
    return 2 * len(set(one) & set(other)) / sizes if sizes else 0.0
