"""Which characters of a passage match words of the question."""

from indexer.analyze import terms, tokens
from indexer.domain import Span


def highlights(question: str, text: str) -> tuple[Span, ...]:
    """Spans of `text` that the question's terms match, merged and in order.

    Single characters of scripts without spaces match too often to tell anything and count only inside a longer
    match, unless the question has nothing longer.
    """
    asked = set(terms(question))
    telling = {term for term in asked if len(term) > 1} or asked
    spans: list[Span] = []
    if not telling:
        return ()
    for token in tokens(text, among=telling):
        if spans and token.start <= spans[-1].end:
            spans[-1] = Span(spans[-1].start, max(spans[-1].end, token.end))
        else:
            spans.append(Span(token.start, token.end))
    return tuple(spans)
