"""In which mode a search that asks for one is made: what is missing for it, and what is left then."""

from indexer.core.article import Degradation, Part
from indexer.core.errors import LegError, ModelError
from indexer.embed.embedder import Embedder
from indexer.rerank.reader import Reader
from service.results import Mode

ANSWERING_MODE = Mode.RERANKED
"""The mode of a question that does not name one; without a reader it falls back, and says so.

An answer needs the words in the passage, and more of them are right when a reader has marked them (docs/answers.md);
for the order of passages it is hardly worth its time (docs/retrieval.md).
"""


def possible_mode(
    mode: Mode, embedder: Embedder | None, reader: Reader | None, lost: LegError | None = None
) -> tuple[Mode, tuple[Degradation, ...]]:
    """The mode that can be served, and what is missing for the one asked for.

    Args:
        mode: As asked for.
        embedder: Embeds questions; None where no model is loaded.
        reader: Reads the first candidates; None where none is loaded.
        lost: The leg that can't be asked.

    Raises:
        IndexUnavailableError: The leg that is lost was the only one, or the only one asked for.
    """
    unread = _unread(embedder, reader, lost) if mode is Mode.RERANKED else ()
    if lost is not None:
        # Who asks for one leg takes no other: of a handful of articles the nearest in meaning would always be some.
        alone = Mode.LEXICAL if lost.part is Part.LEXICAL else Mode.DENSE
        if possible_mode(mode, embedder, reader)[0] is alone:
            raise lost
        left = Mode.DENSE if lost.part is Part.LEXICAL else Mode.LEXICAL
        return left, (lost.degradation, *unread)
    if embedder is None and mode is not Mode.LEXICAL:
        return Mode.LEXICAL, (Degradation(Part.DENSE, "no model is loaded"), *unread)
    return (Mode.HYBRID, unread) if unread else (mode, ())


def _unread(embedder: Embedder | None, reader: Reader | None, lost: LegError | None) -> tuple[Degradation, ...]:
    """Why the reader cannot read; empty if it can."""
    if reader is None:
        return (Degradation(Part.READER, "no reader is loaded"),)
    if embedder is None or lost is not None:
        return (Degradation(Part.READER, "it reads only what both legs ranked"),)
    try:
        _ = reader.fingerprint  # one that opens at first use opens here, before the clock of reading runs
    except ModelError as error:
        return (Degradation(Part.READER, error.message, error.next_step),)
    return ()
