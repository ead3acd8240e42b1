"""Says errors as OpenAI's API does, on the paths that its clients ask: they make exceptions of their own types of them."""

import re
from typing import Any

from pydantic import BaseModel, Field

PATHS = re.compile(r"/v1/(chat/completions|embeddings|models(/.*)?)", re.DOTALL)
"""Where clients written for OpenAI's API ask."""

UNKNOWN_MODEL = ("model-not-found", "No such model")

_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}
_CODES = {401: "invalid_api_key", 429: "rate_limit_exceeded"}
"""By status, what their clients look for; any other code is the end of the problem's `type`."""


class ErrorDetail(BaseModel):
    """What went wrong."""

    message: str
    type: str = Field(description="A family of errors: invalid_request_error, rate_limit_error, server_error, …")
    param: str | None = Field(description="The field that can't be used: messages.0.content; null where it is none.")
    code: str = Field(description="What exactly: model_not_found, invalid_api_key, invalid, overloaded, …")


class ErrorResponse(BaseModel):
    """An error, as OpenAI's API has it."""

    error: ErrorDetail


def error_body(status: int, slug: str, detail: str, *, pointer: str = "") -> dict[str, Any]:
    """The JSON of an error.

    Args:
        status: Of the response.
        slug: What exactly went wrong, as the end of a problem's `type`.
        detail: The same in a sentence.
        pointer: The field that is wrong, as a JSON Pointer in URI form; empty where it is none.
    """
    family = _TYPES.get(status, "invalid_request_error" if status < 500 else "server_error")
    error = ErrorDetail(
        message=detail,
        type=family,
        param=pointer.removeprefix("#").removeprefix("/").replace("/", ".") or None,
        code=_CODES.get(status, slug.replace("-", "_")),
    )
    return ErrorResponse(error=error).model_dump()
