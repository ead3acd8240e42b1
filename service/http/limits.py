"""The limits that are settings: checked after the shapes, and written into the OpenAPI description."""

from collections.abc import Iterable
from typing import Any

from service.http.problems import InvalidRequestError
from service.http.requests import AskRequest, SearchRequest
from service.http.schemas import ProblemField
from service.settings import ServiceSettings


def check_search(request: SearchRequest, settings: ServiceSettings) -> None:
    """Hold a search against the settings.

    Raises:
        InvalidRequestError: one or more fields are beyond a limit; it names each.
    """
    _raise_if_any(
        [
            *_too_long("query", request.query, settings),
            *_too_big("limit", request.limit, settings.max_limit),
            *_too_big("offset", request.offset, settings.max_offset),
        ]
    )


def check_ask(request: AskRequest, settings: ServiceSettings) -> None:
    """Hold a question against the settings.

    Raises:
        InvalidRequestError: one or more fields are beyond a limit; it names each.
    """
    _raise_if_any(
        [
            *_too_long("question", request.question, settings),
            *_too_big("limit", request.limit, settings.max_limit),
        ]
    )


def write_limits(schemas: dict[str, Any], settings: ServiceSettings) -> None:
    """Put the limits into the JSON Schemas of the requests, where clients look for them."""
    search = schemas["SearchRequest"]["properties"]
    ask = schemas["AskRequest"]["properties"]
    search["query"]["maxLength"] = ask["question"]["maxLength"] = settings.max_query_characters
    search["limit"]["maximum"] = ask["limit"]["maximum"] = settings.max_limit
    search["offset"]["maximum"] = settings.max_offset


def _too_long(name: str, text: str, settings: ServiceSettings) -> Iterable[ProblemField]:
    if detail := settings.too_long(text):
        yield ProblemField(detail=detail, pointer=f"#/{name}")


def _too_big(name: str, value: int, most: int) -> Iterable[ProblemField]:
    if value > most:
        yield ProblemField(detail=f"{value} is more than the most, {most}.", pointer=f"#/{name}")


def _raise_if_any(errors: list[ProblemField]) -> None:
    if errors:
        raise InvalidRequestError(errors)
