"""A connection to an address that was checked, with an end to its time."""

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from indexer.fetch.addresses import Target


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a server may take, in seconds."""

    connect: float
    silence: float
    whole: float


@cache
def tls_context() -> ssl.SSLContext:
    """What checks certificates, read once."""
    return ssl.create_default_context()


@contextmanager
def connected(
    target: Target, address: str, patience: Patience
) -> Iterator[tuple[http.client.HTTPConnection, threading.Event]]:
    """A connection to an address, which is shut when its time is over: whoever waits for it then hears of it.

    Args:
        target: Whose name its certificate has to bear.
        address: Where it goes; nobody looks the name up again.
        patience: How long it may take.

    Yields:
        The connection, and what is set where its time was over.
    """
    over = threading.Event()
    connection = http.client.HTTPConnection(target.host, target.port)
    sock = socket.create_connection((address, target.port), timeout=patience.connect)
    try:
        if target.scheme == "https":
            sock = tls_context().wrap_socket(sock, server_hostname=target.host)
        sock.settimeout(patience.silence)
        connection.sock = sock
        watch = threading.Timer(patience.whole, _shut, (sock, over))
        watch.daemon = True
        watch.start()
        try:
            yield connection, over
        finally:
            watch.cancel()
    finally:
        sock.close()
        connection.close()


def _shut(sock: socket.socket, over: threading.Event) -> None:
    over.set()
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it is shut already


def in_words(error: Exception | None) -> str:
    """What went wrong, as the end of a sentence."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({error.verify_message})"
    return (str(getattr(error, "strerror", "") or error) or type(error).__name__)[:200].rstrip(".")
