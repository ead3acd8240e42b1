"""Verifies a sentence of a model against what it cites: it becomes a statement, or is removed with the reason.

Not understanding, but a bound: a sentence may leave out and join, and may not bring names, deeds or a "not" of its own, nor
leave out a "not", a "planned" or a "some". In doubt it is removed; the quotes remain.
"""

import re
from collections.abc import Sequence

from indexer.text.normalize import normalize
from service.generate.alignment import unsaid
from service.generate.citations import Context, cite
from service.generate.generated import Removal, RemovalReason, Statement
from service.generate.prompt import Passage
from service.generate.source_text import without_figures
from service.generate.stream import DraftStatement
from service.generate.tokens import foreign_figure, lexicon, tokens
from service.generate.translation import is_translated, untold

_ADDRESS = re.compile(r"\S*(?:://|www\.|@)\S*|\b[\w-]+\.(?:com|cn|org|net|io|info|top|xyz|ru)\b\S*", re.IGNORECASE)


def foreign_address(text: str, contexts: Sequence[Context]) -> bool:
    """Whether a sentence has a link or an address that its quotes have not."""
    quoted = normalize(" ".join(each.text[each.quote.start : each.quote.end] for each in contexts))
    return any(normalize(found.rstrip(".。,，)）")) not in quoted for found in _ADDRESS.findall(text))


def contradicts(text: str, contexts: Sequence[Context]) -> str:
    """What turns a sentence and not the clauses of its quotes, or the reverse: "negation", "plan", "part", …; or empty."""
    said = _kinds(text, far=False) | _kinds(text, far=True)
    quoted = {kind for each in contexts for kind in _kinds(each.clause, far=False) | _kinds(each.text, far=True)}
    return min(said ^ quoted, default="")


def _kinds(text: str, *, far: bool) -> set[str]:
    """What kinds of words turn a text, those of its figures left out."""
    plain = without_figures(text, tuple(tokens(text, published_at="")))
    return {each.kind for each in lexicon().turnings(plain) if each.far == far}


_LONGEST = 600
"""Characters of a statement; an honest sentence of news is shorter."""


def verify(draft: DraftStatement, passages: Sequence[Passage], question: str) -> Statement | Removal:
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
