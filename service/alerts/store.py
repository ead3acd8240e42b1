"""Alerts, what they found and what is to be sent, in one SQLite file that several processes may write."""

import sqlite3
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from indexer.core.database import transaction
from indexer.core.errors import InputError, StorageError
from service.alerts.alert import (
    Alert,
    AlertFilters,
    Delivery,
    DeliveryState,
    FoundMatch,
    Match,
    UnknownAlertError,
    batches,
    message,
    new_id,
    new_secret,
)
from service.alerts.tables import AlertTables, hashes_of, known_in, packed

ALERTS_FILE = "alerts.sqlite"
"""Its name beside an index, where the settings name no other."""
MOST_ALERTS = 1000
_KEPT_MATCHES = 1000
"""Of each alert, the newest."""
_KEPT_SENT = 1000
_IN_ONE_MESSAGE = 100


class AlertStore:
    """The alerts over one index. Every call raises StorageError where the file can't be read or written."""

    def __init__(self, file: Path) -> None:
        """Takes a file that need not exist before an alert is made."""
        self.file = file
        self._tables = AlertTables(file)

    @property
    def exists(self) -> bool:
        """Whether an alert was ever made."""
        return self.file.is_file() and self.file.stat().st_size > 0

    def create(
        self,
        name: str,
        query: str,
        *,
        filters: AlertFilters,
        webhook: str,
        owner: str,
        known: tuple[str, Sequence[str]],
    ) -> Alert:
        """Makes an alert, which tells of nothing that is there already.

        Args:
            name: For people.
            query: What is asked.
            filters: Of which articles.
            webhook: Where matches are sent; empty for nowhere.
            owner: Id of the key that makes it.
            known: The name of the snapshot that is served, and its articles; taken where there is no other alert.

        Raises:
            InputError: There are too many alerts.
        """
        alert = Alert(
            id=new_id(),
            name=name,
            query=query,
            filters=filters,
            webhook=webhook,
            secret=new_secret() if webhook else "",
            owner=owner,
            created_at=_now(),
        )
        self._tables.make()
        with self._tables.connected("rw") as connection, transaction(connection):
            (count,) = connection.execute("SELECT count(*) FROM alerts").fetchone()
            if count >= MOST_ALERTS:
                raise InputError(f"There are {count:,} alerts, the most there may be.", next_step="Delete some.")
            connection.execute("INSERT INTO alerts VALUES (?, ?)", (alert.id, alert.model_dump_json()))
            if not count:  # nobody looked meanwhile: what is there now is not new
                articles = np.union1d(known_in(connection), hashes_of(known[1]))
                connection.execute("INSERT OR REPLACE INTO known VALUES (1, ?, ?)", (known[0], packed(articles)))
        return alert

    def alerts(self, owner: str | None = None) -> list[Alert]:
        """All alerts, or those that one key made, the oldest first."""
        if not self.exists:
            return []
        with self._tables.connected("ro") as connection:
            rows = connection.execute("SELECT content FROM alerts ORDER BY rowid").fetchall()
        found = [self._read(content) for (content,) in rows]
        return [each for each in found if owner is None or each.owner == owner]

    def alert(self, alert_id: str, owner: str | None = None) -> Alert:
        """One alert.

        Args:
            alert_id: Its id.
            owner: Who asks; None for who may see all.

        Raises:
            UnknownAlertError: There is none, or it is another's.
        """
        found = next((each for each in self.alerts(owner) if each.id == alert_id), None)
        if found is None:
            raise UnknownAlertError(f"There is no alert {alert_id!r}.")
        return found

    def delete(self, alert_id: str, owner: str | None = None) -> None:
        """Deletes an alert with all that it found and has still to send.

        Raises:
            UnknownAlertError: There is none, or it is another's.
        """
        self.alert(alert_id, owner)
        with self._tables.connected("rw") as connection:
            connection.execute("DELETE FROM alerts WHERE id = ?", (alert_id,))

    def matches(self, alert_id: str, *, limit: int) -> list[FoundMatch]:
        """What an alert found, the last first."""
        query = (
            "SELECT snapshot, found_at, article, title, url, source, published_at, snippet FROM matches "
            "WHERE alert = ? ORDER BY number DESC LIMIT ?"
        )
        with self._tables.connected("ro") as connection:
            rows = connection.execute(query, (alert_id, limit)).fetchall()
        return [FoundMatch(Match(*facts), snapshot, found_at) for snapshot, found_at, *facts in rows]

    def deliveries(self, alert_id: str) -> DeliveryState:
        """How the messages of an alert fare."""
        with self._tables.connected("ro") as connection:
            counts = dict(
                connection.execute("SELECT state, count(*) FROM deliveries WHERE alert = ? GROUP BY 1", (alert_id,))
            )
            last = connection.execute(
                "SELECT error FROM deliveries WHERE alert = ? AND error != '' ORDER BY number DESC LIMIT 1", (alert_id,)
            ).fetchone()
        return DeliveryState(
            counts.get("waiting", 0), counts.get("delivered", 0), counts.get("failed", 0), last[0] if last else ""
        )

    def checked(self) -> str:
        """The snapshot that was looked through last; empty where none was."""
        if not self.exists:
            return ""
        with self._tables.connected("ro") as connection:
            row = connection.execute("SELECT snapshot FROM known").fetchone()
        return row[0] if row else ""

    def unknown(self, articles: Sequence[str]) -> list[str]:
        """Those articles that were in no snapshot before."""
        with self._tables.connected("ro") as connection:
            known = known_in(connection)
        hashes = hashes_of(articles)
        new = ~np.isin(hashes, known)
        return [each for each, is_new in zip(articles, new.tolist(), strict=True) if is_new]

    def keep(self, snapshot: str, articles: Sequence[str], found: Mapping[str, Sequence[Match]]) -> None:
        """Writes down what a snapshot gave, in one step: killed before it, all of it is found again, after it nothing twice.

        Args:
            snapshot: Which was looked through.
            articles: All of its articles, which are known from now on.
            found: Matches by alert.
        """
        with self._tables.connected("rw") as connection, transaction(connection):
            alerts = {each.id: each for each in self._alerts_in(connection)}
            for alert_id, matches in found.items():
                if alert_id in alerts:
                    self._add(connection, alerts[alert_id], snapshot, matches)
            known = np.union1d(known_in(connection), hashes_of(articles))
            connection.execute("INSERT OR REPLACE INTO known VALUES (1, ?, ?)", (snapshot, packed(known)))

    def due(self, now: float, *, limit: int) -> list[Delivery]:
        """Messages whose time has come."""
        if not self.exists:
            return []
        query = (
            "SELECT deliveries.id, content, body, attempts FROM deliveries JOIN alerts ON alerts.id = alert "
            "WHERE state = 'waiting' AND due <= ? ORDER BY due LIMIT ?"
        )
        with self._tables.connected("ro") as connection:
            rows = connection.execute(query, (now, limit)).fetchall()
        return [Delivery(each, self._read(content), body, attempts) for each, content, body, attempts in rows]

    def sent(self, delivery: Delivery, *, error: str = "", again_at: float | None = None) -> None:
        """Writes down what came of sending a message.

        Args:
            delivery: The message.
            error: What went wrong; empty where it was taken.
            again_at: When to try again; None for never.
        """
        state = "delivered" if not error else "failed" if again_at is None else "waiting"
        with self._tables.connected("rw") as connection, transaction(connection):
            connection.execute(
                "UPDATE deliveries SET state = ?, attempts = attempts + 1, due = ?, error = ? WHERE id = ?",
                (state, again_at or 0.0, error, delivery.id),
            )
            connection.execute(
                "DELETE FROM deliveries WHERE state != 'waiting' AND number NOT IN "
                "(SELECT number FROM deliveries WHERE state != 'waiting' ORDER BY number DESC LIMIT ?)",
                (_KEPT_SENT,),
            )

    def _add(self, connection: sqlite3.Connection, alert: Alert, snapshot: str, matches: Sequence[Match]) -> None:
        now, added = _now(), []
        for match in matches:
            row = (alert.id, match.article_id, snapshot, now, match.title, match.url, match.source)
            added += [match] * connection.execute(
                "INSERT OR IGNORE INTO matches (alert, article, snapshot, found_at, title, url, source, published_at, snippet) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*row, match.published_at, match.snippet),
            ).rowcount
        connection.execute(
            "DELETE FROM matches WHERE alert = ? AND number NOT IN "
            "(SELECT number FROM matches WHERE alert = ? ORDER BY number DESC LIMIT ?)",
            (alert.id, alert.id, _KEPT_MATCHES),
        )
        if alert.webhook:
            connection.executemany(
                "INSERT INTO deliveries (id, alert, body, attempts, due, state, error) VALUES (?, ?, ?, 0, ?, 'waiting', '')",
                [
                    (f"msg_{new_id()}", alert.id, message(alert, snapshot, now, batch), time.time())
                    for batch in batches(added, _IN_ONE_MESSAGE)
                ],
            )

    def _alerts_in(self, connection: sqlite3.Connection) -> list[Alert]:
        return [self._read(content) for (content,) in connection.execute("SELECT content FROM alerts")]

    def _read(self, content: str) -> Alert:
        try:
            return Alert.model_validate_json(content)
        except ValidationError as error:
            raise StorageError(f"An alert in {self.file} is damaged.", next_step="Restore the file.") from error


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
