"""Asks a service from an event loop; the same as `xunwen.client.sync`, awaited."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar, Unpack

import httpx2

from indexer.core.article import Article
from service.related.page import DEFAULT_LIMIT, RelatedPage
from service.suggest.suggestion import Suggestions
from xunwen.client import calls
from xunwen.client.calls import Call
from xunwen.client.errors import UnreachableError
from xunwen.client.events import Event, EventReader
from xunwen.client.exchange import DEFAULT_ADDRESS, DEFAULT_SECONDS, check, connection, request, result, unreachable
from xunwen.client.job import Job
from xunwen.client.options import AskOptions, JobOptions, RelatedOptions, SearchOptions
from xunwen.client.reading import AskedResult, FoundResult

Result = TypeVar("Result")


class AsyncClient:
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

    async def search(self, query: str, **options: Unpack[SearchOptions]) -> FoundResult:
        """Ranks passages for a question, as `Index.search` does; with facets or a histogram, `tally` counts beside them.

        Raises:
            QueryError: The question has no words or is too long, or an option makes no sense.
        """
        return await self._ask(calls.search(query, options))

    async def ask(self, question: str, **options: Unpack[AskOptions]) -> AskedResult:
        """Answers a question with a quote, or says why not, as `Index.ask` does.

        Raises:
            QueryError: The question is blank or too long, or an option makes no sense.
        """
        return await self._ask(calls.ask(question, options))

    async def stream(self, question: str, **options: Unpack[AskOptions]) -> AsyncIterator[Event]:
        """The same piece by piece: hits, citations, what a model writes, and at last all of it.

        Raises:
            QueryError: The question is blank or too long, or an option makes no sense.
        """
        events, asked = EventReader(), request(calls.ask(question, options, stream=True), accept="text/event-stream")
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

    async def article(self, article_id: str) -> Article:
        """One article with its body.

        Raises:
            UnknownArticleError: There is no such article.
        """
        return await self._ask(calls.article(article_id))

    async def related(self, article_id: str, *, limit: int = DEFAULT_LIMIT, page: int = 1) -> RelatedPage:
        """Lists what to read next to an article.

        Raises:
            UnknownArticleError: There is no such article.
        """
        return await self._ask(calls.related(article_id, limit, page))

    async def related_to(self, **options: Unpack[RelatedOptions]) -> RelatedPage:
        """Lists what to read next to a page, by its address, its text or both."""
        return await self._ask(calls.related_to(options))

    async def suggest(self, text: str, *, limit: int = 8) -> Suggestions:
        """What may be typed next."""
        return await self._ask(calls.suggest(text, limit))

    async def index(self, *sources: str, **options: Unpack[JobOptions]) -> Job:
        """Hands in a job that indexes files of the service's machine; `wait` waits for its end. Needs a key for jobs."""
        return await self._ask(calls.index(sources, options))

    async def upload(self, records: Iterable[Mapping[str, Any]], **options: Unpack[JobOptions]) -> Job:
        """Hands in a job that indexes records, such as {"title": …, "body": …}; they are sent."""
        return await self._ask(calls.upload(records, options))

    async def jobs(self, *, limit: int = 50) -> Sequence[Job]:
        """The newest jobs, newest first."""
        return await self._ask(calls.list_jobs(limit))

    async def job(self, job_id: str) -> Job:
        """Where a job stands."""
        return await self._ask(calls.get_job(job_id))

    async def cancel(self, job_id: str) -> Job:
        """Cancels a job; one that has ended stays as it is."""
        return await self._ask(calls.cancel_job(job_id))

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

    async def _ask(self, call: Call[Result]) -> Result:
        try:
            response = await self._http.request(**request(call))
        except httpx2.HTTPError as error:
            raise unreachable(error) from error
        return result(call, response)
