"""Ordinals: 第七次, 第十九届, "the 7th", "the twenty-first"."""

import re
from decimal import Decimal

from indexer.figure import Figure, FigureKind
from indexer.numerals.chinese import HAN_NUMERAL, chinese_value
from indexer.numerals.words import english_value
from service.figures.reading import Reading
from service.figures.units import unit_at

_WORDS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth"
)
_ENGLISH = {word: place + 1 for place, word in enumerate(_WORDS.split())}
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ENGLISH |= {f"{tens[:-1]}ieth": 10 * (place + 2) for place, tens in enumerate(_TENS.split("|"))}
_WORD = "|".join(sorted(_ENGLISH, key=len, reverse=True))
# Before a German ordinal, which is digits and a point: der 3. Platz, im 21. Jahrhundert.
_GERMAN = "|".join(
    rf"(?<=\b{word} )" for word in ("der", "die", "das", "dem", "den", "des", "im", "am", "zum", "vom", "zur")
)
_ORDINAL = re.compile(
    # Tried only where one of them can begin: the look ahead makes the scan several times faster.
    rf"(?=[0-9第제]|\b[a-z])(?:第(?P<han>{HAN_NUMERAL})"
    r"|제 ?(?P<korean>[0-9]{1,4})(?=[회차기대위]|호(?![선기실]))"
    r"|(?<![a-z0-9.,])(?P<digits>[0-9]{1,3}(?:,[0-9]{3})*)(?:st|nd|rd|th)\b"
    r"|(?<![\w.,])(?P<marked>[0-9]{1,3})(?:\.?[ºª]|er|[eè](?:me|re)?|-(?:й|я|е|го|му|м|ый|ой|ая|ое|ю))(?!\w)"
    rf"|(?:{_GERMAN})(?P<german>[0-9]{{1,3}})\.(?= [^\W\d_])"
    rf"|(?:(?<=\bthe )|(?<=\bits )|(?<=\btheir )|(?<=\bhis )|(?<=\bher )|(?<=\ba ))(?P<words>(?:(?:{_TENS})-)?(?:{_WORD}))\b(?! of all| time since|-hand)"
    rf"|(?<!\bper )(?<!\ba )(?<!\bone )(?<!\bsplit )(?<!\beach )(?<!\bevery )(?<!\bat )\b(?P<last>(?:(?:{_TENS})-)?(?:{_WORD}))(?=[.;!?](?:\s|$)| place\b| overall\b))"
)


def add_ordinals(reading: Reading) -> None:
    """Adds the ordinals of a text, with the classifier that follows a Chinese one."""
    for match in _ORDINAL.finditer(reading.folded):
        start, end = match.span()
        value = _value(match)
        if value is None or not reading.free(start, end):
            continue
        unit = unit_text = ""
        if match["han"] is not None and (found := unit_at(reading.folded, end, text=reading.text)) is not None:
            unit, unit_text, end = found.unit.name, reading.text[found.start : found.end], found.end
        text = reading.text[start:end]
        figure = Figure(FigureKind.ORDINAL, value, value, True, True, unit, unit_text, "", "exact", text, start, end)
        reading.add(figure)


def _value(match: re.Match[str]) -> Decimal | None:
    if match["han"] is not None:
        amount = chinese_value(match["han"])
        return amount.min if amount is not None and amount.approximation == "exact" else None
    if digits := match["digits"] or match["korean"] or match["marked"] or match["german"]:
        return Decimal(digits.replace(",", ""))
    tens, _, ones = (match["words"] or match["last"]).rpartition("-")
    if not tens:
        return Decimal(_ENGLISH[ones])
    amount = english_value(tens)
    return None if amount is None or _ENGLISH[ones] > 9 else amount.min + _ENGLISH[ones]
