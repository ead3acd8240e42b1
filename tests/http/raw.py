"""Clients that speak to a service by the byte: half of a request, several at once, and never a look at the answer."""

import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

HALF_BODY = (
    b"POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{"
)
HALF_HEAD = b"GET /healthz HTTP/1.1\r\nHost: local"


@contextmanager
def connected(url, number, sent=b"", *, at_once=1):
    """So many connections to a service, each of which has sent these bytes."""
    host, port = url.removeprefix("http://").split(":")

    def connect(_):
        client = socket.create_connection((host, int(port)), timeout=20)
        client.sendall(sent)
        return client

    with ExitStack() as stack, ThreadPoolExecutor(min(number, at_once)) as pool:
        yield [stack.enter_context(client) for client in pool.map(connect, range(number))]


def received(client):
    """All that comes until the other side closes; where it resets, what came before."""
    found = bytearray()
    try:
        while piece := client.recv(1 << 16):
            found += piece
    except ConnectionResetError:
        pass
    return bytes(found)


def status_of(client):
    """The status of the only answer that comes before the other side closes; None where none comes."""
    answer = received(client)
    assert answer.count(b"HTTP/1.1 ") <= 1
    return int(answer.split(b" ", 2)[1]) if answer else None
