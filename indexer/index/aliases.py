"""Aliases that an archive's articles give: full names with their short and Latin forms, learned from texts.

What stands in the brackets is plain; where the name before them begins is not, as Chinese has no spaces. A short form tells it
by its own characters, a mark by standing there; else it is as long as the words that the text repeats.
"""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from indexer.core.errors import BrokenSnapshotError
from indexer.text.normalize import normalize

_HAN = "\u3400-\u9fff"
_LETTER = "A-Za-z0-9\u00c0-\u024f"
_LATIN = re.compile(rf"(?=.{{2,40}}$)(?=.*[A-Za-z].*[A-Za-z])[A-Z](?:[{_LETTER}’'&-]|[. ](?=[{_LETTER}&]))*\.?")
_CODE = re.compile(r"\S+\.[A-Z]{1,3}|[A-Z]\S*[0-9]{3,}\S*")
"""The code of a stock or a model: EA.US."""
_HAN_ALONE = re.compile(f"[{_HAN}]{{2,8}}")
_BRACKETS = re.compile(r"[（(](?P<inside>[^（）()\n]{2,60})[）)]")
_SHORT = re.compile(
    rf"(?:[，,（(]\s*)?(?:以下|下文)?(?:又?简称|简称为)[：:]?\s*[“\"「『]?(?P<short>[{_HAN}A-Za-z0-9]{{2,12}})[”\"」』]?"
)
_CALLED = re.compile(
    r"^(?:(?:以下|下文)?(?:又?简称|简称为|又称|又名|也称|英文名?称?|英语|英文缩写|缩写)(?:为|是)?[：:]?\s*)"
)
_LINKING = "的了和与及或将据就该由为向被把在对给以从是让使称"
"""Characters that stand between words: no name begins with one before which it is repeated."""
_RUN = re.compile(rf"[{_HAN}·A-Za-z0-9]+$")
_MARKED = re.compile(r"[《“「『](?P<name>[^《》“”「」『』\n]{2,24})[》”」』]$")
_ENGLISH = re.compile(
    r"(?<!\w)(?P<name>[A-Z][\w’']+(?:[ -](?:of|and|the|for|on|in|to|[A-Z][\w’']+)){1,9}) \((?P<short>[A-Z][A-Za-z]{1,9})\)"
)
LONGEST_NAME = 16
"""Characters before a bracket that may belong to the name."""
_LONGEST_ALONE = 8
"""Characters between two marks that are a name and nothing else as a rule."""
_LONGEST_TEXT = 100_000
_MOST_BRACKETS = 300
"""Of a text: a list of ten thousand is no article, and each is looked for in all of it."""
_LEAST_REPEATED = 3
"""Characters that a text must repeat before one such place says where a name begins: two are any word."""


@dataclass(frozen=True, slots=True)
class Gloss:
    """Two names for one thing, as one place gives them."""

    name: str
    """The longer one; where its beginning is not sure, with what stands before it."""
    other: str
    """Its Latin name or short form."""
    sure: bool
    """Whether the name begins where it should."""


def glosses(text: str) -> Iterator[Gloss]:
    """What a text says of names that stand for each other, in order, repeats included.

    >>> [(each.name, each.other) for each in glosses("毕马威（KPMG）的报告说，毕马威看好上海证券交易所（以下简称“上交所”）。")]
    [('毕马威', 'KPMG'), ('上海证券交易所', '上交所')]
    """
    text = text[:_LONGEST_TEXT]
    for found in islice(_BRACKETS.finditer(text), _MOST_BRACKETS):
        before = text[max(0, found.start() - LONGEST_NAME - 8) : found.start()]
        parts = [part.strip() for part in re.split("[，,；;、/]", found["inside"])]
        names = [_CALLED.sub("", part).strip('“”"「」 ') for part in parts]
        latin = [name for name in names if _LATIN.fullmatch(name) and not _CODE.fullmatch(name)]
        for name in names:
            gloss = None
            if name in latin:
                gloss = _in_latin(text, before, name)
            elif latin and _HAN_ALONE.fullmatch(name):
                gloss = _shortened(before, name)
            if gloss is not None:
                yield gloss
    for found in _SHORT.finditer(text):
        before = text[max(0, found.start() - 2 * LONGEST_NAME) : found.start()]
        if gloss := _shortened(before, found["short"]):
            yield gloss
    for found in _ENGLISH.finditer(text):
        if name := _spelled_by(found["name"], found["short"]):
            yield Gloss(name, found["short"], sure=True)


def _in_latin(text: str, before: str, inside: str) -> Gloss | None:
    """A name with a Latin one in brackets behind it."""
    marked = _MARKED.search(before)
    if marked is not None:
        return Gloss(marked["name"], inside, sure=True)
    run = _RUN.search(before)
    if run is None:
        return None
    whole = run.group()[-LONGEST_NAME:].lstrip(_LINKING)
    if len(whole) < 2 or not re.search(f"[{_HAN}]$", whole):
        return None
    sizes = range(len(whole), _LEAST_REPEATED - 1, -1)
    name = next((whole[-size:] for size in sizes if text.count(whole[-size:]) > 1), "").lstrip(_LINKING + "·")
    if len(name) >= _LEAST_REPEATED and _is_long_enough(name, inside):
        return Gloss(name, inside, sure=True)
    alone = len(run.group()) <= _LONGEST_ALONE and len(before) > len(run.group())
    return Gloss(whole, inside, sure=alone and _is_long_enough(whole, inside))


def _is_long_enough(name: str, latin: str) -> bool:
    """Whether a Chinese name may be what Latin letters spell: an acronym has hardly more letters than it characters."""
    return len(name) >= len(latin) - 1 if latin.isupper() else len(latin) <= 8 * len(name)


def _shortened(before: str, short: str) -> Gloss | None:
    """A name and its short form, of whose characters it has all in their order; it begins with the first of them."""
    run = _RUN.search(before)
    if run is None:
        return None
    whole, place = run.group(), len(run.group())
    for character in reversed(short):
        place = whole.rfind(character, 0, place)
        if place < 0:
            return None
    name = whole[place:]
    return Gloss(name, short, sure=True) if len(name) >= len(short) + 2 else None


def _spelled_by(words: str, acronym: str) -> str:
    """The last words whose capitals an acronym spells; empty where it spells none."""
    parts = re.split("[ -]", words)
    letters = [letter for letter in acronym if letter.isupper()]
    for start in range(len(parts) - 1):
        capitals = [part[0] for part in parts[start:] if part[0].isupper()]
        if capitals == letters:
            return " ".join(parts[start:])
    return ""


MOST_NAMES = 50_000
"""At most so many pairs are kept, those of the most articles first: 5 MB."""
_MOST_MEANINGS = 3
_LEAST_SHARE = 0.3
"""Of the articles that explain a short name, how many must explain it so."""
_GENERIC_FROM = 3


@dataclass(frozen=True, slots=True)
class NamePair:
    """Two names for one thing."""

    name: str
    other: str
    """Its Latin name, or its short form."""
    articles: int
    """How many articles say so."""


@dataclass(frozen=True, slots=True)
class NameTable:
    """The aliases that an archive's articles give; empty for a snapshot of a version that did not collect them."""

    pairs: tuple[NamePair, ...] = ()

    def __iter__(self) -> Iterator[NamePair]:
        return iter(self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)

    @classmethod
    def open(cls, file: Path) -> "NameTable":
        """Reads what `save` wrote.

        Raises:
            BrokenSnapshotError: It is something else.
        """
        try:
            return cls.read(file.read_text(encoding="utf-8"))
        except (OSError, ValueError, TypeError) as error:
            raise BrokenSnapshotError(f"{file} holds no names: {error}.") from error

    @classmethod
    def read(cls, text: str) -> "NameTable":
        """The names that a text holds, as `save` writes it; ValueError or TypeError where it holds something else."""
        return cls(tuple(NamePair(str(name), str(other), int(articles)) for name, other, articles in json.loads(text)))

    def save(self, file: Path) -> None:
        """Writes them, a pair a line."""
        rows = [json.dumps([each.name, each.other, each.articles], ensure_ascii=False) for each in self.pairs]
        file.write_text("[" + ",\n".join(rows) + "]\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class NameLearner:
    """Counts what articles say of names, each article once."""

    _sure: dict[str, Counter[str]] = field(default_factory=dict)
    """For a folded short or Latin name, its full names."""
    _unsure: dict[str, Counter[str]] = field(default_factory=dict)
    """The same with what stands before them."""
    _written: dict[str, Counter[str]] = field(default_factory=dict)
    """How a folded one is written."""

    def add(self, text: str) -> None:
        """Counts an article."""
        for each in sorted({(each.name, each.other, each.sure) for each in glosses(text)}):
            name, other, sure = each
            key = normalize(other)
            (self._sure if sure else self._unsure).setdefault(key, Counter())[name] += 1
            self._written.setdefault(key, Counter())[other] += 1

    def table(self) -> NameTable:
        """The pairs on which most articles that explain the name agree."""
        agreed = {key: _agreed(self._sure.get(key, {}), self._unsure.get(key, {})) for key in self._written}
        generic = _generic({name for names in agreed.values() for name, _ in names})
        pairs = [
            NamePair(name, _ranked(self._written[key])[0][0], count)
            for key, names in agreed.items()
            for name, count in names
            if name not in generic
        ]
        best = sorted(pairs, key=lambda each: (-each.articles, each.other, each.name))[:MOST_NAMES]
        return NameTable(tuple(best))


def _agreed(sure: Mapping[str, int], unsure: Mapping[str, int]) -> list[tuple[str, int]]:
    """The full names that a good share of articles give, with how many; a name ends where what was written before it does."""
    counts = Counter(dict(sure))
    for written, count in sorted(unsure.items()):
        known = max((name for name in sure if written.endswith(name)), key=len, default="")
        counts[known or _repeated(written, unsure)] += count
    del counts[""]
    least = _LEAST_SHARE * sum(counts.values())
    return [each for each in _ranked(counts)[:_MOST_MEANINGS] if each[1] >= least]


def _repeated(written: str, unsure: Mapping[str, int]) -> str:
    """The longest end of what was written that another article has behind other words; empty where none has."""
    for size in range(len(written) - 1, 2, -1):
        end = written[-size:]
        if any(other.endswith(end) and other[:-size][-1:] != written[:-size][-1:] for other in unsure):
            return end
    return ""


def _generic(names: Collection[str]) -> set[str]:
    """Names that several longer ones end with: a laboratory is called 实验室 in its own article and nowhere else."""
    endings = Counter(name[-size:] for name in names for size in range(2, len(name)))
    return {name for name in names if endings[name] >= _GENERIC_FROM}


def _ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))
