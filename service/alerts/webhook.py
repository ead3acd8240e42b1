"""Sends a message to a webhook: signed, to the address that was checked, and nowhere that it may lead on to."""

import http.client
import time
from collections.abc import Sequence

from indexer.core.errors import InputError
from indexer.fetch.addresses import Network, Target, resolved
from indexer.fetch.connection import Patience, connected, in_words
from indexer.fetch.failure import FetchError
from service.alerts.alert import Delivery, signature

_PATIENCE = Patience(connect=5.0, silence=10.0, whole=15.0)
_ALLOWED_BY = "XUNWEN_WEBHOOK_NETWORKS"
AGAIN_SECONDS = (10, 60, 300, 1800, 7200, 21_600, 43_200)
"""How long after each attempt that failed the next one comes; after the last of them none."""


def check_webhook(url: str, allowed: Sequence[Network]) -> None:
    """Looks whether matches may be sent to an address.

    Raises:
        InputError: It is no address of the web, its host is not known, or is not a public one.
    """
    try:
        resolved(Target.of(url), allowed, allowed_by=_ALLOWED_BY)
    except FetchError as error:
        raise InputError(error.message.replace("are fetched", "can be called"), next_step=error.next_step) from error


def send(delivery: Delivery, allowed: Sequence[Network]) -> str:
    """Sends a message once; returns what went wrong, empty where it was taken.

    Args:
        delivery: The message.
        allowed: Networks that may be reached though they are not public.
    """
    alert, body = delivery.alert, delivery.body.encode()
    timestamp = int(time.time())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "xunwen",
        "webhook-id": delivery.id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(alert.secret, delivery.id, timestamp, body),
        "Connection": "close",
    }
    failure: Exception | None = None
    try:
        target = Target.of(alert.webhook)
        for address in resolved(target, allowed, allowed_by=_ALLOWED_BY):
            try:
                with connected(target, address, _PATIENCE) as (connection, _):
                    connection.request("POST", target.path, body, {**headers, "Host": target.authority})
                    status = connection.getresponse().status
                    return "" if 200 <= status < 300 else _refusal(status)
            except (OSError, http.client.HTTPException, ValueError) as error:
                failure = error
    except FetchError as error:
        return str(error)
    return f"{target.host}: {in_words(failure)}."


def _refusal(status: int) -> str:
    if 300 <= status < 400:
        return f"It answers {status}: redirections are not followed."
    return f"It answers {status}."


def again_at(attempts: int, now: float) -> float | None:
    """When a message is tried again that has failed so often before; None for never."""
    return now + AGAIN_SECONDS[attempts] if attempts < len(AGAIN_SECONDS) else None
