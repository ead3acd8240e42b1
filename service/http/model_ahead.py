"""Loads the model of a service while the rest of the service is still being imported.

What reads and compiles it is native code, which takes another processor than the imports do.
"""

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from indexer.core.native_threads import NativeThread
from indexer.core.processors import processors
from indexer.settings import IndexerSettings
from service.results import Mode
from service.settings import ServiceSettings

if TYPE_CHECKING:
    from indexer.embed.embedder import Embedder
    from indexer.rerank.reader import Reader

Loaded = TypeVar("Loaded")


def settings_for_questions(chosen: IndexerSettings, service: ServiceSettings) -> IndexerSettings:
    """The settings of a model that embeds questions."""
    # One question is too little work for many threads, which would take the processors from the searches beside it.
    threads = chosen.threads or max(processors() // (2 * service.workers), 1)
    return chosen.model_copy(update={"threads": threads})


class ModelAhead:
    """A model that is on its way; whoever asks for it first gets it, or the error that it ended with."""

    def __init__(self, chosen: IndexerSettings, service: ServiceSettings) -> None:
        """Begins to load the embedder, and the reader where it reads for answers.

        Args:
            chosen: Which model.
            service: How many workers there are, which reader, and which mode.
        """
        self._chosen = chosen
        self._service = service
        self._embedder: Future[Embedder] | None = Future()
        self._reader: Future[Reader] | None = Future() if service.default_mode in {None, Mode.RERANKED} else None
        NativeThread(self._run, self._embedder, self._reader, name="load-model").start()

    def _run(self, embedder: "Future[Embedder]", reader: "Future[Reader] | None") -> None:
        # Here and not at the top, as below: that these take long is why they are imported beside the others.
        from indexer.embed.load import load_embedder
        from indexer.rerank.load import load_reader

        _fulfil(embedder, lambda: load_embedder(settings_for_questions(self._chosen, self._service)))
        if reader is not None:
            _fulfil(reader, lambda: load_reader(self._chosen, self._service.reader))

    def load_embedder(self, settings: IndexerSettings) -> "Embedder":
        """The embedder that was begun; who asks again has it loaded anew.

        Raises:
            ModelError: As `indexer.embed.load.load_embedder`.
        """
        from indexer.embed.load import load_embedder

        begun, self._embedder = self._embedder, None
        return load_embedder(settings) if begun is None else begun.result()

    def load_reader(self, settings: IndexerSettings, file: Path | None) -> "Reader":
        """The same of the reader.

        Raises:
            ModelError: As `indexer.rerank.load.load_reader`.
        """
        from indexer.rerank.load import load_reader

        begun, self._reader = self._reader, None
        return load_reader(settings, file) if begun is None else begun.result()


def _fulfil(promised: "Future[Loaded]", load: Callable[[], Loaded]) -> None:
    """Does the work that was promised, or tells how it failed."""
    try:
        promised.set_result(load())
    except BaseException as error:  # noqa: BLE001  whoever waits raises it
        promised.set_exception(error)
