"""One opened generation of an index in a Milvus: what it says of itself, and where its rows are fetched from."""

from base64 import b64decode
from collections.abc import Iterator, Sequence
from functools import cached_property
from zoneinfo import ZoneInfo

from indexer.core.clock import zone_named
from indexer.core.errors import MilvusError
from indexer.index.aliases import NameTable
from indexer.index.compound_words import CompoundWords
from indexer.index.manifest import Manifest
from indexer.milvus.client import Milvus
from indexer.milvus.generations import Generations
from indexer.milvus.schema import alive
from service.search.facts import ArchiveStatistics
from service.search.milvus.rows import Rows as FetchedRows
from service.search.milvus.texts import COMPOUNDS, STATISTICS, VALUES, Values, read_statistics


class OpenGeneration:
    """A generation, as it was published."""

    def __init__(self, milvus: Milvus, generation: int) -> None:
        """Reads what the generation says of itself.

        Args:
            milvus: Where it is; closed with this.
            generation: Which.

        Raises:
            MilvusError: It can't be read.
        """
        self.milvus = milvus
        self._generations = generations = Generations(milvus)
        self.record = record = generations.record(generation)
        """What it says of itself."""
        self._manifest = Manifest.from_json(self.file("manifest.json").decode(), name=record.snapshot)
        self._zone = zone_named(self._manifest.time_zone)
        self._statistics = read_statistics(self.text(STATISTICS))
        self._names = NameTable.read(self.file("names.json").decode()) if self._has("names.json") else NameTable()
        self.chunks_name, self.articles_name = (generations.part(record.epoch, part) for part in ("chunks", "articles"))
        """Of its collections."""
        self.alive = alive(generation)
        """The condition that its rows meet."""
        self.rows = FetchedRows(milvus, chunks=self.chunks_name, articles=self.articles_name, zone=self._zone)
        """Fetched, and remembered."""

    @property
    def name(self) -> str:
        """The snapshot's name."""
        return self.record.snapshot

    @property
    def manifest(self) -> Manifest:
        """What the snapshot says of itself."""
        return self._manifest

    @property
    def zone(self) -> ZoneInfo:
        """The archive's time zone."""
        return self._zone

    @property
    def statistics(self) -> ArchiveStatistics:
        """What is true of the archive as a whole."""
        return self._statistics

    @property
    def names(self) -> NameTable:
        """Names that its articles explain."""
        return self._names

    @cached_property
    def values(self) -> Values:
        """Every source, author and keyword; read when a filter first names a part of one."""
        return Values.read(self.text(VALUES))

    def compounds(self, part: str) -> Sequence[str]:
        """Compounds that hold a word; none in a generation that was published before they were."""
        return self._compounds.with_part(part)

    @cached_property
    def _compounds(self) -> CompoundWords:
        return CompoundWords(self._generations.text(self.record.generation, COMPOUNDS).split())

    def text(self, name: str) -> str:
        """A text of this generation.

        Raises:
            MilvusError: It has none of that name.
        """
        text = self._generations.text(self.record.generation, name)
        if not text:
            raise MilvusError(
                f"Generation {self.record.generation} in {self.milvus.address.shown} lacks {name}.",
                next_step="Publish it again: xunwen publish --full",
            )
        return text

    def pieces(self, name: str) -> Iterator[str]:
        """The same a piece at a time; none where there is no such text."""
        return self._generations.pieces(self.record.generation, name)

    def published_text(self, name: str) -> str:
        """A text that was published with this generation."""
        return self._generations.text(self.record.generation, f".{name}")

    def published_file(self, name: str) -> bytes:
        """A file that was published with this generation; empty where there is none of that name."""
        return b64decode(self._generations.text(self.record.generation, name))

    def close(self) -> None:
        """Ends the connection."""
        self.milvus.close()

    def file(self, path: str) -> bytes:
        """A file of this generation.

        Raises:
            MilvusError: It has none of that name.
        """
        return b64decode(self.text(path))

    def _has(self, path: str) -> bool:
        return path in self._manifest.files
