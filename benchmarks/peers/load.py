"""Asks a service over HTTP, by one client or many, for so long; each question once, so that none comes from a cache."""

import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException

PATH = "/v1/search"
LIMIT = 10
TIMEOUT = 120


@dataclass(frozen=True, slots=True)
class Timing:
    """What one measurement gave."""

    milliseconds: tuple[float, ...]
    """Of each whole exchange that was answered with 200."""
    seconds: float
    """From the first question to the last answer."""
    cpu_seconds: float
    """Used by the service meanwhile."""
    errors: int
    """Exchanges that were not answered with 200."""


def numbered(texts: Sequence[str]) -> Iterator[str]:
    """The questions without end: once as they are, then with a number behind.

    >>> list(itertools.islice(numbered(["a?", "b?"]), 5))
    ['a?', 'b?', 'a?1', 'b?1', 'a?2']
    """
    return (f"{text}{turn or ''}" for turn in itertools.count() for text in texts)


class Service:
    """A way to search of a service that runs."""

    def __init__(self, address: str, fields: Mapping[str, object], cpu_seconds: Callable[[], float]) -> None:
        """Args: host and port; what the way's requests say besides; what its processes have used so far."""
        self._address = address
        self._fields = fields
        self._cpu_seconds = cpu_seconds

    def articles(self, query: str) -> list[str]:
        """Ids of the first articles for a question, best first.

        Raises:
            ValueError: The service does not answer with 200.
        """
        connection = HTTPConnection(self._address, timeout=TIMEOUT)
        status, body = self._exchange(connection, query)
        connection.close()
        if status != 200:
            raise ValueError(f"status {status}: {body.decode(errors='replace')[:300]}")
        return [hit["article"]["id"] for hit in json.loads(body)["hits"]]

    def measure(self, texts: Iterator[str], *, clients: int, seconds: float) -> Timing:
        """So many clients ask one question after the other until the time is over; the last ones are waited for."""
        source = _Shared(texts)
        began, used = time.perf_counter(), self._cpu_seconds()
        with ThreadPoolExecutor(clients) as pool:
            done = list(pool.map(lambda _: self._ask(source, began + seconds), range(clients)))
        elapsed, used = time.perf_counter() - began, self._cpu_seconds() - used
        took = tuple(each for times, _ in done for each in times)
        return Timing(took, elapsed, used, sum(errors for _, errors in done))

    def _ask(self, source: "_Shared", until: float) -> tuple[list[float], int]:
        connection = HTTPConnection(self._address, timeout=TIMEOUT)
        took: list[float] = []
        errors = 0
        while (began := time.perf_counter()) < until:
            try:
                status, _ = self._exchange(connection, source.take())
            except (OSError, HTTPException):
                connection.close()
                status = 0
            if status == 200:
                took.append((time.perf_counter() - began) * 1000)
            else:
                errors += 1
        connection.close()
        return took, errors

    def _exchange(self, connection: HTTPConnection, query: str) -> tuple[int, bytes]:
        body = json.dumps({"query": query, "limit": LIMIT, "group_by": "article", **self._fields})
        connection.request("POST", PATH, body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        return response.status, response.read()


class _Shared:
    """An iterator that several threads take from."""

    def __init__(self, texts: Iterator[str]) -> None:
        self._texts = texts
        self._lock = threading.Lock()

    def take(self) -> str:
        with self._lock:
            return next(self._texts)
