"""The unit or the currency that a question names for its answer, 多少美元 or "how many tonnes", and the figures that it excludes.

What kind of answer a question wants is a likelihood (`service.query.question_type`); only what it names is certain. The units are those that
`service.figures` reads after a number, the words that ask for them are data, `asked_unit.toml`.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from indexer.core.figure import Figure, FigureKind
from indexer.text.normalize import normalize
from service.figures.units import Unit, unit_at

FILE = "asked_unit.toml"
_KANA = re.compile("[\u3040-\u30ff]")
_SHARES = frozenset({FigureKind.PERCENT, FigureKind.RATIO})


@dataclass(frozen=True, slots=True)
class AskedUnit:
    """What the answer of a question is stated in."""

    kind: FigureKind
    unit: str = ""
    """As in `Figure.unit`; empty if any unit of the kind will do."""
    currencies: frozenset[str] = frozenset()
    """ISO 4217; empty if any currency will do."""


def asked_unit(question: str) -> AskedUnit | None:
    """Reads the unit that a question names; None where it names none, as 捐了多少.

    >>> asked_unit("捐了多少万美元？").kind
    <FigureKind.MONEY: 'money'>
    >>> asked_unit("How many tonnes of rice?").unit
    'tonne'
    >>> asked_unit("共捐了多少？") is None
    True
    """
    folded, words = normalize(question), _words()
    if words.percent.search(folded):
        return AskedUnit(FigureKind.PERCENT, "percent")
    for place in words.places(folded):
        # A letter alone is no unit here: it begins a name.
        found = unit_at(folded, place, text=folded)
        written = folded[found.start : found.end] if found else ""
        if found is not None and written not in words.no_unit and not (len(written) == 1 and written.isascii()):
            return _asked(found.unit, written, words)
    for match in words.stated_in.finditer(folded):
        found = unit_at(folded, match.end(), text=folded)
        if found is not None and found.unit.kind is FigureKind.MONEY:
            return _asked(found.unit, folded[found.start : found.end], words)
    return None


def excludes(asked: AskedUnit | None, figure: Figure) -> bool:
    """Whether a figure cannot be the answer, as it is of another currency or of what the unit doesn't measure.

    A unit that converts (公里 and 米, 亩 and 公顷) excludes nothing, nor does a number without one, nor a share of what is counted.
    """
    if asked is None or figure.kind is FigureKind.ORDINAL:
        return False
    if asked.kind is FigureKind.COUNT:
        return _excludes_count(asked.unit, figure)
    if figure.kind is not asked.kind:
        return not (
            (figure.kind is FigureKind.COUNT and not figure.unit)
            or (asked.kind in _SHARES and figure.kind in _SHARES)
            # 七日 is seven days or the seventh.
            or (asked.kind is FigureKind.DURATION and figure.kind is FigureKind.DATE)
        )
    return bool(asked.currencies) and figure.currency not in {"", *asked.currencies}


def _excludes_count(unit: str, figure: Figure) -> bool:
    words = _words()
    if figure.kind in _SHARES:
        return any(unit in measure for measure in words.measures)
    if figure.kind is not FigureKind.COUNT:
        return unit not in words.anything
    asked, stated = words.group(unit), words.group(figure.unit)
    return "" not in (asked, stated) and asked != stated


def _asked(unit: Unit, written: str, words: "_Words") -> AskedUnit:
    if unit.kind is not FigureKind.MONEY:
        return AskedUnit(unit.kind, unit.name)
    if written in words.any_money:
        return AskedUnit(FigureKind.MONEY)
    return AskedUnit(FigureKind.MONEY, currencies=words.one_word.get(written, frozenset({unit.currency})))


class _Words:
    """The data, ready for looking."""

    def __init__(self) -> None:
        data = tomllib.loads((files("service.answer") / "data" / FILE).read_text("utf-8"))
        scales = rf"(?:\s?(?:{_any_of(data['scales'])}))*"
        self._how_many = re.compile(rf"(?:{_any_of(data['how_many'])}){scales}")
        self._beside_kana = re.compile(rf"(?:{_any_of(data['how_many_beside_kana'])}){scales}")
        self._no_amount = re.compile(_any_of(data["no_amount"].split()))
        self.no_unit = frozenset(data["no_unit"])
        self.percent = re.compile(_any_of(data["percent"]))
        self.stated_in = re.compile(rf"(?:{_any_of(data['stated_in'])})(?=\s)")
        self.any_money = frozenset(data["any_money"])
        self.one_word = {word: frozenset(row["currencies"]) for row in data["one_word"] for word in row["words"]}
        self.anything = frozenset(data["anything"])
        self.measures: Sequence[Sequence[str]] = data["measures"]
        self._groups = {
            name: str(group[0]) for group in (data["people"], data["households"], *self.measures) for name in group
        }

    def places(self, folded: str) -> Iterator[int]:
        """Where a unit may stand that is asked for."""
        patterns = (self._how_many, self._beside_kana) if _KANA.search(folded) else (self._how_many,)
        for pattern in patterns:
            for match in pattern.finditer(folded):
                start = match.start()
                if not any(self._no_amount.match(folded, place) for place in (start, max(start - 1, 0))):
                    yield match.end()

    def group(self, unit: str) -> str:
        """What is counted in a unit: people, households, one of the measures, or things; empty where it counts anything."""
        return "" if unit in self.anything else self._groups.get(unit, "thing")


def _any_of(words: Sequence[str]) -> str:
    alternatives = []
    for word in sorted(map(normalize, words), key=len, reverse=True):
        whole = word[0].isalpha() and not "\u2e80" <= word[0] <= "\ud7af"
        ending = r"(?!\w)" if whole and not word.endswith("'") else ""
        alternatives.append((r"(?<!\w)" if whole else "") + re.escape(word) + ending)
    return "|".join(alternatives)


@lru_cache(maxsize=1)
def _words() -> _Words:
    return _Words()
