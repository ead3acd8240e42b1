"""A model's server, and writers and questions for it."""

import asyncio
import threading
from collections.abc import Callable, Iterator

import pytest

from service.generate.client import ChatServer
from service.generate.generate import generate
from service.generate.generated import Generated, Statement
from service.settings import ServiceSettings
from tests.generate.articles import VILLAGE, hits
from tests.generate.model_server import ModelServer, Reply

Ask = Callable[..., Generated]


@pytest.fixture
def model() -> Iterator[ModelServer]:
    """A server that says nothing until it is told what to say."""
    server = ModelServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def ask(model: ModelServer) -> Ask:
    """Has the model answer with these replies; gives what comes of it."""

    def asked(*replies: Reply | str, question="全村捐了多少钱？", found=None, seconds=15.0, told=None, **settings):
        model.replies = [Reply(each) if isinstance(each, str) else each for each in replies]
        chosen = ServiceSettings(**{"llm_silence_seconds": 5, "llm_connect_seconds": 2, **settings})

        async def tell(statement: Statement) -> None:
            if told is not None:
                told.append(statement)

        async def run() -> Generated:
            writer = ChatServer(model.url, "tiny", chosen)
            try:
                chosen_hits = hits(VILLAGE) if found is None else found
                return await generate(writer, question, chosen_hits, seconds=seconds, tell=tell)
            finally:
                await writer.close()

        return asyncio.run(run())

    return asked
