"""Holds a sentence of a model against what it cites: it becomes a statement, or it is removed with the reason."""

from collections.abc import Sequence

from service.generate.alignment import unsaid
from service.generate.amounts import foreign_figure
from service.generate.generated import Removal, RemovalReason, Statement
from service.generate.passages import Passage
from service.generate.quotes import Context, cite
from service.generate.statements import Draft
from service.generate.translated import is_translated, untold
from service.generate.wording import contradicts, foreign_address

_LONGEST = 600
"""Characters of a statement; an honest sentence of news is shorter."""


def check(draft: Draft, passages: Sequence[Passage], question: str) -> Statement | Removal:
    """Verifies one sentence.

    Every quote must stand in a passage; every figure must be a figure of a quote; what it says must be said there.

    Args:
        draft: The sentence with its quotes.
        passages: What the model was shown.
        question: What was asked. It proves nothing: whoever asks can write anything into it.
    """
    del question
    if len(draft.text) > _LONGEST:
        return Removal(RemovalReason.TOO_LONG, f"More than {_LONGEST} characters.", draft.text)
    if not draft.marks:
        return Removal(RemovalReason.UNCITED, "It names no quote.", draft.text)
    found = [cite(mark, passages) for mark in draft.marks]
    citations = tuple({(each.article.id, each.start, each.end): each for each in found if each is not None}.values())
    if len(citations) == 0 or None in found:
        return Removal(RemovalReason.UNKNOWN_QUOTE, "A quote of it stands in no passage.", draft.text)
    contexts = [Context.of(citation) for citation in citations]
    return _fault(draft.text, contexts) or Statement(draft.text, citations)


def _fault(text: str, contexts: Sequence[Context]) -> Removal | None:
    if figure := foreign_figure(text, contexts):
        return Removal(RemovalReason.FIGURE, f"Its quotes do not state {figure}.", text)
    if foreign_address(text, contexts):
        return Removal(RemovalReason.ADDRESS, "It has an address that its quotes have not.", text)
    if kind := contradicts(text, contexts):
        return Removal(
            RemovalReason.NEGATION, f"It and its quotes differ in a word that turns what is said ({kind}).", text
        )
    if word := (untold if is_translated(text, contexts) else unsaid)(text, contexts):
        return Removal(RemovalReason.WORDS, f"Its quotes do not say it so, at {word}.", text)
    return None
