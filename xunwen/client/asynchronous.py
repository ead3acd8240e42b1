"""Asks a service from an event loop; the same as `xunwen.client.sync`, awaited."""

import asyncio
from collections.abc import AsyncIterator
from types import TracebackType
from typing import Self, TypeVar, Unpack

import httpx2

from xunwen.client import calls
from xunwen.client.calls import Call
from xunwen.client.endpoints import AsyncEndpoints
from xunwen.client.errors import UnreachableError
from xunwen.client.events import Event, EventReader
from xunwen.client.exchange import DEFAULT_ADDRESS, DEFAULT_SECONDS, check, connection, request, result, unreachable
from xunwen.client.job import Job
from xunwen.client.options import AskOptions

Result = TypeVar("Result")


class AsyncClient(AsyncEndpoints):
    """A service that runs elsewhere; any number of tasks may ask it at once.

    async with xunwen.client.AsyncClient("https://news.example/xunwen", key="…") as client:
        print((await client.ask("How much was donated?")).answer)
    """

    def __init__(self, address: str = DEFAULT_ADDRESS, *, key: str = "", timeout: float = DEFAULT_SECONDS) -> None:
        """Takes the address of a service; nothing is asked yet.

        Args:
            address: With the path that it is served under, if it has one.
            key: Of `xunwen keys create`, or the admin key; empty where none is needed.
            timeout: Seconds until a request that nothing comes back for is given up.

        Raises:
            SettingError: The address is none of the web.
        """
        self._http = httpx2.AsyncClient(**connection(address, key, timeout))

    async def stream(self, question: str, **options: Unpack[AskOptions]) -> AsyncIterator[Event]:
        """The same piece by piece: hits, citations, what a model writes, and at last all of it.

        Raises:
            QueryError: The question is blank or too long, or an option makes no sense.
        """
        events, asked = EventReader(), request(calls.streamed(question, options), accept="text/event-stream")
        try:
            async with self._http.stream(**asked) as response:
                if not response.is_success:
                    await response.aread()
                    check(response)
                async for line in response.aiter_lines():
                    for event in events.take(line):
                        yield event
        except httpx2.HTTPError as error:
            raise unreachable(error) from error

    async def wait(self, job_id: str, *, timeout: float = 3600.0, every: float = 0.5) -> Job:  # noqa: ASYNC109  as the other client's
        """A job when it has ended, whether or not it succeeded.

        Args:
            job_id: As `index` and `upload` give it: `job.id`.
            timeout: Seconds after which it is waited for no more.
            every: Seconds between looks.

        Raises:
            UnreachableError: It has not ended in time.
        """
        end = asyncio.get_running_loop().time() + timeout
        while not (job := await self.job(job_id)).ended:
            if asyncio.get_running_loop().time() > end:
                raise UnreachableError(f"Job {job_id} has not ended in {timeout:g} seconds.", next_step="Wait on.")
            await asyncio.sleep(every)
        return job

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def send(self, call: Call[Result]) -> Result:
        """Sends a request, and reads its response.

        Raises:
            UnreachableError: The service does not answer.
            XunwenError: It refused, or it failed.
        """
        try:
            response = await self._http.request(**request(call))
        except httpx2.HTTPError as error:
            raise unreachable(error) from error
        return result(call, response)
