"""Reads the JSON of a service into the results of the library.

An article of a hit or citation comes without its body, as the service sends it; `Client.article` has it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, TypeAlias

from indexer.core.article import Article, Chunk, Degradation, Part, Span
from indexer.core.figure import Bound, Figure, FigureKind
from service.generate.generated import Generated, GenerationStatus, Removal, RemovalReason, Statement
from service.related.page import RelatedItem, RelatedPage
from service.results import (
    Alternative,
    Answer,
    AnswerKind,
    AskResult,
    Citation,
    Copy,
    Hit,
    HitScores,
    Mode,
    SearchResult,
    Signals,
    Tally,
)
from service.suggest.suggestion import Suggestion, Suggestions

Json: TypeAlias = Mapping[str, Any]

_AMOUNTS = frozenset(FigureKind) - {FigureKind.DATE, FigureKind.TIME}
_SIGNALS = frozenset(each.name for each in fields(Signals))
_UNTOLD = Signals(
    None,
    None,
    chunk_coverage=None,
    article_coverage=None,
    sentence=None,
    phrases=None,
    recency=0.0,
    allowance=0.0,
    spread=0.0,
)
"""Of a hit that was asked for without `explain`."""


@dataclass(frozen=True, slots=True)
class AskedResult(AskResult):
    """An answer as a service gives it: with what a language model wrote, where that was asked for."""

    generated: Generated | None = None


@dataclass(frozen=True, slots=True)
class FoundResult(SearchResult):
    """Hits as a service gives them: with the counts that were asked for beside them."""

    tally: Tally | None = None


def article(body: Json) -> Article:
    """An article, whole."""
    return _head(body, body=str(body["body"]), keywords=tuple(body["keywords"]), editor=str(body["editor"]))


def found(body: Json) -> FoundResult:
    """Hits, with the counts beside them."""
    counted = body.get("matches") is not None
    return FoundResult(**_searched(body), tally=_tally(body) if counted else None)


def asked(body: Json) -> AskedResult:
    """An answer or an abstention, with its hits."""
    generated = body.get("generated")
    understood = body.get("understood") or {}
    return AskedResult(
        answer=None if body["answer"] is None else _answer(body["answer"]),
        reason=str(body["reason"]),
        wanted=str(body["wanted"]),
        citations=tuple(map(citation, body["citations"])),
        alternatives=tuple(map(_alternative, body["alternatives"])),
        search=SearchResult(**_searched(body)),
        took_ms=dict(body["took_ms"]),
        understood=str(understood.get("question", "")),
        otherwise=tuple(understood.get("otherwise", ())),
        generated=None if generated is None else _generated(generated),
    )


def citation(body: Json) -> Citation:
    """Where a quote stands."""
    return Citation(_head(body["article"]), body["quote"], body["start"], body["end"], body["sha256"])


def related(body: Json) -> RelatedPage:
    """A page of related articles."""
    return RelatedPage(
        snapshot=str(body["snapshot"]),
        article_id=str(body["article_id"]),
        page=int(body["page"]),
        pages=int(body["pages"]),
        limit=int(body["limit"]),
        total=int(body["total"]),
        items=tuple(
            RelatedItem(
                each["rank"],
                _head(each["article"]),
                each["score"],
                Span(each["snippet"]["start"], each["snippet"]["end"]),
                tuple(each["shared_words"]),
            )
            for each in body["related"]
        ),
        degraded=_degraded(body),
        read_characters=body.get("read_characters"),
    )


def suggestions(body: Json) -> Suggestions:
    """What may be typed next."""
    return Suggestions(
        str(body["snapshot"]),
        tuple(
            Suggestion(each["text"], each["kind"], each["articles"], each["article_id"] or "")
            for each in body["suggestions"]
        ),
        body["did_you_mean"] or "",
        bool(body["ready"]),
    )


def _head(head: Json, *, body: str = "", keywords: tuple[str, ...] = (), editor: str = "") -> Article:
    author = str(head["author"])
    return Article(
        id=str(head["id"]),
        title=str(head["title"]),
        body=body,
        url=str(head["url"]),
        source=str(head["source"]),
        authors=(author,) if author else (),
        editor=editor,
        published_at=str(head["published_at"]),
        language=str(head["language"]),
        keywords=keywords,
        image=str(head.get("image", "")),
        published_local=str(head.get("published_day", "")),
    )


def _searched(body: Json) -> dict[str, Any]:
    """The fields of a SearchResult."""
    return {
        "snapshot": str(body["snapshot"]),
        "mode": Mode(body["mode"]),
        "degraded": _degraded(body),
        "hits": tuple(map(_hit, body["hits"])),
        "took_ms": dict(body["took_ms"]),
        "names": {name: tuple(others) for name, others in (body.get("names") or {}).items()},
        "curated": tuple(body.get("curated") or ()),
        "did_you_mean": body.get("did_you_mean") or "",
    }


def _hit(body: Json) -> Hit:
    scores, signals = body["scores"], body.get("signals")
    told = _UNTOLD if signals is None else Signals(**{name: signals[name] for name in _SIGNALS & signals.keys()})
    chunk = body["chunk"]
    return Hit(
        rank=int(body["rank"]),
        article=_head(body["article"]),
        chunk=Chunk(
            body["article"]["id"],
            int(str(chunk["id"]).rpartition("#")[2]),
            chunk["start"],
            chunk["end"],
            chunk["text"],
        ),
        scores=HitScores(scores["dense"], scores["lexical"], scores["fused"], told, scores["reranked"]),
        passage=_span(body["passage"]),
        highlights=tuple(map(_span, body["highlights"])),
        copies=tuple(Copy(each["article_id"], each["source"], each["published_at"]) for each in body["copies"]),
        weak=bool(body["weak"]),
        pinned=bool(body["pinned"]),
    )


def _span(body: Json) -> Span:
    return Span(body["start"], body["end"])


def _answer(body: Json) -> Answer:
    figure = None if body["figure"] is None else _figure(body["figure"])
    kind = AnswerKind(body["kind"])
    return Answer(
        body["text"],
        kind,
        start=body["start"],
        end=body["end"],
        figure=figure,
        confidence=body["confidence"],
        verdict=body["verdict"],
    )


def _figure(body: Json) -> Figure:
    kind = FigureKind(body["kind"])
    first, last = (_bound(kind, body[end]) for end in ("min", "max"))
    return Figure(**{**body, "kind": kind, "min": first, "max": last})


def _bound(kind: FigureKind, value: str | None) -> Bound:
    return Decimal(value) if value is not None and kind in _AMOUNTS else value


def _alternative(body: Json) -> Alternative:
    return Alternative(_answer(body["answer"]), citation(body["citation"]), body["conflict"], body["superseded"])


def _degraded(body: Json) -> tuple[Degradation, ...]:
    parted = (str(each).partition(": ") for each in body.get("degraded", ()))
    return tuple(Degradation(Part(part), detail) for part, _, detail in parted)


def _tally(body: Json) -> Tally:
    return Tally(
        body["matches"],
        {
            name: [(each["value"], each["articles"]) for each in counts]
            for name, counts in (body.get("facets") or {}).items()
        },
        [(each["value"], each["articles"]) for each in body.get("histogram") or ()],
    )


def _generated(body: Json) -> Generated:
    return Generated(
        GenerationStatus(body["status"]),
        tuple(Statement(each["text"], tuple(map(citation, each["citations"]))) for each in body["statements"]),
        # The text of what was removed stays with the service.
        tuple(Removal(RemovalReason(each["reason"]), each["detail"], "") for each in body["removed"]),
        body["model"],
        body["detail"],
    )
