"""What was met lately and may be asked for again, within bounds: a search asks a Milvus for much that the one before asked for."""

import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """Values by their keys, for any number of threads; a key stands for one value for good."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, keys: Iterable[K]) -> dict[K, V]:
        """Those of some keys that are remembered."""
        with self._lock:
            found = {key: self._kept[key] for key in keys if key in self._kept}
            for key in found:
                self._kept.move_to_end(key)
        return found

    def keep(self, values: Mapping[K, V]) -> None:
        """Remembers values, and forgets those met longest ago."""
        with self._lock:
            self._kept |= values
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
