"""Takes in a job's body: a description in JSON, or an upload of JSON lines streamed to disk and never held in memory."""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

from service.http.jobs_schemas import JobBody
from service.http.lanes import in_thread
from service.http.problems import InvalidRequestError
from service.http.schemas import ProblemField

NDJSON = frozenset({"application/x-ndjson", "application/jsonl", "application/x-jsonlines"})

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Received:
    """What was written to disk."""

    bytes: int
    sha256: str


def media_type(content_type: str) -> str:
    """A Content-Type without its parameters."""
    return content_type.partition(";")[0].strip().lower()


async def read_job(request: Request) -> tuple[JobBody, str]:
    """A job described in JSON, and the sha256 of what it says, however that was written.

    Raises:
        HTTPException: 400 where the body is not JSON.
        RequestValidationError: a field is missing, unknown or of the wrong type.
    """
    try:
        fields: Any = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise HTTPException(400) from error
    try:
        body = JobBody.model_validate(fields)
    except ValidationError as error:
        raise RequestValidationError([{**each, "loc": ("body", *each["loc"])} for each in error.errors()]) from error
    return body, sha256(body.model_dump_json().encode()).hexdigest()


async def receive_upload(request: Request, file: Path) -> Received:
    """Write a request's body to a file as it comes.

    Raises:
        InvalidRequestError: the body is empty.
    """
    digest, size, waiting = sha256(), 0, bytearray()
    with file.open("wb") as stream:
        async for piece in request.stream():
            waiting += piece
            if len(waiting) >= _PIECE:
                digest.update(waiting)
                size += len(waiting)
                await in_thread(stream.write, bytes(waiting))
                waiting.clear()
        digest.update(waiting)
        size += len(waiting)
        stream.write(waiting)
    if size == 0:
        raise InvalidRequestError([ProblemField(detail="The upload is empty; send a JSON object a line.", pointer="#")])
    return Received(size, digest.hexdigest())
