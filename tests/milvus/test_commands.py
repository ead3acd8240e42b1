"""The commands of docs/scale-out.md, as they are written there, against a real Milvus."""

import json
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest

from indexer.core.errors import SettingError
from tests.archives import LIBRARY, RECORDS, build, record_pages
from tests.cli.command import xunwen
from tests.docs.pages import commands
from tests.doubles import TermEmbedder
from tests.milvus.asking import until
from tests.milvus.server import LiteServer, free_port
from xunwen import build_index

NOWHERE = "milvus://127.0.0.1:9"
DOCS = Path(__file__).parents[2] / "docs" / "scale-out.md"
PAGES = str(Path(__file__).parents[2] / "data" / "pages")


def test_publish_list_search_and_go_back(lite: LiteServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index, address = tmp_path / "index", lite.address("commands")
    monkeypatch.setenv("XUNWEN_MILVUS", address)
    build(index, TermEmbedder())
    first = xunwen("publish", "--index", index, "--quiet", "--json").results[0]
    assert (first["generation"], first["articles"], first["full"], first["switched"]) == (1, 4, True, True)
    again = xunwen("publish", "--index", index, "--quiet")
    assert again.out.startswith("up to date  generation 1")
    build(index, TermEmbedder(), record_pages([*RECORDS, {**LIBRARY, "id": "new", "title": "A new bridge"}]))
    done = xunwen("publish", "--to", address, "--index", index, "--quiet")
    assert "published  generation 2" in done.out
    listed = xunwen("publish", "--list", "--json").results[0]["generations"]
    assert [(each["generation"], each["articles"], each["current"]) for each in listed] == [(2, 5, True), (1, 4, False)]
    found = xunwen("search", "bridge", "--index", address, "--mode", "lexical", "--json").results
    assert "A new bridge" in str(found[0])
    assert xunwen("publish", "--rollback", "--json").results[0]["generation"] == 1
    local = xunwen("search", "柳河村捐款", "--index", address, "--mode", "lexical", "--json")
    assert "A new bridge" not in local.out
    assert "There is no generation before 1" in xunwen("publish", "--rollback").error


def lines(file: Path, *records: dict[str, object]) -> Path:
    """Articles as a file of JSON lines."""
    file.write_text("".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in records), encoding="utf-8")
    return file


@pytest.fixture
def tiny_model(model_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The model of commands that embed."""
    for name, value in model_environment.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("tiny_model")
def test_pages_are_published_straight_and_no_snapshot_stays(
    lite: LiteServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary, here, address = tmp_path / "temporary", tmp_path / "here", lite.address("straight")
    temporary.mkdir()
    here.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.chdir(here)
    pages = lines(tmp_path / "pages.jsonl", *RECORDS, {"title": "empty"})
    first = xunwen("publish", pages, "--to", address, "--quiet", "--json").results[0]
    assert (first["generation"], first["articles"], first["switched"], first["build"]["new"]) == (1, 4, True, 4)
    assert len(first["build"]["skips"]) == 1
    index = tmp_path / "index"
    xunwen("index", pages, "--index", index, "--quiet")
    for mode in ("lexical", "dense", "hybrid"):
        asked = ("search", "柳河村捐款", "--mode", mode, "--json", "--index")
        local, remote = (xunwen(*asked, where).results[0] for where in (index, address))
        assert remote["hits"] == local["hits"]
    assert not list(temporary.iterdir())
    assert not list(here.iterdir())

    added = lines(tmp_path / "more.jsonl", *RECORDS, {**LIBRARY, "id": "new", "title": "A new bridge"})
    done = xunwen("publish", added, "--to", address, "--quiet")
    assert "indexed  5 articles" in done.out
    assert "generation 2" in done.out
    assert "everything" not in done.out
    second = xunwen("publish", added, "--to", address, "--index", index, "--quiet", "--json").results[0]
    assert (second["generation"], second["written"], second["build"]["new"]) == (3, 0, 1)
    assert (index / "CURRENT").is_file()


@pytest.mark.usefixtures("tiny_model")
def test_the_commands_of_the_docs_work_as_they_stand_there(
    lite: LiteServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for the host, for a Ray cluster, which tests/distributed has, and for two minutes that requests have after going back."""
    monkeypatch.setattr("indexer.milvus.generations._seconds_left", lambda *_: 0.0)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pages").mkdir()
    lines(tmp_path / "pages" / "archive.jsonl", *RECORDS)
    server = f"milvus://127.0.0.1:{lite.port}"
    port = free_port()
    monkeypatch.setenv("XUNWEN_PORT", str(port))
    ran = Counter[str]()
    with ExitStack() as stack:
        for program, command, *arguments in commands(DOCS):
            if program != "xunwen" or "ray" in arguments:
                continue
            ran[command] += 1
            own = [each.replace("milvus://10.0.0.7:19530", server) for each in arguments]
            if command == "serve":
                started = [sys.executable, "-c", "from service.cli.app import main; main()", command, *own]
                stack.callback(stop, subprocess.Popen(started))
                until(lambda: answers(port))
            else:
                done = xunwen(command, *own)
                assert done.code == 0, (command, own, done.err)
    assert ran["publish"] >= 5
    assert ran.keys() == {"index", "publish", "serve"}
    listed = xunwen("publish", "--to", server, "--list", "--json").results[0]["generations"]
    assert (listed[0]["generation"], listed[0]["current"]) == (3, True)


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ends a service."""
    process.terminate()
    process.wait(timeout=60)


def answers(port: int) -> bool:
    """Whether a service finds the donation."""
    try:
        found = httpx2.post(f"http://127.0.0.1:{port}/v1/search", json={"query": "柳河村捐款"}, timeout=30).json()
    except httpx2.TransportError:
        return False
    return bool(found.get("hits")) and found["hits"][0]["article"]["id"] == "donation"


@pytest.mark.usefixtures("tiny_model")
def test_nothing_is_embedded_for_a_milvus_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pymilvus", reason="the extra milvus is not installed")
    monkeypatch.setattr("service.cli.publish._PATIENCE", 0.0)
    monkeypatch.setattr("service.cli.publish_pages.build_sources", None)
    assert "can't be used" in xunwen("publish", PAGES, "--to", NOWHERE, "--quiet").error


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("publish", "--to", "news"), "no address of a Milvus"),
        (("publish", "--generation", "3", "--to", NOWHERE), "--generation goes with --rollback"),
        (("publish", "--vectors", "ivf", "--to", NOWHERE), "Vectors can't be searched by 'ivf'"),
        (("publish", PAGES, "--rollback", "--to", NOWHERE), "--list and --rollback publish nothing"),
        (("publish",), "not said where to publish to"),
        (("publish", "--list", "--to", NOWHERE.replace("9", "9?ssl=1")), "no option 'ssl'"),
        (("search", "a", "--index", NOWHERE, "--mode", "lexical"), "can't be used"),
    ],
)
def test_what_can_not_be_done_is_told_on_one_line(
    arguments: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XUNWEN_MILVUS", raising=False)
    pytest.importorskip("pymilvus", reason="the extra milvus is not installed")
    assert said in xunwen(*arguments).error


@pytest.mark.parametrize(
    "arguments",
    [
        ("index", PAGES),
        ("status",),
        ("verify",),
        ("rollback",),
        ("vacuum",),
        ("push", "store"),
        ("pull", "store"),
        ("publish", "--to", NOWHERE),
        ("report",),
        ("eval", "questions.jsonl"),
        ("keys", "create", "desk"),
        ("keys", "list"),
        ("alerts", "list"),
    ],
    ids=lambda each: " ".join(each[:2]),
)
def test_what_works_in_a_folder_takes_no_milvus_for_one(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder of that name would be made, with the password in it."""
    monkeypatch.chdir(tmp_path)
    said = xunwen(*arguments, "--index", "milvus://user:secret@127.0.0.1:9").error
    assert said.startswith("This needs a folder, and milvus://127.0.0.1:9 is a Milvus.")
    assert not list(tmp_path.iterdir())


def test_an_index_is_built_in_no_folder_of_a_milvus_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingError, match="This needs a folder"):
        build_index(PAGES, "milvus://user:secret@127.0.0.1:9")
    assert not list(tmp_path.iterdir())


def test_help_teaches_the_address_and_the_commands() -> None:
    told = xunwen("publish", "--help").out
    for words in ("milvus://HOST:PORT", "--rollback", "--full", "goes on where it stopped"):
        assert words in told
