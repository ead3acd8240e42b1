"""Connections whose clients can't make the service wait: half-sent requests end, as do responses that nobody takes.

The server reads and writes for them all in one loop; a client costs memory and an open file for as long as it likes,
unless somebody looks at the clock. Each connection looks at its own.
"""

import asyncio
import logging
import resource
import time
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import partial
from typing import Any
from uuid import uuid4

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from service.http.problems import KINDS, PROBLEM_JSON, Problem

logger = logging.getLogger("xunwen.http")

_BYTES_A_SECOND = 4096
"""A client that takes a response at this rate at least may take as long as it needs."""
_LINGER_SECONDS = 2.0
"""How long is read and dropped what a client sends on after its answer, so that it gets to read that."""
_TOLD_EVERY_SECONDS = 60.0
_OWN_FILES = 100
"""Open files that are left to snapshots, jobs and logs, out of those that the system grants."""
_UNSENT_BYTES = 256 * 1024 * 1024
"""What all clients together may leave untaken of their responses, which are in memory until then."""
_BACKLOG = 2048
"""Connections that the system may keep ready to be taken in."""
_NOT_HTTP = ("not-http", "The request can't be read")
_CROWDED = ("overloaded", "Too many connections at once")


class Wait(Enum):
    """What a connection waits for its client to do."""

    SEND_HEAD = auto()
    ASK_AGAIN = auto()
    SEND_BODY = auto()
    LEAVE = auto()
    TAKE_RESPONSE = auto()


@dataclass(slots=True, eq=False)
class Crowd:
    """What all connections of a server keep to."""

    most: int
    """Connections open at once."""
    backlog: int
    head_seconds: float
    """From the beginning of a connection, or of a request on it, to all of that one's head."""
    write_seconds: float
    """How long a client may take nothing of its response."""
    idle_seconds: float
    """From the last response to the beginning of another request."""
    _told: float = field(default=-_TOLD_EVERY_SECONDS)

    @property
    def look_seconds(self) -> float:
        """How often a connection looks at the clock."""
        return min(1.0, self.head_seconds / 4, self.write_seconds / 4, self.idle_seconds / 4)

    def allowed(self, wait: Wait | None) -> float:
        """How long a client may make a connection wait for it; the application limits the body itself."""
        seconds = {
            Wait.SEND_HEAD: self.head_seconds,
            Wait.ASK_AGAIN: self.idle_seconds,
            Wait.LEAVE: _LINGER_SECONDS,
            Wait.TAKE_RESPONSE: self.write_seconds,
        }
        return float("inf") if wait is None else seconds.get(wait, float("inf"))

    def tell(self) -> None:
        """Say that there are too many, but not for each of them."""
        if time.monotonic() - self._told >= _TOLD_EVERY_SECONDS:
            self._told = time.monotonic()
            logger.warning(
                "%d connections are open, the most of this service: those that wait longest for their clients are closed",
                self.most,
            )


def crowd_of(most: int, *, head_seconds: float, write_seconds: float, idle_seconds: float) -> Crowd:
    """The bounds of a server, within the open files that the system grants this process."""
    granted = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if granted == resource.RLIM_INFINITY:
        return Crowd(most, _BACKLOG, head_seconds, write_seconds, idle_seconds)
    room = max(granted - _OWN_FILES, 20)
    fitting = min(most, room * 3 // 5)
    # asyncio takes in as many as the backlog in one go, and up to three goes before the first of them can be turned away.
    backlog = min(_BACKLOG, max((room - fitting) // 3, 2))
    return Crowd(fitting, backlog, head_seconds, write_seconds, idle_seconds)


def raise_file_limit() -> None:
    """Take as many open files as the system grants without asking anybody; shells begin with few."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with suppress(ValueError, OSError):  # macOS grants less than it says
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


class StrictConnection(h11.Connection):
    """Refuses requests whose end can be read in two ways: what one server takes for a body, another takes for a request.

    A client that sends the next request without waiting for its answer gets this answer and the end, as HTTP allows:
    no work is done for requests that were sent in heaps. Those who wait lose nothing, and hardly anybody does not.
    """

    _head = b""
    """Of a response, not given yet."""

    def next_event(self) -> Any:  # noqa: ANN401  h11's events and two constants; its own type is as wide
        """As h11's.

        Raises:
            h11.RemoteProtocolError: The request has a length and an encoding, or an encoding or version that is not
                HTTP/1.1's or HTTP/1.0's.
        """
        event = super().next_event()
        if isinstance(event, h11.Request):
            names = {name for name, _ in event.headers}
            framings = names & {b"content-length", b"transfer-encoding"}
            known = {b"1.1": len(framings) < 2, b"1.0": b"transfer-encoding" not in framings}
            if not known.get(event.http_version, False):
                raise h11.RemoteProtocolError("a length beside an encoding, or not of this version")
        return event

    def send(self, event: Any) -> Any:  # noqa: ANN401  as above
        """As h11's; a response says that it is the last where the client has sent on.

        The head of one whose length is known is given with the beginning of its body: each piece is a packet, for which the
        system is called and the client woken.
        """
        if not isinstance(event, h11.Response):
            head, self._head = self._head, b""
            sent = super().send(event)
            return head + sent if head and sent is not None else sent
        if self.their_state is h11.DONE and self.trailing_data[0]:
            headers = [*event.headers.raw_items(), (b"Connection", b"close")]
            event = h11.Response(status_code=event.status_code, headers=headers, reason=event.reason)
        head = super().send(event)
        if any(name == b"content-length" for name, _ in event.headers):
            self._head, head = head, b""
        return head


class BoundedConnection(H11Protocol):
    """A connection of uvicorn's that knows what it waits for, and since when."""

    def __init__(self, *args: Any, crowd: Crowd, **kwargs: Any) -> None:  # noqa: ANN401  passed on as they come
        super().__init__(*args, **kwargs)
        self.conn = StrictConnection(h11.SERVER)
        self._crowd = crowd
        self._answered = 0
        self._next_waits = False
        self._refused = False
        self._seen: tuple[Wait | None, int] = (None, -1)
        self._since = self._until = self.loop.time()
        self._unsent = 0
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401  as the base class has it
        """Begin, and let another go if there are too many now."""
        super().connection_made(transport)
        self._look()
        if len(self.connections) > self._crowd.most:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        if self._timer is not None:
            self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, unless the client was told that nothing more of it is read."""
        if not self._refused:
            super().data_received(data)
            self._note()

    def on_response_complete(self) -> None:
        """Go on with the next request, once the client has taken this response."""
        self._answered += 1
        self._note()
        if self.flow.write_paused:
            self._free_memory()
        self._next_waits = self.flow.write_paused and not self.transport.is_closing()
        if not self._next_waits:
            super().on_response_complete()

    def resume_writing(self) -> None:
        """The client has taken what there was."""
        super().resume_writing()
        if self._next_waits:
            self._next_waits = False
            super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request."""
        self._refuse(400, _NOT_HTTP, msg)

    def _unsupported_upgrade_warning(self) -> None:
        """Say nothing: whoever asks for a WebSocket gets an answer in HTTP, and the log no line."""

    @property
    def waits_for(self) -> Wait | None:
        """What the client has to do next; None while it is our turn."""
        if self.transport.get_write_buffer_size() > 0:
            return Wait.TAKE_RESPONSE
        if self._refused:
            return Wait.LEAVE
        if self.conn.their_state is h11.IDLE:
            return Wait.ASK_AGAIN if self._answered and not self.conn.trailing_data[0] else Wait.SEND_HEAD
        if self.conn.their_state is h11.SEND_BODY:
            return Wait.LEAVE if self.cycle.response_complete else Wait.SEND_BODY
        return None

    def _look(self) -> None:
        """Close this connection where its client's time is up; else look again."""
        wait = self._note()
        if self.loop.time() >= self._until:
            self._give_up(wait)
        self._timer = self.loop.call_later(self._crowd.look_seconds, self._look)

    def _note(self) -> Wait | None:
        """What this connection waits for; the time of that begins anew with each new thing, and goes on with what is taken."""
        wait, unsent = self.waits_for, self.transport.get_write_buffer_size()
        if (wait, self._answered) != self._seen:
            self._seen = (wait, self._answered)
            self._since = self.loop.time()
            self._until = self._since + self._crowd.allowed(wait)
        else:
            self._until += max(self._unsent - unsent, 0) / _BYTES_A_SECOND
        self._unsent = unsent
        return wait

    def _give_up(self, wait: Wait | None) -> None:
        if wait is Wait.TAKE_RESPONSE:
            self.transport.abort()
        elif wait is Wait.SEND_HEAD and self.conn.trailing_data[0]:
            detail = f"The head of the request was not there within {self._crowd.head_seconds:g} seconds."
            self._refuse(408, KINDS[408], detail)
        else:
            self.transport.close()

    def _make_room(self) -> None:
        """Let the connection go that has waited longest for its client; this one, where none waits."""
        others = [each for each in self.connections if each is not self and not each.transport.is_closing()]
        if len(others) < self._crowd.most:
            return
        self._crowd.tell()
        waiting = [each for each in others if isinstance(each, BoundedConnection) and each.waits_for is not None]
        if waiting:
            min(waiting, key=lambda each: each._since).transport.abort()  # noqa: SLF001  of the same class
        else:
            self._refuse(503, _CROWDED, "Too many connections are open. Ask again in a moment.")

    def _free_memory(self) -> None:
        """Cut off the clients that are nearest to the end of their time while all leave too much untaken."""
        takers = [each for each in self.connections if isinstance(each, BoundedConnection) and each._unsent]  # noqa: SLF001
        surplus = sum(each._unsent for each in takers) - _UNSENT_BYTES  # noqa: SLF001
        for each in sorted(takers, key=lambda each: each._until):  # noqa: SLF001
            if surplus <= 0:
                break
            surplus -= each._unsent  # noqa: SLF001
            each._unsent = 0  # noqa: SLF001
            each.transport.abort()

    def _refuse(self, status: int, kind: tuple[str, str], detail: str) -> None:
        """Answer in the application's stead, and read no more of this client."""
        if self.conn.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
            self.transport.close()  # in the middle of a response
            return
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        slug, title = kind
        problem = Problem(
            type=f"urn:xunwen:problem:{slug}",
            title=title,
            status=status,
            detail=detail,
            instance="/",
            request_id=uuid4().hex,
            errors=None,
        )
        body = problem.model_dump_json(exclude_none=True).encode()
        headers = {
            "Content-Type": PROBLEM_JSON,
            "Content-Length": str(len(body)),
            "Connection": "close",
            "X-Request-ID": problem.request_id,
        }
        head = h11.Response(status_code=status, headers=list(headers.items()), reason=title.encode())
        for event in (head, h11.Data(data=body), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event))
        self._refused = True
        self.flow.resume_reading()
        self.transport.write_eof()


def connections_of(crowd: Crowd) -> Any:  # noqa: ANN401  uvicorn's Config wants a class, and calls whatever it is given
    """What makes a server's connections."""
    return partial(BoundedConnection, crowd=crowd)
