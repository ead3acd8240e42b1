"""A real TCP proxy before a server that speaks HTTP/2: it holds back calls that hold some bytes, each for a while."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_PREFACE = len(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
_DATA, _RESET = 0, 3
"""Types of frames (RFC 9113, section 6)."""

BY_VECTOR = b"anns_field\x12\x06vector"
"""What a search by vectors has in its body, which gRPC sends as it is."""


class SlowProxy:
    """Passes everything on; while `delay` is set, the bodies of calls that hold `held` wait for so many seconds."""

    def __init__(self, port: int) -> None:
        self._to = port
        self.delay = 0.0
        self.held = b""
        """Empty holds every call."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._sockets: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Ends it and its connections."""
        for each in (self._listener, *self._sockets):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._to))
                self._sockets += [client, server]
                threading.Thread(target=self._there, args=(client, server), daemon=True).start()
                threading.Thread(target=_back, args=(server, client), daemon=True).start()

    def _there(self, client: socket.socket, server: socket.socket) -> None:
        """Frame by frame; what belongs to a call that is held waits behind it, so that its order stays."""
        sending = threading.Lock()
        waiting: dict[int, list[bytes]] = {}

        def let_go(stream: int) -> None:
            with sending, suppress(OSError):
                server.sendall(b"".join(waiting.pop(stream, ())))

        with suppress(OSError), client.makefile("rb") as received:
            server.sendall(received.read(_PREFACE))
            while head := received.read(9):
                size, kind, stream = int.from_bytes(head[:3], "big"), head[3], struct.unpack(">I", head[5:])[0]
                frame = head + received.read(size)
                with sending:
                    if kind == _RESET:
                        waiting.pop(stream, None)
                    if stream in waiting:
                        waiting[stream].append(frame)
                    elif kind == _DATA and self.delay and self.held in frame:
                        waiting[stream] = [frame]
                        timer = threading.Timer(self.delay, let_go, (stream,))
                        timer.daemon = True
                        timer.start()
                    else:
                        server.sendall(frame)
        _end(server)


def _back(server: socket.socket, client: socket.socket) -> None:
    with suppress(OSError):
        while data := server.recv(1 << 16):
            client.sendall(data)
    _end(client)


def _end(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_WR)


@contextmanager
def slow_proxy(port: int) -> Iterator[SlowProxy]:
    """Before a server of this machine."""
    proxy = SlowProxy(port)
    try:
        yield proxy
    finally:
        proxy.close()
