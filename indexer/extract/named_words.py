"""Words near a Chinese text that may be its authors' names, each with what is seen of it where it stands.

A line is parted at every sign, role and label. What is left between them are words; of those that could be called a name, this
module says what stands before and behind, in which part of the page, and what else the page says of the word. It decides nothing:
`name_weights.json` was fitted on labelled pages, and `likely_names` weighs by it what is said here.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.extract.dates import read_date
from indexer.extract.dom import Block
from indexer.extract.media_names import is_media
from indexer.extract.patterns import (
    AUTHOR_ROLES,
    BEFORE_ROLES,
    DOUBLE_SURNAMES,
    LABELS,
    NOBODY,
    OTHER_ROLES,
    OWN_NAMES,
    PLACES,
    RARE_SURNAMES,
    SECTIONS,
    SIGNED_ROLES,
    SURNAMES,
    any_of,
)
from indexer.extract.person_names import is_organisation, joined_characters
from indexer.text.characters import label_form

_HAN = re.compile(r"[\u4e00-\u9fff]")
_LONGEST_LABEL = 6
_CHINESE_LABELS = {
    label: kind for label, kind in LABELS.items() if 1 < len(label) <= _LONGEST_LABEL and _HAN.match(label)
}
_KINDS: dict[str, str] = {
    **dict.fromkeys(OTHER_ROLES, "other"),
    **{label: str(kind) for label, kind in _CHINESE_LABELS.items()},
    **{label_form(word): "author" for word in AUTHOR_ROLES},
    **{word: "signed" for word in SIGNED_ROLES if len(word) > 1},
}
_RANKS = rf"(?:{any_of((*BEFORE_ROLES, *OWN_NAMES))})*"
_ROLE = re.compile(
    rf"{_RANKS}(?P<role>{any_of(_KINDS)})|(?P<sign>[文图摄])(?=\s?[/／|｜丨:：])|(?<=[/／])(?P<deed>[文图摄])(?!\w)"
)
_WORD = re.compile(r"[\u4e00-\u9fff]+(?:[·•][\u4e00-\u9fff]+)*|[A-Za-z][\w.-]*|\d+")
_DEEDS = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:综合报道|摄影报道|报道|报导|综合|整理|摄影|文图|图文|发自)$")
_LONGEST_NAME, _LONGEST_FOREIGN = 4, 12
_LONGEST_LINE, _OPENING = 120, 80
_FIRST, _LAST, _BELOW = 3, 4, 8
_HINTS = ("author", "source", "info", "meta", "time", "title", "edit", "name")
"""What the classes of elements are called that say something of the people in them."""

_MOST_TEXT = 20_000
"""Characters of a text in which it is counted how often it names somebody."""

_MOST_SEEN = 400
"""Words of a page that are looked at: a page that has more near its text is none of a few by-lines."""


@dataclass(frozen=True, slots=True)
class NamedWord:
    """A word that may be an author's name, and what is seen of it."""

    text: str
    seen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    zone: str
    text: str
    hints: str = ""
    place: int = 0
    """Lines between it and the text."""


@dataclass(frozen=True, slots=True)
class NameSurroundings:
    """What of a page is read for names: the lines around its text, its text, and what else it says of itself."""

    above: Sequence[Block]
    under_lead: Sequence[Block]
    below: Sequence[Block]
    body: Sequence[str]
    declared: Sequence[str]
    """Whom data names as the author."""
    site: str
    staff: frozenset[str]


def named_words(page: NameSurroundings) -> list[NamedWord]:
    """Every word of the lines around a text, its beginning and its end that could be a Chinese name, in reading order."""
    lines = list(_lines(page))
    found: list[NamedWord] = []
    again = Counter(word for line in lines for word in set(_WORD.findall(line.text.replace("丨", "|"))))
    whole = "\n".join(page.body)[:_MOST_TEXT]
    role = ""
    for line in lines:
        # What many pages use as a stroke is a character of Chinese.
        text = joined_characters(label_form(line.text.replace("丨", "|")))
        for name, seen in _words_of(text, line, before=role):
            data = [
                f"declared={any(name in said for said in page.declared)}",
                f"staff={name in page.staff}",
                f"again={min(again[name], 3)}",
                f"told={_told(whole.count(name), line.zone)}",
                f"site={bool(page.site) and name in page.site}",
            ]
            found.append(NamedWord(name, (*seen, *data)))
        roles = list(_ROLE.finditer(text))
        role = _kind(roles[-1]) if roles and not _WORD.search(text, roles[-1].end()) else ""
        if len(found) > _MOST_SEEN:
            break
    return found


def _told(count: int, zone: str) -> str:
    """How often the text has a word beyond the line itself: whom it reports on, it names again and again."""
    return str(min(3, count - (zone in ("first", "last", "closing"))))


def _lines(page: NameSurroundings) -> Iterator[_Line]:
    for place, block in enumerate(page.above):
        yield from _pieces("above", block, len(page.above) - place)
    for block in page.under_lead:
        yield from _pieces("lead", block, 0)
    last = max(_FIRST, len(page.body) - _LAST)
    for place, paragraph in enumerate(page.body[:_FIRST]):
        yield _Line("first" if len(paragraph) > _OPENING else "opening", paragraph[:_OPENING], place=place)
    for place, paragraph in enumerate(page.body[last:]):
        zone = "last" if len(paragraph) > _OPENING else "closing"
        yield _Line(zone, paragraph[-_OPENING:], place=len(page.body) - last - place)
    for place, block in enumerate(page.below[:_BELOW]):
        yield from _pieces("below", block, place)


def _pieces(zone: str, block: Block, place: int) -> Iterator[_Line]:
    text = " ".join(piece.text for piece in block.pieces)[:_LONGEST_LINE]
    hints = " ".join({piece.hints for piece in block.pieces[:4]})
    yield _Line(zone, text, hints, place)


def _words_of(text: str, line: _Line, *, before: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The words of a line that could be names, with what is seen of each.

    Args:
        text: The line with labels in Simplified characters and names put together.
        line: Where it stands.
        before: The kind of the role or label that the line before ended with; "" for none.
    """
    roles = list(_ROLE.finditer(text))
    starts = [0, *(role.end() for role in roles)]
    ends = [*(role.start() for role in roles), len(text)]
    words_in_line = sum(len(_WORD.findall(text[start:end])) for start, end in zip(starts, ends, strict=True))
    own = [
        f"zone={line.zone}",
        f"zone={line.zone} near={min(line.place, 3)}",
        f"words={min(words_in_line, 8)}",
        f"length={min(len(text) // 10, 8)}",
        f"dated={bool(read_date(text))}",
        f"media={any(is_media(word) for word in _WORD.findall(text))}",
        f"prose={any(sign in text for sign in '，。！？')}",
        *(f"hint={hint}" for hint in _HINTS if hint in line.hints),
    ]
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        left = _kind(roles[number - 1]) if number else before
        right = _kind(roles[number]) if number < len(roles) else ""
        segment = text[start:end]
        spans = list(_WORD.finditer(segment))
        for place, span in enumerate(spans):
            name = _DEEDS.sub("", span[0])
            if not could_be_name(name):
                continue
            gap = segment[spans[place - 1].end() if place else 0 : span.start()]
            behind = segment[span.end() : spans[place + 1].start() if place + 1 < len(spans) else len(segment)]
            earlier = "+".join(_shape(each[0]) for each in spans[:place][-2:])
            later = "+".join(_shape(each[0]) for each in spans[place + 1 :][:2])
            shape = _shape(name)
            yield (
                name,
                (
                    *own,
                    f"shape={shape}",
                    f"left={left or 'none'}",
                    f"left={left or 'none'} place={min(place, 3)}",
                    f"left={left or 'none'} shape={shape}",
                    f"left={left or 'none'} zone={line.zone}",
                    f"left={left or 'none'} gap={_sign(gap)}",
                    f"carried={bool(before) and not number}",
                    f"right={right or 'none'} behind={_sign(behind)}",
                    f"earlier={earlier} shape={shape}",
                    f"later={later}",
                    f"gap={_sign(gap)} behind={_sign(behind)}",
                    f"alone={len(spans) == 1 and not roles} zone={line.zone} shape={shape}",
                    f"deed={name != span[0]}",
                ),
            )


def could_be_name(word: str) -> bool:
    """Whether a word could be a name at all: two to four Chinese characters, or a foreign name with its dots."""
    if not _HAN.match(word) or word in NOBODY or word in PLACES or label_form(word) in LABELS:
        return False
    return 1 < len(word) <= (_LONGEST_FOREIGN if "·" in word or "•" in word else _LONGEST_NAME)


def _shape(word: str) -> str:
    """What a word looks like by its length, its first character and its end."""
    if not _HAN.match(word):
        return "figure" if word.isdigit() else "latin"
    kinds = {
        "medium": is_media(word),
        "listed": word in SECTIONS or word in PLACES or word in NOBODY,
        "dotted": "·" in word or "•" in word,
        "office": is_organisation(word),
    }
    return next((kind for kind, told in kinds.items() if told), "") or _surname_and_length(word)


def _surname_and_length(word: str) -> str:
    length = min(len(word), _LONGEST_NAME + 1)
    if word[:2] in DOUBLE_SURNAMES and length > len(word[:2]):
        return f"double{length}"
    surname = "frequent" if word[0] in SURNAMES else "rare" if word[0] in RARE_SURNAMES else "no"
    return f"{surname}{length}"


def _sign(between: str) -> str:
    """What parts two words: nothing, a blank, or the first sign."""
    signs = between.strip()
    return signs[0] if signs else ("blank" if between else "nothing")


def _kind(role: re.Match[str]) -> str:
    if role["role"]:
        return _KINDS[role["role"]]
    sign = role["sign"] or role["deed"]
    return "signed" if sign == "文" else "other"
