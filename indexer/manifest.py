"""What a snapshot says of itself: `manifest.json`, with a hash of every other file."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from indexer.embed import ModelCard
from indexer.errors import BrokenSnapshotError

FORMAT = 2
"""Raised when a snapshot of the last version can no longer be read.

2: articles know the page they were read from, and the manifest what made each part. 1 is refused: a build from it could
not tell which parts it may reuse, and made anew from its sources it costs no embedding.
"""

POINTER = "CURRENT"
"""In an index's folder, the file that names the published snapshot."""

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class FileSeal:
    """Size and sha256 of one file."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A snapshot's description, complete: what is not in here is not in the snapshot."""

    format: int
    name: str
    created_at: str
    """When the build published it, ISO 8601 in UTC."""
    xunwen: str
    """Version that built it."""
    model: ModelCard
    backend: str
    """What computed the vectors."""
    chunk_tokens: int
    recipe: dict[str, str]
    """What made each part, see `building/recipe.py`: a build reuses only what it would make the same."""
    why: str
    """Why it exists: "index", or what the caller of the build named."""
    base: str
    """The snapshot that the build began from; empty for a first build."""
    articles: int
    chunks: int
    files: dict[str, FileSeal]
    """By path inside the snapshot."""

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
            fields = json.loads(text)
            if fields["format"] != FORMAT:
                raise BrokenSnapshotError(
                    f"Snapshot {name} has format {fields['format']}; this version of xunwen reads format {FORMAT}.",
                    next_step=next_step,
                )
            fields["model"] = ModelCard(**fields["model"])
            fields["files"] = {path: FileSeal(**seal) for path, seal in fields["files"].items()}
            return cls(**fields)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BrokenSnapshotError(
                f"The manifest of snapshot {name} can't be read: {error}.", next_step=next_step
            ) from error


def seal(file: Path) -> FileSeal:
    """Size and sha256 of a file's bytes."""
    digest = hashlib.sha256()
    size = 0
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return FileSeal(size, digest.hexdigest())
