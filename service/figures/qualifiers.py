"""Words before and after a number that qualify it: 近, 逾, 不到, 左右, "more than", "or so"."""

import re
from dataclasses import dataclass, replace

from indexer.core.figure import Qualifier

_HAN_BEFORE: tuple[tuple[str, Qualifier], ...] = (
    (
        "超过 超出 超 逾 已逾 高于 多于 大于 突破 不止 不只 已超过 已超 已突破 超过了 突破了 超了 超逾 远超 远超过 已经超过",
        "more_than",
    ),
    ("至少 最少 起码 不少于 不低于 不下于 不下 不小于 大于等于 大于或等于 少说 至少有", "at_least"),
    ("近 将近 接近 不到 不足 不满 未满 低于 少于 小于 不及 未到 未达 未及 几近 逼近 近乎 已近 几乎", "less_than"),
    (
        "至多 最多 顶多 不超过 不超 不多于 不高于 不大于 不超出 小于等于 小于或等于 未超过 没有超过 不逾 最多不超过",
        "at_most",
    ),
    ("约 大约 大概 约为 大致 差不多 约合 约占 约达 约需 约有 大约有 估计 大体 大概有 约莫", "about"),
)
_ENGLISH_BEFORE: tuple[tuple[str, Qualifier], ...] = (
    (
        "more than|over|above|in excess of|exceeding|exceeds|exceeded|greater than|upwards of|well over|just over|higher than|surpassing|>",
        "more_than",
    ),
    ("at least|no fewer than|no less than|not less than|not fewer than|a minimum of|minimum of|≥|>=", "at_least"),
    ("less than|fewer than|under|below|nearly|almost|close to|just under|well under|lower than|<", "less_than"),
    (
        "up to|as many as|as much as|at most|no more than|not more than|a maximum of|maximum of|not exceeding|≤|<=",
        "at_most",
    ),
    ("about|around|approximately|roughly|some|an estimated|approx\\.?|circa|~|≈", "about"),
    ("más de|более|свыше|hơn|trên|أكثر من|plus de|mehr als|über|больше", "more_than"),
    ("al menos|не менее|ít nhất|على الأقل|au moins|mindestens|적어도|최소|少なくとも", "at_least"),
    ("casi|menos de|почти|менее|gần|dưới|أقل من|ما يقرب من|près de|moins de|knapp|weniger als|unter|거의", "less_than"),
    ("unos|unas|cerca de|около|примерно|khoảng|نحو|حوالي|environ|rund|etwa|ungefähr|circa|ca\\.?|약|대략", "about"),
)
_HAN_AFTER: tuple[tuple[str, Qualifier], ...] = (
    ("开外 有余 多 余 馀", "more_than"),
    ("以上 之上 及以上 或以上", "at_least"),
    ("以下 以内 之内 以里 及以下", "at_most"),
    ("不到", "less_than"),
    ("左右 上下 前后 许 附近", "about"),
)
_ENGLISH_AFTER: tuple[tuple[str, Qualifier], ...] = (
    (" or more| and more| or above| and over| and above|\\+| plus", "at_least"),
    (" or less| or fewer| or under| or below", "at_most"),
    (" or so", "about"),
    (" ?이상| ?以上| trở lên", "at_least"),
    (" ?이하| trở xuống", "at_most"),
    (" ?미만| ?未满", "less_than"),
    (" ?가량| ?안팎| ?정도| ?程度| ?前後| ?ほど", "about"),
)

_HAN_WORDS: dict[str, Qualifier] = {word: qualifier for words, qualifier in _HAN_BEFORE for word in words.split()}
_LONGEST = max(len(word) for word in _HAN_WORDS)
# A single character that ends another word is no qualifier: 附近, 最近, 条约, 中超.
_ENDS_A_WORD = {
    "近": "附最靠临邻新亲贴就",
    "约": "条签预节纽合公违履契赴邀失相",
    "超": "中英意西德法",
    "逾": "",
    "不下": "居",
}
_ENGLISH_WORDS: dict[str, Qualifier] = {
    word.replace("\\.?", ""): qualifier for words, qualifier in _ENGLISH_BEFORE for word in words.split("|")
}
_HAN = re.compile("[\u3400-\u9fff]")
_SYMBOLS = "~≈<>≥≤="
_ENGLISH = re.compile(
    r"(?:(?<!\w)(?P<word>"
    + "|".join(
        sorted(
            (word for words, _ in _ENGLISH_BEFORE for word in words.split("|") if word[-1].isalpha() or "." in word),
            key=len,
            reverse=True,
        )
    )
    + r") (?:the |of )?|(?P<symbol>[<>]=|[~≈<>≥≤]) ?)$"
)
_AFTER = re.compile(
    "|".join(
        f"(?P<{qualifier}{number}>{pattern})"
        for number, (pattern, qualifier) in enumerate(
            [*(("|".join(sorted(words.split(), key=len, reverse=True)), q) for words, q in _HAN_AFTER), *_ENGLISH_AFTER]
        )
    )
)
_NOT_AFTER = re.compile(
    "多[云样彩媒功重边名家个]|余[额款下音波]|许[多可]|以[上下]班|以上(?:述|海)|上下班|前后[,，]|\\+[0-9]"
)


@dataclass(frozen=True, slots=True)
class FoundQualifier:
    """A qualifier beside a number, and its span."""

    qualifier: Qualifier
    start: int
    end: int


def qualifier_before(folded: str, place: int, *, bare: bool) -> FoundQualifier | None:
    """The qualifier that ends at a place of folded text.

    Args:
        folded: The text, folded.
        place: Where the number, or the currency before it, begins.
        bare: Whether the number is a scale alone: only there 上 and 过 qualify, as in 上千 and 过万.
    """
    if not place:
        return None
    before = folded[place - 1]
    if bare and before in "上过破" and (alone := _before_bare(folded, place)) is not None:
        return alone
    if before in _SYMBOLS:
        return _english_before(folded, place)
    if before.isspace():
        spaced = _english_before(folded, place)
        if spaced is None and place > 1 and _HAN.match(folded[place - 2]):  # 近 450 种
            spaced = qualifier_before(folded, place - 1, bare=False)
        return None if spaced is None else replace(spaced, end=place)
    for length in range(min(_LONGEST, place), 0, -1):
        word = folded[place - length : place]
        if (qualifier := _HAN_WORDS.get(word)) is not None:
            ends_a_word = folded[place - length - 1 : place - length] in tuple(_ENDS_A_WORD.get(word, ""))
            return None if ends_a_word else FoundQualifier(qualifier, place - length, place)
    return None


def _before_bare(folded: str, place: int) -> FoundQualifier | None:
    """上千, 过万, 破亿 and 成千上万; not the 上 of 以上."""
    if folded.startswith(("成千上", "成百上"), max(0, place - 3)):
        return FoundQualifier("at_least", place - 3, place)
    if folded.startswith(("以", "通", "超", "突", "打"), max(0, place - 2)):
        return None
    return FoundQualifier("at_least" if folded[place - 1] == "上" else "more_than", place - 1, place)


def _english_before(folded: str, place: int) -> FoundQualifier | None:
    if (match := _ENGLISH.search(folded, max(0, place - 20), place)) is None:
        return None
    word = match["word"] or match["symbol"]
    return FoundQualifier(_ENGLISH_WORDS.get(word) or _ENGLISH_WORDS[word.rstrip(".")], match.start(), place)


def qualifier_after(folded: str, place: int) -> FoundQualifier | None:
    """The qualifier that begins at a place of folded text: 3米多, 5000元左右, "300 or more"."""
    match = _AFTER.match(folded, place)
    if match is None or match.lastgroup is None or _NOT_AFTER.match(folded, place):
        return None
    return FoundQualifier(_NAMED[match.lastgroup], place, match.end())


_NAMED: dict[str, Qualifier] = {
    f"{qualifier}{number}": qualifier for number, (_, qualifier) in enumerate([*_HAN_AFTER, *_ENGLISH_AFTER])
}
