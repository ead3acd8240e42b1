"""Questions are kept for their days and no longer, by several processes at once, and what is deleted is gone from the disk."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from indexer.core.errors import StorageError
from service.query_log.entry import Entry, Outcome
from service.query_log.report import QueryReport
from service.query_log.store import QueryLog


def entry(question: str, outcome: Outcome = Outcome.ABSTAINED, reason: str = "no_evidence") -> Entry:
    confidence = 0.5 if outcome is Outcome.ANSWERED else None
    return Entry(question, outcome, "" if outcome is not Outcome.ABSTAINED else reason, "count", confidence, 3, "first")


def at(monkeypatch, moment: datetime) -> None:
    monkeypatch.setattr("service.query_log.store._now", lambda: moment)


@pytest.fixture
def log(tmp_path):
    return QueryLog(tmp_path / "log.sqlite", days=30, archive="news")


def test_wordings_that_differ_in_signs_alone_are_one_question(log):
    for number, question in enumerate(["捐了多少錢？", "捐了多少钱", " 捐了多少钱? ", "谁来了？"]):
        log.add(entry(question, reason="low_margin" if number == 1 else "no_evidence"), request=str(number))
    log.add(entry("多少户？", Outcome.ANSWERED), request="5")
    log.add(entry("月球", Outcome.NOTHING), request="6")
    log.add(entry("丰收节", Outcome.FOUND), request="7")
    log.click("0", "fair/1", 1)
    log.click("0", "fair/1", 1)
    log.click("unknown", "fair/1", 1)
    report = QueryReport.of(log.since(30), limit=10)
    assert (report.total, report.answered, report.found, report.nothing, report.clicked) == (7, 1, 1, 1, 1)
    assert report.abstained == {"no_evidence": 3, "low_margin": 1}
    assert report.mean_confidence == 0.5
    assert [(each.question, each.times, each.reasons, each.clicks) for each in report.unanswered] == [
        (" 捐了多少钱? ", 3, {"no_evidence": 2, "low_margin": 1}, 1),
        ("月球", 1, {"nothing": 1}, 0),
        ("谁来了？", 1, {"no_evidence": 1}, 0),
    ]
    assert [each.value for each in report.by_index] == ["news"]
    assert [each.times for each in QueryReport.of(log.since(30), limit=10, at_least=2).unanswered] == [3]
    assert log.since(30, archive="other") == []


def test_what_is_too_old_is_not_shown_and_then_deleted(log, monkeypatch):
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    for day in range(40):
        at(monkeypatch, begun + timedelta(days=day, minutes=1))
        log.add(entry(f"第{day}天"), request="")
    at(monkeypatch, begun + timedelta(days=40))
    assert len(log.since(3650)) == 30
    assert len(log.since(7)) == 7
    assert log.tidy() == 10
    assert log.tidy() == 0


def test_of_too_many_the_oldest_go(tmp_path):
    log = QueryLog(tmp_path / "log.sqlite", days=30, most=100)
    for number in range(101):
        log.add(entry(f"问题{number}"), request="")
    assert log.tidy() == 11
    assert [each.entry.question for each in log.since(1)][:2] == ["问题11", "问题12"]


@pytest.mark.parametrize("how", ["containing", "before", "tidy"])
def test_what_is_deleted_is_gone_from_the_disk(log, tmp_path, monkeypatch, how):
    personal = "王小明住在哪里"
    at(monkeypatch, datetime.now(UTC) - timedelta(days=31))
    log.add(entry(f"{personal}？"), request="1")
    log.click("1", "fair/1", 1)
    monkeypatch.undo()
    log.add(entry("别的问题"), request="2")
    on_disk = lambda: b"".join(each.read_bytes() for each in tmp_path.iterdir())  # noqa: E731
    assert personal.encode() in on_disk()
    gone = {
        "containing": lambda: log.purge(containing="王小明"),
        "before": lambda: log.purge(before=datetime.now(UTC) - timedelta(days=1)),
        "tidy": log.tidy,
    }[how]()
    assert gone == 1
    assert personal.encode() not in on_disk()
    assert [each.entry.question for each in log.since(30)] == ["别的问题"]


def test_a_blank_text_deletes_nothing(log):
    log.add(entry("别的问题"), request="")
    assert log.purge(containing="  ") == 0
    assert log.purge() == 1


WRITER = """
import sys
from pathlib import Path
from service.query_log.entry import Entry, Outcome
from service.query_log.store import QueryLog
log = QueryLog(Path(sys.argv[1]), days=30)
for number in range(200):
    log.add(Entry(f"q{number}", Outcome.ABSTAINED, "no_evidence", "", None, 0, "first"), request=f"{sys.argv[2]}-{number}")
    if number % 50 == 0:
        log.tidy()
"""


def test_several_processes_write_and_none_of_it_is_lost(tmp_path):
    file = tmp_path / "log.sqlite"
    running = [subprocess.Popen([sys.executable, "-c", WRITER, str(file), str(each)]) for each in range(4)]
    assert [each.wait() for each in running] == [0, 0, 0, 0]
    assert len(QueryLog(file, days=30).since(1)) == 800


def test_the_file_is_for_nobody_else_and_a_bad_place_is_told(log, tmp_path):
    assert (tmp_path / "log.sqlite").stat().st_mode & 0o077 == 0
    (tmp_path / "file").touch()
    with pytest.raises((StorageError, OSError)):
        QueryLog(tmp_path / "file" / "log.sqlite", days=30)
