"""Token buckets that several processes count in together: fixed slots in shared memory, each change under a lock of the system.

A bucket holds as many requests as a minute lets through, or as it is told, and fills evenly. What has not been seen yet is full.
"""

import mmap
import os
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fcntl import LOCK_EX, LOCK_NB, LOCK_UN, lockf
from hashlib import blake2b
from pathlib import Path

SECONDS = 60
"""In which a bucket fills, where nothing else is said."""

_SLOT = struct.Struct("<Qdd")
"""Whose it is, what is left in it, and when that was so."""
_WAYS = 8
"""Slots that one name may stand in: where all are taken, the one that is fullest by now makes room."""
_SETS = 8192
_SET_BYTES = _WAYS * _SLOT.size
_TRIES = 200
_TRY_SECONDS = 25e-6
"""A process that was stopped while it held a lock keeps the others waiting for some milliseconds, and no longer."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What came of asking a bucket for one request."""

    granted: bool
    most: int
    """Requests that a full bucket holds."""
    left: int
    wait: float
    """Seconds until the next one is granted; 0 where one would be now."""
    full_in: float
    """Seconds until the bucket is full again."""


class Buckets:
    """All buckets of a service."""

    def __init__(self, file: Path | None = None, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Opens buckets in a file that processes share; without one they are this process's own.

        Args:
            file: Made where it is missing. Its content means nothing once the machine was started anew.
            clock: Seconds that only grow, the same for all processes of the machine.
        """
        self._clock = clock
        self._lock = threading.Lock()
        self._file: int | None = None
        if file is None:
            self._memory = mmap.mmap(-1, _SETS * _SET_BYTES)
            return
        self._file = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        os.ftruncate(self._file, _SETS * _SET_BYTES)
        self._memory = mmap.mmap(self._file, _SETS * _SET_BYTES)

    def draw(self, name: str, most: int, *, seconds: float = SECONDS) -> Drawn:
        """Takes one request out of a bucket, if it holds one.

        Args:
            name: Whose bucket.
            most: Requests that it holds; another number than before changes how fast it fills, too.
            seconds: In which it fills.
        """
        hashed = blake2b(name.encode(), digest_size=16).digest()
        mark = int.from_bytes(hashed[:8], "little") | 1  # 0 is a slot that nobody has
        base = int.from_bytes(hashed[8:], "little") % _SETS * _SET_BYTES
        rate = most / seconds
        with self._locked(base):
            now = self._clock()
            place, left = self._slot(base, mark, most, rate, now)
            granted = left >= 1
            left -= granted
            _SLOT.pack_into(self._memory, place, mark, left, now)
        wait = 0.0 if left >= 1 else (1 - left) / rate
        return Drawn(granted, most, int(left), wait, (most - left) / rate)

    def close(self) -> None:
        """Gives the memory back."""
        self._memory.close()
        if self._file is not None:
            os.close(self._file)

    def _slot(self, base: int, mark: int, most: int, rate: float, now: float) -> tuple[int, float]:
        """Where a bucket stands and what is in it by now; a new one takes the slot that is nearest to full."""
        roomiest, longest = base, -1.0
        for place in range(base, base + _SET_BYTES, _SLOT.size):
            owner, left, seen = _SLOT.unpack_from(self._memory, place)
            # A time to come is one from before the machine was started.
            passed = now - seen if owner and seen <= now else SECONDS
            if owner == mark:
                return place, min(left + passed * rate, float(most))
            if (idle := SECONDS if not owner else passed) > longest:
                roomiest, longest = place, idle
        return roomiest, float(most)

    @contextmanager
    def _locked(self, base: int) -> Iterator[None]:
        """Inside, nobody else changes the slots from a place on."""
        with self._lock:
            held = self._file is not None and _taken(self._file, base)
            try:
                yield
            finally:
                if held and self._file is not None:
                    lockf(self._file, LOCK_UN, _SET_BYTES, base)


def _taken(file: int, base: int) -> bool:
    """Whether the lock of some slots could be had in a few milliseconds: nobody may keep a service waiting."""
    for _ in range(_TRIES):
        try:
            lockf(file, LOCK_EX | LOCK_NB, _SET_BYTES, base)
        except OSError:
            time.sleep(_TRY_SECONDS)
        else:
            return True
    return False
