"""Which files jobs may read: only what truly lies under the folders that the settings name."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from indexer.errors import InputError


class ForbiddenSourceError(InputError):
    """A source lies outside of the folders that jobs may read."""


def allowed_sources(sources: Sequence[str], folders: Iterable[Path]) -> tuple[Path, ...]:
    """The sources with every symbolic link followed, each under an allowed folder.

    A relative source is looked for in each folder in turn. The message is the same for what is missing and for what
    may not be read, so that nobody learns of files outside by asking.

    Raises:
        ForbiddenSourceError: One is missing or lies elsewhere; the message names it.
    """
    roots = [folder.resolve() for folder in folders]
    return tuple(_allowed(source, roots) for source in sources)


def _allowed(source: str, roots: Sequence[Path]) -> Path:
    for root in roots:
        found = _resolved(root / source)
        if found is not None and any(found.is_relative_to(allowed) for allowed in roots):
            return found
    raise ForbiddenSourceError(
        f"{source!r} is not a file or folder that jobs may read.",
        next_step="XUNWEN_JOB_FOLDERS lists the folders that they may; a source must exist under one of them.",
    )


def _resolved(path: Path) -> Path | None:
    try:
        return path.resolve(strict=True)
    except (OSError, ValueError, RuntimeError):  # missing, a NUL in the name, links in a circle
        return None
