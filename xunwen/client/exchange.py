"""How requests are made of calls, and results or errors of responses: the same for both clients."""

import json
from collections.abc import Callable
from typing import Any, TypedDict, TypeVar

import httpx2

from indexer.core.errors import SettingError, XunwenError
from xunwen.client.calls import Call
from xunwen.client.errors import ServiceError, UnreachableError, problem

Result = TypeVar("Result")

DEFAULT_ADDRESS = "http://127.0.0.1:8000"
DEFAULT_SECONDS = 60.0


class Request(TypedDict):
    """The arguments of a request."""

    method: str
    url: str
    params: dict[str, Any]
    headers: dict[str, str]
    content: bytes | None


class Connection(TypedDict):
    """The arguments of a client of httpx2."""

    base_url: str
    headers: dict[str, str]
    timeout: float


def connection(address: str, key: str, seconds: float) -> Connection:
    """How to reach a service.

    Raises:
        SettingError: The address is none of the web.
    """
    if not address.startswith(("http://", "https://")):
        raise SettingError(
            f"{address!r} is no address of a service.", next_step='Give one such as "https://host/path".'
        )
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return {"base_url": address.rstrip("/") + "/", "headers": headers, "timeout": seconds}


def request(call: Call[Any], *, accept: str = "application/json") -> Request:
    """The request of a call."""
    headers = {"Accept": accept, **call.headers}
    content = call.lines
    if call.body is not None:
        headers["Content-Type"] = "application/json"
        content = json.dumps(call.body, ensure_ascii=False).encode()
    return {
        "method": call.method,
        "url": call.path,
        "params": dict(call.params),
        "headers": headers,
        "content": content,
    }


def result(call: Call[Result], response: httpx2.Response) -> Result:
    """What a response says.

    Raises:
        XunwenError: That it was refused, that something failed, or what no Xunwen service says.
    """
    check(response)
    return read(call.read, response.content)


def check(response: httpx2.Response) -> None:
    """Raises the error that a response tells, if it does; the response has been read."""
    if response.is_success:
        return
    try:
        body: object = json.loads(response.content)
    except ValueError:
        body = None
    raise problem(response.status_code, body, response.headers.get("Retry-After", ""))


def read(reader: Callable[[Any], Result], content: bytes) -> Result:
    """What some JSON says.

    Raises:
        ServiceError: Nothing that a Xunwen service says.
    """
    try:
        return reader(json.loads(content))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ServiceError(f"The response is none of a Xunwen service that this client knows: {error!r}.") from error


def unreachable(error: httpx2.HTTPError) -> XunwenError:
    """The error of a request that was not answered."""
    return UnreachableError(
        f"The service did not answer: {error or type(error).__name__}.",
        next_step="Check its address, and GET /readyz.",
    )
