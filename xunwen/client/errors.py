"""What a service answers instead of a result, as errors of the library."""

from collections.abc import Mapping
from typing import Any

from indexer.core.errors import (
    DegradedError,
    IndexBusyError,
    QueryError,
    SnapshotError,
    StorageError,
    UnknownArticleError,
    XunwenError,
)


class ServiceError(XunwenError):
    """The service refused or failed: `status` and `kind` say what, `request_id` is in its log too."""

    def __init__(
        self, message: str, *, status: int = 0, kind: str = "", request_id: str = "", retry_after: float | None = None
    ) -> None:
        """Takes what the response says.

        Args:
            message: For a person.
            status: Of the response.
            kind: The end of the problem's type: "rate-limited", "forbidden".
            request_id: Of the exchange.
            retry_after: Seconds after which it may be asked again, where the response says that.
        """
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.request_id = request_id
        self.retry_after = retry_after


class UnreachableError(XunwenError):
    """No service answered at the address, or not in time."""


_KNOWN: Mapping[str, type[XunwenError]] = {
    "invalid": QueryError,
    "unknown-article": UnknownArticleError,
    "index-busy": IndexBusyError,
    "degraded": DegradedError,
    "storage": StorageError,
    "not-ready": SnapshotError,
}
"""By the end of a problem's type, the error that the library raises for the same."""


def problem(status: int, body: object, retry_after: str = "") -> XunwenError:
    """The error that a response tells.

    Args:
        status: Of the response.
        body: Its JSON, where it has any.
        retry_after: Its header of that name.
    """
    told: Mapping[str, Any] = body if isinstance(body, dict) else {}
    kind = str(told.get("type", "")).rpartition(":")[2]
    message = str(told.get("detail") or f"The service answered with status {status}.")
    if kind in _KNOWN:
        return _KNOWN[kind](message)
    seconds = float(retry_after) if retry_after.isdecimal() else None
    return ServiceError(
        message, status=status, kind=kind, request_id=str(told.get("request_id", "")), retry_after=seconds
    )
