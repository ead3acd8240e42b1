"""The amounts that articles state, each with its sentence and place."""

from collections.abc import Iterator
from functools import lru_cache

from indexer.core.article import Article, Span
from indexer.core.figure import Figure, FigureKind
from indexer.text.sentences import sentences
from service.figures.read import figures
from service.results import FigureSaid
from service.search.exact_words import is_held

_NOT_AMOUNTS = frozenset({FigureKind.DATE, FigureKind.TIME, FigureKind.ORDINAL})
_RANKED = frozenset({"session"})
"""Units that rank what they stand before without a 第 as well: 党的二十届三中全会 is one session, and not twenty."""
_LONGEST = 40_000
"""Characters of a body that are read: a page is made while a reader waits."""


def figures_said(article: Article, *, of: str = "") -> Iterator[FigureSaid]:
    """The amounts of an article in order; dates, ranks and bare numbers are none.

    Args:
        article: Any.
        of: Only of sentences that hold these words; empty for all.
    """
    for sentence, found in _read(article.body[:_LONGEST], article.local_time, article.language):
        if not of or is_held(of, article.body[sentence.start : sentence.end]):
            for figure in found:
                yield FigureSaid(article, sentence, figure)


@lru_cache(maxsize=512)
def _read(body: str, published_at: str, language: str) -> tuple[tuple[Span, tuple[Figure, ...]], ...]:
    """Sentences that state an amount, with their amounts."""
    read = (
        (each, figures(body[each.start : each.end], published_at=published_at, language=language))
        for each in sentences(body)
    )
    kept = ((sentence, tuple(filter(_is_amount, found))) for sentence, found in read)
    return tuple((sentence, found) for sentence, found in kept if found)


def _is_amount(figure: Figure) -> bool:
    if figure.kind in _NOT_AMOUNTS or figure.unit in _RANKED:
        return False
    return bool(figure.unit_text or figure.currency or figure.unit)
