"""GET /openapi.json and /docs: how programs call this service, for programs and for people."""

import json

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.http.lanes import threaded
from service.http.page_response import frame, page_response
from service.web.docs_page import docs_page
from service.web.root import root_of_links

described = APIRouter(include_in_schema=False)


@described.get("/openapi.json")
@threaded
def openapi_json(request: Request) -> Response:
    """The description, which says behind a proxy where its paths begin."""
    document = request.app.openapi()
    if root := root_of_links.get():
        document = {**document, "servers": [{"url": root}]}
    return Response(json.dumps(document, ensure_ascii=False), media_type="application/json")


@described.get("/docs")
@threaded
def docs(request: Request) -> Response:
    """The same as a page, which loads nothing from other sites."""
    return page_response(docs_page(frame(request, here="docs"), request.app.openapi()))
