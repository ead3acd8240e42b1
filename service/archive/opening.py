"""Opens what is published of an index, with the model that made it, for a program as for a service."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from indexer.core.errors import SnapshotError
from indexer.embed.embedder import Embedder
from indexer.rerank.load import LazyReader
from indexer.rerank.reader import Reader
from service.curation.opening import curation_of
from service.search.opening import Pointer, open_index
from service.search.passage_reader import Budget
from service.search.searcher import Searcher
from service.settings import ServiceSettings


class SearcherOpener:
    """Opens searchers over one index, one for each state that is published; reader and curation are shared by all of them."""

    def __init__(
        self,
        where: Path,
        settings: ServiceSettings,
        *,
        model: Callable[[], Embedder | None],
        reader: Callable[[], Reader],
        read_ms: float,
    ) -> None:
        """Opens nothing yet.

        Args:
            where: Folder of the index, or milvus://HOST:PORT.
            settings: The curation file, and how many candidates the reader reads.
            model: Gives the model that embeds questions; None where only words are searched for.
            reader: Loads the reader, when it is first wanted.
            read_ms: Milliseconds that it may read for a question, where the settings do not say.
        """
        self._where = where
        self._model = model
        self.pointer = Pointer(where)
        self.reader = LazyReader(reader)
        self._curation = curation_of(where, settings)
        self._budget = Budget(settings.read_candidates, settings.read_ms or read_ms)

    def open(self) -> Searcher:
        """A searcher over what is published now; it is closed by closing its index.

        Raises:
            SnapshotError: Nothing is published, it is not whole, or another model made its vectors.
            ModelError: The model can't be found, prepared or trusted.
        """
        # Before the model, which takes long: a folder without a snapshot is told of at once.
        self.pointer.check()
        # Both wait for native code that lets the other go on: together they take as long as the model alone.
        with ThreadPoolExecutor(max_workers=1) as beside:
            opening = beside.submit(open_index, self._where)
            try:
                embedder = self._model()
            except BaseException:
                with suppress(SnapshotError):  # the lesser trouble of two
                    opening.result().close()
                raise
            index = opening.result()
        try:
            return Searcher.over(index, embedder, self.reader, budget=self._budget, curation=self._curation)
        except BaseException:
            index.close()
            raise
