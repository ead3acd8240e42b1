"""What is missing or fell back is told, once in the log and by whoever answers, or refused where that was asked for.

Dictionaries belong to the process, so those that could not be loaded are remembered here.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from indexer.domain import Degradation, Part
from indexer.errors import DegradedError

Loaded = TypeVar("Loaded")

LOGGER = "xunwen.degraded"
"""Name of the log that is told; a command that says in its own words what is missing silences it."""

logger = logging.getLogger(LOGGER)

_FAILURES = (ImportError, OSError, EOFError, RuntimeError, ValueError, TypeError, LookupError, AttributeError)
"""What loading a dictionary ends in where its package is missing, cut short or another one than expected."""

_missing: dict[str, Degradation] = {}
_lock = threading.Lock()


def told(degradation: Degradation) -> Degradation:
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
        told(failed)
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
