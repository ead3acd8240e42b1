"""Looks beside the running service for what was published and what is due: of all its workers, one at a time."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager

from filelock import FileLock, Timeout

from indexer.core.errors import SnapshotError, XunwenError
from indexer.fetch.addresses import Network
from service.alerts.alert import Delivery
from service.alerts.matching import Archive, BoundsOf, look_through
from service.alerts.store import AlertStore
from service.alerts.webhook import again_at, send

logger = logging.getLogger("xunwen.alerts")

_TICK = 1.0
_AT_ONCE = 4
"""Messages that are sent at once: one slow receiver holds up no other."""
_JOIN_SECONDS = 20.0


class AlertWatch:
    """One thread that asks alerts of each new snapshot, and sends what they found."""

    def __init__(
        self,
        store: AlertStore,
        archive: Callable[[], AbstractContextManager[Archive]],
        bounds_of: BoundsOf,
        allowed: Sequence[Network],
        *,
        tick: float = _TICK,
    ) -> None:
        """Takes what it works with.

        Args:
            store: The alerts.
            archive: Opens what is served now; SnapshotError where nothing is.
            bounds_of: Tells what the owner of an alert may see.
            allowed: Networks that webhooks may lead to though they are not public.
            tick: Seconds between two looks.
        """
        self._store = store
        self._archive = archive
        self._bounds_of = bounds_of
        self._allowed = allowed
        self._tick = tick
        self._ended = threading.Event()
        self._told = ""
        self._thread = threading.Thread(target=self._run, name="watch-alerts", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End, after what is being sent."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(_JOIN_SECONDS)

    def _run(self) -> None:
        while not self._ended.wait(self._tick):
            try:
                self.look()
                self._told = ""
            except XunwenError as error:  # a full disk passes
                if str(error) != self._told:
                    logger.error("alerts can't be looked after: %s", error)  # noqa: TRY400  it is no bug
                self._told = str(error)
            except Exception:
                logger.exception("alerts can't be looked after for now")

    def look(self) -> None:
        """Do what is due, unless another process does.

        Raises:
            StorageError: The alerts can't be read or written.
        """
        if not self._store.exists:
            return
        try:
            with FileLock(self._store.file.with_name(f".{self._store.file.name}.lock"), timeout=0):
                self._look_through()
                while due := self._store.due(time.time(), limit=_AT_ONCE):
                    with ThreadPoolExecutor(_AT_ONCE) as threads:
                        list(threads.map(self._send, due))
        except Timeout:
            return

    def _look_through(self) -> None:
        try:
            with self._archive() as archive:
                if archive.manifest.name != self._store.checked():
                    count = look_through(archive, self._store, self._bounds_of)
                    logger.info("alerts: %d matches in snapshot %s", count, archive.manifest.name)
        except SnapshotError:
            return  # nothing is served yet

    def _send(self, delivery: Delivery) -> None:
        if self._bounds_of(delivery.alert) is None:
            self._store.sent(delivery, error="The key of its owner is not valid any more.")
            return
        error = send(delivery, self._allowed)
        again = again_at(delivery.attempts, time.time()) if error else None
        self._store.sent(delivery, error=error, again_at=again)
        if error:
            logger.warning("alert %s: message %s was not taken: %s", delivery.alert.id, delivery.id, error)
