"""Opens the reader of this build over the model of the settings, at once or when it is first needed."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from indexer.core.article import Degradation, Part
from indexer.core.errors import ModelError, report_degraded
from indexer.embed.prepare import fast_path, prepare, read_tokenizer
from indexer.embed.registry import find_source
from indexer.rerank.reader import Excerpt, GoOn, Judgement, Reader, to_the_end
from indexer.settings import IndexerSettings

READER_FILE = Path(__file__).with_name("reader.safetensors")
"""Shipped in the package."""


def load_reader(settings: IndexerSettings, file: Path | None = None) -> Reader:
    """The reader, over the base model that the embedder uses; that is prepared first if it is not yet.

    It shares the embedder's files, tokenizer and word vectors, and takes as many threads as the settings say.

    Args:
        settings: Model, backend, cache folder and threads.
        file: The reader's file, instead of the one in the package.

    Raises:
        ModelError: there is no reader's file, it belongs to another model than the settings', or OpenVINO can't be
            used; search then does without.
    """
    if file is not None and not file.is_file():
        # By its name alone, here and below: what is missing is told to whoever asks, and a path is nobody's business.
        raise ModelError(
            f"There is no reader {file.name}.", next_step="Name a file that is there in XUNWEN_READER, or none."
        )
    file = file or READER_FILE
    if not file.is_file():
        raise ModelError("This build has no reader.", next_step="Install a released package.")
    if settings.backend not in {"auto", "openvino"}:
        raise ModelError(
            f"The reader runs on OpenVINO, and the backend asked for is {settings.backend}.",
            next_step="Set XUNWEN_BACKEND to auto.",
        )
    source = find_source(settings)
    record = prepare(source, fast=True, progress=lambda _: None)
    path = fast_path(source, record, threads=settings.threads)
    card, tokenizer = record.bare_card(), read_tokenizer(source, record)
    from indexer.rerank.runtime import ReaderBase, open_reader

    base = ReaderBase(path.folder, path.reader_precision(card, tokenizer), tokenizer, card.fingerprint)
    return open_reader(base, file, threads=path.threads)


class LazyReader:
    """Opens a reader once, for any number of threads; one that can't be opened says so each time, without another try."""

    def __init__(self, open_reader: Callable[[], Reader]) -> None:
        self._open_reader = open_reader
        self._reader: Reader | None = None
        # In words: an exception would keep all that its traceback saw, the snapshot of the first question too.
        self._failure: Degradation | None = None
        self._lock = threading.Lock()

    @property
    def failure(self) -> Degradation | None:
        """Why it could not be opened; None where it was, and as long as nobody needs it."""
        return self._failure

    @property
    def fingerprint(self) -> str:
        """The reader's; opens it.

        Raises:
            ModelError: It can't be opened.
        """
        return self._opened().fingerprint

    def judge(self, question: str, excerpts: Sequence[Excerpt], go_on: GoOn = to_the_end) -> list[Judgement]:
        """As the reader.

        Raises:
            ModelError: It can't be opened.
        """
        return self._opened().judge(question, excerpts, go_on)

    def _opened(self) -> Reader:
        with self._lock:
            if self._reader is None:
                self._reader = self._open()
            return self._reader

    def _open(self) -> Reader:
        if self._failure is None:
            try:
                return self._open_reader()
            except ModelError as error:
                self._failure = report_degraded(Degradation(Part.READER, error.message, error.next_step))
        raise ModelError(self._failure.detail, next_step=self._failure.next_step)
