"""One request at a time: to the address that was checked, with an end to its time and size, and no redirection unseen."""

import http.client
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version

from indexer.fetch.addresses import Target, resolved
from indexer.fetch.connection import Patience, connected, in_words
from indexer.fetch.failure import FetchError
from indexer.fetch.settings import FetchSettings
from indexer.input.documents.http_body import ENCODINGS
from indexer.input.documents.warc import Response

NAME = "xunwen"
"""By which robots.txt may name us."""

MOST_REDIRECTIONS = 5
_REDIRECTIONS = {301, 302, 303, 307, 308}
_ACCEPTED = (
    "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5"
)
_BLOCK = 65_536


@dataclass(frozen=True, slots=True)
class _Kept:
    """What makes a request conditional."""

    etag: str = ""
    modified: str = ""


class Client:
    """Sends requests as the settings allow."""

    def __init__(self, settings: FetchSettings) -> None:
        self._settings = settings
        self._patience = Patience(settings.connect_seconds, settings.silence_seconds, settings.seconds)
        contact = f" (+{settings.contact})" if settings.contact else ""
        self.agent = f"{NAME}/{version('xunwen')}{contact}"

    def get(
        self, target: Target, *, etag: str = "", modified: str = "", before: Callable[[Target], None] | None = None
    ) -> Response:
        """What stands at an address, wherever it leads; its `address` is where that was.

        Args:
            target: What to ask for.
            etag: Of what is known of it; answered 304 where that has not changed.
            modified: Its Last-Modified, likewise.
            before: Asked before each request, also those that a redirection leads to; what it raises ends it.

        Raises:
            FetchError: It can't be reached, is too large, too slow or not public, or leads in a circle.
        """
        kept = _Kept(etag, modified)
        for _ in range(MOST_REDIRECTIONS + 1):
            if before is not None:
                before(target)
            response = self._once(target, kept)
            location = response.headers.get("location", "")
            if response.status not in _REDIRECTIONS or not location:
                return response
            target = Target.of(location, base=target.url)
        raise FetchError(f"It leads on more than {MOST_REDIRECTIONS} times.")

    def _once(self, target: Target, kept: _Kept) -> Response:
        failure: Exception | None = None
        for address in resolved(target, self._settings.private_networks):
            try:
                with connected(target, address, self._patience) as (connection, over):
                    return self._ask(connection, target, kept, over)
            except (OSError, http.client.HTTPException, ValueError) as error:
                failure = error
        raise FetchError(f"{target.host} can't be read: {in_words(failure)}.") from failure

    def _ask(
        self, connection: http.client.HTTPConnection, target: Target, kept: _Kept, over: threading.Event
    ) -> Response:
        headers = {
            "Host": target.authority,
            "User-Agent": self.agent,
            "Accept": _ACCEPTED,
            "Accept-Encoding": ENCODINGS,
            "Connection": "close",
        }
        if kept.etag:
            headers["If-None-Match"] = kept.etag
        if kept.modified:
            headers["If-Modified-Since"] = kept.modified
        try:
            connection.request("GET", target.path, headers=headers)
            answer = connection.getresponse()
            body = self._body(answer)
        except (OSError, http.client.HTTPException, ValueError):
            if over.is_set():
                raise FetchError(f"It took more than {self._settings.seconds:g} seconds.") from None
            raise
        if over.is_set():  # what ends with the connection was cut off by us
            raise FetchError(f"It took more than {self._settings.seconds:g} seconds.")
        # http.client has taken the chunks apart.
        found: Mapping[str, str] = {
            name.lower(): value for name, value in reversed(answer.getheaders()) if name.lower() != "transfer-encoding"
        }
        return Response(target.url, answer.status, found, body)

    def _body(self, answer: http.client.HTTPResponse) -> bytes:
        body = bytearray()
        while block := answer.read1(_BLOCK):
            body += block
            if len(body) > self._settings.max_bytes:
                raise FetchError(f"It has more than {self._settings.max_bytes:,} bytes.")
        if answer.length:  # of a body that ended early; http.client tells of it only to who reads all at once
            raise FetchError("The response ends early.")
        return bytes(body)
