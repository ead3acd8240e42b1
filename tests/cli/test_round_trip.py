"""Pages go in, answers come out, each command over what the one before made."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from indexer.embed.load import load_embedder
from indexer.rerank.load import LazyReader, load_reader
from indexer.settings import IndexerSettings
from service.http.app import create_app
from service.http.ask_schemas import AskedResponse
from service.http.index_engine import SearcherEngine
from service.http.search_schemas import SearchResponse
from service.search.searcher import Searcher
from service.settings import ServiceSettings
from tests.archives import DONATION, RECORDS
from tests.cli.command import xunwen
from tests.cli.conftest import write_records

SAMPLES = Path(__file__).parents[2] / "data" / "pages"
QUESTION = "柳河村全村共捐款多少元？"
ANSWERED = "When did the library reopen?"
"""With a model that tells no kinds of questions and has no reader: of its sentence's figures there is one alone."""
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
    command = ("index", archive, "--index", tmp_path, "--json")
    first, same, forced = (xunwen(*command, *extra).results[0] for extra in ((), (), ("--force",)))
    assert (same["outcome"], same["snapshot"]) == ("nothing changed", first["snapshot"])
    assert (forced["embedded"], forced["carried"]) == (0, first["chunks"])
    assert forced["snapshot"] > first["snapshot"]


def test_an_answer_is_quoted_to_the_character(shared_index: Path) -> None:
    (result,) = xunwen("ask", ANSWERED, "--index", shared_index, "--json").results
    assert result["citations"][0]["article"]["id"] == "library"
    assert result["answer"]["text"] == "Monday"
    for citation in (*result["citations"], *(other["citation"] for other in result["alternatives"])):
        body = BODIES[citation["article"]["id"]]
        assert body[citation["start"] : citation["end"]] == citation["quote"]
        assert citation["sha256"] == sha256(citation["quote"].encode()).hexdigest()
    for hit in result["hits"]:
        assert BODIES[hit["article"]["id"]][hit["chunk"]["start"] : hit["chunk"]["end"]] == hit["chunk"]["text"]


def test_as_of_a_day_before_all_articles_nothing_is_known(shared_index: Path) -> None:
    """The first article is of 5 March 2021."""
    (result,) = xunwen("ask", QUESTION, "--index", shared_index, "--as-of", "2021-03-04", "--json").results
    assert (result["status"], result["reason"], result["hits"]) == ("abstained", "no_evidence", [])
    (result,) = xunwen("ask", QUESTION, "--index", shared_index, "--as-of", "2021-03-05", "--json").results
    assert {hit["article"]["id"] for hit in result["hits"]} == {"donation"}


@pytest.mark.parametrize(
    ("command", "path", "field", "schema"),
    [("ask", "/v1/ask", "question", AskedResponse), ("search", "/v1/search", "query", SearchResponse)],
)
def test_json_is_the_http_response(command, path, field, schema, shared_index: Path) -> None:
    """The same question gives the same object over HTTP, but for the milliseconds."""
    (said,) = xunwen(command, QUESTION, "--index", shared_index, "--limit", 3, "--json").results
    schema.model_validate_json(json.dumps(said), strict=True, extra="forbid")
    settings = IndexerSettings()
    reader = LazyReader(lambda: load_reader(settings))
    engine = SearcherEngine(Searcher.open(shared_index, load_embedder(settings), reader), reads=False)
    app = create_app(lambda: engine, ServiceSettings())
    with TestClient(app) as client:
        assert app.state.readiness.wait(90)
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
        "image": "",
    }


def test_a_person_reads_the_answer_its_place_and_the_passages(shared_index: Path) -> None:
    done = xunwen("ask", ANSWERED, "--index", shared_index, "--limit", 2)
    assert (done.code, done.err) == (0, "")
    for part in (ANSWERED, "Monday", "of library", "Harbour Gazette", "passages", " 1 ", " 2 "):
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
    """No sample page is lost, and what may answer stands in the article as `extract` shows it."""
    (report,) = xunwen("index", SAMPLES, "--index", tmp_path, "--json").results
    bodies = {each["id"]: each["body"] for each in xunwen("extract", SAMPLES, "--json").results}
    assert (report["articles"], report["skips"]) == (len(bodies), [])
    (result,) = xunwen("ask", "柳禾村三天一共收到多少捐款？", "--index", tmp_path, "--json").results
    citations = [*result["citations"], *(other["citation"] for other in result["alternatives"])]
    assert any("三万多元" in citation["quote"] for citation in citations)
    for citation in citations:
        assert bodies[citation["article"]["id"]][citation["start"] : citation["end"]] == citation["quote"]


def test_explain_shows_what_each_score_is_made_of(shared_index: Path) -> None:
    (explained,) = xunwen("search", "捐款", "--index", shared_index, "--explain", "--json").results
    signals = explained["hits"][0]["signals"]
    assert set(signals) == {
        "chunk_cosine", "article_cosine", "chunk_coverage", "article_coverage", "sentence", "phrases", "title", "recency",
        "allowance", "spread", "retells", "reader_rank", "reader_span", "reader_answerable",
        "dense_lead", "lexical_lead", "length", "kind", "snippets", "same_year", "other_year", "year_in_text", "same_day",
    }  # fmt: skip
    (plain,) = xunwen("search", "捐款", "--index", shared_index, "--json").results
    assert {hit["signals"] for hit in plain["hits"]} == {None}
    shown = xunwen("search", "捐款", "--index", shared_index, "--explain").out
    assert f"recency {signals['recency']:.3f}" in " ".join(shown.split())


def test_copies_are_one_hit_by_story_and_named(model_environment: dict[str, str], tmp_path: Path, monkeypatch) -> None:
    """The same report in two papers, and a third with another number."""
    for name, value in model_environment.items():
        monkeypatch.setenv(name, value)
    copy = DONATION | {"id": "copy", "source": "江城晚报"}
    update = DONATION | {"id": "update", "body": DONATION["body"].replace("三万二千", "三万五千")}
    archive = write_records(tmp_path / "archive.jsonl", DONATION, copy, update)
    assert xunwen("index", archive, "--index", tmp_path / "index").code == 0
    asked = ("search", "柳河村捐款", "--index", tmp_path / "index", "--group-by", "story")
    (found,) = xunwen(*asked, "--json").results
    copies = {hit["article"]["id"]: [each["article_id"] for each in hit["copies"]] for hit in found["hits"]}
    assert copies in ({"donation": ["copy"], "update": []}, {"copy": ["donation"], "update": []})
    assert "also in " in xunwen(*asked).out


def test_grouping_by_something_else_is_wrong_usage(shared_index: Path) -> None:
    done = xunwen("search", "捐款", "--index", shared_index, "--group-by", "source")
    assert (done.code, done.out) == (2, "")
