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
