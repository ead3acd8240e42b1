"""Notes what came of a question: in the figures of the service, in its log of questions if it keeps one, and in the request."""

import logging
from collections.abc import Callable

from starlette.requests import Request

from indexer.core.errors import StorageError
from service.http.access_log import request_id
from service.http.metrics import Measures
from service.query_log.entry import Entry
from service.query_log.store import QueryLog
from service.results import AskResult, SearchResult

logger = logging.getLogger("xunwen.http")

STAGES = "took_ms"
"""In the state of a request: milliseconds by stage of its question, where it asked one."""


def note_question(request: Request, question: str) -> None:
    """Keep what is asked, for a log that may have it."""
    request.state.question = question


def note_search(request: Request, found: SearchResult, *, first_page: bool = True) -> None:
    """Count a search, and log it where it is not the same one again for a further page."""
    measures: Measures = request.app.state.measures
    measures.searched(found)
    request.scope["state"][STAGES] = found.took_ms
    if first_page:
        _log(request, lambda question: Entry.of_search(question, found))


def note_answer(request: Request, found: AskResult) -> None:
    """Count an answer, or none, and log it."""
    measures: Measures = request.app.state.measures
    measures.asked(found)
    request.scope["state"][STAGES] = found.took_ms
    _log(request, lambda question: Entry.of_answer(question, found))


def _log(request: Request, entry: Callable[[str], Entry]) -> None:
    """Write the question down where the service keeps a log; that it can't be written is no reader's trouble."""
    log: QueryLog | None = request.app.state.query_log
    question: str = request.scope["state"].get("question", "")
    if log is None or not question:
        return
    try:
        log.add(entry(question), request=request_id(request.scope))
    except StorageError as error:
        logger.error("a question was not logged: %s", error)  # noqa: TRY400  it is no bug
