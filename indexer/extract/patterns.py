"""Labels, by-words, units and boilerplate of a dozen languages (patterns.toml), and lines cut at their labels."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from indexer.text.characters import label_form
from indexer.text.normalize import normalize

_DATA = tomllib.loads(files("indexer.extract").joinpath("patterns.toml").read_text("utf-8"))


class PatternKind(StrEnum):
    """What a label says of the value behind it."""

    SOURCE = "source"
    AUTHOR = "author"
    EDITOR = "editor"
    DATE = "date"
    OTHER = "other"


LABELS: dict[str, PatternKind] = {
    label_form(word).casefold(): PatternKind(kind) for kind, words in _DATA["labels"].items() for word in words
}
"""Kinds by label, case folded and with Simplified characters."""

PLACES = frozenset(_DATA["places"]["provinces"])
SECTIONS = frozenset(normalize(name) for name in _DATA["sections"]["names"])
BY_WORDS: tuple[str, ...] = tuple(_DATA["by"]["words"])
BY_ENDS = frozenset(_DATA["by"]["ends"])
NOBODY = frozenset(_DATA["names"]["nobody"])
JOINING: tuple[str, ...] = tuple(_DATA["names"]["joining"])
SURNAMES = frozenset(_DATA["names"]["surnames"])
RARE_SURNAMES = frozenset(_DATA["names"]["rare_surnames"])
DOUBLE_SURNAMES: tuple[str, ...] = tuple(_DATA["names"]["double_surnames"])
VIETNAMESE_SURNAMES = frozenset(_DATA["names"]["vietnamese"])
WROTE: tuple[str, ...] = tuple(_DATA["names"]["wrote"])
PERSONS_TITLES = frozenset(word.casefold() for word in _DATA["names"]["titles"])
BEATS = frozenset(word.casefold() for word in _DATA["names"]["beats"])
PARTICLES = frozenset(_DATA["names"]["particles"])
AUTHOR_ROLES: tuple[str, ...] = tuple(_DATA["roles"]["author"])
OTHER_ROLES: tuple[str, ...] = tuple(_DATA["roles"]["other"])
SIGNED_ROLES: tuple[str, ...] = tuple(_DATA["roles"]["signed"])
BEFORE_ROLES: tuple[str, ...] = tuple(_DATA["roles"]["before"])
OWN_NAMES: tuple[str, ...] = tuple(_DATA["roles"]["own"])
PICTURES_FROM: tuple[str, ...] = tuple(_DATA["roles"]["pictures_from"])
PICTURES_GIVEN: tuple[str, ...] = tuple(_DATA["roles"]["given"])
KNOWN_MEDIA = frozenset(normalize(name) for name in _DATA["media"]["known"])
NO_MEDIA = frozenset(normalize(word) for word in (*_DATA["media"]["own"], *_DATA["media"]["unknown"]))
FROM_MEDIUM: tuple[str, ...] = tuple(_DATA["media"]["from"])
FROM_ANY: tuple[str, ...] = tuple(_DATA["media"]["from_any"])
CAME_BY: tuple[str, ...] = tuple(_DATA["media"]["came_by"])
UNKNOWN_MEDIA = frozenset(normalize(word) for word in _DATA["media"]["unknown"])
SHOWN_BY = frozenset(label_form(label).casefold() for label in _DATA["media"]["shown_by"])
"""Labels of a source that say who shows an article, as keys of `LABELS`."""

BADGES = frozenset(normalize(word) for word in _DATA["media"]["badges"])
AROUND_MEDIA: tuple[str, ...] = tuple(_DATA["media"]["around"])
ARTICLES = frozenset(_DATA["media"]["articles"])
FIRMS = frozenset(_DATA["media"]["firms"])
ORGANISATION_ENDINGS: tuple[str, ...] = tuple(_DATA["organisations"]["endings"])
SQUARED_UNITS: tuple[str, ...] = tuple(_DATA["inline"]["squared"])
ISOTOPES = frozenset(_DATA["inline"]["isotopes"])
QUOTES: dict[str, tuple[str, ...]] = {name: tuple(marks) for name, marks in _DATA["inline"]["quotes"].items()}
STAFF = frozenset(_DATA["furniture"]["staff"])
PAGER: tuple[str, ...] = tuple(_DATA["furniture"]["pager"])
PAGER_WORDS: tuple[str, ...] = tuple(_DATA["furniture"]["pager_words"])
REPLY: tuple[str, ...] = tuple(_DATA["furniture"]["reply"])
AGO: tuple[str, ...] = tuple(_DATA["furniture"]["ago"])
COMMENTS: tuple[str, ...] = tuple(_DATA["furniture"]["comments"])
READERS: tuple[str, ...] = tuple(_DATA["furniture"]["readers"])
BETWEEN_DATES: tuple[str, ...] = tuple(_DATA["dates"]["between"])
CLOCK_WORDS: tuple[str, ...] = tuple(_DATA["dates"]["clock"])
BEHIND_WEEKDAY: tuple[str, ...] = tuple(_DATA["dates"]["behind_weekday"])
WEEKDAYS: tuple[str, ...] = tuple(_DATA["dates"]["weekdays"])
UPDATED: tuple[str, ...] = tuple(_DATA["dates"]["updated"])


def any_of(words: Iterable[str], *, spaced: bool = False) -> str:
    """A pattern for any of some words, the longest first; `spaced` lets Chinese ones stand with blanks between."""
    return "|".join(_word(word, spaced=spaced) for word in sorted(set(words), key=lambda word: (-len(word), word)))


def whole_words(words: Iterable[str]) -> str:
    """A pattern for any of some words as whole words; Chinese, Japanese and Thai ones stand among others without blanks."""
    every = set(words)
    unspaced = {word for word in every if re.search(r"[\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff]", word)}
    parts = [any_of(unspaced)] if unspaced else []
    return "|".join([*parts, rf"(?<!\w)(?:{any_of(every - unspaced)})(?!\w)"])


def _word(word: str, *, spaced: bool) -> str:
    if spaced and re.fullmatch(r"[\u4e00-\u9fff]{2,4}", word):
        return r"[ \u3000]{0,3}".join(word)
    return re.escape(word)


LONGEST = 300
"""Characters of a line that are read: labels with their values are short."""

_LONGEST_LABEL = 28
_SHORTEST_ALONE = 2
# A dot between two labels is theirs: "文・写真：高橋".
_SEPARATOR = re.compile(r"[:：/／|｜丨\]】〕]|・(?![^\s・:：/]{1,8}[:：/])")
_STROKES = frozenset("/／|｜丨・")
_CLOSING = {"]": "[", "】": "【", "〕": "〔"}
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_TEXT_AND_PICTURES = re.compile(
    r"^\s*[（(【\[]?\s*(?:文\s?[/／・·]\s?[图圖]|[图圖]\s?[/／・·]\s?文|[图圖]文|文[图圖])\s*[:：／/]?\s*(?=\S)"
)
_BY = re.compile(rf"^\W*(?:{whole_words(BY_WORDS)})(?:\s+|$)", re.IGNORECASE)
_EDGES = " \u3000:：|｜丨·•/／—–-,，;；、\t"
_OPENING = "（(【[〔"


@dataclass(frozen=True, slots=True)
class Field:
    """A value with the kind and the words of its label; None and "" for what stands before any label."""

    kind: PatternKind | None
    label: str
    value: str


@lru_cache(maxsize=4096)  # of each line of a page it is asked several times
def cut(text: str) -> tuple[Field, ...]:
    """The parts of a line between its labels, in order.

    >>> [(field.label, field.value) for field in cut("2024-08-22 来源:云浦日报 | 作者:冯知秋 责任编辑:陆小满")]
    [('', '2024-08-22'), ('来源', '云浦日报'), ('作者', '冯知秋'), ('责任编辑', '陆小满')]
    """
    text = text[:LONGEST]
    fields: list[Field] = []
    kind, label, start = None, "", 0
    if (found := _TEXT_AND_PICTURES.match(text)) or (found := _BY.match(text)):
        kind, label, start = PatternKind.AUTHOR, found[0].strip(), found.end()
    for separator in _SEPARATOR.finditer(text, start):
        if (at := _label_start(text, start, separator)) is None:
            continue
        fields.append(Field(kind, label, _value(text[start:at])))
        label = text[at : separator.start()].strip()
        kind, start = LABELS[_key(label)], separator.end()
    fields.append(Field(kind, label, _value(text[start:])))
    return tuple(field for field in fields if field.kind or field.value)


def may_hold_labels(text: str) -> bool:
    """Whether a line has a sign that labels end in: few of a text's lines have, and `cut` finds no label in others."""
    return bool(_SEPARATOR.search(text))


def kind_of_label(piece: str) -> PatternKind | None:
    """What a piece says that is a Chinese label and nothing else: "时间"."""
    if not _SHORTEST_ALONE <= len(piece) <= _LONGEST_LABEL or not _UNSPACED.match(piece):
        return None
    return LABELS.get(_key(piece))


def label_alone(piece: str) -> PatternKind | None:
    """As `kind_of_label`, of labels of a source or an author, whose value is in the next element."""
    kind = kind_of_label(piece)
    return kind if kind in (PatternKind.SOURCE, PatternKind.AUTHOR) else None


def fields_of(pieces: Sequence[str]) -> list[Field]:
    """The fields of a line's pieces; a label without a value has what stands in the pieces after it, up to the next label.

    Pieces are kept apart by "、": names may be links of their own.
    """
    found: list[Field] = []
    for piece in pieces:
        parts = (Field(alone, piece, ""),) if (alone := label_alone(piece)) else cut(piece)
        if parts and parts[0].kind is None and found and found[-1].kind and not found[-1].value:
            found[-1] = Field(found[-1].kind, found[-1].label, parts[0].value)
            parts = parts[1:]
        found += parts
    return found


def labelled(pieces: Sequence[str], kind: PatternKind) -> Iterator[Field]:
    """The fields of one kind that hold something."""
    return (field for field in fields_of(pieces) if field.kind is kind and field.value)


def _label_start(text: str, start: int, separator: re.Match[str]) -> int | None:
    """Where the longest label begins that ends at a separator."""
    end = separator.start()
    for at in range(max(start, end - _LONGEST_LABEL), end):
        before = text[at - 1] if at else " "
        word = text[at:end]
        if word[0].isspace() or not _fits(word, before, separator[0]):
            continue
        if _key(word) in LABELS:
            return at
    return None


def _fits(word: str, before: str, separator: str) -> bool:
    """Whether a label may begin after such a character and end with such a separator."""
    unspaced = bool(_UNSPACED.match(word))
    if separator in _CLOSING:
        return before == _CLOSING[separator]
    if separator in _STROKES and not unspaced:
        return False
    return (unspaced and len(word.strip()) > 1) or not (before.isalnum() or before == "_")


def _key(label: str) -> str:
    """A label as `LABELS` has it: without blanks where its language parts no words by them."""
    plain = label_form(label).casefold()
    return "".join(plain.split()) if _UNSPACED.match(plain) else " ".join(plain.split())


def _value(text: str) -> str:
    """A value without what parts it from its neighbours, and without a bracket that opens for the next."""
    value = text.rstrip()
    while value and value[-1] in _OPENING:
        value = value.rstrip(_OPENING).rstrip()
    value = value.strip(_EDGES)
    for opening, closing in ("（）", "()", "【】", "[]"):
        if value.endswith(closing) and value.count(closing) > value.count(opening):
            value = value[: -len(closing)].rstrip(_EDGES)
    return value
