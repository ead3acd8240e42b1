"""Whether two figures count the same: what each counts is read from the words around it.

People are told apart by what happened to them: 3人遇难 and 8人死亡 count the same, 20人受伤 another. Anything else is told by its name:
矿泉水六百箱 is no earlier 方便面五百箱, though both are boxes. A toll that "rises to eight" takes the place of one before it.
Words of this kind are in same_count.toml.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import takewhile
from typing import Any

from indexer.core.article import Span
from indexer.text.analyzer import different_terms
from indexer.text.normalize import normalize, word_pattern
from indexer.text.words.cutting import LINKS, Kind, Word, words_of
from service.query.question import content

FILE = "same_count.toml"
_STOPS = re.compile(r"[,，、;；:：](?![0-9]{3}(?![0-9]))|\. |[。!?！？()（）“”\"]")
HAN_BESIDE, OTHER_BESIDE = 8, 24
"""Characters on either side of a figure that say what it counts: of texts that are not spaced, and of others."""
OF_PEOPLE = frozenset({"", "person", "case", "body", "pupil"})
"""Units of what is told by what happened to it; a bare number may be one."""
_LASTING = frozenset({"died", "hurt"})
"""What happened to people and can't be undone, by the names of same_count.toml."""
_NOUNS = frozenset({Kind.WORD, Kind.NAME, Kind.PLACE})
_JOINING = frozenset("和与及跟同或")
_NAMED_WORDS = 3
"""Words behind "boxes of" that may name what is in them."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure in the sentence that states it."""

    sentence: str
    figure: Span
    unit: str = ""
    """As figures name it: "person", "box"; empty for money and bare numbers."""


def counts_the_same(before: Counted, now: Counted, *, language: str) -> bool:
    """Whether a figure of a later sentence counts what one of an earlier sentence does.

    Args:
        before: The earlier figure.
        now: The later one, of the same unit.
        language: Of both, as articles name it.
    """
    one, other = _beside(before), _beside(now)
    updates = bool(_plays("updates").search(other))
    known = _alike_by_name(before, now, one, other, language=language)
    # A thing that is named by both, and takes the place of what there was, is neither a part nor more of it.
    if known and updates and now.unit not in OF_PEOPLE:
        return True
    if known is False or bool(_plays("part").search(one)) != bool(_plays("part").search(other)):
        return False
    if _plays("total").search(one) and not _plays("total").search(other) and not updates:
        return False
    if known or (updates and now.unit in OF_PEOPLE):
        return True
    return not _terms(one, language).isdisjoint(_terms(other, language))


def only_grows(counted: Counted) -> bool:
    """Whether a figure counts what does not become fewer, the dead and the hurt, and is no correction.

    Args:
        counted: A figure of people in its sentence.
    """
    beside = _beside(counted)
    return not _fates(beside).isdisjoint(_LASTING) and not _plays("updates").search(beside)


def _beside(counted: Counted) -> str:
    """What stands right before and behind a figure in its clause, folded, a mark in its place."""
    before, behind = clause_around(counted)
    reach = HAN_BESIDE if re.search("[\u3040-\u9fff]", normalize(counted.sentence)) else OTHER_BESIDE
    return f"{before[-reach:]} | {behind[:reach]}"


def alike_by_name(before: Counted, now: Counted, *, language: str) -> bool | None:
    """Whether two figures are of people to whom the same happened, or of things of one name; None where that is not told.

    Args:
        before: The earlier figure.
        now: The later one, of the same unit.
        language: Of both, as articles name it.
    """
    return _alike_by_name(before, now, _beside(before), _beside(now), language=language)


def _alike_by_name(before: Counted, now: Counted, one: str, other: str, *, language: str) -> bool | None:
    """The same, of figures with what stands beside them."""
    if now.unit in OF_PEOPLE:
        return _alike(_fates(one), _fates(other))
    return _alike_things(before, now, one, other, language=language)


def parts_played(counted: Counted) -> frozenset[str]:
    """Which parts the words beside a figure give it: it "updates" one before it, is a "total", or a "part" of one."""
    beside = _beside(counted)
    return frozenset(name for name in ("updates", "total", "part") if _plays(name).search(beside))


def counts_up_to_a_day(sentence: str) -> bool:
    """Whether a sentence counts all up to a day (截至3月1日), and not what came on it."""
    return bool(_plays("until").search(normalize(sentence)))


def clause_around(counted: Counted) -> tuple[str, str]:
    """What stands before and behind a figure in its clause, folded."""
    folded = normalize(counted.sentence)
    before = _STOPS.split(folded[: counted.figure.start])[-1]
    return before, _STOPS.split(folded[counted.figure.end :], maxsplit=1)[0]


def _terms(beside: str, language: str) -> frozenset[str]:
    """Terms that tell what is counted: no words that stand in every sentence or say how a figure changed, no single characters, no numbers."""
    main = language.partition("-")[0]
    terms = different_terms(content(_plays("updates").sub(" ", beside), main), language=main)
    return frozenset(term for term in terms if len(term) > 1 and not term[0].isdigit())


def _alike(one: frozenset[str], other: frozenset[str]) -> bool | None:
    """Whether two have something in common; None where either is not known."""
    return not one.isdisjoint(other) if one and other else None


def _fates(beside: str) -> frozenset[str]:
    """What happened to people, as far as words beside their number tell: by the first word of each list."""
    return frozenset(name for name, pattern in _fate_patterns().items() if pattern.search(beside))


def _alike_things(before: Counted, now: Counted, one: str, other: str, *, language: str) -> bool | None:
    """Whether two figures count things of one name; None where neither is named.

    A thing that only one of them names must stand beside the other.
    """
    things = _thing(before, language), _thing(now, language)
    if all(things):
        return things[0].is_a(things[1]) or things[1].is_a(things[0])
    if not any(things):
        return None
    named, beside = (things[0], other) if things[0] else (things[1], one)
    return any(each in beside for each in named.core)


@dataclass(frozen=True, slots=True)
class _Thing:
    """The name of what is counted; false where none stands right beside the figure."""

    words: tuple[str, ...] = ()
    core: tuple[str, ...] = ()
    """Those that tell what it is and do not only describe it: 口罩 of 医用口罩; of spaced languages, where that is not known, all."""

    def __bool__(self) -> bool:
        return bool(self.core)

    def is_a(self, other: "_Thing") -> bool:
        """Whether what it is, is among another's words: 医用口罩 are 口罩, and no 医用手套."""
        return any(own in word or word in own for own in self.core for word in other.words)


def _thing(counted: Counted, language: str) -> _Thing:
    before, behind = clause_around(counted)
    if language.partition("-")[0] == "zh":
        nouns = _run_behind(behind) or _run_before(before)
        return _Thing(nouns, nouns[-1:])
    linked = _plays("of").match(behind.lstrip())
    if linked is None:
        return _Thing()
    named = " ".join(behind.lstrip()[linked.end() :].split()[:_NAMED_WORDS])
    words = tuple(sorted(_terms(named, language)))
    return _Thing(words, words)


def _run_behind(behind: str) -> tuple[str, ...]:
    """The nouns right behind a figure, as in 三百箱方便面; a word that only describes may stand between."""
    words = list(words_of(behind.removeprefix("的")))
    if words and words[0].kind is Kind.OTHER and words[0].text not in LINKS:
        words = words[1:]
    return _names(takewhile(lambda word: word.kind in _NOUNS, words))


def _run_before(before: str) -> tuple[str, ...]:
    """The nouns right before a figure, as in 方便面三百箱; what tells of its size or its change may stand between: 方便面增加到近五百箱."""
    words = list(words_of(before))
    while words and (words[-1].kind is Kind.OTHER or _says_how_much(words[-1], before)):
        if words.pop().text in _JOINING:
            return ()
    return _names(takewhile(lambda word: word.kind in _NOUNS, reversed(words)))[::-1]


def _says_how_much(word: Word, text: str) -> bool:
    spans = (found.span() for name in ("updates", "total") for found in _plays(name).finditer(text))
    return any(start <= word.start and word.end <= end for start, end in spans)


def _names(nouns: Iterable[Word]) -> tuple[str, ...]:
    return tuple(word.text for word in nouns if len(word.text) > 1)


@lru_cache(maxsize=8)
def _plays(name: str) -> re.Pattern[str]:
    """A pattern of all words that play a part, of any language."""
    return _pattern(word for language in _stored().values() for word in language.get(name, ()))


@lru_cache(maxsize=1)
def _fate_patterns() -> Mapping[str, re.Pattern[str]]:
    words: dict[str, list[str]] = {}
    for language in _stored().values():
        for name, alike in language.get("fates", {}).items():
            words.setdefault(name, []).extend(alike)
    return {name: _pattern(alike) for name, alike in words.items()}


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(word_pattern, words)))


@lru_cache(maxsize=1)
def _stored() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((files("service.answer") / "data" / FILE).read_text(encoding="utf-8"))
