"""The fourth stage: the term indexes of all rows and of all articles."""

from collections.abc import Iterable
from pathlib import Path

from indexer.building.draft import Draft
from indexer.passage import passage_text
from indexer.snapshot import ARTICLE_TERMS, TERMS
from indexer.terms import TermsBuilder


def index_terms(draft: Draft) -> None:
    """Writes both term indexes.

    They are made anew each time: a term's weight in every row depends on all rows, and to read the words of a row
    takes about a hundredth of embedding it.
    """
    passages = ((passage_text(title, text), language) for title, text, language in draft.archive.each_passage())
    _index(draft, passages, draft.part / TERMS)
    articles = ((passage_text(each.title, each.body), each.language) for _, each in draft.archive.each_article())
    _index(draft, articles, draft.part / ARTICLE_TERMS)


def _index(draft: Draft, texts: Iterable[tuple[str, str]], folder: Path) -> None:
    """The term index of texts, each with its language."""
    builder = TermsBuilder(spill=draft.scratch)
    for text, language in texts:
        builder.add(text, language=language)
        draft.progress.advance(1)
    builder.save(folder)
