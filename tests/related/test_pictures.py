"""The picture of an article stands beside it wherever it is listed, and nothing that is no address of the web does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.archives import build, record_pages
from tests.doubles import TermEmbedder
from tests.related.archive import records

SAID = {
    "bridge-1": ("https://img.example/1.jpg", "https://img.example/1.jpg"),
    "bridge-2": ("/2.jpg", "https://news.example/2.jpg"),
    "bridge-3": ("javascript:alert(1)", ""),
    "bridge-4": ("data:image/png;base64,AAAA", ""),
    "match-1": ('https://img.example/a.jpg" onerror="alert(1)', ""),
    "match-2": ("http://localhost/a.jpg", ""),
}


@pytest.fixture
def client(open_service, tmp_path: Path) -> Iterator[TestClient]:
    pages = record_pages([{**each, "image": SAID.get(each["id"], ("", ""))[0]} for each in records()])
    build(tmp_path / "index", TermEmbedder(), pages)
    return open_service(tmp_path / "index")


def pictures(articles: list[dict[str, str]]) -> dict[str, str]:
    return {each["id"]: each["image"] for each in articles}


def test_every_list_of_articles_has_their_pictures(client: TestClient) -> None:
    found = [each["article"] for each in client.get("/v1/articles/bridge-1/related?limit=30").json()["related"]]
    text = {"text": "白石桥通车典礼", "title": "白石桥"}
    found += [each["article"] for each in client.post("/v1/related", json=text).json()["related"]]
    query = {"query": "白石桥", "limit": 20, "group_by": "article", "mode": "lexical"}
    hits = client.post("/v1/search", json=query).json()["hits"]
    asked = client.post("/v1/ask", json={"question": "白石桥", "limit": 20, "mode": "lexical"}).json()["hits"]
    assert hits
    assert asked
    found += [each["article"] for each in (*hits, *asked)]
    assert {"bridge-1", "bridge-2", "bridge-3"} <= pictures(found).keys()
    for article in found:
        assert article["image"] == SAID.get(article["id"], ("", ""))[1]
