"""What a service does with its index besides answering from it: watch it, build it, go back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from service.http.readiness import ReadPointer
from service.jobs.desk import JobDesk

if TYPE_CHECKING:
    from indexer.rollback import WentBack

OpenDesk: TypeAlias = Callable[[Callable[[], object]], JobDesk]
"""Opens the index's jobs; is given what to call when one has succeeded."""

GoBack: TypeAlias = "Callable[[str | None], WentBack]"


@dataclass(frozen=True, slots=True)
class IndexOperations:
    """How to do so; each part may be missing."""

    read_pointer: ReadPointer | None = None
    open_desk: OpenDesk | None = None
    go_back: "GoBack | None" = None
    """Publishes an earlier snapshot, the one named or the one before."""


NO_OPERATIONS = IndexOperations()
"""For a service over an engine that has no folder."""
