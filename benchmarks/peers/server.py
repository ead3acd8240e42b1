"""The service that every peer's search is put behind: FastAPI on uvicorn, with a thread for each search at work."""

import os
import socket
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Literal

import uvicorn
from anyio import to_thread
from fastapi import FastAPI
from pydantic import BaseModel

from benchmarks.peers.driver import THREADS, Found, Served

Search = Callable[[str, int], Sequence[Found]]
"""The first so many articles for a question, best first."""


class Asked(BaseModel):
    """The body of a request."""

    query: str
    limit: int = 10
    group_by: Literal["article"] = "article"


class ArticleFound(BaseModel):
    """Names an article."""

    id: str


class HitFound(BaseModel):
    """One hit of a response."""

    article: ArticleFound
    score: float
    text: str


class Hits(BaseModel):
    """The body of a response."""

    hits: list[HitFound]


class SearchServer:
    """Answers POST /v1/search by a function, on a port of its own on loopback, until it is stopped."""

    def __init__(self, search: Search, *, threads: int = THREADS, ways: Sequence[str] = ("hybrid",)) -> None:
        # Named as TCP, or asyncio would leave small answers waiting for the acknowledgement of what went before.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen(128)  # who asks before it is up waits
        self._server = uvicorn.Server(uvicorn.Config(_app(search, threads), log_level="warning", access_log=False))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]})
        self._thread.start()
        self.served = Served(os.getpid(), f"127.0.0.1:{self._socket.getsockname()[1]}", {way: {} for way in ways})

    def stop(self) -> None:
        """Ends it once the requests under way are answered."""
        self._server.should_exit = True
        self._thread.join(30)
        self._socket.close()


def _app(search: Search, threads: int) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = threads
        yield

    app = FastAPI(lifespan=lifespan)

    @app.post("/v1/search")
    def answer(asked: Asked) -> Hits:
        """Searches in a thread of the pool."""
        found = search(asked.query, asked.limit)
        return Hits(
            hits=[HitFound(article=ArticleFound(id=each.article), score=each.score, text=each.text) for each in found]
        )

    return app
