"""The pages for people: asking, one article, and the files that they load."""

import hashlib

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from indexer.errors import QueryError, SnapshotError, XunwenError
from service.http.engine import Engine
from service.http.lanes import threaded
from service.http.noted import note_answer, note_question
from service.http.page_frame import failure_page, frame, readiness, status_page
from service.http.page_response import file_response, page_response
from service.related_page import RelatedItem
from service.settings import ServiceSettings
from service.web.article_page import ARCHIVE, PASSAGES_INSIDE, RELATED, Shown, Site, article_page
from service.web.ask_page import ask_page
from service.web.form import AskForm
from service.web.render import STATIC
from service.web.results import Outcome

pages = APIRouter(include_in_schema=False)

_LATEST = 6
_FILES = {each.name: each.read_bytes() for each in STATIC.iterdir() if each.is_file()}
_HASHES = {name: hashlib.sha256(content).hexdigest() for name, content in _FILES.items()}


@pages.get("/")
@threaded
def ask_route(request: Request) -> Response:
    """The page to ask on; with a question, its answer."""
    form, settings = AskForm.of(request.query_params.multi_items()), _settings(request)
    note_question(request, form.question)
    try:
        engine = readiness(request).engine()
        outcome = _outcome(request, engine, form)
        latest = () if form.question else tuple(engine.article(each) for each in engine.facets.latest(_LATEST))
    except XunwenError as error:
        return failure_page(request, error)
    look = frame(request, here="ask", snapshot=engine.manifest.name)
    html = ask_page(look, form, settings, engine.facets, outcome, latest=latest)
    return page_response(html, status=422 if outcome.trouble else 200)


@pages.get("/articles/{article_id:path}")
@threaded
def article_route(article_id: str, request: Request) -> Response:
    """One article; `?cite=76-121` marks those characters, `?q=` asks this article only."""
    return article_response(article_id, request)


def article_response(article_id: str, request: Request, *, site: Site = ARCHIVE) -> Response:
    """The page of an article, of the archive or of the demo site."""
    form, settings = AskForm.of(request.query_params.multi_items()), _settings(request)
    note_question(request, form.question)
    try:
        engine = readiness(request).engine()
        article = engine.article(article_id)
        outcome = _outcome(request, engine, form, article_id=article_id)
    except XunwenError as error:
        return failure_page(request, error)
    look = frame(request, snapshot=engine.manifest.name)
    cite = request.query_params.get("cite", "")
    shown = Shown(article, cite, _related(engine, article_id))
    html = article_page(look, form, settings, shown, outcome, site=site)
    return page_response(html, status=422 if outcome.trouble else 200)


def _related(engine: Engine, article_id: str) -> tuple[RelatedItem, ...]:
    """What to read next; nothing where the snapshot was built without."""
    try:
        return engine.related(article_id, limit=RELATED, page=1).items
    except SnapshotError:
        return ()


def _outcome(request: Request, engine: Engine, form: AskForm, *, article_id: str = "") -> Outcome:
    """Asks what the form asks, of one article or of all; what a reader can mend is an outcome too."""
    settings = _settings(request)
    if trouble := form.problem(settings):
        return Outcome(trouble=trouble)
    if not form.question:
        return Outcome()
    limit = PASSAGES_INSIDE if article_id else min(form.limit, settings.max_limit)
    try:
        query, mode = form.query, settings.default_mode
        filters = query.narrowed(form.filters(article_id=article_id))
        found = engine.ask(query.words, limit=limit, mode=mode, filters=filters)
        note_answer(request, found)
        return Outcome(found)
    except QueryError as error:
        return Outcome(trouble="error_query", detail=error.message)


@pages.get("/static/{name}")
@threaded
def static_route(name: str, request: Request) -> Response:
    """A style, script or picture of the pages."""
    if name not in _FILES:
        return status_page(request, 404, "error_not_found")
    return file_response(request, _FILES[name], name, sha256=_HASHES[name])


def _settings(request: Request) -> ServiceSettings:
    settings: ServiceSettings = request.app.state.settings
    return settings
