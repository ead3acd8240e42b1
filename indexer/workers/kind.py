"""The names of workers, apart from what they import, so that the command line can list them at once."""

from enum import StrEnum


class WorkersKind(StrEnum):
    """Where a build extracts and embeds."""

    LOCAL = "local"
    """In its own process."""
    RAY = "ray"
    """In the processes of a Ray cluster."""
