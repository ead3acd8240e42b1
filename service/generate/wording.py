"""Whether a sentence turns what its quotes say, and whether it has links that they have not.

Not understanding, but a bound: a sentence may leave out and join, and may not bring names, deeds or a "not" of its own, nor
leave out a "not", a "planned" or a "some". In doubt it is removed; the quotes remain.
"""

import re
from collections.abc import Sequence

from indexer.fold import fold
from service.generate.lexicon import lexicon
from service.generate.quotes import Context
from service.generate.source import without_figures
from service.generate.tokens import tokens

_ADDRESS = re.compile(r"\S*(?:://|www\.|@)\S*|\b[\w-]+\.(?:com|cn|org|net|io|info|top|xyz|ru)\b\S*", re.IGNORECASE)


def foreign_address(text: str, contexts: Sequence[Context]) -> bool:
    """Whether a sentence has a link or an address that its quotes have not."""
    quoted = fold(" ".join(each.text[each.quote.start : each.quote.end] for each in contexts))
    return any(fold(found.rstrip(".。,，)）")) not in quoted for found in _ADDRESS.findall(text))


def contradicts(text: str, contexts: Sequence[Context]) -> str:
    """What turns a sentence and not the clauses of its quotes, or the reverse: "negation", "plan", "part", …; or empty."""
    said = _kinds(text, far=False) | _kinds(text, far=True)
    quoted = {kind for each in contexts for kind in _kinds(each.clause, far=False) | _kinds(each.text, far=True)}
    return min(said ^ quoted, default="")


def _kinds(text: str, *, far: bool) -> set[str]:
    """What kinds of words turn a text, those of its figures left out."""
    plain = without_figures(text, tuple(tokens(text, published_at="")))
    return {each.kind for each in lexicon().turnings(plain) if each.far == far}
