"""What each method of a client sends to a service, and how the response is read: described once for both clients."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar, Unpack
from urllib.parse import quote

from indexer.core.article import Article
from indexer.core.errors import QueryError
from service.conversation.turn import Turn
from service.related.page import DEFAULT_LIMIT, RelatedPage
from service.results import Filters
from service.suggest.suggestion import Suggestions
from xunwen.client import reading
from xunwen.client.job import Job, job, jobs
from xunwen.client.options import AskOptions, JobOptions, RelatedOptions, SearchOptions

Result = TypeVar("Result")

_APART = frozenset({"filters", "history"})
_SENDABLE = ("article_ids", "sources", "languages", "published_from", "published_to", "authors", "keywords", "sites")


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


def search(query: str, **options: Unpack[SearchOptions]) -> Call[reading.FoundResult]:
    """Ranks passages for a question, as `Index.search` does; with facets or a histogram, `tally` counts beside them.

    POST /v1/search.

    Raises:
        QueryError: The question has no words or is too long, or an option makes no sense.
    """
    return Call("POST", "v1/search", reading.found, body={"query": query, **_sent(options)})


def ask(question: str, **options: Unpack[AskOptions]) -> Call[reading.AskedResult]:
    """Answers a question with a quote, or says why not, as `Index.ask` does.

    POST /v1/ask.

    Raises:
        QueryError: The question is blank or too long, or an option makes no sense.
    """
    before = [Turn(each) if isinstance(each, str) else each for each in options.get("history", ())]
    body = {"question": question, **_sent(options)}
    if before:
        body["history"] = [{"question": turn.question, "answer": turn.answer} for turn in before]
    return Call("POST", "v1/ask", reading.asked, body=body)


def streamed(question: str, options: AskOptions) -> Call[reading.AskedResult]:
    """The same, asked for piece by piece."""
    call = ask(question, **options)
    return replace(call, body={**(call.body or {}), "stream": True})


def article(article_id: str) -> Call[Article]:
    """One article with its body.

    GET /v1/articles/{id}.

    Raises:
        UnknownArticleError: There is no such article.
    """
    return Call("GET", f"v1/articles/{_part(article_id)}", reading.article)


def related(article_id: str, *, limit: int = DEFAULT_LIMIT, page: int = 1) -> Call[RelatedPage]:
    """Lists what to read next to an article.

    GET /v1/articles/{id}/related.

    Raises:
        UnknownArticleError: There is no such article.
    """
    path = f"v1/articles/{_part(article_id)}/related"
    return Call("GET", path, reading.related, params={"limit": limit, "page": page})


def related_to(**options: Unpack[RelatedOptions]) -> Call[RelatedPage]:
    """Lists what to read next to a page, by its address, its text or both.

    POST /v1/related.
    """
    return Call("POST", "v1/related", reading.related, body=dict(options))


def suggest(text: str, *, limit: int = 8) -> Call[Suggestions]:
    """What may be typed next.

    GET /v1/suggest.
    """
    return Call("GET", "v1/suggest", reading.suggestions, params={"q": text, "limit": limit})


def list_jobs(*, limit: int = 50) -> Call[list[Job]]:
    """The newest jobs, newest first.

    GET /v1/index/jobs.
    """
    return Call("GET", "v1/index/jobs", jobs, params={"limit": limit})


def get_job(job_id: str) -> Call[Job]:
    """Where a job stands.

    GET /v1/index/jobs/{id}.
    """
    return Call("GET", f"v1/index/jobs/{_part(job_id)}", job)


def cancel_job(job_id: str) -> Call[Job]:
    """Cancels a job; one that has ended stays as it is.

    DELETE /v1/index/jobs/{id}.
    """
    return Call("DELETE", f"v1/index/jobs/{_part(job_id)}", job)


def index(*sources: str, **options: Unpack[JobOptions]) -> Call[Job]:
    """Hands in a job that indexes files of the service's machine; `wait` waits for its end. Needs a key for jobs.

    POST /v1/index/jobs.
    """
    body = {"sources": list(sources), "prune": options.get("prune", False), "force": options.get("force", False)}
    return Call("POST", "v1/index/jobs", job, body=body, headers=_idempotent(options))


def upload(records: Iterable[Mapping[str, Any]], **options: Unpack[JobOptions]) -> Call[Job]:
    """Hands in a job that indexes records, such as {"title": …, "body": …}; they are sent.

    POST /v1/index/jobs.
    """
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
            "These filters can't be sent: a service takes articles, sources, languages, authors, keywords, sites and dates.",
            next_step='Write the rest as operators of the query: "as it is written" -without.',
        )
    values = {name: getattr(filters, name) for name in _SENDABLE}
    return {"filters": {name: value for name, value in values.items() if value not in (None, "")}}
