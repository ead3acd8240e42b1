"""The pages for people: asking, one article, the archive at a glance, the demo site, and the files they load."""

import hashlib
import json
from dataclasses import replace
from datetime import datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from indexer.core.clock import zone_named
from indexer.core.errors import IndexUnavailableError, QueryError, SnapshotError, XunwenError
from service.http.authorization import FEED_PATH, QUICK_PATH
from service.http.engine import Engine
from service.http.lanes import threaded
from service.http.page_questions import PageQuestion, in_full, latest_for, newest
from service.http.page_response import (
    DATA_HEADERS,
    failure_page,
    file_response,
    frame,
    page_response,
    readiness,
    status_page,
)
from service.http.question_notes import note_question
from service.related.page import RelatedItem, titled_once
from service.results import Mode
from service.settings import ServiceSettings
from service.web.display import with_query
from service.web.feed import FeedHead, feed
from service.web.form import AskForm
from service.web.insights_page import drawing_page, insights_page, report_html
from service.web.pages import (
    ARCHIVE,
    DEMO,
    RELATED,
    SHOWN,
    AskState,
    ShownArticle,
    Site,
    article_page,
    ask_page,
    demo_front,
)
from service.web.quick_results import MOST, QuickResult, quick_results
from service.web.render import STATIC
from service.web.root import rooted

pages = APIRouter(include_in_schema=False)

_LOOKED_AT = 12
"""Related articles among which those of one title are told from others."""
_FILES = {each.name: each.read_bytes() for each in STATIC.iterdir() if each.is_file()}
_HASHES = {name: hashlib.sha256(content).hexdigest() for name, content in _FILES.items()}


@pages.get("/")
@threaded
def ask_route(request: Request) -> Response:
    """The page to ask and search on; with a query, its answer and its articles."""
    form, settings = AskForm.of(request.query_params.multi_items()), _settings(request)
    note_question(request, form.question)
    try:
        engine = readiness(request).engine()
        form = in_full(form, engine, settings)
        note_question(request, form.question)
        question = PageQuestion(request, engine, form, settings)
        outcome = question.of_archive()
        today = datetime.now(zone_named(engine.manifest.time_zone)).date()
        state = AskState(form, outcome, engine.facets, today, matching=question.matching)
        if outcome.tally:
            state = replace(state, sideways=question.sideways(outcome.tally))
        elif not form.question:
            latest = latest_for(engine, frame(request).ui)
            state = replace(state, latest=latest, examples=engine.examples())
    except XunwenError as error:
        return failure_page(request, error)
    look = frame(request, here="ask", snapshot=engine.manifest.name)
    if form.written:
        look = replace(look, address=with_query("/", form.parameters()))
    status = 422 if outcome.trouble else 200
    return page_response(ask_page(look, settings, state), status=status, pictures=settings.pictures)


@pages.get(QUICK_PATH)
@threaded
def quick_route(request: Request) -> Response:
    """The best few articles for what is typed so far, narrowed as the page is; not logged, as it is no query yet."""
    form, settings = AskForm.of(request.query_params.multi_items()), _settings(request)
    found: list[QuickResult] = []
    try:
        engine = readiness(request).engine()
        if form.question and not form.problem(settings):
            query, filters = form.query, form.narrowing()
            # By words alone: half a word has no meaning yet, and a reader goes on typing.
            search = engine.search(
                query.words, limit=MOST, offset=0, mode=Mode.LEXICAL, filters=filters, group_by="story"
            )
            found = quick_results(search, form, frame(request).ui)
    except QueryError:
        found = []
    except XunwenError as error:
        return failure_page(request, error)
    return Response(json.dumps({"articles": found}), 200, DATA_HEADERS, "application/json")


@pages.get(FEED_PATH)
@threaded
def feed_route(request: Request) -> Response:
    """The newest articles that match the query of a page's address, for a feed reader; without a query the newest of all."""
    form, settings = AskForm.of(request.query_params.multi_items()), _settings(request)
    note_question(request, form.question)
    if trouble := form.problem(settings):
        return status_page(request, 422, trouble)
    try:
        engine = readiness(request).engine()
        entries = newest(request, engine, form, settings)
    except QueryError as error:
        return status_page(request, 422, "error_query", detail=error.message)
    except XunwenError as error:
        return failure_page(request, error)
    look = frame(request)
    head = FeedHead(look.origin, look.address, form, look.ui, engine.manifest.created_at)
    return Response(feed(head, entries), 200, DATA_HEADERS, "application/atom+xml; charset=utf-8")


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
        outcome = PageQuestion(request, engine, form, settings).of_article(article_id)
    except XunwenError as error:
        return failure_page(request, error)
    look = frame(request, snapshot=engine.manifest.name)
    cite = request.query_params.get("cite", "")
    shown = ShownArticle(article, cite, _related(engine, article_id), _reports(engine, article_id))
    html = article_page(look, form, settings, shown, outcome, site=site)
    return page_response(html, status=422 if outcome.trouble else 200, pictures=settings.pictures)


def _related(engine: Engine, article_id: str) -> tuple[RelatedItem, ...]:
    """What to read next, each title once; nothing where the snapshot was built without."""
    try:
        return titled_once(engine.related(article_id, limit=_LOOKED_AT, page=1).items)[:RELATED]
    except SnapshotError:
        return ()


def _reports(engine: Engine, article_id: str) -> int:
    """How many report the article's event; itself alone where a part of the index can't be reached, so that nothing leads there."""
    try:
        return len(engine.reports(article_id))
    except IndexUnavailableError:
        return 1


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


insights = APIRouter(include_in_schema=False)

_AGAIN_SECONDS = 3


@insights.get("/insights")
@threaded
def insights_route(request: Request) -> Response:
    """The charts; while they are being made, a page that looks again."""
    return _shown(request, file=False)


@insights.get("/insights/report.html")
@threaded
def report_route(request: Request) -> Response:
    """The same as one file to keep."""
    return _shown(request, file=True)


def _shown(request: Request, *, file: bool) -> Response:
    try:
        engine = readiness(request).engine()
        look = frame(request, here="insights", snapshot=engine.manifest.name)
        overview = engine.overview()
    except XunwenError as error:
        return failure_page(request, error)
    if overview is None:
        headers = {"Retry-After": str(_AGAIN_SECONDS)}
        return page_response(drawing_page(look, refresh=_AGAIN_SECONDS), status=202, headers=headers)
    if not file:
        return page_response(insights_page(look, overview))
    name = f"xunwen-{overview.snapshot}.html"
    # Its own policy, of hashes, is inside; the header's would forbid its style and script.
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Security-Policy": "sandbox"}
    return page_response(report_html(overview, look.ui), headers=headers)


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
