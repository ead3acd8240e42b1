"""Asks a service over HTTP, and gives the results of the library."""

import time
from collections.abc import Iterator
from types import TracebackType
from typing import Self, TypeVar, Unpack

import httpx2

from xunwen.client import calls
from xunwen.client.calls import Call
from xunwen.client.endpoints import Endpoints
from xunwen.client.errors import UnreachableError
from xunwen.client.events import Event, EventReader
from xunwen.client.exchange import DEFAULT_ADDRESS, DEFAULT_SECONDS, check, connection, request, result, unreachable
from xunwen.client.job import Job
from xunwen.client.options import AskOptions

Result = TypeVar("Result")


class Client(Endpoints):
    """A service that runs elsewhere; any number of threads may ask it at once.

    with xunwen.client.Client("https://news.example/xunwen", key="…") as client:
        print(client.ask("How much was donated?").answer)
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
        self._http = httpx2.Client(**connection(address, key, timeout))

    def stream(self, question: str, **options: Unpack[AskOptions]) -> Iterator[Event]:
        """The same piece by piece: hits, citations, what a model writes, and at last all of it.

        Raises:
            QueryError: The question is blank or too long, or an option makes no sense.
        """
        events, asked = EventReader(), request(calls.streamed(question, options), accept="text/event-stream")
        try:
            with self._http.stream(**asked) as response:
                if not response.is_success:
                    response.read()
                    check(response)
                for line in response.iter_lines():
                    yield from events.take(line)
        except httpx2.HTTPError as error:
            raise unreachable(error) from error

    def wait(self, job_id: str, *, timeout: float = 3600.0, every: float = 0.5) -> Job:
        """A job when it has ended, whether or not it succeeded.

        Args:
            job_id: As `index` and `upload` give it: `job.id`.
            timeout: Seconds after which it is waited for no more.
            every: Seconds between looks.

        Raises:
            UnreachableError: It has not ended in time.
        """
        end = time.monotonic() + timeout
        while not (job := self.job(job_id)).ended:
            if time.monotonic() > end:
                raise UnreachableError(f"Job {job_id} has not ended in {timeout:g} seconds.", next_step="Wait on.")
            time.sleep(every)
        return job

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def send(self, call: Call[Result]) -> Result:
        """Sends a request, and reads its response.

        Raises:
            UnreachableError: The service does not answer.
            XunwenError: It refused, or it failed.
        """
        try:
            response = self._http.request(**request(call))
        except httpx2.HTTPError as error:
            raise unreachable(error) from error
        return result(call, response)
