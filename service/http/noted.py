"""Notes what came of a question: in the figures of the service, and in the request for its log and its trace."""

from starlette.requests import Request

from service.http.measures import Measures
from service.results import AskResult, SearchResult

STAGES = "took_ms"
"""In the state of a request: milliseconds by stage of its question, where it asked one."""


def note_question(request: Request, question: str) -> None:
    """Keep what is asked, for a log that may have it."""
    request.state.question = question


def note_search(request: Request, found: SearchResult) -> None:
    """Count a search."""
    measures: Measures = request.app.state.measures
    measures.searched(found)
    request.scope["state"][STAGES] = found.took_ms


def note_answer(request: Request, found: AskResult) -> None:
    """Count an answer, or none."""
    measures: Measures = request.app.state.measures
    measures.asked(found)
    request.scope["state"][STAGES] = found.took_ms
