"""What a service keeps of its readers, where it is told to: clicks, alerts and the log of questions."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Self

from anyio.to_thread import run_sync
from starlette.datastructures import State

from indexer.core.errors import StorageError
from service.alerts.alert import Alert
from service.alerts.store import AlertStore
from service.alerts.watch import AlertWatch
from service.events.store import ChoiceStore
from service.http.engine import Engine
from service.http.engine_refcount import engine_reference
from service.http.events_routes import EventDesk
from service.http.readiness import Readiness
from service.keys.scopes import Scope
from service.keys.store import KeyStore
from service.query_log.store import QueryLog
from service.results import Filters
from service.settings import ServiceSettings

logger = logging.getLogger("xunwen.http")

_TIDY_SECONDS = 3600.0


@dataclass(slots=True, eq=False)
class Records:
    """Where each is kept; None for what is not."""

    events: EventDesk
    alerts: AlertStore | None
    watch: AlertWatch | None
    query_log: QueryLog | None
    _tidying: "asyncio.Task[None] | None" = field(default=None, init=False)

    @classmethod
    def open(cls, settings: ServiceSettings, readiness: Readiness, name: str) -> Self:
        """Opens what the settings name.

        Args:
            settings: Which files, and for how long.
            readiness: Has what alerts are asked of.
            name: Of the index.

        Raises:
            StorageError: A file can't be written.
        """
        log = settings.query_log
        alerts = None if settings.alerts_file is None else AlertStore(settings.alerts_file)
        return cls(
            EventDesk(None if settings.events_file is None else ChoiceStore(settings.events_file)),
            alerts,
            None if alerts is None else _watch(alerts, readiness, settings),
            None if log is None else QueryLog(log, days=settings.query_log_days, archive=name),
        )

    def put_into(self, state: State) -> None:
        """Lets routes find them."""
        state.event_desk, state.alerts, state.query_log = self.events, self.alerts, self.query_log

    def start(self) -> None:
        """Begins to look for what is new and what is old, in the running event loop."""
        if self.watch is not None:
            self.watch.start()
        if self.query_log is not None:
            self._tidying = asyncio.create_task(_keep_tidy(self.query_log))

    async def stop(self) -> None:
        """Ends that."""
        if self._tidying is not None:
            self._tidying.cancel()
        if self.watch is not None:
            await run_sync(self.watch.stop)


def _watch(alerts: AlertStore, readiness: Readiness, settings: ServiceSettings) -> AlertWatch:
    """What asks alerts of each new snapshot, for as long as their keys are good."""
    keys = None if settings.keys_file is None else KeyStore(settings.keys_file)

    @contextmanager
    def served() -> Iterator[Engine]:
        with engine_reference():
            yield readiness.engine()

    def bounds_of(alert: Alert) -> Filters | None:
        if not alert.owner:
            return Filters()
        key = None if keys is None else keys.keys().get(alert.owner)
        good = key is not None and key.may(Scope.ALERTS) and not key.trouble(datetime.now(UTC))
        return key.bounds.to_filters() if key is not None and good else None

    return AlertWatch(alerts, served, bounds_of, settings.webhook_networks)


async def _keep_tidy(log: QueryLog) -> None:
    """Deletes questions when their time is over, also where nobody asks another."""
    while True:
        try:
            await run_sync(log.tidy)
        except StorageError as error:
            logger.error("old questions could not be deleted: %s", error)  # noqa: TRY400  it is no bug
        await asyncio.sleep(_TIDY_SECONDS)
