"""A driver does what its lines say, in a process of its own, and its service is asked over HTTP; so does Xunwen's own."""

import itertools
import json
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from benchmarks.peers.driver import PeerError, Row
from benchmarks.peers.load import Service
from benchmarks.peers.processes import cpu_seconds, family, memory
from benchmarks.peers.talk import Talk

ROWS = (
    Row("a#0", "a", "", "柳河村修了桥"),
    Row("a#1", "a", "", "桥通了"),
    Row("b#0", "b", "", "镇上开了图书馆"),
)


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    file = tmp_path / "rows.jsonl"
    file.write_text("".join(json.dumps(asdict(row)) + "\n" for row in ROWS), encoding="utf-8")
    return file


def driver(tmp_path: Path) -> Talk:
    return Talk("shared_words", Path(sys.executable), tmp_path / "log", drivers="tests.peers")


def test_what_a_driver_indexed_another_process_serves_and_each_article_comes_once(rows: Path, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    with driver(tmp_path) as talk:
        assert talk.say("load", model="none")["notes"] == "characters shared"
        assert talk.say("index", rows=rows, articles=rows, index=folder)["chunks"] == 3
    assert (tmp_path / "log").read_text(encoding="utf-8") == "what a library prints is no answer: none\n"
    with driver(tmp_path) as talk:
        served = talk.say("serve", index=folder, model="none")
        assert served["ways"] == {"lexical": {}}
        assert served["pid"] == talk.pid
        service = Service(str(served["address"]), {}, lambda: cpu_seconds(talk.pid))
        assert service.articles("图书馆在哪") == ["b", "a"]
        assert service.articles("桥") == ["a", "b"]
        timing = service.measure(map(str, itertools.count()), clients=2, seconds=0.2)
        assert timing.errors == 0
        assert len(timing.milliseconds) >= 2
        assert timing.seconds >= 0.2
        assert max(timing.milliseconds) <= 1000 * timing.seconds
        assert 0 < memory(talk.pid).private <= memory(talk.pid).pss
        assert family(talk.pid)[0] == talk.pid


def test_what_a_driver_cannot_do_is_told_by_its_name(tmp_path: Path) -> None:
    with driver(tmp_path) as talk, pytest.raises(PeerError, match="shared_words could not serve: FileNotFoundError"):
        talk.say("serve", index=tmp_path / "nothing", model="none")
    with driver(tmp_path) as talk, pytest.raises(PeerError, match="could not sing: ValueError: 'sing' is none of"):
        talk.say("sing")


def test_a_driver_that_ends_at_once_is_told_with_its_last_words(tmp_path: Path) -> None:
    with (
        Talk("nobody", Path(sys.executable), tmp_path / "log", drivers="tests.peers") as talk,
        pytest.raises(PeerError, match=r"nobody ended when told to load: .*No module named tests\.peers\.nobody"),
    ):
        talk.say("load", model="none")


@pytest.mark.slow
def test_xunwen_itself_is_driven_in_the_same_way(
    tmp_path: Path, model_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two invented articles: indexed by the one process, served by another's child, found by words in both ways."""
    for name, value in model_environment.items():
        monkeypatch.setenv(name, value)
    articles = tmp_path / "articles.jsonl"
    records = [
        {"id": "bridge", "title": "柳河村的桥", "body": "柳河村修了一座桥。", "language": "zh"},
        {"id": "books", "title": "镇上的图书馆", "body": "镇上开了图书馆，书有三千册。", "language": "zh"},
    ]
    articles.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    with Talk("xunwen", Path(sys.executable), tmp_path / "log") as talk:
        assert "every setting as it comes" in str(talk.say("load", model="unused")["notes"])
        assert talk.say("index", rows=articles, articles=articles, index=tmp_path / "index")["chunks"] == 2
        served = talk.say("serve", index=tmp_path / "index", model="unused")
        assert isinstance(served["pid"], int)
        assert served["pid"] in family(talk.pid)[1:]
        assert served["ways"] == {"hybrid": {"mode": "hybrid"}, "lexical": {"mode": "lexical"}}
        lexical = Service(str(served["address"]), {"mode": "lexical"}, lambda: 0.0)
        assert lexical.articles("图书馆有多少册书")[0] == "books"
