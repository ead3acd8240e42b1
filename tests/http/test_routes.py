"""What each path returns when all is well."""

import threading
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from importlib.metadata import version

import pytest

from service.results import Filters, Holds, Mode
from tests.http.village import FAIR, MARKUP, VillageEngine

FAIR_HEAD = {
    "id": "fair/1",
    "title": "村里办起了丰收节",
    "url": "https://news.example/fair",
    "source": "山村周报",
    "author": "赵青 钱白",
    "published_at": "2023-10-08",
    "published_day": "2023-10-08",
    "language": "zh",
    "image": "",
}
SNAPSHOT = {
    "name": "village-1",
    "created_at": "2023-10-09T00:00:00Z",
    "articles": 3,
    "chunks": 3,
    "time_zone": "Asia/Shanghai",
    "model": "shared characters",
    "model_fingerprint": "f" * 64,
}


def test_search_returns_the_whole_documented_shape(client):
    response = client.post("/v1/search", json={"query": "八十户", "limit": 1})
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.json() == {
        "snapshot": "village-1",
        "mode": "hybrid",
        "degraded": [],
        "read": 0,
        "took_ms": {"total": 0.5},
        "understood": {"words": "八十户", "operators": [], "question": "", "otherwise": []},
        "names": None,
        "curated": None,
        "did_you_mean": None,
        "matches": None,
        "facets": None,
        "histogram": None,
        "hits": [
            {
                "rank": 1,
                "score": 3.0,
                "scores": {"dense": None, "lexical": 3.0, "fused": 3.0, "reranked": None},
                "article": FAIR_HEAD,
                "chunk": {"id": "fair/1#0", "text": FAIR.body, "start": 0, "end": 21},
                "passage": {"start": 0, "end": 21},
                "highlights": [{"start": 0, "end": 1}],
                "pinned": False,
                "weak": False,
                "copies": [{"article_id": "fair/2", "source": "江城晚报", "published_at": "2023-10-09"}],
                "signals": None,
            }
        ],
    }


def test_explain_adds_what_the_score_is_made_of(client):
    (hit,) = client.post("/v1/search", json={"query": "八十户", "limit": 1, "explain": True}).json()["hits"]
    assert hit["signals"] == {
        "chunk_cosine": None,
        "article_cosine": None,
        "chunk_coverage": 1.0,
        "article_coverage": 1.0,
        "sentence": None,
        "phrases": None,
        "recency": 0.0,
        "allowance": 0.0,
        "spread": 1.0,
        "retells": False,
        "title": None,
        "reader_rank": None,
        "reader_span": None,
        "reader_answerable": None,
        "dense_lead": None,
        "lexical_lead": None,
        "length": None,
        "kind": 0.0,
        "snippets": 0.0,
        "same_year": False,
        "other_year": False,
        "year_in_text": False,
        "same_day": False,
    }


@pytest.mark.parametrize("group_by", ["chunk", "article", "story"])
def test_a_search_may_be_grouped(open_client, group_by):
    engine = VillageEngine()
    assert open_client(engine).post("/v1/search", json={"query": "桥", "group_by": group_by}).status_code == 200
    assert engine.asked["group_by"] == group_by


def test_a_search_without_hits_is_a_success(client):
    response = client.post("/v1/search", json={"query": "ΩΩΩ"})
    assert (response.status_code, response.json()["hits"]) == (200, [])


def test_every_field_of_a_search_reaches_the_engine(open_client):
    engine = VillageEngine()
    client = open_client(engine)
    filters = {
        "article_ids": ["a"],
        "sources": ["b"],
        "languages": ["zh"],
        "published_from": "2020-01-01",
        "published_to": "2020-02-01T10:00:00+08:00",
    }
    body = {"query": "桥", "limit": 7, "offset": 3, "mode": "lexical", "group_by": "article", "filters": filters}
    assert client.post("/v1/search", json={**body, "explain": True}).status_code == 200
    assert engine.asked == {
        "limit": 7,
        "offset": 3,
        "mode": Mode.LEXICAL,
        "group_by": "article",
        "filters": Filters(("a",), ("b",), ("zh",), "2020-01-01", "2020-02-01T10:00:00+08:00"),
    }


def test_defaults_are_those_of_the_design(open_client):
    engine = VillageEngine()
    open_client(engine).post("/v1/search", json={"query": "桥"})
    assert engine.asked == {
        "limit": 10,
        "offset": 0,
        "mode": Mode.HYBRID,
        "group_by": "chunk",
        "filters": Filters(),
    }


def test_an_answer_comes_with_its_citation(client):
    body = client.post("/v1/ask", json={"question": "多少户人家？"}).json()
    assert (body["status"], body["reason"]) == ("answered", "")
    assert body["answer"] == {
        "text": "八十户", "kind": "sentence", "start": 13, "end": 16, "figure": None, "confidence": 0.5, "verdict": "",
    }  # fmt: skip
    (citation,) = body["citations"]
    assert citation["article"] == FAIR_HEAD
    article = client.get("/v1/articles/fair/1").json()
    assert article["body"][citation["start"] : citation["end"]] == citation["quote"] == "共有八十户人家摆摊。"
    assert citation["sha256"] == sha256(citation["quote"].encode()).hexdigest()
    assert (body["snapshot"], body["mode"], body["degraded"], body["alternatives"]) == ("village-1", "hybrid", [], [])
    assert body["took_ms"] == {"total": 0.75}
    assert body["hits"][0]["article"] == FAIR_HEAD


def test_abstaining_is_a_success_with_a_reason(client):
    response = client.post("/v1/ask", json={"question": "新桥什么时候通车？"})
    body = response.json()
    assert response.status_code == 200
    assert (body["status"], body["answer"], body["citations"]) == ("abstained", None, [])
    assert (body["reason"], body["wanted"]) == ("no_evidence", "")
    assert body["hits"][0]["article"]["id"] == "bridge"


@pytest.mark.parametrize(
    ("sent", "asked"),
    [({}, ""), ({"as_of": "2023-10-01"}, "2023-10-01"), ({"as_of": "2023-10-01T08:00Z"}, "2023-10-01T08:00Z")],
)
def test_as_of_reaches_the_engine(open_client, sent, asked):
    engine = VillageEngine()
    open_client(engine).post("/v1/ask", json={"question": "多少户人家？", **sent})
    assert engine.as_of == asked


def test_as_of_must_be_a_date(client):
    response = client.post("/v1/ask", json={"question": "多少户人家？", "as_of": "yesterday"})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "#/as_of"


@pytest.mark.parametrize("path", ["/v1/articles/fair/1", "/v1/articles/fair%2F1"])
def test_an_article_comes_whole_also_by_an_id_with_a_slash(client, path):
    assert client.get(path).json() == {
        **FAIR_HEAD,
        "editor": "",
        "keywords": ["丰收", "集市"],
        "body": FAIR.body,
        "snapshot": "village-1",
    }


def test_markup_in_an_article_comes_back_as_plain_json_data(client):
    response = client.get("/v1/articles/markup")
    assert response.headers["content-type"] == "application/json"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert (response.json()["title"], response.json()["body"]) == (MARKUP.title, MARKUP.body)


def test_health_readiness_and_version(client):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready", "snapshot": SNAPSHOT, "detail": "", "degraded": []}
    assert client.get("/version").json() == {"version": version("xunwen"), "snapshot": SNAPSHOT, "degraded": []}


def test_the_front_page_loads_nothing_from_elsewhere(client):
    page = client.get("/")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "://" not in page.text.replace("http://testserver/", "/")  # its own address, for machines
    assert 'href="/docs"' in page.text


def test_the_page_about_the_api_names_every_operation_and_loads_nothing_from_elsewhere(client):
    page = client.get("/docs")
    assert page.status_code == 200
    assert "://" not in page.text
    assert 'href="/openapi.json"' in page.text
    for path, item in client.get("/openapi.json").json()["paths"].items():
        for method in item:
            assert f"<code><b>{method.upper()}</b> {path}</code>" in page.text


def test_head_is_get_without_the_body(client):
    head, get = client.head("/readyz"), client.get("/readyz")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(get.content))


@pytest.mark.parametrize(
    ("path", "allow"), [("/v1/search", "OPTIONS, POST"), ("/readyz", "GET, HEAD, OPTIONS"), ("/", "GET, HEAD, OPTIONS")]
)
def test_options_names_the_methods(client, path, allow):
    response = client.options(path)
    assert (response.status_code, response.headers["allow"], response.content) == (204, allow, b"")


def test_a_harmless_request_id_is_echoed(client):
    assert client.get("/healthz", headers={"X-Request-ID": "web-7:a.B_1"}).headers["x-request-id"] == "web-7:a.B_1"


@pytest.mark.parametrize("given", [None, "", "two words", "x" * 129, "<b>"])
def test_any_other_request_id_is_replaced_by_a_fresh_one(client, given):
    headers = {} if given is None else {"X-Request-ID": given}
    first, second = (client.get("/healthz", headers=headers).headers["x-request-id"] for _ in range(2))
    assert len(first) == len(second) == 32
    assert first != second


def test_no_other_origin_is_let_in_by_default(client):
    response = client.get("/healthz", headers={"Origin": "https://news.example"})
    assert "access-control-allow-origin" not in response.headers


def test_an_origin_of_the_settings_may_ask(open_client):
    client = open_client(cors_origins=("https://news.example",))
    preflight = {"Origin": "https://news.example", "Access-Control-Request-Method": "POST"}
    response = client.options("/v1/ask", headers={**preflight, "Access-Control-Request-Headers": "content-type"})
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == "https://news.example"
    stranger = client.options("/v1/ask", headers={**preflight, "Origin": "https://other.example"})
    assert "access-control-allow-origin" not in stranger.headers


def test_health_answers_while_every_thread_is_busy(open_client):
    gate = threading.Event()
    client = open_client(VillageEngine(gate=gate), request_threads=2)
    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(client.post, "/v1/search", json={"query": "桥"}) for _ in range(8)]
        assert client.get("/healthz").json() == {"status": "ok"}
        assert client.get("/readyz").status_code == 200
        assert not any(each.done() for each in waiting)
        gate.set()
        assert [each.result().status_code for each in waiting] == [200] * 8


def test_the_access_log_has_one_line_of_fields_and_not_the_question(client, caplog):
    caplog.set_level("INFO", logger="xunwen.access")
    client.post("/v1/search", json={"query": "秘密的问题"}, headers={"X-Request-ID": "r1"})
    client.get("/a%0Ab", headers={"X-Request-ID": "r2"})
    first, second = (record for record in caplog.records if record.name == "xunwen.access")
    fields = first.exchange
    assert {**fields, "took_ms": 0} == {
        "method": "POST",
        "path": "/v1/search",
        "status": 200,
        "took_ms": 0,
        "client": "testclient",
        "key": "",
        "request_id": "r1",
    }
    assert 0 < fields["took_ms"] < 10_000
    assert "秘密" not in first.getMessage()
    assert second.getMessage().startswith("method=GET path=/a%0Ab status=404 ")


def test_operators_narrow_a_search_and_are_shown_back(open_client):
    engine = VillageEngine()
    client = open_client(engine)
    body = client.post("/v1/search", json={"query": "桥 -车 source:周报"}).json()
    assert engine.asked["filters"] == Filters(holds=(Holds(("周报",), "source"),), lacks=(Holds(("车",), "article"),))
    assert body["understood"] == {
        "words": "桥",
        "operators": [
            {"name": "without", "values": ["车"], "text": "-车"},
            {"name": "source", "values": ["周报"], "text": "source:周报"},
        ],
        "question": "",
        "otherwise": [],
    }
    body = client.post("/v1/search", json={"query": "桥 -车 source:周报", "operators": False}).json()
    assert (engine.asked["filters"], body["understood"]["operators"]) == (Filters(), [])


def test_operators_say_which_passages_may_answer_and_are_shown_back(open_client):
    engine = VillageEngine()
    client = open_client(engine)
    asked = {"question": "多少户人家摆摊？ -车 before:2024", "filters": {"languages": ["zh"]}}
    body = client.post("/v1/ask", json=asked).json()
    narrowed = Filters(published_to="2023-12-31", lacks=(Holds(("车",), "article"),), also=Filters(languages=("zh",)))
    assert (engine.asked["filters"], body["answer"]["text"]) == (narrowed, "八十户")
    assert body["understood"] == {
        "words": "多少户人家摆摊？",
        "operators": [
            {"name": "without", "values": ["车"], "text": "-车"},
            {"name": "before", "values": ["2023-12-31"], "text": "before:2024"},
        ],
        "question": "",
        "otherwise": [],
    }
    body = client.post("/v1/ask", json={"question": "多少户 -车", "operators": False}).json()
    assert (engine.asked["filters"], body["understood"]) == (
        Filters(),
        {"words": "多少户 -车", "operators": [], "question": "", "otherwise": []},
    )
    streamed = client.post("/v1/ask", json={"question": "多少户 -车", "stream": True}).text
    assert streamed.count('"text":"-车"') == 2  # with the hits, and with all of it


def test_a_sorted_search_with_counts(open_client):
    engine = VillageEngine()
    body = {"query": "桥", "sort": "oldest", "facets": ["sources", "languages"], "histogram": "month"}
    found = open_client(engine).post("/v1/search", json=body).json()
    assert engine.asked["oldest"] is True
    assert found["matches"] == 3
    assert found["facets"]["sources"] == [{"value": "山村周报", "articles": 2}]
    assert found["facets"]["languages"] == [{"value": "zh", "articles": 2}, {"value": "en", "articles": 1}]
    assert found["histogram"] == [{"value": "2023-10", "articles": 1}]
