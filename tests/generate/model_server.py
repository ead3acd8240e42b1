"""A server on loopback that speaks OpenAI's chat completions, as well or as badly as a test wants."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATIENCE = 20
"""Seconds after which a test that waits has failed."""


@dataclass(frozen=True)
class Reply:
    """How one request is answered."""

    says: str | Callable[[dict], str] = ""
    """The model's words, or how they come of the request."""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    finish: str | None = "stop"
    """What the last chunk says; None for a server that stops without a word."""
    stalls: bool = False
    """Whether it falls silent after its words, and waits for the client to leave."""
    dies: bool = False
    """Whether the connection breaks after its words."""
    repeats: bool = False
    """Whether it says its words for ever."""
    raw: tuple[bytes, ...] = ()
    """Events sent as they are, instead of words."""


class ModelServer(ThreadingHTTPServer):
    """Answers each request with the next reply, the last one again and again; remembers what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies: list[Reply] = [Reply()]
        self.requests: list[dict] = []
        self.headers: list[dict[str, str]] = []
        self.left = threading.Event()
        """Set when a client has left before an answer had ended."""
        self.talking = threading.Event()
        """Set when the first piece of an answer is on its way."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    @property
    def prompt(self) -> str:
        """All that the model was told last."""
        return "\n".join(message["content"] for message in self.requests[-1]["messages"])

    def next_reply(self) -> Reply:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that leaves is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ModelServer

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(asked)
        self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
        reply = self.server.next_reply()
        if self.path != "/v1/chat/completions":
            reply = Reply(status=404)
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.status != 200:
            body = json.dumps({"error": {"message": f"status {reply.status}"}}).encode()
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            return
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            self._stream(reply, asked)
        except OSError:
            self.server.left.set()

    def _stream(self, reply: Reply, asked: dict) -> None:
        for piece in reply.raw or self._events(reply, asked):
            self._chunk(piece)
            self.server.talking.set()
        if reply.dies:
            self.close_connection = True
            self.connection.close()
            return
        if reply.stalls:
            self.connection.settimeout(PATIENCE)
            if self.connection.recv(1) == b"":
                self.server.left.set()
            self.close_connection = True
            return
        self._chunk(b"data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def _events(self, reply: Reply, asked: dict) -> Iterator[bytes]:
        words = reply.says if isinstance(reply.says, str) else reply.says(asked)
        while True:
            for start in range(0, len(words), 7):  # no token ends where a word does
                yield event({"content": words[start : start + 7]})
            if not reply.repeats:
                break
        if reply.finish and not (reply.stalls or reply.dies):
            yield event({}, finish=reply.finish)

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%b\r\n" % (len(data), data))
        self.wfile.flush()


def event(delta: dict, *, finish: str | None = None) -> bytes:
    """One piece of an answer, as the protocol has it."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}
    return b"data: " + json.dumps(chunk, ensure_ascii=False).encode() + b"\n\n"
