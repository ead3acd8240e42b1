"""What goes wrong over HTTP, in one shape for all of it: RFC 9457, `application/problem+json`."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, Field

from indexer.core.errors import XunwenError


class ProblemField(BaseModel):
    """One thing wrong with a request's body."""

    detail: str
    pointer: str = Field(
        description='Where, as a JSON Pointer in URI form: "#/filters/published_from"; "#" is all of it.'
    )


class Problem(BaseModel):
    """An error, as RFC 9457 has it."""

    type: str
    title: str
    status: int
    detail: str
    instance: str = Field(description="The path asked for.")
    request_id: str = Field(description="The X-Request-ID of this exchange; the log has it too.")
    errors: list[ProblemField] | None = Field(default=None, description="With 422: what is wrong, field by field.")


PROBLEM_JSON = "application/problem+json"

KINDS: Mapping[int, tuple[str, str]] = {
    400: ("not-json", "The request can't be read"),
    401: ("unauthorized", "A key is missing or wrong"),
    403: ("forbidden", "This caller may not do this"),
    404: ("not-found", "Not found"),
    405: ("method-not-allowed", "The path does not take this method"),
    408: ("too-slow", "The request did not come in time"),
    409: ("conflict", "The index cannot do this right now"),
    413: ("too-large", "The request body is too large"),
    415: ("not-json-type", "The request body is not declared as JSON"),
    421: ("wrong-host", "This service has another name"),
    422: ("invalid", "The request has fields that can't be used"),
    429: ("rate-limited", "Too many requests in a minute"),
    500: ("internal", "The service failed"),
    503: ("not-ready", "No snapshot is being served"),
}
"""By status, the end of the problem's `type` and its `title`."""


class UnknownModelError(XunwenError):
    """A model that this service does not have."""


class InvalidRequestError(XunwenError):
    """A request that is well formed but goes beyond what this service is set to take, field by field."""

    def __init__(self, errors: Sequence[ProblemField]) -> None:
        super().__init__("The request goes beyond a limit of this service.")
        self.errors = tuple(errors)
