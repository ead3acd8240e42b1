"""What a snapshot says of itself: `manifest.json`, with a hash of every other file."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field, StringConstraints, TypeAdapter, ValidationError

from indexer.embed import ModelCard
from indexer.errors import BrokenSnapshotError, SettingError
from indexer.naming import is_name
from indexer.zone import DEFAULT_ZONE, zone_named

FORMAT = 2
"""Raised when a snapshot of the last version can no longer be read.

2: articles know the page they were read from, and the manifest what made each part. 1 is refused: a build from it could
not tell which parts it may reuse, and made anew from its sources it costs no embedding.
"""

POINTER = "CURRENT"
"""In an index's folder, the file that names the published snapshot."""

_BLOCK = 1 << 20


def _is_name(text: str) -> str:
    if not is_name(text):
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
    """What made each part, see `building/recipe.py`: a build reuses only what it would make the same."""
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
