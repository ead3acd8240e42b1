"""The methods that both clients have: each is one function of `calls`, sent by the client that it is asked of."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Generic, ParamSpec, TypeVar, overload

from xunwen.client import calls
from xunwen.client.calls import Call

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Endpoint(Generic[Arguments, Result]):
    """A method that sends what a function describes: it returns the result, or on an event loop what gives it when awaited."""

    def __init__(self, describe: Callable[Arguments, Call[Result]]) -> None:
        self._describe = describe

    @overload
    def __get__(self, client: None, owner: type) -> Callable[Arguments, Call[Result]]: ...
    @overload
    def __get__(self, client: "Endpoints", owner: type) -> Callable[Arguments, Result]: ...
    @overload
    def __get__(self, client: "AsyncEndpoints", owner: type) -> Callable[Arguments, Coroutine[Any, Any, Result]]: ...

    def __get__(self, client: "Endpoints | AsyncEndpoints | None", owner: type) -> Any:
        describe = self._describe
        if client is None:
            return describe  # so that `help(Client.ask)` shows its arguments and what it says
        if isinstance(client, AsyncEndpoints):

            @wraps(describe)
            async def awaited(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
                return await client.send(describe(*args, **kwargs))

            return awaited

        @wraps(describe)
        def sent(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
            return client.send(describe(*args, **kwargs))

        return sent


class _Methods:
    """What may be asked of a service."""

    search = Endpoint(calls.search)
    ask = Endpoint(calls.ask)
    article = Endpoint(calls.article)
    related = Endpoint(calls.related)
    related_to = Endpoint(calls.related_to)
    suggest = Endpoint(calls.suggest)
    index = Endpoint(calls.index)
    upload = Endpoint(calls.upload)
    jobs = Endpoint(calls.list_jobs)
    job = Endpoint(calls.get_job)
    cancel = Endpoint(calls.cancel_job)


class Endpoints(_Methods, ABC):
    """The methods of a client that waits for each response."""

    @abstractmethod
    def send(self, call: Call[Result]) -> Result:
        """Sends a request, and reads its response."""


class AsyncEndpoints(_Methods, ABC):
    """The methods of a client on an event loop."""

    @abstractmethod
    async def send(self, call: Call[Result]) -> Result:
        """Sends a request, and reads its response."""
