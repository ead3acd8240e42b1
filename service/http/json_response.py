"""Writes a response where it was made."""

from collections.abc import Mapping

from pydantic import BaseModel
from starlette.responses import Response


def json_response(body: BaseModel, *, headers: Mapping[str, str] | None = None) -> Response:
    """A response of this body, written in the thread that calls: the framework would do so in the loop that all connections share."""
    return Response(body.model_dump_json(), media_type="application/json", headers=headers)
