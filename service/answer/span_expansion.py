"""Expands a marked span to what can be quoted by itself: whole names, figures, words and quotation marks.

Chinese has no spaces, so a reader may mark 韩建 of 韩建中, or 在北京 where 北京 is asked for. Every other place of the same text
that has the name tells which it is. How often that helps, and what it costs: docs/answers.md.
"""

import re
from collections import Counter
from collections.abc import Sequence

from indexer.core.article import Span
from service.query.name_evidence import may_be_name
from service.query.names import surnames

_HAN = re.compile("[\u3400-\u9fff·]")
_AROUND = 10_000
"""Characters on either side in which a name is looked for again: all of an article, but not all of a book."""
_LONGEST = 16
_OFTEN = 3
"""Places of a text from which what always stands beside a word belongs to it; two, where it makes a person's name."""
_NEVER_FIRST = "在与被把"
_NEVER_LAST = "的了"
_SELDOM_FIRST = "和由向从对为于及以到自给让将据"
_SPEAKING = "说称"
"""What a person's name is as often followed by as by anything."""
_BEHIND_A_NAME = _NEVER_FIRST + _NEVER_LAST + _SELDOM_FIRST + _SPEAKING + "是有也就还都曾等因来去没不又"
"""What often follows a name and is hardly its last character."""
_LONGEST_PERSON = 3


def whole_name(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the name that a span of a text is a part of, or that it has words around; the same where nothing tells.

    >>> text = "在韩建中的诊所，韩建中是唯一的医生。"
    >>> [text[slice(*whole_name(text, *span))] for span in ((1, 3), (9, 11), (0, 5))]
    ['韩建中', '韩建中', '韩建中']

    Args:
        text: Of the whole article.
        start: Of what was marked.
        end: Behind it.
    """
    left = max(start - _AROUND, 0)
    text = text[left : end + _AROUND]
    first, last = _whole(text, start - left, end - left)
    return left + first, left + last


def bare_person(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of a person's name alone where it is marked with what the person is; the same where nothing tells.

    The text itself tells: a clause of it begins with the name.

    >>> text = "四十二岁的退役炊事兵岳大川开了食堂。岳大川说，菜不贵。"
    >>> text[slice(*bare_person(text, 9, 13))], bare_person("食堂在白鹭公园。公园很大。", 3, 7)
    ('岳大川', (3, 7))

    Args:
        text: Of the whole article.
        start: Of what was marked.
        end: Behind it.
    """
    around = text[max(start - _AROUND, 0) : end + _AROUND]
    for length in (4, 3, 2):
        name = text[end - length : end]
        if end - length <= start or not (name[:2] in surnames() if length == 4 else name[0] in surnames()):
            continue
        if re.search(f"(?<![\u3400-\u9fff·]){re.escape(name)}", around) and may_be_name(name):
            return end - length, end
    return start, end


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    start, end = _without_links(text, start, end)
    if not _HAN.match(text, start) or end - start < 2 or not _HAN.match(text, end - 1):
        return start, end
    name = text[start:end]
    while len(name) < _LONGEST and _belongs(text, name, name + text[end : end + 1], _NEVER_LAST + _SPEAKING):
        name, end = text[start : end + 1], end + 1
    before = _NEVER_FIRST + _SELDOM_FIRST
    while len(name) < _LONGEST and start and _belongs(text, name, text[start - 1] + name, before):
        name, start = text[start - 1 : end], start - 1
    return start, end


def _belongs(text: str, name: str, wider: str, links: str) -> bool:
    """Whether a text has a name nowhere without one more character beside it, which is no linking word."""
    added = wider.replace(name, "", 1)
    if not _HAN.match(added) or added in links:
        return False
    is_person = len(wider) <= _LONGEST_PERSON and wider[0] in surnames()
    places = text.count(name)
    if places == text.count(wider) and places >= (2 if is_person else _OFTEN):
        return True
    return is_person and wider.startswith(name) and _is_only_begun(text, name)


def _is_only_begun(text: str, name: str) -> bool:
    """Whether a text has a name nowhere without one of some characters behind it, each of which comes again: 韩建中 and 韩建民."""
    behind = Counter(text[match.end() : match.end() + 1] for match in re.finditer(re.escape(name), text))
    return all(count > 1 and _HAN.match(added) and added not in _BEHIND_A_NAME for added, count in behind.items())


def _without_links(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without a preposition in front and a particle behind; 和平 and 向前 keep what they begin with."""
    while end - start > 2 and text[end - 1] in _NEVER_LAST:
        end -= 1
    while end - start > 2 and (text[start] in _NEVER_FIRST or _is_link(text, start, end)):
        start += 1
    return start, end


def _is_link(text: str, start: int, end: int) -> bool:
    """Whether the rest of the text has the name without its first character, which may stand before a name."""
    rest = text[start + 1 : end]
    return text[start] in _SELDOM_FIRST and text.count(rest) > text.count(text[start:end])


_WHOLE = re.compile(
    # A number with its separators, and letters and digits that are written together: 1,200.5, 2020-02-21, iPhone15.
    r"[0-9０-９]+(?:[.,:/．，：／\-][0-9０-９]+)*%?"
    # A word of an alphabet, with what ties it together: Jean-Luc's, U.S.
    r"|[^\W\d_\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
    r"(?:['’.&\-][^\W\d_\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+)*"
)
_GLUED = re.compile(r"[A-Za-z0-9０-９Ａ-Ｚａ-ｚ]+")
_DIGIT = "[0-9０-９〇零一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟萬億兆]"
_HAN_NUMBER = re.compile(f"{_DIGIT}(?:[.,]?{_DIGIT})+")
_PAIRS = ("“”", "‘’", "「」", "『』", "《》", "〈〉", "（）", "()", "【】")
_LONGEST_PAIR = 40
"""Characters between two marks; what is quoted at more length is a statement, of which a part may answer."""
_PAIRED = tuple(
    re.compile(f"{re.escape(pair[0])}[^{re.escape(pair)}]{{0,{_LONGEST_PAIR}}}{re.escape(pair[1])}") for pair in _PAIRS
)
_EDGES = " \t\r\n\u3000，,。.；;：:、！!？?…—"
# The encoder has tokens such as "。《": a mark that ends with one does not mean the title behind it.
_NOT_FIRST = _EDGES + "".join(pair[1] for pair in _PAIRS)
_NOT_LAST = _EDGES + "".join(pair[0] for pair in _PAIRS)


def expanded(text: str, marked: Span, whole: Sequence[Span]) -> Span:
    """The least span around a marked one that cuts through nothing that belongs together.

    Punctuation, blanks, a closing mark at the beginning and an opening one at the end are left out first. A number, a
    word of an alphabet, a figure and a short quotation or title with its marks are whole or outside; Chinese words are
    as the reader marked them.

    >>> text = "共捐款1,200.5元，买《青禾》一书。"
    >>> found = [expanded(text, marked, wholes(text)) for marked in (Span(6, 8), Span(14, 15))]
    >>> [text[span.start : span.end] for span in found]
    ['1,200.5', '《青禾》']

    Args:
        text: A sentence.
        marked: Characters of it.
        whole: What of the sentence is cut nowhere: its `wholes`, and its figures.
    """
    span = _trimmed(text, marked)
    if span.start == span.end:
        return span
    while True:
        reached = [each for each in whole if each.start < span.end and span.start < each.end]
        wider = Span(
            min([span.start, *(each.start for each in reached)]), max([span.end, *(each.end for each in reached)])
        )
        if wider == span:
            return span
        span = wider


def _trimmed(text: str, marked: Span) -> Span:
    """The span without what no quotation begins or ends with, inside the text; empty where it has nothing else."""
    start, end = max(marked.start, 0), min(marked.end, len(text))
    while start < end and text[start] in _NOT_FIRST:
        start += 1
    while start < end and text[end - 1] in _NOT_LAST:
        end -= 1
    return Span(start, end)


def wholes(text: str) -> list[Span]:
    """Numbers, words of alphabets, and short quotations and titles with their marks."""
    patterns = (_WHOLE, _GLUED, _HAN_NUMBER, *_PAIRED)
    return [Span(*match.span()) for pattern in patterns for match in pattern.finditer(text)]
