"""Filters, operators, sort, facets and histogram of generated requests, against looking at each article."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from random import Random

import pytest
from starlette.testclient import TestClient

from service.http.app import create_app
from service.http.index_engine import SearcherEngine
from service.search.searcher import Searcher
from service.settings import ServiceSettings
from tests.archives import build, record_pages
from tests.doubles import TermEmbedder

CHINA = timezone(timedelta(hours=8))
WORDS = ("洪涝", "集贸", "桥梁", "图鉴")
"""No two share a character, so that an article holds a word whole or not at all."""

SOURCES = ("甲报", "乙报", "丙刊", "")
AUTHORS = ("周晓岚", "何青", "林小舟")
KEYWORDS = ("要闻", "体育", "县区")
LANGUAGES = ("zh", "en")
ADDRESSES = (
    "http://www.A.example/world/{}.html",
    "https://news.a.example:8443/{}",
    "https://b.example/%E4%B8%96/{}?n=1",
    "",
)
SITES = {
    "a.example": (0, 1),
    "www.a.example/world": (0,),
    "news.a.example:8443": (1,),
    "https://b.example/世/": (2,),
    "other": (),
}
"""Sites as they are asked for, and the places of the addresses that are on them."""
REQUESTS = 160
PERIODS = {"day": 10, "month": 7, "year": 4}
Record = dict[str, object]


def made(number: int, chance: Random) -> Record:
    when = chance.choice(["", "day", "zone", "utc"])
    day = f"20{chance.randint(19, 22)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    hour = f"{chance.randint(0, 23):02}:{chance.randint(0, 59):02}:00"
    date = {"": "", "day": day, "zone": f"{day}T{hour}+08:00", "utc": f"{day}T{hour}Z"}[when]
    held = chance.sample(WORDS, chance.randint(0, 3))
    in_title = held[:1] if chance.random() < 0.4 else []
    return {
        "id": f"a{number:02}",
        "title": "".join(in_title) + f"通知之{number}",
        "body": "\n".join(f"{word}。其余从略，第{place}段。" for place, word in enumerate(held or ["从略"])),
        "source": chance.choice(SOURCES),
        "authors": chance.sample(AUTHORS, chance.randint(0, 2)),
        "keywords": chance.sample(KEYWORDS, chance.randint(0, 2)),
        "lang": chance.choice(LANGUAGES),
        "url": chance.choice(ADDRESSES).format(number),
        "published_at": date,
    }


ARCHIVE = [made(number, Random(number)) for number in range(36)]  # noqa: S311 - not for secrets


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    index = tmp_path_factory.mktemp("generated")
    build(index, TermEmbedder(), record_pages(ARCHIVE), chunk_tokens=12)
    app = create_app(lambda: SearcherEngine(Searcher.open(index, TermEmbedder())), ServiceSettings())
    with TestClient(app) as opened:
        assert app.state.readiness.wait(90)
        yield opened


def moment(record: Record) -> datetime | None:
    text = str(record["published_at"])
    found = datetime.fromisoformat(text) if text else None
    return found if found is None or found.tzinfo else found.replace(tzinfo=CHINA)


def day(record: Record) -> str:
    found = moment(record)
    return "" if found is None else found.astimezone(CHINA).date().isoformat()


def text(record: Record) -> str:
    return f"{record['title']}\n{record['body']}"


def some(chance: Random, values: tuple[str, ...]) -> list[str]:
    return chance.sample([*values, "没有的"], chance.randint(0, 3))


def is_on(record: Record, site: str) -> bool:
    return str(record["url"]) in {ADDRESSES[place].format(int(str(record["id"])[1:])) for place in SITES[site]}


def after_or_at(record: Record, limit: str) -> bool:
    if len(limit) == len("2020-02-21"):
        return bool(day(record)) and day(record) >= limit
    found = moment(record)
    return found is not None and found >= datetime.fromisoformat(limit)


def before_or_at(record: Record, limit: str) -> bool:
    if len(limit) == len("2020-02-21"):
        return bool(day(record)) and day(record) <= limit
    found = moment(record)
    return found is not None and found <= datetime.fromisoformat(limit)


def filters(chance: Random) -> tuple[dict[str, object], list[Record]]:
    """A request's filters, and what they let through."""
    chosen: dict[str, object] = {}
    left = list(ARCHIVE)
    for name, field, values in (("sources", "source", SOURCES), ("languages", "lang", LANGUAGES)):
        if chance.random() < 0.3:
            wanted = chosen[name] = some(chance, values)
            left = [each for each in left if each[field] in wanted]
    for name, values in (("authors", AUTHORS), ("keywords", KEYWORDS)):
        if chance.random() < 0.3:
            wanted = chosen[name] = some(chance, values)
            left = [each for each in left if set(wanted) & set(each[name])]
    if chance.random() < 0.2:
        wanted = chosen["sites"] = chance.sample(list(SITES), 2)
        left = [each for each in left if any(is_on(each, site) for site in wanted)]
    if chance.random() < 0.2:
        wanted = chosen["article_ids"] = [each["id"] for each in chance.sample(ARCHIVE, 20)]
        left = [each for each in left if each["id"] in wanted]
    year = chance.randint(2019, 2022)
    clock = chance.choice(["", "T12:00:00+08:00"])
    if chance.random() < 0.3:
        first = chosen["published_from"] = f"{year}-05-07{clock}"
        left = [each for each in left if after_or_at(each, first)]
    if chance.random() < 0.3:
        last = chosen["published_to"] = f"{year + 1}-02-11{clock}"
        left = [each for each in left if before_or_at(each, last)]
    return chosen, left


def operators(chance: Random) -> tuple[str, list[Record]]:
    """A query of a word and operators, and what they let through."""
    first, second = chance.sample(WORDS, 2)
    typed, left = [first], [each for each in ARCHIVE if first in text(each)]
    if chance.random() < 0.25:
        typed.append(f"-{second}")
        left = [each for each in left if second not in text(each)]
    if chance.random() < 0.2:
        # What must stand in the title is searched for as well: of two words, half would be enough to match.
        typed.append(f"intitle:{first}")
        left = [each for each in left if first in str(each["title"])]
    if chance.random() < 0.25:
        source = chance.choice(SOURCES[:3])
        typed.append(f"source:{source}")
        left = [each for each in left if source in str(each["source"])]
    for name in ("author", "keyword"):
        if chance.random() < 0.2:
            wanted = chance.sample(AUTHORS if name == "author" else KEYWORDS, 2)
            typed += [f"{name}:{each}" for each in wanted]
            left = [each for each in left if set(wanted) & set(each[f"{name}s"])]
    if chance.random() < 0.3:
        site, left_out = chance.choice(list(SITES)), chance.random() < 0.5
        typed.append(f"{'-' * left_out}site:{site}")
        left = [each for each in left if is_on(each, site) != left_out]
    if chance.random() < 0.25:
        typed.append("after:2020-06")
        left = [each for each in left if day(each) >= "2020-06-01"]
    if chance.random() < 0.25:
        typed.append("before:2022-03-04")
        left = [each for each in left if day(each) and day(each) < "2022-03-04"]
    return " ".join(typed), left


def most(values: Counter[str]) -> list[dict[str, object]]:
    ordered = sorted(values.items(), key=lambda each: (-each[1], each[0]))
    return [{"value": value, "articles": count} for value, count in ordered if value]


def in_order(articles: list[Record], *, oldest: bool) -> list[str]:
    """By date, equal dates in order of the archive, undated ones last."""
    dated = [(found.timestamp(), each) for each in articles if (found := moment(each)) is not None]
    dated.sort(key=lambda each: each[0] if oldest else -each[0])
    return [str(each["id"]) for _, each in dated] + [str(each["id"]) for each in articles if not each["published_at"]]


@pytest.mark.parametrize("part", range(2))
def test_what_is_found_counted_and_ordered_is_what_looking_finds(client: TestClient, part: int) -> None:
    chance = Random(part)  # noqa: S311 - not for secrets
    found_some = 0
    for _ in range(REQUESTS // 2):
        query, left = operators(chance)
        chosen, passing = filters(chance)
        left = [each for each in left if each in passing]
        oldest, period = chance.random() < 0.5, chance.choice(list(PERIODS))
        limit = chance.choice([3, 100])
        request = {
            "query": query,
            "filters": chosen,
            "mode": "lexical",
            "group_by": "article",
            "sort": "oldest" if oldest else "newest",
            "facets": ["sources", "languages", "authors", "keywords"],
            "histogram": period,
            "limit": limit,
        }
        response = client.post("/v1/search", json=request)
        assert response.status_code == 200, (request, response.text)
        answer = response.json()
        ids = [hit["article"]["id"] for hit in answer["hits"]]
        assert ids == in_order(left, oldest=oldest)[:limit], request
        assert answer["matches"] == len(left), request
        days = Counter(day(each)[: PERIODS[period]] for each in left if day(each))
        counted = {
            "sources": most(Counter(str(each["source"]) for each in left)),
            "languages": most(Counter(str(each["lang"]) for each in left)),
            "authors": most(Counter(name for each in left for name in each["authors"])),
            "keywords": most(Counter(name for each in left for name in each["keywords"])),
        }
        assert answer["facets"] == counted, request
        assert answer["histogram"] == [{"value": name, "articles": days[name]} for name in sorted(days)], request
        if limit > len(ARCHIVE):
            ranked = client.post("/v1/search", json={**request, "sort": "relevance", "facets": [], "histogram": None})
            assert {hit["article"]["id"] for hit in ranked.json()["hits"]} == set(ids), request
        if len(ids) == limit:
            rest = client.post("/v1/search", json={**request, "offset": limit, "limit": 100}).json()["hits"]
            assert ids + [hit["article"]["id"] for hit in rest] == in_order(left, oldest=oldest), request
        found_some += bool(ids)
    assert found_some > REQUESTS / 8


def test_a_site_is_shown_back_and_what_is_none_is_told(client: TestClient) -> None:
    body = client.post("/v1/search", json={"query": "洪涝 -site:a.example/world", "facets": ["sources"]}).json()
    told = [{"name": "without", "values": ["a.example/world"], "text": "-site:a.example/world"}]
    assert (body["understood"]["words"], body["understood"]["operators"]) == ("洪涝", told)
    refused = client.post("/v1/search", json={"query": "洪涝", "filters": {"sites": ["两个 词"]}})
    assert refused.status_code == 422
    assert "'两个 词' is no site. Write a host" in refused.json()["detail"]


@pytest.mark.parametrize("site", list(SITES))
def test_all_of_a_site_is_counted_and_listed_where_nothing_else_is_asked(client: TestClient, site: str) -> None:
    request = {"query": f"site:{site}", "group_by": "article", "sort": "newest", "facets": ["sources"], "limit": 100}
    body = client.post("/v1/search", json=request).json()
    expected = {str(each["id"]) for each in ARCHIVE if is_on(each, site)}
    assert {hit["article"]["id"] for hit in body["hits"]} == expected
    assert body["matches"] == len(expected)
    assert not any(hit["weak"] for hit in body["hits"])
