"""What a process of the cluster does with a row of work. It knows no cluster, so that it runs, and is tested, anywhere."""

import hashlib
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import numpy as np

from indexer.core.errors import WorkersError, XunwenError
from indexer.distributed.local import article_or_skip
from indexer.distributed.serialization import found_to_bytes, pages_of, texts_of, vectors_to_bytes
from indexer.embed.embedder import Embedder
from indexer.embed.load import load_embedder
from indexer.settings import Backend, IndexerSettings

Row = Mapping[str, object]
"""A row of work: "place" in the stream and "work"; a row of results: "place", "result", and "error" or empty."""

Load = Callable[[], Embedder]

_TOOLS = ("xunwen", "htmldate", "lxml", "py3langid", "trafilatura")
"""What an article depends on."""

_PROBE = [
    "据统计，全村共捐款三万二千元，口罩一千余个。",
    "The council spent US$1.5 million on the new roof.",
    "短讯",
    "七月二十日，白鹭镇连降暴雨，镇政府转移群众四百余人，安置在中学体育馆。" * 3,
]


@dataclass(frozen=True, slots=True)
class SameModel:
    """Opens the model that the build's settings name, on one CPU; where models are kept is each machine's own affair."""

    model: str
    query_prefix: str | None
    passage_prefix: str | None
    backend: Backend
    allow_download: bool

    @classmethod
    def of(cls, settings: IndexerSettings) -> "SameModel":
        """The model of some settings; a folder is named in full, as a process of Ray is elsewhere at home."""
        folder = Path(settings.model).expanduser()
        return cls(
            str(folder.resolve()) if folder.is_dir() else settings.model,
            settings.query_prefix,
            settings.passage_prefix,
            settings.backend,
            settings.allow_download,
        )

    def __call__(self) -> Embedder:
        """The embedder; the number of threads does not change a vector."""
        return load_embedder(
            IndexerSettings(
                model=self.model,
                query_prefix=self.query_prefix,
                passage_prefix=self.passage_prefix,
                backend=self.backend,
                allow_download=self.allow_download,
                threads=1,
            )
        )


@dataclass(frozen=True, slots=True)
class EmbedTask:
    """Embeds a row's texts, with a model that was seen to give the build's own vectors."""

    load: Load
    fingerprint: str
    probe: str

    @classmethod
    def like(cls, embedder: Embedder, load: Load) -> "EmbedTask":
        """The task whose vectors equal those of an embedder of this process."""
        return cls(load, embedder.card.fingerprint, _probe(embedder))

    def __call__(self, row: Row) -> dict[str, object]:
        """Vectors as bytes."""
        return answered(row, lambda work: vectors_to_bytes(_opened(self).embed_passages(texts_of(work))))


@dataclass(frozen=True, slots=True)
class ExtractTask:
    """Extracts a row's pages, with the versions that the build has."""

    tools: tuple[str, ...]

    @classmethod
    def like_here(cls) -> "ExtractTask":
        """The task whose articles equal those extracted in this process."""
        return cls(_tools())

    def __call__(self, row: Row) -> dict[str, object]:
        """Articles and skips as bytes."""
        return answered(row, self._extracted)

    def _extracted(self, work: bytes) -> bytes:
        if (found := _tools()) != self.tools:
            raise WorkersError(
                f"It has {', '.join(found)}; the build has {', '.join(self.tools)}.",
                next_step="Install the same versions on every machine.",
            )
        return found_to_bytes([article_or_skip(page) for page in pages_of(work)])


def answered(row: Row, work: Callable[[bytes], bytes]) -> dict[str, object]:
    """The row of results; a failure that has words is a value, to be raised where somebody reads it."""
    content = row["work"]
    assert isinstance(content, bytes)  # noqa: S101 - rows come from `ray.py` alone
    try:
        return {"place": row["place"], "result": work(content), "error": ""}
    except XunwenError as error:
        return {"place": row["place"], "result": b"", "error": f"{platform.node()}: {error}"}


@lru_cache(maxsize=1)
def _opened(task: EmbedTask) -> Embedder:
    """The model, opened once in each process and kept for all that follows."""
    embedder = task.load()
    if embedder.card.fingerprint != task.fingerprint:
        raise WorkersError(
            f"Its model {embedder.card.name} is another one than the build's.",
            next_step="Install the same packages and model on every machine.",
        )
    if _probe(embedder) != task.probe:
        raise WorkersError(
            f"Its processor gives other vectors ({embedder.backend}) than the build's.",
            next_step="Set XUNWEN_BACKEND=float64 for the build, or take machines of one kind.",
        )
    return embedder


def _probe(embedder: Embedder) -> str:
    """Equal where two machines give the same vectors, as they are stored."""
    vectors = embedder.embed_passages(_PROBE).astype(np.float16)
    return hashlib.sha256(vectors.tobytes()).hexdigest()


@lru_cache(maxsize=1)
def _tools() -> tuple[str, ...]:
    return tuple(f"{name} {version(name)}" for name in _TOOLS)
