"""The second stage: the last snapshot's articles with what this run read of them, then the new ones, with their chunks."""

from indexer.index.docstore import Columns, article_of
from indexer.pipeline.changes import Changes, State
from indexer.pipeline.context import NOWHERE, BuildContext
from indexer.text.chunker import Chunker


def count_changes(ledger: Changes, draft: BuildContext, *, prune: bool) -> None:
    """Tells in the report what became of each article."""
    report = draft.report
    unseen = ledger.count(State.UNSEEN)
    report.new = ledger.new
    report.edited = ledger.count(State.EDITED)
    report.unchanged = ledger.count(State.UNCHANGED)
    unread = ledger.count(State.UNREAD)
    report.unread = unread if prune else 0
    report.kept = unread + (0 if prune else unseen)
    report.deleted = ledger.count(State.DELETED) + (unseen if prune else 0)
    report.articles = report.new + report.edited + report.unchanged + report.kept


def merge(ledger: Changes, draft: BuildContext, *, prune: bool) -> None:
    """Writes articles and chunks of the new snapshot: those of the base in their order, then new ones as they came."""
    merging = _Merging(draft)
    gone = {State.DELETED, State.UNSEEN} if prune else {State.DELETED}
    if ledger.base is not None:
        for number, columns, page in ledger.base.each_stored():
            state = ledger.state(number)
            if state is State.EDITED:
                merging.put_changed(*ledger.edited(number))
            elif state not in gone:
                merging.put_carried(number, columns, page)
    for columns, page in ledger.each_new():
        merging.put_changed(columns, page)
    draft.report.chunks = draft.archive.rows


class _Merging:
    """Puts articles one after another into the archive."""

    def __init__(self, draft: BuildContext) -> None:
        self._draft = draft
        self._chunker = Chunker(draft.embedder.count_tokens, max_tokens=draft.chunk_tokens)
        self._same_chunks = draft.same_chunks

    def put_carried(self, base_number: int, columns: Columns, page: bytes | None) -> None:
        """An article as the base has it, with the base's chunks where they would be made the same."""
        base = self._draft.base
        if base is None or not self._same_chunks:
            self.put_changed(columns, page)
            self._draft.article_origins[-1] = base_number
            return
        number = self._draft.archive.put_columns(columns, page)
        first, spans = base.spans(base_number)
        self._draft.archive.put_spans(number, spans)
        self._draft.article_origins.append(base_number)
        self._draft.row_origins.extend(range(first, first + len(spans)))
        self._draft.progress.advance(1)

    def put_changed(self, columns: Columns, page: bytes | None) -> None:
        """An article that is new or edited."""
        number = self._draft.archive.put_columns(columns, page)
        chunks = self._chunker.chunk(article_of(columns))
        self._draft.archive.put_chunks(number, chunks)
        self._draft.article_origins.append(NOWHERE)
        self._draft.row_origins.extend([NOWHERE] * len(chunks))
        self._draft.progress.advance(1)
