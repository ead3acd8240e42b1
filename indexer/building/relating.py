"""The last stage of making: which articles are read next after each, kept from the last snapshot where that still holds."""

import numpy as np

from indexer.arrays import Matrix, Rows
from indexer.building.draft import Draft
from indexer.errors import BrokenSnapshotError
from indexer.related.compute import ArchiveView, RelatedReport, build_related
from indexer.related.table import RELATED, RelatedTable
from indexer.snapshot import ARTICLE_TERMS, ARTICLE_VECTORS, STORIES
from indexer.stories import Stories
from indexer.terms import Terms
from indexer.vectors import Vectors
from indexer.zone import local


def relate(draft: Draft) -> RelatedReport:
    """Writes the related articles of every article; its vector, its terms and its story are made before."""
    heads = [(each.id, local(each.published_at, draft.zone)) for _, each in draft.archive.each_article()]
    view = ArchiveView(
        ids=[article_id for article_id, _ in heads],
        vectors=_Stored(Vectors.open(draft.part / ARTICLE_VECTORS)),
        stories=Stories.open(draft.part / STORIES).story.astype(np.int64),
        published_at=[published_at for _, published_at in heads],
        terms=lambda: Terms.open(draft.part / ARTICLE_TERMS),
        articles=lambda: (each for _, each in draft.archive.each_article()),
    )
    table, report = build_related(view, previous=_previous(draft), advance=draft.progress.advance)
    table.save(draft.part / RELATED)
    return report


class _Stored:
    """Article vectors as they lie on disk."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    def __getitem__(self, rows: Rows, /) -> Matrix:
        return self._vectors.rows(rows)

    def __len__(self) -> int:
        return len(self._vectors)


def _previous(draft: Draft) -> RelatedTable | None:
    """The last snapshot's lists, if it has any that can be read and that would be made the same today."""
    if draft.base is None or not all(draft.same_recipe(part) for part in ("related", "terms", "copies")):
        return None
    folder = draft.base.folder / RELATED
    if not folder.is_dir():
        return None
    try:
        return RelatedTable.open(folder)
    except BrokenSnapshotError:
        return None  # of another shape: made anew
