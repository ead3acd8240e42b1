"""Which scopes a request needs: by its path alone, before anything of it is read, so that no route can be forgotten."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qs

from starlette.types import Scope as Asked

from service.keys.scopes import READING, Scope

KEY_HEADER = "X-API-Key"
"""Takes a key too: for clients that have another use for Authorization."""

TELLS_EVENTS = "tells_events"
"""In the state of a request: whether its caller may tell which articles are opened."""

IS_ADMIN = "admin"
"""In the state of a request: whether its caller may do everything."""

SUGGEST_PATH, EVENTS_PATH, ALERTS_PATH = "/v1/suggest", "/v1/events", "/v1/alerts"
FEED_PATH, QUICK_PATH = "/feed.atom", "/quick.json"

_OPEN = re.compile(
    r"/healthz|/readyz|/version|/openapi\.json|/docs|/operator|/static/.*|/widget/.*|/favicon\.ico|/robots\.txt"
)
"""What tells nothing of articles."""

_NEEDED: Mapping[str, frozenset[Scope]] = {
    rf"/v1/search|{SUGGEST_PATH}|{re.escape(FEED_PATH)}|{re.escape(QUICK_PATH)}|/v1/embeddings": frozenset(
        {Scope.SEARCH}
    ),
    r"/v1/ask|/v1/chat/completions|/v1/models(/.*)?": frozenset({Scope.ASK}),
    r"/v1/articles/.*|/v1/related": frozenset({Scope.ARTICLES}),
    EVENTS_PATH: frozenset({Scope.EVENTS}),
    rf"{ALERTS_PATH}(/.*)?": frozenset({Scope.ALERTS}),
    r"/v1/queries(/.*)?": frozenset({Scope.QUERIES}),
    r"/v1/index/jobs(/.*)?": frozenset({Scope.JOBS}),
    r"/v1/index(/.*)?": frozenset({Scope.ADMIN}),
    r"/metrics": frozenset({Scope.METRICS}),
    r"/|/articles/.*|/insights(/.*)?|/demo(/.*)?|/embed/.*|/names/.*|/topics/.*|/timeline": frozenset({Scope.ARTICLES}),
}
"""By path, the first that fits; whatever else there is takes all that a reader may do."""

_PATTERNS = {re.compile(pattern, re.DOTALL): scopes for pattern, scopes in _NEEDED.items()}


_OF_ALL = re.compile(r"/v1/index(/.*)?", re.DOTALL)
"""What builds an index, or tells what is in it beside what is searched: no bounds hold there."""


def is_of_all(asked: Asked) -> bool:
    """Whether a request is about all articles, whoever sends it."""
    return _OF_ALL.fullmatch(asked["path"]) is not None


def needed(asked: Asked) -> frozenset[Scope]:
    """The scopes that a request needs; none where anybody may."""
    path: str = asked["path"]
    if _OPEN.fullmatch(path) or asked["method"] == "OPTIONS":
        return frozenset()
    scopes = next((scopes for pattern, scopes in _PATTERNS.items() if pattern.fullmatch(path)), READING)
    # A page with a question is an answer too; a feed is articles alone, and so is what is shown while typing.
    answers = not path.startswith("/v1/") and path not in (FEED_PATH, QUICK_PATH)
    return scopes | {Scope.ASK} if answers and _has_question(asked) else scopes


def is_known(path: str) -> bool:
    """Whether there are scopes for a path, rather than all for what nobody thought of."""
    return any(pattern.fullmatch(path) for pattern in _PATTERNS)


def _has_question(asked: Asked) -> bool:
    return "q" in parse_qs(asked["query_string"].decode("latin-1"))
