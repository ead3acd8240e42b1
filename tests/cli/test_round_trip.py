"""Pages go in, answers come out, each command over what the one before made."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from indexer.model.load import load_embedder
from indexer.settings import IndexerSettings
from service.http.app import create_app
from service.http.opening import SearcherEngine
from service.http.schemas import AskResponse, SearchResponse
from service.search import Searcher
from service.settings import ServiceSettings
from tests.archives import DONATION, RECORDS
from tests.cli.command import xunwen

SAMPLES = Path(__file__).parents[2] / "data" / "pages"
QUESTION = "柳河村全村共捐款多少元？"
BODIES = {record["id"]: record["body"] for record in RECORDS}


def test_index_reports_what_it_did_as_one_object(archive: Path, tmp_path: Path) -> None:
    (report,) = xunwen("index", archive, "--index", tmp_path, "--json").results
    assert (report["pages"], report["articles"], report["skips"], report["replaced"]) == (4, 4, [], 0)
    assert report["chunks"] == report["embedded"] + report["reused"]
    (status,) = xunwen("status", "--index", tmp_path, "--json").results
    assert {name: status[name] for name in ("snapshot", "articles", "chunks", "bytes")} == {
        name: report[name] for name in ("snapshot", "articles", "chunks", "bytes")
    }
    (verified,) = xunwen("verify", "--index", tmp_path, "--json").results
    assert (verified["snapshot"], verified["whole"]) == (report["snapshot"], True)


def test_an_index_built_again_embeds_nothing_again(archive: Path, tmp_path: Path) -> None:
    first, second = (xunwen("index", archive, "--index", tmp_path, "--json").results[0] for _ in range(2))
    assert (second["embedded"], second["reused"]) == (0, first["chunks"])
    assert second["snapshot"] > first["snapshot"]


def test_an_answer_is_quoted_to_the_character(shared_index: Path) -> None:
    (result,) = xunwen("ask", QUESTION, "--index", shared_index, "--json").results
    assert result["citations"][0]["article"]["id"] == "donation"
    assert "三万二千元" in result["answer"]["text"]
    for citation in (*result["citations"], *result["alternatives"]):
        body = BODIES[citation["article"]["id"]]
        assert body[citation["start"] : citation["end"]] == citation["quote"]
        assert citation["sha256"] == sha256(citation["quote"].encode()).hexdigest()
    for hit in result["hits"]:
        assert BODIES[hit["article"]["id"]][hit["chunk"]["start"] : hit["chunk"]["end"]] == hit["chunk"]["text"]


@pytest.mark.parametrize(
    ("command", "path", "field", "schema"),
    [("ask", "/v1/ask", "question", AskResponse), ("search", "/v1/search", "query", SearchResponse)],
)
def test_json_is_the_http_response(command, path, field, schema, shared_index: Path) -> None:
    """The same question gives the same object over HTTP, but for the milliseconds."""
    (said,) = xunwen(command, QUESTION, "--index", shared_index, "--limit", 3, "--json").results
    schema.model_validate_json(json.dumps(said), strict=True, extra="forbid")
    engine = SearcherEngine(Searcher.open(shared_index, load_embedder(IndexerSettings())))
    app = create_app(lambda: engine, ServiceSettings())
    with TestClient(app) as client:
        assert app.state.readiness.wait(20)
        served = client.post(path, json={field: QUESTION, "limit": 3}).json()
    assert list(said) == list(served)
    assert {**said, "took_ms": None} == {**served, "took_ms": None}


def test_extract_shows_every_field_and_the_body(archive: Path) -> None:
    found = xunwen("extract", archive, "--json").results
    assert [(each["id"], each["body"]) for each in found] == list(BODIES.items())
    assert found[0] == {
        "page": f"{archive}:1",
        "id": "donation",
        "title": DONATION["title"],
        "body": DONATION["body"],
        "url": "",
        "source": "青禾日报",
        "authors": ["周晓岚"],
        "author": "周晓岚",
        "editor": "",
        "published_at": "2021-03-05T09:30:00+08:00",
        "language": "zh",
        "keywords": [],
    }


def test_a_person_reads_the_answer_its_place_and_the_passages(shared_index: Path) -> None:
    done = xunwen("ask", QUESTION, "--index", shared_index, "--limit", 2)
    assert (done.code, done.err) == (0, "")
    for part in (QUESTION, "三万二千元", "of donation", "青禾日报", "passages", " 1 ", " 2 "):
        assert part in done.out


def test_every_command_speaks_to_a_person_too(archive: Path, tmp_path: Path) -> None:
    built = xunwen("index", archive, "--index", tmp_path)
    assert "4 read, 4 articles kept, 0 skipped" in built.out
    assert built.err.splitlines()[0] == "model"
    assert "articles" in xunwen("status", "--index", tmp_path).out
    assert xunwen("verify", "--index", tmp_path).out.startswith("whole")
    assert "白鹭镇转移群众四百余人" in xunwen("search", "暴雨", "--index", tmp_path).out
    assert DONATION["body"] in xunwen("extract", archive).out
    assert xunwen("prepare").out.startswith("ready")


def test_standard_input_is_a_page(tmp_path: Path) -> None:
    record = json.dumps(DONATION, ensure_ascii=False).encode()
    (found,) = xunwen("extract", "-", "--json", stdin=record).results
    assert (found["page"], found["id"]) == ("-:1", "donation")


@pytest.mark.slow
def test_the_sample_pages_answer(tmp_path: Path) -> None:
    """No sample page is lost, and an answer stands in the article as `extract` shows it."""
    (report,) = xunwen("index", SAMPLES, "--index", tmp_path, "--json").results
    bodies = {each["id"]: each["body"] for each in xunwen("extract", SAMPLES, "--json").results}
    assert (report["articles"], report["skips"]) == (len(bodies), [])
    (result,) = xunwen("ask", "牛栏湾村一共捐了多少钱？", "--index", tmp_path, "--json").results
    (citation,) = result["citations"]
    assert bodies[citation["article"]["id"]][citation["start"] : citation["end"]] == citation["quote"]
