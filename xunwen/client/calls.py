"""What is sent for each question to a service, and how its response is read: the same for both clients."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from indexer.core.article import Article
from indexer.core.errors import QueryError
from service.conversation.turn import Turn
from service.related.page import RelatedPage
from service.results import Filters
from service.suggest.suggestion import Suggestions
from xunwen.client import reading
from xunwen.client.job import Job, job, jobs
from xunwen.client.options import AskOptions, JobOptions, RelatedOptions, SearchOptions

Result = TypeVar("Result")

_APART = frozenset({"filters", "history"})
_SENDABLE = ("article_ids", "sources", "languages", "published_from", "published_to", "authors", "keywords")


@dataclass(frozen=True, slots=True)
class Call(Generic[Result]):
    """One request, and how its response is read."""

    method: str
    path: str
    read: Callable[[Any], Result]
    params: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    lines: bytes | None = None
    """JSON lines instead of a JSON body."""
    headers: Mapping[str, str] = field(default_factory=dict)


def search(query: str, options: SearchOptions) -> Call[reading.FoundResult]:
    """POST /v1/search."""
    return Call("POST", "v1/search", reading.found, body={"query": query, **_sent(options)})


def ask(question: str, options: AskOptions, *, stream: bool = False) -> Call[reading.AskedResult]:
    """POST /v1/ask."""
    before = [Turn(each) if isinstance(each, str) else each for each in options.get("history", ())]
    body = {"question": question, **_sent(options)}
    if before:
        body["history"] = [{"question": turn.question, "answer": turn.answer} for turn in before]
    return Call("POST", "v1/ask", reading.asked, body=body | ({"stream": True} if stream else {}))


def article(article_id: str) -> Call[Article]:
    """GET /v1/articles/{id}."""
    return Call("GET", f"v1/articles/{_part(article_id)}", reading.article)


def related(article_id: str, limit: int, page: int) -> Call[RelatedPage]:
    """GET /v1/articles/{id}/related."""
    path = f"v1/articles/{_part(article_id)}/related"
    return Call("GET", path, reading.related, params={"limit": limit, "page": page})


def related_to(options: RelatedOptions) -> Call[RelatedPage]:
    """POST /v1/related."""
    return Call("POST", "v1/related", reading.related, body=dict(options))


def suggest(text: str, limit: int) -> Call[Suggestions]:
    """GET /v1/suggest."""
    return Call("GET", "v1/suggest", reading.suggestions, params={"q": text, "limit": limit})


def list_jobs(limit: int) -> Call[list[Job]]:
    """GET /v1/index/jobs."""
    return Call("GET", "v1/index/jobs", jobs, params={"limit": limit})


def get_job(job_id: str) -> Call[Job]:
    """GET /v1/index/jobs/{id}."""
    return Call("GET", f"v1/index/jobs/{_part(job_id)}", job)


def cancel_job(job_id: str) -> Call[Job]:
    """DELETE /v1/index/jobs/{id}."""
    return Call("DELETE", f"v1/index/jobs/{_part(job_id)}", job)


def index(sources: Sequence[str], options: JobOptions) -> Call[Job]:
    """POST /v1/index/jobs, of files on the service's machine."""
    body = {"sources": list(sources), "prune": options.get("prune", False), "force": options.get("force", False)}
    return Call("POST", "v1/index/jobs", job, body=body, headers=_idempotent(options))


def upload(records: Iterable[Mapping[str, Any]], options: JobOptions) -> Call[Job]:
    """POST /v1/index/jobs, of records that are sent."""
    return Call(
        "POST",
        "v1/index/jobs",
        job,
        params={name: str(options.get(name, False)).lower() for name in ("prune", "force")},
        lines="".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode(),
        headers={"Content-Type": "application/x-ndjson", **_idempotent(options)},
    )


def _idempotent(options: JobOptions) -> dict[str, str]:
    return {"Idempotency-Key": options["key"]} if options.get("key") else {}


def _part(text: str) -> str:
    return quote(text, safe="")


def _sent(options: SearchOptions | AskOptions) -> dict[str, Any]:
    """Options as a body has them; a history is sent by who reads it."""
    body = {name: value for name, value in options.items() if value is not None and name not in _APART}
    return body | _filtered(options.get("filters"))


def _filtered(filters: Filters | None) -> dict[str, Any]:
    """Filters as a body has them.

    Raises:
        QueryError: They hold what cannot be sent.
    """
    if filters is None or not filters.active:
        return {}
    if filters.holds or filters.lacks or filters.not_article_ids or filters.also is not None:
        raise QueryError(
            "These filters can't be sent: a service takes articles, sources, languages, authors, keywords and dates.",
            next_step='Write the rest as operators of the query: "as it is written" -without.',
        )
    values = {name: getattr(filters, name) for name in _SENDABLE}
    return {"filters": {name: value for name, value in values.items() if value not in (None, "")}}
