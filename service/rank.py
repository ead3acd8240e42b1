"""What the first few hold of a question as it is written: one sentence with what is asked, and quoted names word for word."""

import re
from collections.abc import Sequence, Set

from indexer.analyze import terms
from indexer.domain import Article
from indexer.fold import fold, unjoined
from indexer.sentences import sentences
from indexer.terms import Want

HEAD = 40
"""How many of the best candidates are looked at again."""

_QUOTED = re.compile(
    '“([^“”]{2,40})”|「([^「」]{2,40})」|『([^『』]{2,40})』|《([^《》]{2,40})》|«([^«»]{2,40})»|"([^"]{2,40})"'
)


def share_held(wants: Sequence[Want], text: str, *, language: str = "") -> float:
    """How much of what is wanted a text holds, by idf, 0 to 1; how often it holds it does not matter."""
    return share_among(wants, set(terms(text, language=language)))


def share_among(wants: Sequence[Want], held: Set[str]) -> float:
    """How much of what is wanted some terms hold, by idf, 0 to 1."""
    wanted = sum(want.idf for want in wants)
    return sum(want.idf for want in wants if not held.isdisjoint(want.spellings)) / max(wanted, 1e-6)


def best_sentence(wants: Sequence[Want], text: str, *, language: str = "") -> float:
    """The highest share that one sentence of a text holds, 0 to 1."""
    held = (share_held(wants, text[span.start : span.end], language=language) for span in sentences(text))
    return max(held, default=0.0)


def quoted_names(question: str) -> list[str]:
    """What stands in quotation marks or title marks, folded.

    >>> quoted_names("谁写了《青禾纪事》？")
    ['青禾纪事']
    """
    found = (next(filter(None, match.groups())).strip() for match in _QUOTED.finditer(question))
    return [unjoined(fold(name)) for name in found if name]


def phrases_held(names: Sequence[str], article: Article) -> float:
    """Share of names that an article's title or body holds character for character, but for folding, 0 to 1."""
    if not names:
        return 0.0
    text = unjoined(fold(f"{article.title}\n{article.body}"))
    return sum(name in text for name in names) / len(names)
