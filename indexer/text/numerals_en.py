"""Numbers written in English words, English months, and the scale words of several languages after digits."""

import re
import tomllib
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files

from indexer.text.months import ENGLISH_MONTHS
from indexer.text.numerals import DIGITS, Amount, digits_value, plain_value

MONTHS = {name: number for number, name in enumerate(ENGLISH_MONTHS, start=1)}
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}

MONTH_NAME = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
"""A pattern for a lower-case name; `month_number` reads what it matches."""


def month_number(name: str) -> int:
    """1 to 12 for "february", "feb" or "feb."."""
    return MONTHS[name.removesuffix(".")]


_TO_NINETEEN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {word: value for value, word in enumerate(_TO_NINETEEN.split())}
_SMALL |= {word: 10 * (place + 2) for place, word in enumerate(_TENS.split())}
_BIG = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_FOREIGN = {
    word: int(value)
    for value, words in tomllib.loads(files("indexer.text").joinpath("scales.toml").read_text(encoding="utf-8")).items()
    for word in words.split()
}
_LETTERS = {"k": 10**3, "mn": 10**6, "bn": 10**9, "tn": 10**12, "trn": 10**12, "mln": 10**6, "bln": 10**9}
# "$5m" is five million dollars, "5m" five metres: these need a currency before the number.
_MONEY_LETTERS = {"m": 10**6, "b": 10**9, "t": 10**12}
_DOZEN = Decimal(12)
_LONGEST = 200
"""Characters of a number; more are a list of words or the digits of an id."""

_SMALL_WORD = "|".join(sorted(_SMALL, key=len, reverse=True))
_BIG_WORD = "|".join(_BIG)
_SPELLED = rf"(?>(?:a(?= (?:{_BIG_WORD})\b)|{_SMALL_WORD})(?:(?:[ -]|,? and )(?:{_SMALL_WORD}|{_BIG_WORD})\b)*+)"
_SCALE_WORD = "|".join(re.escape(word) for word in sorted({**_BIG, **_FOREIGN}, key=len, reverse=True))
_AFTER_DIGITS = rf"(?:[ \u00a0\u202f-]?(?:{_SCALE_WORD})(?!\w)(?:[ \u00a0\u202f](?:{_SCALE_WORD})(?!\w))?|[ ]?(?:{'|'.join(_LETTERS)})\b)"
_MANY = (
    r"(?:(?:tens|hundreds|thousands|millions|billions) of (?:thousands|millions|billions)"
    r"|(?:several|a few) (?:hundred|thousand|million|billion|dozen)|(?:dozens|hundreds|thousands|millions|billions|tens)(?= of\b)"
    r"|half a (?:million|billion)|(?:two |three |four |five |six |a |half a )?dozen)"
)
ENGLISH_NUMERAL = rf"\b(?:{_MANY}|{_SPELLED})\b"
"""A pattern for a number in English words; `english_value` reads what it matches."""
SCALED_DIGITS = rf"(?<![0-9])(?:{DIGITS}|[0-9]{{1,3}},[0-9]{{1,2}}){_AFTER_DIGITS}"
"""A pattern for digits with a scale word: 1.5 million, 3k, 2,5 млн; `scaled_value` reads what it matches."""
MONEY_DIGITS = rf"(?<=[$€£¥₽₩₹])[ ]?(?P<money_digits>{DIGITS})[ ]?(?:[mbt])\b"

_MANY_VALUES = {
    "tens": (20, 99),
    "dozens": (24, 99),
    "hundreds": (200, 999),
    "thousands": (2000, 9999),
    "millions": (2 * 10**6, 9 * 10**6),
    "billions": (2 * 10**9, 9 * 10**9),
}


def english_value(written: str) -> Amount | None:
    """What lower-case English words say: "twenty-five thousand" is 25,000, "tens of thousands" 20,000 to 99,000."""
    # Asked before the cache is, which would keep what it is asked for.
    return _worded(written) if len(written) <= _LONGEST else None


@lru_cache(maxsize=8192)
def _worded(written: str) -> Amount | None:
    if written.endswith("dozen"):
        return _dozen(written.removesuffix("dozen").strip())
    first, of, second = written.partition(" of ")
    if first in _MANY_VALUES:
        low, high = _MANY_VALUES[first]
        factor = _BIG[second.removesuffix("s")] if of else 1
        return Amount(Decimal(low * factor), Decimal(high * factor), "range")
    if written.startswith("half a "):
        half = Decimal(_BIG[written.removeprefix("half a ")]) / 2
        return Amount(plain_value(half), plain_value(half))
    for few in ("several ", "a few "):
        if written.startswith(few):
            factor = _BIG[written.removeprefix(few)]
            high = 10 * factor - 1 if factor < 10**4 else 9 * factor
            return Amount(Decimal(2 * factor), Decimal(high), "range")
    value = _spelled(re.split(r"[ -]|, ", written))
    return None if value is None else Amount(value, value)


def _dozen(before: str) -> Amount | None:
    if before in ("several", "a few"):
        return Amount(2 * _DOZEN, 9 * _DOZEN, "range")
    if before == "half a":
        return Amount(_DOZEN / 2, _DOZEN / 2)
    many = Decimal(_SMALL.get(before, 1))
    return Amount(many * _DOZEN, many * _DOZEN)


def _spelled(words: list[str]) -> Decimal | None:
    """Adds up "two million three hundred and five"; None where the words are a list, as "one two three"."""
    total = group = 0
    smallest = 10**15
    free = 100  # the next small number must be below this: twenty-five, not five-twenty
    for word in words:
        if word == "and":
            continue
        if word == "a":
            group, free = 1, 0
        elif word in _SMALL:
            value = _SMALL[word]
            if value >= free or (free < 100 and value == 0):
                return None
            group += value
            free = 10 if value >= 20 else 0
        elif word == "hundred":
            group, free = max(group, 1) * 100, 100
        else:
            if _BIG[word] >= smallest:
                return None
            smallest = _BIG[word]
            total, group, free = total + max(group, 1) * smallest, 0, 100
    return Decimal(total + group)


def english_scale(written: str) -> Decimal:
    """What the scales at the end multiply by: 1000000 in "three million", 1 in "twenty"."""
    factor = Decimal(1)
    for word in reversed(re.split(r"[ -]", written)):
        if word not in _BIG:
            break
        factor *= _BIG[word]
    return factor


def scaled_value(written: str) -> tuple[Decimal, Decimal] | None:
    """Value and scale of digits with scale words or letters: "1.5 million" is (1500000, 1000000)."""
    return _scaled(written) if len(written) <= _LONGEST else None


@lru_cache(maxsize=8192)
def _scaled(written: str) -> tuple[Decimal, Decimal] | None:
    written = re.sub("^([0-9]{1,3}),([0-9]{1,2}(?![0-9]))", r"\1.\2", written)  # 2,5 млн
    parts = re.fullmatch(rf"({DIGITS})(.*)", written)
    value = None if parts is None else digits_value(parts[1])
    if parts is None or value is None:
        return None
    scale = Decimal(1)
    for word in re.split(r"[ \u00a0\u202f-]", parts[2].strip(" \u00a0\u202f-")):
        scale *= {**_BIG, **_FOREIGN, **_LETTERS, **_MONEY_LETTERS}[word]
    return plain_value(value * scale), scale
