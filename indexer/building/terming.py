"""The fourth stage: the term indexes of all rows and of all articles."""

from collections.abc import Iterable

from indexer.building.draft import NOWHERE, Draft
from indexer.errors import BrokenSnapshotError
from indexer.passage import passage_text
from indexer.snapshot import ARTICLE_TERMS, TERMS
from indexer.terms_builder import Counts, TermsBuilder


def index_terms(draft: Draft) -> None:
    """Writes both term indexes; of rows and articles that the base has as they are, it takes the base's counts."""
    passages = ((passage_text(title, text), language) for title, text, language in draft.archive.each_passage())
    _index(draft, TERMS, passages, draft.row_origins)
    # Articles of the base are numbered from 1, and its rows of terms from 0.
    origins = (NOWHERE if number == NOWHERE else number - 1 for number in draft.article_origins)
    articles = ((passage_text(each.title, each.body), each.language) for _, each in draft.archive.each_article())
    _index(draft, ARTICLE_TERMS, articles, origins)


def _index(draft: Draft, name: str, texts: Iterable[tuple[str, str]], origins: Iterable[int]) -> None:
    """A term index of texts, each with its language, and with its row in the base's or NOWHERE."""
    base = _counts(draft, name)
    builder = TermsBuilder(spill=draft.scratch, base=base)
    for (text, language), origin in zip(texts, origins, strict=True):
        if base is None or origin == NOWHERE:
            builder.add(text, language=language)
        else:
            builder.carry(origin)
        draft.progress.advance(1)
    builder.save(draft.part / name)


def _counts(draft: Draft, name: str) -> Counts | None:
    """The base's counts, if the same text would be counted the same today."""
    if draft.base is None or not draft.same_recipe("terms"):
        return None
    try:
        return Counts.open(draft.base.folder / name)
    except BrokenSnapshotError:
        return None  # of another shape: counted anew
