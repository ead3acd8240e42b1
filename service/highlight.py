"""Which characters of a passage match words of the question."""

from collections.abc import Collection

from indexer.analyze import tokens
from indexer.domain import Span


def highlights(sought: Collection[str], text: str, *, language: str = "") -> tuple[Span, ...]:
    """Spans of `text` that the question's terms match, merged and in order.

    Single characters of scripts without spaces match too often to tell anything and count only inside a longer
    match, unless the question has nothing longer.

    Args:
        sought: The question's terms and what may stand for them.
        text: The passage.
        language: BCP 47 tag of the passage.
    """
    telling = {term for term in sought if len(term) > 1} or sought
    spans: list[Span] = []
    if not telling:
        return ()
    for token in sorted(tokens(text, language=language, among=telling), key=lambda token: (token.start, token.end)):
        if spans and token.start <= spans[-1].end:
            spans[-1] = Span(spans[-1].start, max(spans[-1].end, token.end))
        else:
            spans.append(Span(token.start, token.end))
    return tuple(spans)
