"""Expands a span that a reader marked to what can be quoted by itself: whole figures, numbers, words and quotation marks."""

import re
from collections.abc import Sequence

from indexer.domain import Span

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
