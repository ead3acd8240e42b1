"""Which snapshots an index has published, when and why: one line each time the pointer moved.

DIR/history.jsonl is told to people and used to tell a published snapshot from what a killed build left; the pointer
alone decides what is served.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

_FILE = "history.jsonl"


@dataclass(frozen=True, slots=True)
class Move:
    """One move of the pointer."""

    snapshot: str
    at: str
    """ISO 8601 in UTC."""
    why: str
    """"index", "rollback", or what the caller of a build named."""
    manifest_sha256: str


def moves(index_dir: Path) -> list[Move]:
    """All moves, oldest first; a line that a crash cut short is left out."""
    try:
        lines = (index_dir / _FILE).read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    return [move for line in lines if (move := _read(line)) is not None]


def record(index_dir: Path, move: Move) -> None:
    """Adds a move, on disk when this returns."""
    file = index_dir / _FILE
    # On a line of its own, whatever a crash left of the line before.
    cut = file.exists() and file.read_bytes()[-1:] not in {b"", b"\n"}
    with file.open("a", encoding="utf-8") as stream:
        stream.write("\n" * cut + json.dumps(asdict(move), ensure_ascii=False) + "\n")
        stream.flush()
        os.fsync(stream.fileno())


def _read(line: str) -> Move | None:
    try:
        return Move(**json.loads(line))
    except (ValueError, TypeError):
        return None
