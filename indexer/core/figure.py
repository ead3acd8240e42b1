"""The noun Figure: an amount, a share, a rank or a date that a text states, typed, with the characters that state it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Literal, TypeAlias


class FigureKind(StrEnum):
    """What a figure measures."""

    MONEY = "money"
    COUNT = "count"
    """How many; also measures without a kind of their own (temperature, speed, power, data), told by `unit`."""
    MASS = "mass"
    LENGTH = "length"
    AREA = "area"
    VOLUME = "volume"
    DURATION = "duration"
    PERCENT = "percent"
    DATE = "date"
    TIME = "time"
    """A time of day, with its day where the text or the article's date tells it."""
    RATIO = "ratio"
    """一半 is 0.5, 翻了一番 is 2; a score (3比1) has no value, and the unit "score"."""
    ORDINAL = "ordinal"


Qualifier: TypeAlias = Literal["exact", "more_than", "at_least", "less_than", "at_most", "about", "range"]
"""How a figure is said: 三万, 三万多, 至少三万, 近三万, 至多三万, 约三万, 三四万."""

Bound: TypeAlias = Decimal | str | None
"""An end of a figure: a number; for dates and times ISO 8601 ("2020-02-21", "09:30", "2020-02-21T09:30"); None when open."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A typed amount and its span: `text` is the characters from `start` to `end` of what was read.

    三万多元 is kind money, min 30000 excluded, max None, currency CNY, qualifier more_than. A value is in `unit`:
    二吨 is 2 tonne, never 2,000 kilogram. A date covers its first (`min`) to its last day (`max`); both are None
    where the text does not tell (昨日 without the article's date).
    """

    kind: FigureKind
    min: Bound
    max: Bound
    min_inclusive: bool
    max_inclusive: bool
    unit: str
    """English singular: "tonne", "person", "year"; the currency of money; empty where the text names none."""
    unit_text: str
    """As written: "名", "元人民币", "US$"; empty where the text names none."""
    currency: str
    """ISO 4217; empty but for money."""
    qualifier: Qualifier
    text: str
    start: int
    end: int

    @property
    def lowest(self) -> Decimal | None:
        """The lower end of an amount; None when open, and for dates and times."""
        return self.min if isinstance(self.min, Decimal) else None

    @property
    def highest(self) -> Decimal | None:
        """The upper end of an amount; None when open, and for dates and times."""
        return self.max if isinstance(self.max, Decimal) else None

    @property
    def known_end(self) -> Decimal | None:
        """The lower end of an amount, the upper one where it is open below; None for dates and times."""
        return self.lowest if self.lowest is not None else self.highest
