"""Shares, ratios, scores and ordinals: 百分之三点五, 三分之一, 翻了一番, "two thirds", 3比1, 第七次."""

import re
from collections.abc import Callable
from decimal import Decimal

from indexer.core.figure import Figure, FigureKind, Qualifier
from indexer.text.numerals import Amount, plain_value
from indexer.text.numerals_en import MONTH_NAME, english_value
from indexer.text.numerals_zh import HAN_NUMERAL, chinese_value
from service.figures.qualifiers import qualifier_after, qualifier_before
from service.figures.quantities import qualified
from service.figures.text import FigureText
from service.figures.units import unit_at

_SMALL = "one|two|three|four|five|six|seven|eight|nine|ten"
_PARTS = {
    "half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
_PART = "|".join(_PARTS)
_TIMES = {
    "doubled": 2, "doubling": 2, "doubles": 2, "tripled": 3, "tripling": 3, "trebled": 3, "quadrupled": 4, "twice": 2, "thrice": 3,
    "twofold": 2, "threefold": 3, "fourfold": 4, "fivefold": 5, "tenfold": 10, "halved": 0.5,
}  # fmt: skip
_N = HAN_NUMERAL
_HAN = "一二三四五六七八九十百千万两几"
_SHARE = re.compile(
    # Tried only where one of them can begin: the look ahead makes the scan several times faster.
    r"(?=[0-9零一二三四五六七八九十百千万两几过大多半翻]|\b[a-z])(?:"
    rf"(?P<percent>百分之(?P<percent_value>{_N})(?:(?:至|到|-|~)(?:百分之)?(?P<percent_to>{_N}))?)"
    rf"|(?P<small>(?P<of>千|万)分之(?P<small_value>{_N}))"
    rf"|(?P<fraction>(?P<parts>(?<![0-9])[0-9]{{1,4}}|(?<![{_HAN}])[{_HAN}]{{1,5}})分之(?P<part>{_N}))"
    rf"|(?P<slash>(?<![0-9/.a-z])(?P<over>[1-9])/(?P<under>[1-9][0-9]?)(?![0-9/]))"
    rf"|(?P<tenths>(?P<tenths_value>[一二三四五六七八九两])成(?P<tenths_rest>半|[一二三四五六七八九])(?![个名人家年]))"
    r"|(?P<half>一半(?!径)|(?<=近)半(?![年月个小天日数世时分圆径夜])|半数(?!据)|五五成)|(?P<most>(?<!超)过半(?![数年月个天小])|过半数|大半(?![天夜年个辈])|多半数)"
    rf"|(?P<doubling>翻了?(?P<doublings>[一两二三四五六几])?(?:番|倍)|翻一倍)"
    rf"|(?P<score>(?<![0-9.第])(?P<ours>[0-9]{{1,3}}|[零一二三四五六七八九十]{{1,3}})比(?P<theirs>[0-9]{{1,3}}|[零一二三四五六七八九十]{{1,3}})(?![0-9.例较如])|(?<![0-9:])[0-9]{{1,2}}:[0-9](?![0-9:])|(?<![0-9])[0-9]{{1,3}}∶[0-9]{{1,3}}(?![0-9])|(?<![0-9:])(?:2[4-9]|[3-9][0-9]|1[0-9]{{2}}):[0-9]{{2,3}}(?![0-9:]))"
    rf"|(?P<dashed>(?<![0-9a-z.,:/-])(?P<won>[0-9]{{1,3}})[-–](?P<lost>[0-9]{{1,3}})(?![0-9a-z:/%万亿千百-]|[.,][0-9]| (?:hundred|thousand|million|billion)))"
    rf"|\b(?P<words>(?P<many>a|one|two|three|four|five|seven|nine)[ -](?P<ordinal>{_PART})s?(?= of\b|[,.;]|$| the\b| majority\b)|(?P<several>two|three|four|five|seven|nine)[ -](?P<parts_of>third|fifth|sixth|seventh|eighth|ninth|tenth)s\b|(?:(?<!first )(?<!second )half|one half)(?= of\b| the\b)|(?<=than )half\b(?! an?\b))"
    rf"|\b(?P<one_in>(?P<in_many>{_SMALL}|[0-9]{{1,2}}) (?:in|out of) (?P<in_all>(?:every )?(?:{_SMALL}|[0-9]{{1,3}})))\b(?! [a-z]+(?:day|ber))(?! (?:to|and|million|thousand|billion|years|months|days|hours|minutes|weeks|people))"
    rf"|\b(?P<times>{'|'.join(_TIMES)})\b"
    r"|\b(?P<fold>(?P<fold_value>[0-9]+(?:\.[0-9]+)?)(?:-fold|x\b|fold\b| times(?= (?:as|more|the|higher|larger|faster) ))))"
)
_MONTH_BEFORE = re.compile(rf"(?:{MONTH_NAME} |月)$")
_CONTEST = re.compile(
    r"\b(?:won|wins?|beat|beating|lost|lose|defeat(?:ed)?|victory|scored?|drew|tied|led|ahead)\b|[击战惜]败|战胜|不敌|比分|[获大险取完]胜|输给|告负|战平|领先|落后|逆转"
)
_Value = tuple[FigureKind, Amount | None, str, str]
"""Kind, amount (None for a score), unit, unit as written."""


def add_shares(reading: FigureText) -> None:
    """Adds the shares, ratios and scores of a text."""
    for match in _SHARE.finditer(reading.folded):
        if not reading.free(*match.span()):
            continue
        for group, read in _READERS.items():
            if match[group] is not None:
                if (value := read(match)) is not None:
                    reading.add(_figure(reading, match, value))
                break


def _figure(reading: FigureText, match: re.Match[str], value: _Value) -> Figure:
    kind, amount, unit, unit_text = value
    start, end = match.span()
    if amount is None:
        return Figure(
            kind=kind,
            min=None,
            max=None,
            min_inclusive=False,
            max_inclusive=False,
            unit=unit,
            unit_text=unit_text,
            currency="",
            qualifier="exact",
            text=reading.text[start:end],
            start=start,
            end=end,
        )
    said: Qualifier = "exact"
    if (before := qualifier_before(reading.folded, start, bare=False)) is not None and reading.free(
        before.start, start
    ):
        start, said = before.start, before.qualifier
    elif (after := qualifier_after(reading.folded, end)) is not None:
        end, said = after.end, after.qualifier
    text = reading.text[start:end]
    low, high, low_in, high_in, qualifier = qualified(amount, said)
    return Figure(
        kind=kind,
        min=low,
        max=high,
        min_inclusive=low_in,
        max_inclusive=high_in,
        unit=unit,
        unit_text=unit_text,
        currency="",
        qualifier=qualifier,
        text=text,
        start=start,
        end=end,
    )


def _percent(match: re.Match[str]) -> _Value | None:
    amount = chinese_value(match["percent_value"])
    if amount is not None and match["percent_to"] is not None:
        last = chinese_value(match["percent_to"])
        amount = None if last is None or last.max is None else Amount(amount.min, last.max, "range")
    return None if amount is None else (FigureKind.PERCENT, amount, "percent", "百分之")


def _small(match: re.Match[str]) -> _Value | None:
    amount = chinese_value(match["small_value"])
    if amount is None:
        return None
    factor = Decimal("0.1") if match["of"] == "千" else Decimal("0.01")
    return FigureKind.PERCENT, amount.times(factor), "percent", f"{match['of']}分之"


def _quotient(part: Decimal, whole: Decimal) -> Amount:
    """A ratio, to 28 digits where it does not end."""
    value = plain_value(part / whole)
    return Amount(value, value)


def _fraction(match: re.Match[str]) -> _Value | None:
    whole, part = chinese_value(match["parts"]), chinese_value(match["part"])
    if (
        whole is None
        or part is None
        or not whole.min
        or whole.approximation != "exact"
        or part.approximation != "exact"
    ):
        return None
    return FigureKind.RATIO, _quotient(part.min, whole.min), "", ""


def _slash(match: re.Match[str]) -> _Value | None:
    if int(match["over"]) >= int(match["under"]):
        return None
    return FigureKind.RATIO, _quotient(Decimal(match["over"]), Decimal(match["under"])), "", ""


def _tenths(match: re.Match[str]) -> _Value | None:
    tens, rest = chinese_value(match["tenths_value"]), match["tenths_rest"]
    ones = chinese_value("五" if rest == "半" else rest)
    if tens is None or ones is None:
        return None
    value = tens.min * 10 + ones.min
    return FigureKind.PERCENT, Amount(value, value), "percent", "成"


def _half(_: re.Match[str]) -> _Value:
    return FigureKind.RATIO, Amount(Decimal("0.5"), Decimal("0.5")), "", ""


def _most(_: re.Match[str]) -> _Value:
    return FigureKind.RATIO, Amount(Decimal("0.5"), None, "more_than"), "", ""


def _doubling(match: re.Match[str]) -> _Value | None:
    """翻一番 is twice, 翻两番 four times; 翻两倍 is twice, as it is said of a multiple."""
    said = chinese_value(match["doublings"] or "一")
    if said is None or said.min != said.max:
        return None
    times = Decimal(2) ** int(said.min) if match["doubling"].endswith("番") else max(said.min, Decimal(2))
    return FigureKind.RATIO, Amount(times, times), "times", match["doubling"][-1]


def _dashed(match: re.Match[str]) -> _Value | None:
    """102-98, and 2-1 where somebody won or lost: a range goes up and has a unit."""
    start, end = match.span()
    goes_down = int(match["won"]) > int(match["lost"]) and min(len(match["won"]), len(match["lost"])) > 1
    if unit_at(match.string, end, text=match.string) or _MONTH_BEFORE.search(match.string, max(0, start - 11), start):
        return None
    if not goes_down and not _CONTEST.search(match.string, max(0, start - 40), end + 12):
        return None
    return FigureKind.RATIO, None, "score", "-"


def _score(match: re.Match[str]) -> _Value:
    return FigureKind.RATIO, None, "score", "比" if match["ours"] else ":" if ":" in match["score"] else "∶"


def _words(match: re.Match[str]) -> _Value:
    if match["several"] is not None:  # two-thirds of anything; "two quarters" may be half a year
        return FigureKind.RATIO, _quotient(_number(match["several"]), Decimal(_PARTS[match["parts_of"]])), "", ""
    if match["ordinal"] is None:
        return FigureKind.RATIO, Amount(Decimal("0.5"), Decimal("0.5")), "", ""
    many = Decimal(1) if match["many"] == "a" else _number(match["many"])
    return FigureKind.RATIO, _quotient(many, Decimal(_PARTS[match["ordinal"]])), "", ""


def _number(written: str) -> Decimal:
    if written.isdigit():
        return Decimal(written)
    amount = english_value(written)
    return Decimal(0) if amount is None else amount.min


def _one_in(match: re.Match[str]) -> _Value | None:
    part, whole = _number(match["in_many"]), _number(match["in_all"].removeprefix("every "))
    return None if not part < whole else (FigureKind.RATIO, _quotient(part, whole), "", "")


def _times(match: re.Match[str]) -> _Value:
    value = Decimal(str(_TIMES[match["times"]]))
    return FigureKind.RATIO, Amount(value, value), "times", ""


def _fold(match: re.Match[str]) -> _Value:
    value = Decimal(match["fold_value"])
    return FigureKind.RATIO, Amount(value, value), "times", match["fold"].removeprefix(match["fold_value"]).strip(" -")


_READERS: dict[str, Callable[[re.Match[str]], _Value | None]] = {
    "percent": _percent,
    "small": _small,
    "fraction": _fraction,
    "slash": _slash,
    "tenths": _tenths,
    "half": _half,
    "most": _most,
    "doubling": _doubling,
    "score": _score,
    "dashed": _dashed,
    "words": _words,
    "one_in": _one_in,
    "times": _times,
    "fold": _fold,
}


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


def add_ordinals(reading: FigureText) -> None:
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
        figure = Figure(
            kind=FigureKind.ORDINAL,
            min=value,
            max=value,
            min_inclusive=True,
            max_inclusive=True,
            unit=unit,
            unit_text=unit_text,
            currency="",
            qualifier="exact",
            text=text,
            start=start,
            end=end,
        )
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
