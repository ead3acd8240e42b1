"""The pages of a name, of a query over time, and of an event."""

from datetime import datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from indexer.core.clock import zone_named
from indexer.core.errors import QueryError, XunwenError
from service.http.lanes import threaded
from service.http.page_response import failure_page, frame, page_response, readiness, status_page
from service.http.question_notes import note_question
from service.results import Filters, Holds, Mode
from service.settings import ServiceSettings
from service.web.display import with_query
from service.web.form import AskForm

topics = APIRouter(include_in_schema=False)

_STEP = 40
_MOST = 200
"""Articles on a timeline."""


@topics.get("/names/{name:path}")
@threaded
def name_route(name: str, request: Request) -> Response:
    """What the archive tells of a person, a place or an organisation."""
    # Here and not at the top, as in the other two: what reads articles brings faiss, for which the server does not wait.
    from service.topics.name import MOST_READ, told_of
    from service.web.topic_pages import name_page

    name = " ".join(name.split())
    if not name or _settings(request).too_long(name):
        return status_page(request, 404, "error_not_found")
    filters = Filters(holds=(Holds((name,), "article"),))
    try:
        engine = readiness(request).engine()
        tally = engine.tally(name, mode=Mode.LEXICAL, filters=filters, names=(), period="day")
        found = engine.listed(
            name, limit=MOST_READ, offset=0, mode=Mode.LEXICAL, filters=filters, group_by="article", oldest=False
        )
    except QueryError:
        return status_page(request, 422, "error_query")
    except XunwenError as error:
        return failure_page(request, error)
    look = frame(request, snapshot=engine.manifest.name)
    return page_response(name_page(look, tally, told_of(name, [hit.article for hit in found.hits])))


@topics.get("/timeline")
@threaded
def timeline_route(request: Request) -> Response:
    """What matches a query, month by month."""
    from service.web.time_shortcuts import without_times
    from service.web.topic_pages import timeline_page

    form, settings = AskForm.of(request.query_params.multi_items()), _settings(request)
    note_question(request, form.question)
    try:
        engine = readiness(request).engine()
        look = frame(request, here="timeline", snapshot=engine.manifest.name)
        trouble, most = form.problem(settings), settings.max_query_characters
        if trouble or not (form.question or form.asks_for_articles):
            html = timeline_page(look, form, trouble=(trouble, ""), most_characters=most)
            return page_response(html, status=422 if trouble else 200)
        filters, limit = form.narrowing(), min(max(form.limit, _STEP), _MOST)
        words, mode = form.query.words, Mode.LEXICAL  # what is merely near is nothing for a timeline
        tally = engine.tally(words, mode=mode, filters=filters, names=(), period="day")
        if form.question and not tally.articles:
            # No article has the words; of 七月洪水 some may have what it is about.
            today = datetime.now(zone_named(engine.manifest.time_zone)).date()
            words = without_times(form, today).query.words
            tally = engine.tally(words, mode=mode, filters=filters, names=(), period="day")
        found = engine.listed(words, limit=limit, offset=0, mode=mode, filters=filters, group_by="story", oldest=False)
    except QueryError as error:
        shown = timeline_page(look, form, trouble=("error_query", error.message), most_characters=most)
        return page_response(shown, status=422)
    except XunwenError as error:
        return failure_page(request, error)
    wanted = min(limit + _STEP, _MOST)
    more = with_query("/timeline", form.parameters(limit=wanted)) if len(found.hits) == limit < wanted else ""
    return page_response(timeline_page(look, form, tally, found.hits, more=more, most_characters=most))


@topics.get("/topics/{article_id:path}")
@threaded
def event_route(article_id: str, request: Request) -> Response:
    """The event that an article reports: its reports, and how their figures changed."""
    from service.topics.event import event_of
    from service.web.topic_pages import event_page

    try:
        engine = readiness(request).engine()
        reports = [engine.article(each) for each in engine.reports(article_id)]
    except XunwenError as error:
        return failure_page(request, error)
    look = frame(request, snapshot=engine.manifest.name)
    most = _settings(request).max_query_characters
    return page_response(event_page(look, reports[0], event_of(reports), most_characters=most))


def _settings(request: Request) -> ServiceSettings:
    settings: ServiceSettings = request.app.state.settings
    return settings
