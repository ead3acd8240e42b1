"""Requests for every route of the OpenAPI description, with every filter, order, group, facet and mode that it names.

What may be chosen is read out of the description: a filter, order or route that is added there is missed here until it is asked.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, cycle, product
from typing import Any

Schemas = Mapping[str, Any]

QUESTIONS = (
    "柳河村全村共捐款多少元？",
    "How much did the council spend on the new roof?",
    "暴雨 白鹭镇",
    "补充说一共多少人参加",
    "白鹭镇转移了多少群众？",
    "library",
    "捐款 -口罩",
    "intitle:捐款 OR roof",
)
TYPED = (
    "柳", "柳河", "捐", "liuhe", "juank", "jk", "bao", "lib", "zhou", "暴雨", "要闻", "周晓岚", "roof council", "libary", "捐宽", "zzzz", "",
)  # fmt: skip
TEXTS = (
    ("柳河村捐款", "全村共捐款三万二千元，口罩一千余个。"),
    ("", "白鹭镇连降暴雨，镇政府转移群众四百余人。"),
    ("Library roof", "The council spent money on the new roof of the library."),
    ("zzzz", "yyyy"),
)
FILTERS: Mapping[str, Any] = {
    "article_ids": ["donation", "flood-4", "library", "none"],
    "sources": ["甲报", "江城晚报"],
    "languages": ["zh"],
    "authors": ["周晓岚"],
    "keywords": ["捐款"],
    "sites": ["news.example/sport", "a.news.example"],
    "published_from": "2021-03-05T09:00:00+08:00",
    "published_to": "2021-07-31",
}
"""A value of each that lets some articles through and not others."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    method: str
    route: str
    """As the description names it."""
    path: str
    body: Any = None
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def get(cls, route: str, /, *, id: str = "", **parameters: Any) -> "Asked":
        """A GET; `id` takes the place of what stands in braces."""
        return cls("get", route, _filled(route, id), None, parameters)

    @classmethod
    def post(cls, route: str, body: Any = None) -> "Asked":
        """A POST."""
        return cls("post", route, route, body)


def _filled(route: str, value: str) -> str:
    """A route with a value in place of what stands in braces."""
    before, brace, after = route.partition("{")
    return before + value + after.partition("}")[2] if brace else route


def choices(schemas: Schemas, model: str, name: str) -> list[str]:
    """What a field may be, as the description lists it."""
    described = schemas[model]["properties"][name]
    if "enum" in described:
        return list(described["enum"])
    for each in (described.get("items", {}), *described.get("anyOf", ())):
        if "enum" in each:
            return list(each["enum"])
        if "$ref" in each:
            return list(schemas[each["$ref"].rpartition("/")[2]]["enum"])
    raise AssertionError(f"{model}.{name} is no choice")


def filter_sets(schemas: Schemas) -> list[dict[str, Any]]:
    """No filter, each, each pair, all of them, and of each list an empty one."""
    names = list(schemas["FiltersBody"]["properties"])
    assert set(names) == set(FILTERS), "a filter is not asked for here"
    chosen = [(), *combinations(names, 1), *combinations(names, 2), names]
    narrowed = [{name: FILTERS[name] for name in each} for each in chosen]
    return narrowed + [{name: []} for name in names if isinstance(FILTERS[name], list)]


def searches(schemas: Schemas) -> Iterator[dict[str, Any]]:
    """Every filter in every order and group, every mode with every facet and histogram; the questions in turns."""
    orders, groups, modes, facets, periods = (
        choices(schemas, "SearchRequest", name) for name in ("sort", "group_by", "mode", "facets", "histogram")
    )
    questions, turns = cycle(QUESTIONS), cycle(modes)
    for filters, sort, group_by in product(filter_sets(schemas), orders, groups):
        body = {"query": next(questions), "filters": filters, "sort": sort, "group_by": group_by, "explain": True}
        yield {**body, "mode": next(turns), "limit": 50}
    counted: Sequence[Sequence[str]] = ([], *([each] for each in facets), facets)
    for mode, sort, group_by, names, period in product(modes, orders, groups, counted, [None, *periods]):
        query = next(questions)
        body = {"query": query, "mode": mode, "sort": sort, "group_by": group_by, "facets": names, "histogram": period}
        yield {**body, "offset": len(query) % 3}


def questions(schemas: Schemas) -> Iterator[dict[str, Any]]:
    """Every filter, every mode, a stream, what was known on a day, and a question that follows another."""
    turns = cycle(QUESTIONS[:5])
    for filters in filter_sets(schemas):
        yield {"question": next(turns), "filters": filters}
    for mode, stream in product(choices(schemas, "AskRequest", "mode"), (False, True)):
        yield {"question": next(turns), "mode": mode, "stream": stream, "limit": 3}
    for question in QUESTIONS:
        yield {"question": question, "as_of": "2021-06-01"}
        yield {"question": question, "operators": False, "generate": True}
    yield {"question": "那口罩呢？", "history": [{"question": QUESTIONS[0], "answer": "三万二千元"}]}


def typed() -> Iterator[dict[str, Any]]:
    """What somebody types, with every filter: characters, pinyin, initials, words, and what was meant otherwise."""
    narrowed: Sequence[dict[str, Any]] = (
        {},
        {"source": "甲报"},
        {"source": ["乙报", "江城晚报"], "language": "zh"},
        {"language": "en"},
        {"source": "none"},
    )
    for text, filters in product(TYPED, narrowed):
        yield {"q": text, "limit": 20, **filters}
    yield {"q": "柳", "limit": 1}


def requests(schemas: Schemas, articles: Sequence[Mapping[str, Any]]) -> Iterator[Asked]:
    """Everything that both services answer alike.

    Args:
        schemas: Of the description.
        articles: Records that were indexed.
    """
    for path in ("/healthz", "/readyz", "/version", "/v1/models"):
        yield Asked.get(path)
    yield Asked.get("/v1/models/{model}", id="xunwen")
    yield Asked.get("/v1/models/{model}", id="other")
    yield from (Asked.post("/v1/search", body) for body in searches(schemas))
    yield from (Asked.post("/v1/ask", body) for body in questions(schemas))
    yield Asked.post("/v1/embeddings", {"model": "xunwen", "input": list(QUESTIONS)})
    for question, stream in product(QUESTIONS[:3], (False, True)):
        messages = [{"role": "user", "content": question}]
        yield Asked.post("/v1/chat/completions", {"model": "xunwen", "messages": messages, "stream": stream})
    ids = [str(each["id"]) for each in articles]
    for article in (*ids, "none"):
        yield Asked.get("/v1/articles/{id}", id=article)
        yield Asked.get("/v1/articles/{id}/related", id=article, limit=3)
    rules: Sequence[dict[str, Any]] = (
        {"exclude": ids[1]},
        {"source": "甲报"},
        {"not_source": "甲报"},
        {"keyword": "捐款"},
        {"language": "zh"},
        {"max_age_days": 60},
        {"limit": 1, "page": 2},
    )
    for article, rule in product(ids, rules):
        yield Asked.get("/v1/articles/{id}/related", id=article, **rule)
    for each in articles:
        if each.get("url"):
            yield Asked.post("/v1/related", {"url": each["url"], "limit": 4})
    yield from (Asked.get("/v1/suggest", **each) for each in typed())
    for title, text in TEXTS:
        for rule in ({}, *rules):
            yield Asked.post("/v1/related", {"title": title, "text": text, "published_at": "2021-05-01", **rule})
    yield Asked.post("/v1/events", {"list": "search", "article_id": ids[0], "rank": 1})


PAGES: Sequence[tuple[str, Mapping[str, Any]]] = (
    ("/", {}),
    ("/", {"q": "捐款"}),
    ("/", {"q": QUESTIONS[0], "source": "甲报", "sort": "newest"}),
    ("/articles/donation", {}),
    ("/insights", {}),
    ("/insights/report.html", {}),
    ("/timeline", {"q": "捐款"}),
    ("/topics/donation", {}),
    ("/names/柳河村", {}),
    ("/feed.atom", {"q": "捐款"}),
    ("/quick.json", {"q": "捐款"}),
)
"""Pages for readers, which the description does not have."""
OF_A_FOLDER = (
    Asked.post("/v1/index/jobs", {"sources": ["/srv/archive"]}),
    Asked.get("/v1/index/jobs"),
    Asked.get("/v1/index/jobs/{job_id}", id="x"),
    Asked("delete", "/v1/index/jobs/{job_id}", "/v1/index/jobs/x"),
    Asked.get("/v1/index/jobs/{job_id}/events", id="x"),
    Asked.get("/v1/index/jobs/{job_id}/page", id="x", name="page.html"),
    Asked.post("/v1/index/rollback"),
    Asked.get("/v1/index/snapshots"),
    Asked.get("/v1/index/snapshots/difference", before="a", after="b"),
    Asked.get("/v1/index/golden"),
)
"""What builds an index in a folder, or tells of what lies there."""


def of_an_alert(alert: str) -> Sequence[Asked]:
    """What is asked of an alert, its deletion last."""
    return (
        Asked.get("/v1/alerts"),
        Asked.get("/v1/alerts/{alert_id}", id=alert),
        Asked.get("/v1/alerts/{alert_id}/matches", id=alert),
        Asked.get("/v1/alerts/{alert_id}/feed", id=alert),
        Asked("delete", "/v1/alerts/{alert_id}", f"/v1/alerts/{alert}"),
    )


ALERT = Asked.post("/v1/alerts", {"query": "口罩", "filters": {"languages": ["zh"]}})
