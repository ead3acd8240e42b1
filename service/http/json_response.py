"""Writes a response where it was made."""

from collections.abc import Mapping

from pydantic import BaseModel
from pydantic_core import to_json
from starlette.responses import Response


def json_response(body: BaseModel, *, headers: Mapping[str, str] | None = None) -> Response:
    """A response of this body, written in the thread that calls: the framework would do so in the loop that all connections share."""
    return Response(body.model_dump_json(), media_type="application/json", headers=headers)


def json_of_fields(fields: Mapping[str, object]) -> Response:
    """A response of a model's fields, as `json_response` would write the model."""
    return Response(to_json(fields, inf_nan_mode="null"), media_type="application/json")
