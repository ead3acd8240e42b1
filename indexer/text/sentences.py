"""Where sentences end, in Chinese and in languages written with spaces."""

import re

from indexer.core.article import Span

_SENTENCE = re.compile(
    # Points are tried from the first of a row only: from each of them, a long row would take the square of its length.
    r"[^\n。！？!?…]*?(?:[。！？!?…]++[”’」』）》)\"']*+"
    r"|(?<!\.)(?:(?<=[^A-Z\s])|(?=\.\.))\.++[”’\"')\]]*+(?=\s)|(?=\n)|\Z)",
    re.DOTALL,
)


def sentences(text: str) -> list[Span]:
    """Spans of a text's sentences in order, without the blanks around them; a line end ends a sentence too.

    >>> [ "捐款三万元。口罩3.5万个！"[s.start:s.end] for s in sentences("捐款三万元。口罩3.5万个！") ]
    ['捐款三万元。', '口罩3.5万个！']
    """
    spans: list[Span] = []
    place = 0
    while place < len(text):
        match = _SENTENCE.match(text, place)
        end = match.end() if match and match.end() > place else place + 1
        piece = text[place:end]
        start = place + len(piece) - len(piece.lstrip())
        stop = end - (len(piece) - len(piece.rstrip()))
        if start < stop:
            spans.append(Span(start, stop))
        place = end
    return spans
