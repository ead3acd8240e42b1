"""What stands around characters of a body: the sentences before and behind them, as far as a reader wants them at a glance."""

from dataclasses import dataclass

from indexer.core.article import Span
from indexer.text.sentences import sentences

_REACH = 240
"""Characters on either side."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Text before and behind; both empty where the characters are all of the body."""

    before: str
    after: str

    def __bool__(self) -> bool:
        return bool(self.before or self.after)


def around(body: str, span: Span) -> Surroundings:
    """Whole sentences before and behind a span of a body, a sentence that is too long cut with an ellipsis.

    >>> around("一。二。三。四。", Span(2, 4))
    Surroundings(before='一。', after='三。四。')
    """
    return Surroundings(_before(body, span.start), _after(body, span.end))


def whole_sentences(body: str, span: Span) -> Span:
    """A span of a body from where its first sentence begins to where its last one ends; a side that lies too far away stays as it is.

    >>> body = "一。二，三。四。"
    >>> wider = whole_sentences(body, Span(4, 8))
    >>> body[wider.start : wider.end]
    '二，三。四。'
    """
    begin, end = max(span.start - _REACH, 0), min(span.end + _REACH, len(body))
    found = [Span(each.start + begin, each.end + begin) for each in sentences(body[begin:end])]
    first = next((each for each in found if each.start <= span.start < each.end), span)
    last = next((each for each in found if each.start < span.end <= each.end), span)
    # What touches the edge of what was looked at goes on behind it.
    is_first = first.start > begin or begin == 0
    is_last = last.end < end or end == len(body)
    return Span(first.start if is_first else span.start, last.end if is_last else span.end)


def _before(body: str, place: int) -> str:
    begin = max(place - _REACH, 0)
    window = body[begin:place]
    if begin:
        starts = [each.start for each in sentences(window)]
        # The first is most likely cut.
        whole = next((start for start in starts if start), None)
        window = f"…{window}" if whole is None else window[whole:]
    return window.strip()


def _after(body: str, place: int) -> str:
    end = min(place + _REACH, len(body))
    window = body[place:end]
    if end < len(body):
        ends = [each.end for each in sentences(window) if each.end < len(window)]
        window = window[: ends[-1]] if ends else f"{window}…"
    return window.strip()
