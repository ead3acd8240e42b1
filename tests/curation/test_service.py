"""Synonyms, pins and hides in searches, answers, related reading and suggestions, without a restart."""

import json

import pytest
from starlette.testclient import TestClient

from service.curation.source import CurationFile
from service.http.app import create_app
from service.http.index_engine import SearcherEngine
from service.search.searcher import Searcher
from service.settings import ServiceSettings
from tests.cli.command import xunwen
from tests.doubles import TermEmbedder


@pytest.fixture
def curated(village_index, tmp_path):
    """A client, and what to write into the file."""
    file = tmp_path / "curation.toml"
    source = CurationFile(file, look_seconds=0)
    searcher = Searcher.open(village_index, TermEmbedder(), curation=source)
    app = create_app(lambda: SearcherEngine(searcher), ServiceSettings())
    with TestClient(app, raise_server_exceptions=False) as client:
        assert app.state.readiness.wait(90)
        yield client, lambda text: file.write_text(text, encoding="utf-8")


def found(client, query, **more):
    body = client.post("/v1/search", json={"query": query, "group_by": "article", "limit": 20, **more}).json()
    return body, [hit["article"]["id"] for hit in body["hits"]]


def test_a_hidden_article_is_found_nowhere(curated):
    client, write = curated
    assert "bridge-2" in found(client, "白石桥通车典礼")[1]
    write('hides = ["bridge-2", "https://news.example/apple-1.html?utm_source=x"]')
    for query in ("白石桥通车典礼", "清水镇苹果丰收"):
        for more in ({}, {"sort": "newest"}, {"mode": "dense"}, {"mode": "lexical"}, {"group_by": "story"}):
            body, ids = found(client, query, **more)
            assert not {"bridge-2", "apple-1"} & set(ids)
            assert "bridge-2" not in json.dumps(body)
    assert "bridge-2" not in json.dumps(client.post("/v1/ask", json={"question": "白石桥举行什么典礼？"}).json())
    related = client.get("/v1/articles/bridge-3/related").json()
    assert related["related"] == []
    of_text = client.post("/v1/related", json={"text": "白石桥通车典礼，清水河大桥。"}).json()["related"]
    assert not {"bridge-2", "apple-1"} & {each["article"]["id"] for each in of_text}
    while not client.get("/v1/suggest", params={"q": "白"}).json()["ready"]:
        pass
    suggested = client.get("/v1/suggest", params={"q": "白石桥"}).json()["suggestions"]
    assert "白石桥通车典礼" not in [each["text"] for each in suggested]
    facets = client.post("/v1/search", json={"query": "白石桥", "facets": ["sources"]}).json()["facets"]
    write("")
    more = client.post("/v1/search", json={"query": "白石桥", "facets": ["sources"]}).json()["facets"]
    assert more["sources"][0]["articles"] == facets["sources"][0]["articles"] + 1
    assert "bridge-2" in found(client, "白石桥通车典礼")[1]


def test_pinned_articles_stand_first_in_their_order_on_every_page(curated):
    client, write = curated
    plain = found(client, "白石桥")[1]
    write('[[pins]]\nqueries = ["白石*"]\narticles = ["match-1", "https://news.example/apple-2.html", "nowhere"]')
    body, ids = found(client, "白石桥", explain=True)
    assert ids[:2] == ["match-1", "apple-2"]
    assert ids[2:] == [each for each in plain if each not in ids[:2]]
    assert [hit["pinned"] for hit in body["hits"]][:3] == [True, True, False]
    assert [hit["rank"] for hit in body["hits"]] == list(range(1, len(ids) + 1))
    assert body["curated"] == ["pinned for 白石*: match-1, apple-2"]
    pages = [each for offset in range(len(ids)) for each in found(client, "白石桥", limit=1, offset=offset)[1]]
    assert pages == ids
    assert found(client, "苹果")[1] != ids
    filtered = found(client, "白石桥", filters={"article_ids": ["apple-2", "bridge-1"]})[1]
    assert filtered == ["apple-2", "bridge-1"]


def test_a_pin_does_not_change_what_answers(curated):
    client, write = curated
    question = {"question": "白石桥全长多少米"}
    before = client.post("/v1/ask", json=question).json()
    write('[[pins]]\nqueries = ["*白石桥*"]\narticles = ["match-1"]')
    after = client.post("/v1/ask", json=question).json()
    assert (before["answer"], [hit["article"]["id"] for hit in before["hits"]]) == (
        after["answer"],
        [hit["article"]["id"] for hit in after["hits"]],
    )


def test_synonyms_find_what_is_called_otherwise_one_way_or_both(curated):
    client, write = curated
    assert found(client, "goalie", mode="lexical")[1] == []
    write('[[synonyms]]\nword = "goalie"\nalso = ["守门员"]')
    body, ids = found(client, "Goalie", mode="lexical", explain=True)
    assert set(ids) == {"match-1", "match-2"}
    assert body["names"]["goalie"] == ["守门员"]
    write('[[synonyms]]\nwords = ["goalie", "守门员", "goalkeeper"]')
    assert set(found(client, "goalkeeper", mode="lexical")[1]) == {"match-1", "match-2"}


def test_a_broken_file_keeps_what_was_in_force_and_every_response_says_so(curated):
    client, write = curated
    write('hides = ["bridge-2"]')
    assert "bridge-2" not in found(client, "白石桥通车典礼")[1]
    write('hides = ["bridge-2"')
    body, ids = found(client, "白石桥通车典礼")
    assert "bridge-2" not in ids
    assert any(each.startswith("curation: ") and "not TOML" in each for each in body["degraded"])
    assert any(each.startswith("curation: ") for each in client.get("/readyz").json()["degraded"])


def test_a_file_is_checked_before_it_is_put_in_force(tmp_path, village_index):
    file = tmp_path / "curation.toml"
    file.write_text('hides = ["bridge-2", "nowhere"]', encoding="utf-8")
    done = xunwen("curation", "check", file, "--index", village_index, "--json")
    assert done.code == 0, done.err
    assert done.results == [{"synonyms": 0, "pins": 0, "hides": 2, "unknown_articles": ["nowhere"]}]
    assert "1 hides" not in xunwen("curation", "check", file).err
    file.write_text("hide = 3", encoding="utf-8")
    done = xunwen("curation", "check", file)
    assert done.code == 1
    assert "hide: Extra" in done.err


def test_commands_heed_the_file_of_the_index_or_of_the_setting(tmp_path, village_index, monkeypatch):
    file = tmp_path / "curation.toml"
    file.write_text('hides = ["bridge-2"]', encoding="utf-8")
    monkeypatch.setenv("XUNWEN_CURATION", str(file))
    done = xunwen("related", "bridge-3", "--index", village_index, "--json")
    assert [each["article"]["id"] for each in done.results[0]["related"]] == ["apple-1"]
    searched = xunwen("search", "白石桥通车典礼", "--mode", "lexical", "--index", village_index, "--json")
    assert "bridge-2" not in {hit["article"]["id"] for hit in searched.results[0]["hits"]}
