"""Numbers written in Chinese characters, alone or with digits: 三万四千, 3万4千, 壹万贰仟, 十几万, 三四十, 2000余万.

What is vague has written-down ends (docs/figures.md): 几 and 数 are 2 to 9 (数十 20 to 99, 数十万 20 to 99 times 10,000),
十几 is 11 to 19, two neighbouring digits are both ends, 多 and 余 leave the upper end open.
"""

import re
from decimal import Decimal
from functools import lru_cache

from indexer.text.numerals import DIGITS, Amount, digits_value, plain_value

_DIGIT_VALUES = {
    digit: value
    for value, same in enumerate(("零〇", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for digit in same
}
_HAN_DIGITS = "".join(_DIGIT_VALUES)
# Largest first: a numeral is split at its largest scale.
_SCALES = {"兆": 10**12, "亿": 10**8, "万": 10**4, "千": 1000, "百": 100, "十": 10}
_PLAIN = str.maketrans("拾佰仟", "十百千")
_LONGEST = 40

# 兆 is 10^6 in 兆瓦 and 兆字节: only of money, and before 亿, is it surely 10^12.
_TRILLION = "兆(?=零?[0-9]{1,4} ?亿|[零〇一二三四五六七八九十百千]{1,8}亿|[余馀]? ?(?:[日韩美欧港]?元|円|원|위안|엔|달러|ウォン|ドル))"
_SCALE = rf"(?:[十拾佰仟万亿]|{_TRILLION}|百(?!分[之点]|帕)|千(?![瓦米克卡赫焦伏]))"
_VAGUE = rf"(?:(?:好)?几(?={_SCALE})|(?<=[十0])几|(?<![人总次基少多半岁件户倍指分位参无函系])数(?={_SCALE}|[天日月年名位家次周夜人个小]))"
_PIECE = rf"(?:{DIGITS}(?:[ ](?=[万亿兆]))?|[{_HAN_DIGITS}廿卅]|{_SCALE}|{_VAGUE})"
_PAIR_WITH_COMMA = rf"(?:(?<!第)[一二两三四五六七八]、(?=[二三四五六七八九](?:{_SCALE}|个|[名位天年岁盒人次小])))?"
_DECIMALS = rf"(?:点[零〇一二三四五六七八九]+(?![十分刻钟])(?:{_SCALE})*)?"
# 多, 余, 来 right after a numeral, and the scale they may stand in: 2000余万. Not where they begin another word.
_MORE = rf"(?:(?:(?<=[0-9]) (?=多[家个名人位万亿千百元年次种项件台])|)(?:多(?![云样彩媒功重边])|[余馀](?![额下音波])|来(?![自到了源看回往信电临袭]))(?:{_SCALE})*)?"
HAN_NUMERAL = rf"(?>{_PAIR_WITH_COMMA}{_PIECE}++{_DECIMALS}{_MORE})"
"""A pattern that finds candidates; `chinese_value` reads what it matches, or says that it is none."""

_APPROXIMATE = re.compile(r"(.+?)([多余馀来])([十百千万亿]*)")
_TENS_AND_SOME = re.compile(r"([0-9]+0)几")
_PAIRS = frozenset({"一两", "两三", "二三", "三四", "四五", "五六", "六七", "七八", "八九", "三五", "一二"})
_FEWEST, _MOST = Decimal(2), Decimal(9)


def chinese_value(written: str) -> Amount | None:
    """What a candidate says; None when it is no numeral (五一, 千千万万, a run of 一).

    >>> chinese_value("1万2千"), chinese_value("三四十万"), chinese_value("2000余万")  # doctest: +SKIP
    12000, 300,000 to 400,000, more than 20,000,000
    """
    # Asked before the cache is, which would keep what it is asked for.
    return _read(written) if len(written) <= _LONGEST else None


@lru_cache(maxsize=8192)
def _read(written: str) -> Amount | None:
    plain = written.translate(_PLAIN).replace("廿", "二十").replace("卅", "三十").replace(" ", "").removeprefix("好")
    if (approximate := _APPROXIMATE.fullmatch(plain)) is None:
        return _value(plain)
    core = _value(approximate[1])
    if core is None or core.min < 10:
        return None
    for scale in approximate[3]:
        core = core.times(Decimal(_SCALES[scale]))
    if approximate[2] == "来":
        return Amount(core.min, core.max, "about")
    return Amount(core.min, None, "more_than")


def last_scale(written: str) -> Decimal:
    """What the scales at the end of a numeral multiply by: 10000 in 二十万, 10^7 in 三千万, 1 in 3万4."""
    factor = Decimal(1)
    for character in reversed(written.translate(_PLAIN).rstrip("多余馀")):
        if _SCALES.get(character, 10) == 10:
            break
        factor *= _SCALES[character]
    return factor


def _value(plain: str) -> Amount | None:
    """Splits at the largest scale: 1亿2千万 is 1 times 亿, and 2千万."""
    for scale, size in _SCALES.items():
        before, found, after = plain.rpartition(scale)
        if found:
            return _scaled(before, Decimal(size), after)
    return _leaf(plain)


def _scaled(before: str, size: Decimal, after: str) -> Amount | None:
    if not before and size > 10 and (after[:1] in _SCALES or len(after) == 1):  # 千千万万, 万一
        return None
    coefficient = Amount(Decimal(1), Decimal(1)) if not before else _value(before)
    rest = _rest(after, size)
    if coefficient is None or rest is None or coefficient.max is None or rest.max is None or not rest.max < size:
        return None
    if before in ("几", "数") and size < 10**4:  # 数十 is 20 to 99, so that 数十万 is 20 to 99 times 10,000
        return Amount(_FEWEST * size, 10 * size - 1, "range") if not after else None
    low, high = plain_value(coefficient.min * size + rest.min), plain_value(coefficient.max * size + rest.max)
    return Amount(low, high, "exact" if low == high else "range")


def _rest(after: str, size: Decimal) -> Amount | None:
    """What follows a scale: 三万五 is 35,000, 三万零五 is 30,005, 十几 is 11 to 19."""
    if not after:
        return Amount(Decimal(0), Decimal(0))
    if after == "几":
        return Amount(Decimal(1), _MOST, "range") if size == 10 else None
    rest = _value(after.lstrip("零〇"))
    if rest is not None and size > 10 and len(after) == 1 and rest.min == rest.max:
        return rest.times(size / 10)
    return rest


def _leaf(plain: str) -> Amount | None:
    """A numeral without a scale: digits, one Chinese digit, a pair, or Chinese digits read one by one."""
    if plain in ("几", "数"):
        return Amount(_FEWEST, _MOST, "range")
    if some := _TENS_AND_SOME.fullmatch(plain):
        return Amount(Decimal(some[1]) + 1, Decimal(some[1]) + 9, "range")
    if plain.replace("、", "") in _PAIRS:
        return Amount(Decimal(_DIGIT_VALUES[plain[0]]), Decimal(_DIGIT_VALUES[plain[-1]]), "range")
    value = digits_value(plain)
    if value is None:
        value = _spelled(plain)
    return None if value is None else Amount(value, value)


def _spelled(plain: str) -> Decimal | None:
    """Chinese digits read one by one: 三, 三点五, 二〇二〇; not 五一 or 九一八, which are names of days."""
    whole, point, decimals = plain.partition("点")
    if point:
        if not decimals or any(digit not in _DIGIT_VALUES for digit in whole + decimals) or len(whole) > 1:
            return None
        return Decimal(
            "".join(str(_DIGIT_VALUES[digit]) for digit in whole or "零")
            + "."
            + "".join(str(_DIGIT_VALUES[digit]) for digit in decimals)
        )
    if not plain or any(digit not in _DIGIT_VALUES for digit in plain):
        return None
    if len(plain) == 1 or len(plain) == 4 or (3 <= len(plain) <= 12 and set(plain) & {"零", "〇"}):
        return Decimal("".join(str(_DIGIT_VALUES[digit]) for digit in plain))
    return None
