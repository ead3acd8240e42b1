"""Months that a query names without a year, by their names in many languages: 七月洪水, "May floods", inondations juillet.

A name may be another word: march and may are verbs, Mars is a planet, Julio and June are persons. Such a one is a month where
its place in the query says so, and none in doubt: what it is read for is offered to a reader, not done.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from indexer.text.months import ENGLISH_MONTHS, FOREIGN_MONTHS, PAGE_MONTHS
from indexer.text.normalize import normalize
from indexer.text.stopwords import is_stopword
from indexer.text.words.cutting import words_of
from service.query.english_words import is_english_word
from service.query.question import content

_HAN_NUMERALS = "零〇一二三四五六七八九十"
_HAN_MONTH = re.compile(f"(?<![{_HAN_NUMERALS}第个])(十[一二]?|[一二三四五六七八九])月(?![{_HAN_NUMERALS}初份])")
_VERBS = frozenset({"may", "march"})
_SHORTEST = 4
"""Letters of a name that is no other word; shorter ones are only read where they are English (Aug)."""
_LETTERS = re.compile(r"[^\W\d_]+")
_UNSPACED = re.compile("[\u0e00-\u0eff]")
_HANGUL = re.compile("[\uac00-\ud7af]")


_KEPT = 64
"""Queries that are remembered: the one of a page is asked about for every year of its archive."""


@dataclass(frozen=True, slots=True)
class NamedMonth:
    """A month, and where its name stands in a query."""

    start: int
    end: int
    month: int
    """1 to 12."""


@lru_cache(maxsize=_KEPT)
def named_months(query: str) -> tuple[NamedMonth, ...]:
    """Months that a query names by a word; those written in digits (7月) are read by `service.figures`.

    >>> [[each.month for each in named_months(query)] for query in ("七月洪水", "May floods", "When do nurses march?")]
    [[7], [5], []]

    Args:
        query: As it was typed.
    """
    folded = normalize(query)
    found = [*_in_characters(folded), *_in_letters(query, folded)]
    return tuple(sorted(found, key=lambda each: each.start))


def _in_characters(folded: str) -> list[NamedMonth]:
    """Months in Chinese characters that are words by themselves: none of 五月天 and 三月三."""
    months = {match.start(): _han_number(match[1]) for match in _HAN_MONTH.finditer(folded)}
    if not months:
        return []
    words = list(words_of(folded))
    before = {behind.start: word.text for word, behind in pairwise(words)}
    return [
        NamedMonth(word.start, word.end, months[word.start])
        for word in words
        if word.start in months
        and word.text.endswith("月")
        and before.get(word.start) not in _data()["old_calendar"]["words"]
    ]


def _han_number(written: str) -> int:
    """1 to 12 of 一 to 十二."""
    return sum(_HAN_NUMERALS.index(each) - 1 for each in written)


def _in_letters(query: str, folded: str) -> list[NamedMonth]:
    months = _months()
    return [
        NamedMonth(*match.span(), months[match.group()])
        for match in _pattern().finditer(folded)
        if _is_month(query, folded, match)
    ]


def _is_month(query: str, folded: str, match: re.Match[str]) -> bool:
    """Whether a name is a month where it stands."""
    name, before = match.group(), query[: match.start()].rstrip()
    behind = query[match.end() :].lstrip()
    if name in ENGLISH_MONTHS or name in _short_english():
        return _is_english_month(query, folded, match)
    if _told_before().search(folded[: match.start()]):
        return True
    if len(name) < _SHORTEST and name.isalpha() and not _HANGUL.match(name):
        return False
    if name in _data()["other_words"]["words"] or is_stopword(name) or is_english_word(name):
        return False
    # Julio Iglesias; German alone has months with a capital.
    is_name = query[match.start()].isupper() and (behind[:1].isupper() or before[-1:].isalpha())
    return not (is_name and name in _small())


def _is_english_month(query: str, folded: str, match: re.Match[str]) -> bool:
    name, is_capital = match.group(), query[match.start()].isupper()
    before = _LETTERS.findall(query[: match.start()])
    behind = (_LETTERS.findall(query[match.end() :]) or [""])[0]
    # "June Smith" and "Jan Jones trial" are of persons, unless all words have capitals.
    if before or name not in _VERBS:
        is_name = is_capital and behind[:1].isupper() and not (query.istitle() or query.isupper())
        if is_name and not (before and is_stopword(before[-1])):
            return False
    if name in ENGLISH_MONTHS and name not in _VERBS:
        return True
    # May and march, and short names, are months in a list of words alone: "May floods", "nurses March"; no "nurses march".
    if content(query) != folded or query.rstrip().endswith(("?", "？")):
        return False
    if before:
        return is_capital and not query.isupper() and not before[-1][0].isupper()
    return bool(behind) and not is_stopword(behind)


@lru_cache(maxsize=1)
def _months() -> Mapping[str, int]:
    """Numbers of months by folded names."""
    own = {
        name.replace("_", " "): number
        for names in _data()["months"].values()
        for number, same in enumerate(names.split(), start=1)
        for name in same.split("/")
    }
    return {normalize(name): month for name, month in {**PAGE_MONTHS, **FOREIGN_MONTHS, **own}.items()}


@lru_cache(maxsize=1)
def _short_english() -> frozenset[str]:
    return frozenset(_data()["months"]["en"].replace("/", " ").split()) - set(ENGLISH_MONTHS)


@lru_cache(maxsize=1)
def _small() -> frozenset[str]:
    """Names that are written small."""
    return frozenset(map(normalize, FOREIGN_MONTHS)) - set(_data()["with_capital"]["words"])


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """Any of the names, by itself where words are spaced; a Korean one may go on, as its endings do."""

    def by_itself(name: str) -> str:
        if _UNSPACED.match(name):
            return re.escape(name)
        return rf"(?<!\w){re.escape(name)}" + ("" if _HANGUL.match(name) else r"(?!\w)")

    return re.compile("|".join(by_itself(name) for name in sorted(_months(), key=len, reverse=True)))


@lru_cache(maxsize=1)
def _told_before() -> re.Pattern[str]:
    words = "|".join(re.escape(normalize(word)) for word in _data()["before"]["words"])
    return re.compile(rf"(?<!\w)(?:{words})\s+$")


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Any]:
    return tomllib.loads((files("service.query") / "named_months.toml").read_text(encoding="utf-8"))
