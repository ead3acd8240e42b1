"""Typing help over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from service.http.authorization import SUGGEST_PATH
from service.http.lanes import threaded
from service.http.openapi import responses
from service.http.readiness import Readiness
from service.http.requests import MOST_FILTERED, Text
from service.http.suggest_schemas import SUGGESTED, SuggestResponse
from service.results import Filters
from service.suggest.suggestion import MOST

LONGEST = 200
"""Characters of what is typed: what is longer is no beginning any more."""

suggestions = APIRouter(tags=["questions"])

_Named = Annotated[list[Text] | None, Query(max_length=MOST_FILTERED)]


@suggestions.get(SUGGEST_PATH, responses=responses(SUGGESTED, 422, 503), response_model=SuggestResponse)
@threaded
def suggest(
    request: Request,
    q: Annotated[
        Text, Query(max_length=LONGEST, description="What is typed so far: characters, pinyin, or initials of pinyin.")
    ],
    limit: Annotated[int, Query(ge=1, le=MOST, description="How many suggestions at most.")] = 8,
    source: Annotated[_Named, Query(description="Only of articles of these sources; repeatable.")] = None,
    language: Annotated[_Named, Query(description="Only of articles in these languages; repeatable.")] = None,
) -> Response:
    """Titles, names and phrases that go on as what is typed begins, the likeliest first."""
    readiness: Readiness = request.app.state.readiness
    filters = Filters(sources=_among(source), languages=_among(language))
    found = readiness.engine().suggest(q, limit=limit, filters=filters)
    return Response(SuggestResponse.of(found).model_dump_json(), media_type="application/json")


def _among(values: list[str] | None) -> tuple[str, ...] | None:
    return tuple(values) if values else None
