"""Clients that ask a service the same again and again, from threads of their own, while something happens to its index."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.testclient import TestClient


def told(response: Any) -> str:
    """What a response says, but for how long it took."""
    assert response.status_code == 200, response.text
    body = response.json()
    body.pop("took_ms", None)
    return json.dumps(body, ensure_ascii=False, sort_keys=True)


def is_whole(response: Any) -> bool:
    """Whether it is an answer that nothing was missing for."""
    return response.status_code == 200 and not response.json()["degraded"]


@dataclass
class Heard:
    """What the clients were told."""

    answers: list[tuple[str, str]] = field(default_factory=list)
    """Snapshot and all that was told, of each whole answer."""
    degraded: list[str] = field(default_factory=list)
    """What was told with something missing."""
    errors: list[tuple[int, str]] = field(default_factory=list)
    """Status and body of everything else."""

    def is_told(self, snapshot: str, *, since: int = 0) -> bool:
        """Whether a client was told by a snapshot, or of something wrong, which ends waiting for it, too.

        Args:
            snapshot: Its name.
            since: How many answers had been heard before.
        """
        return bool(self.errors or self.degraded) or any(name == snapshot for name, _ in self.answers[since:])

    def take(self, response: Any) -> None:
        """Another response."""
        if response.status_code != 200:
            self.errors.append((response.status_code, response.text))
        elif response.json()["degraded"]:
            self.degraded.append(response.text)
        else:
            self.answers.append((response.json()["snapshot"], told(response)))


@contextmanager
def asking(client: TestClient, body: dict[str, Any], *, clients: int) -> Iterator[Heard]:
    """Asks for as long as this lasts."""
    heard, stop = Heard(), threading.Event()

    def ask() -> None:
        while not stop.is_set():
            heard.take(client.post("/v1/search", json=body))

    with ThreadPoolExecutor(max_workers=clients) as pool:
        running = [pool.submit(ask) for _ in range(clients)]
        try:
            yield heard
        finally:
            stop.set()
        for each in running:
            each.result()


def until(holds: Callable[[], bool], *, seconds: float = 120.0) -> None:
    """Waits until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def until_served(client: TestClient, snapshot: str) -> None:
    """Waits until a service answers from a snapshot; on a machine so busy that it can't be opened in time, it is tried again later."""
    until(lambda: (client.get("/readyz").json().get("snapshot") or {}).get("name") == snapshot, seconds=300)
