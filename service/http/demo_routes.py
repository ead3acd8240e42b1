"""The demo site: the archive as a small news site, with the ask box and the widget as such a site would carry them."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from indexer.errors import XunwenError
from service.http.lanes import threaded
from service.http.page_frame import failure_page, frame, readiness
from service.http.page_response import page_response
from service.http.pages_routes import article_response
from service.web.demo_pages import DEMO, SHOWN, demo_front
from service.web.root import rooted

demo = APIRouter(include_in_schema=False)


@demo.get("/demo")
@threaded
def demo_redirect() -> Response:
    """The front page has a slash, so that its name and its articles' begin alike."""
    return RedirectResponse(rooted(DEMO.base))


@demo.get("/demo/")
@threaded
def demo_front_route(request: Request) -> Response:
    """The front page."""
    try:
        engine = readiness(request).engine()
        look = frame(request, here="demo", snapshot=engine.manifest.name)
        articles = [engine.article(each) for each in engine.facets.latest(SHOWN)]
    except XunwenError as error:
        return failure_page(request, error)
    return page_response(demo_front(look, articles))


@demo.get("/demo/{article_id:path}")
@threaded
def demo_article_route(article_id: str, request: Request) -> Response:
    """One article of the site, with boilerplate around it."""
    return article_response(article_id, request, site=DEMO)
