"""The paragraphs of an article out of the lines of its body: without header, footer, related links and lone site links."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from indexer.extract.boilerplate import (
    ends_sentence,
    is_breadcrumb,
    is_editor_line,
    is_footer,
    is_furniture,
    is_notice,
    is_prose,
    is_related_lead,
    starts_related,
)
from indexer.extract.dates import read_date, read_date_in_words
from indexer.extract.edges import is_imprint, is_summary
from indexer.extract.patterns import PatternKind, cut, kind_of_label
from indexer.extract.titles import same_title

_FEWEST = 60
"""Characters that a text has before its site's footer."""

_NEXT = 3
_HEADER_LINES = 12
_OF_THE_TEXT = "本文"
"""How labels begin that a text says of itself: "本文转自：…" belongs to it."""

_LONGEST_HEADER = 90
_CORRESPONDENT = re.compile(r"通[讯訊][员員]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
# Links that sites hang on the last sentence.
_TRAILING_LINK = re.compile(
    r"(?:返回[^，。！？\s]{2,8}(?:首页)?，?(?:查看更多)?|点击进入.{0,14}|点击查看更多|查看更多|[\[【]详细[\]】])\s*(?:>>|»|＞＞)?$"
)

_IN_BRACKETS = re.compile(r"\s*[（(][^（）()]*[）)]$")
_CLOCK = re.compile(r"[【\[]?(?:[01]?\d|2[0-3])[:：][0-5]\d(?:[:：][0-5]\d)?[】\]]?")


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A line of a candidate body."""

    text: str
    is_link: bool = False
    """Whether it is a link to elsewhere and nothing more."""
    is_menu: bool = False
    """Whether it is such a link outside of any paragraph, as in lists and video boxes."""


def body_paragraphs(lines: Sequence[BodyLine], *, title: str) -> list[str]:
    """The article's own paragraphs of a container's lines, in order."""
    kept: list[BodyLine] = []
    in_list = False
    times = _entry_times(lines)
    texts = _after_header([line for line in lines if line.text], title, times)
    for place, line in enumerate(texts):
        opens = starts_related(line.text) or is_editor_line(line.text)
        in_list = opens or (in_list and (line.is_link or not is_prose(line.text)))
        if in_list or line.is_menu or is_related_lead(line.text) or (is_furniture(line.text) and line not in times):
            continue
        if is_summary(line.text, [below.text for below in texts[place + 1 : place + 1 + _NEXT]]):
            continue
        if is_footer(line.text) and sum(len(before.text) for before in kept) > max(_FEWEST, _prose(texts[place:])):
            break
        kept.append(line)
    while kept and kept[-1].is_link and not ends_sentence(kept[-1].text):
        kept.pop()
    while len(kept) > 1 and (is_notice(kept[-1].text) or is_imprint(kept[-1].text)):
        kept.pop()
    return [text for line in kept if (text := _TRAILING_LINK.sub("", line.text).rstrip())]


def is_clock(line: str) -> bool:
    """Whether a line is a time of day and nothing else."""
    return bool(_CLOCK.fullmatch(line))


def _prose(lines: Sequence[BodyLine]) -> int:
    """Characters of sentences."""
    return sum(len(line.text) for line in lines if is_prose(line.text))


def _entry_times(lines: Sequence[BodyLine]) -> frozenset[BodyLine]:
    """Lines that are the time of day of the entry below, where a page has several: a live report's."""
    pairs = pairwise(lines)
    found = [line for line, below in pairs if _CLOCK.fullmatch(line.text) and not _CLOCK.fullmatch(below.text)]
    return frozenset(found) if len(found) > 1 else frozenset()


def _after_header(lines: Sequence[BodyLine], title: str, times: frozenset[BodyLine]) -> Sequence[BodyLine]:
    """Cut title, date and by-line off the top, where the container holds them too."""
    start = 0
    for place, line in enumerate(lines[:_HEADER_LINES]):
        if line not in times and (is_header(line.text, title) or _is_value(lines[:place], line.text)):
            # "编辑 | 何青" is dropped by itself, and "作者 | 唐敏" before it stays.
            start = place + 1 if place == start or not _is_role(line.text) else start
        elif is_prose(line.text):
            break
    # A title alone on top, without date or source below, may as well be the text's own first line.
    return lines[start:]


def _is_role(line: str) -> bool:
    """Whether a line says who saw to the article and nothing else."""
    fields = cut(line)
    others = (PatternKind.EDITOR, PatternKind.OTHER)
    return bool(fields) and all(field.kind in others and field.value for field in fields)


def is_header(line: str, title: str) -> bool:
    """Whether a line belongs above the text: the title again, the date and source, the way from the home page."""
    if same_title(line, title) or is_breadcrumb(line) or is_furniture(line) or kind_of_label(line):
        return True
    # A caption may have the day of its picture in brackets behind its sentence.
    if len(line) > _LONGEST_HEADER or ends_sentence(line) or ends_sentence(_IN_BRACKETS.sub("", line)):
        return False
    if read_date(line):
        told = _CORRESPONDENT.sub("", line)
        return "讯" not in told and "电" not in told[:24]
    return bool(read_date_in_words(line, day_first=True)) or _is_by_line(line)


def _is_value(before: Sequence[BodyLine], line: str) -> bool:
    """Whether a line is what the label alone in the line before it stands for."""
    said = cut(before[-1].text) if before and len(line) <= _LONGEST_HEADER else ()
    return len(said) == 1 and said[0].kind not in (None, PatternKind.OTHER) and not said[0].value


def _is_by_line(line: str) -> bool:
    """Whether a line begins with a label or a "By", in Chinese with two labels or no value: "By Tom Ashgrove, Harbour Courier"."""
    parts = cut(line)
    if not parts or parts[0].kind not in (PatternKind.AUTHOR, PatternKind.SOURCE, PatternKind.DATE):
        return False
    if parts[0].label.startswith(_OF_THE_TEXT):
        return False
    return len(parts) > 1 or not parts[0].value or not _HAN.search(line)
