"""What a snapshot says of itself: its name, `manifest.json` with a hash of every other file, and whether it holds the vectors of the model that is loaded.

Version 0.1 named the default model by the hash of its weights, and a weight of it was rounded as the CPU's kernel liked
best: the same model had several names. Whether it is the same is told from vectors: some are computed again.
"""

import hashlib
import json
import logging
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal, TypeAlias

import numpy as np
from pydantic import AfterValidator, Field, StringConstraints, TypeAdapter, ValidationError

from indexer.core.arrays import Matrix, Rows
from indexer.core.clock import DEFAULT_ZONE, zone_named
from indexer.core.errors import BrokenSnapshotError, SettingError
from indexer.embed.embedder import Embedder, ModelCard
from indexer.settings import BASE_MODEL, DEFAULT_MODEL

_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,99}", re.ASCII)
_DATED = re.compile(r"(?!9999)\d{8}T\d{6}\.\d{3}Z", re.ASCII)
_FORM = "%Y%m%dT%H%M%S.%fZ"
_STEP = timedelta(milliseconds=1)


def is_snapshot_name(text: str) -> bool:
    """Whether a snapshot may be called so: one folder's name, not hidden, that no path can be made of."""
    return _NAME.fullmatch(text) is not None


def next_name(now: datetime, taken: Iterable[str]) -> str:
    """The name of a build that begins now; where a clock was set back, the moment after the newest that is taken.

    Args:
        now: When the build begins.
        taken: Every name that was given before.
    """
    before = [moment for name in taken if (moment := _moment(name))]
    moment = max([now.astimezone(UTC), *(each + _STEP for each in before)])
    return f"{moment.strftime(_FORM)[:-4]}Z"


def _moment(name: str) -> datetime | None:
    """What a name says; None where it was not given by a build."""
    if not _DATED.fullmatch(name):
        return None
    try:
        return datetime.strptime(name, _FORM).replace(tzinfo=UTC)
    except ValueError:
        return None


FORMAT = 2
"""Raised when a snapshot of the last version can no longer be read.

2: articles know the page they were read from, and the manifest what made each part. 1 is refused: a build from it could
not tell which parts it may reuse, and made anew from its sources it costs no embedding.
"""

POINTER = "CURRENT"
"""In an index's folder, the file that names the published snapshot."""

_BLOCK = 1 << 20


def _is_name(text: str) -> str:
    if not is_snapshot_name(text):
        raise ValueError("not a snapshot's name")
    return text


def _is_moment(text: str) -> str:
    if datetime.fromisoformat(text).tzinfo is None:
        raise ValueError("a moment without its offset from UTC")
    return text


def _is_zone(text: str) -> str:
    try:
        return zone_named(text).key
    except SettingError as error:
        raise ValueError(error.message) from error


def _is_inside(text: str) -> str:
    """A path inside the snapshot's folder: nothing else is ever opened."""
    path = PurePosixPath(text)
    if path.is_absolute() or ".." in path.parts or path.as_posix() != text or "\0" in text or text == ".":
        raise ValueError("not a path inside the snapshot")
    return text


Name: TypeAlias = Annotated[str, AfterValidator(_is_name)]
"""What a snapshot may be called."""

Sha256: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

Moment: TypeAlias = Annotated[str, AfterValidator(_is_moment)]
"""ISO 8601 with its offset from UTC."""

_Path: TypeAlias = Annotated[str, AfterValidator(_is_inside)]
_Count: TypeAlias = Annotated[int, Field(ge=0, lt=1 << 53)]


@dataclass(frozen=True, slots=True)
class FileSeal:
    """Size and sha256 of one file."""

    bytes: _Count
    sha256: Sha256


@dataclass(frozen=True, slots=True)
class Statistics:
    """What is true of an archive as a whole, so that who opens it need not look at all of it."""

    spread: float
    """Standard deviation of cosines between chunks of one language, the unit of fused scores."""
    retold_from: float
    """Articles in two languages may tell the same story from this cosine on."""
    newest: str
    """The last day on which an article was published, ISO 8601 in the archive's zone; empty where none has a date."""
    languages: tuple[str, ...]
    """Of its articles, BCP 47, sorted."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A snapshot's description, complete: what is not in here is not in the snapshot."""

    format: int
    name: Name
    created_at: Moment
    """When the build published it, ISO 8601 in UTC."""
    xunwen: str
    """Version that built it."""
    model: ModelCard
    backend: str
    """What computed the vectors."""
    chunk_tokens: _Count
    recipe: dict[str, str]
    """What made each part, see `pipeline/fingerprint.py`: a build reuses only what it would make the same."""
    why: str
    """Why it exists: "index", or what the caller of the build named."""
    base: Name | Literal[""]
    """The snapshot that the build began from; empty for a first build."""
    articles: _Count
    chunks: _Count
    files: dict[_Path, FileSeal]
    """By path inside the snapshot."""
    time_zone: Annotated[str, AfterValidator(_is_zone)] = DEFAULT_ZONE
    """The archive's: what clock its dates without an offset were written by, and when its days begin."""
    statistics: Statistics | None = None
    """None in one of version 0.3 or older: they are computed when it is opened."""

    def to_json(self) -> str:
        """The manifest as it lies on disk."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str, *, name: str, next_step: str = "") -> "Manifest":
        """Reads a manifest.

        Args:
            text: The manifest as it lies on disk.
            name: The snapshot's, for messages.
            next_step: What to do if it can't be read.

        Raises:
            BrokenSnapshotError: It is not a manifest, or of a format this version can't read.
        """
        try:
            made_in = _read_format(text).format
            if made_in != FORMAT:
                raise BrokenSnapshotError(
                    f"Snapshot {name} has format {made_in}; this version of xunwen reads format {FORMAT}.",
                    next_step=next_step,
                )
            return _read_manifest(text, strict=True)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(map(str, first["loc"])) or "all of it"
            raise BrokenSnapshotError(
                f"The manifest of snapshot {name} can't be read: {place}: {first['msg']}.", next_step=next_step
            ) from error


@dataclass(frozen=True, slots=True)
class _Format:
    """What every manifest says, whichever version wrote it."""

    format: int


_read_format = TypeAdapter(_Format).validate_json
_read_manifest = TypeAdapter(Manifest).validate_json


def seal(file: Path) -> FileSeal:
    """Size and sha256 of a file's bytes."""
    digest = hashlib.sha256()
    size = 0
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return FileSeal(size, digest.hexdigest())


_SAMPLE = 16
"""Chunks that are embedded again."""

LEAST_COSINE = 0.996
"""Two ways of computing one model may each be 0.001 off the model (`embed/fast_path.py`), which is 0.004 from each other.

The model with its adapter and without are 0.978 to 0.992 alike, over 178 passages of news.
"""

ReadRows = Callable[[Rows], tuple[Sequence[str], Matrix]]
"""Texts of some rows as they were embedded, and their vectors, shape (rows, dimension)."""

logger = logging.getLogger("xunwen")


def same_model(manifest: Manifest, embedder: Embedder, read_rows: ReadRows) -> bool:
    """Whether a snapshot's vectors are those of an embedder's model.

    Args:
        manifest: The snapshot's.
        embedder: The model that is loaded.
        read_rows: Reads the snapshot; called for a snapshot of version 0.1 alone.
    """
    if manifest.model.fingerprint == embedder.card.fingerprint:
        return True
    if not _may_be_the_same(manifest, embedder.card):
        return False
    rows = np.unique(np.linspace(0, manifest.chunks - 1, _SAMPLE).astype(np.int64))
    texts, stored = read_rows(rows)
    computed = embedder.embed_passages(texts)
    cosines = np.sum(computed * stored, axis=1) / np.linalg.norm(stored, axis=1)
    same = bool(np.min(cosines) >= LEAST_COSINE)
    logger.info(
        "Snapshot %s names its model as version 0.1 did; %d of its vectors computed again %s (least cosine %.4f).",
        manifest.name, len(rows), "are the same" if same else "differ", float(np.min(cosines)),
    )  # fmt: skip
    return same


def _may_be_the_same(manifest: Manifest, card: ModelCard) -> bool:
    """Whether nothing but the fingerprint, made as version 0.1 made it, tells two models apart."""
    made_by = manifest.model
    told = (made_by.name, made_by.dimension, made_by.max_tokens, made_by.query_prefix, made_by.passage_prefix)
    here = (card.name, card.dimension, card.max_tokens, card.query_prefix, card.passage_prefix)
    return (
        manifest.xunwen.startswith("0.1.")
        and manifest.chunks > 0
        and made_by.name in {DEFAULT_MODEL, BASE_MODEL}
        and told == here
    )
