"""The page of those who run the service. It tells nothing by itself, so anybody may load it; what it shows, its routes guard."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from service.http.lanes import threaded
from service.http.page_response import frame, page_response
from service.web.operator_page import operator_page

operator = APIRouter(include_in_schema=False)


@operator.get("/operator")
@threaded
def operator_route(request: Request) -> Response:
    """The frame; its script asks for a key, keeps it in this tab, and sends it in a header."""
    return page_response(operator_page(frame(request, here="operator")))
