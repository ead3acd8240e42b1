"""The commands that bring an index up to date, tell what it keeps, and go back."""

import json
from pathlib import Path

from tests.archives import DONATION, FLOOD, LIBRARY
from tests.cli.command import xunwen
from tests.cli.conftest import write_records


def test_an_index_is_updated_pruned_told_of_and_gone_back_to(tmp_path: Path) -> None:
    index = tmp_path / "index"
    file = write_records(tmp_path / "a.jsonl", DONATION, FLOOD)
    (first,) = xunwen("index", file, "--index", index, "--json").results
    same = xunwen("index", file, "--index", index, "-q")
    assert (same.code, same.out) == (0, f"nothing changed  2 articles, snapshot {first['snapshot']} stays\n")

    write_records(file, LIBRARY)
    (second,) = xunwen("index", file, "--index", index, "--json").results
    assert (second["new"], second["kept"], second["articles"]) == (1, 2, 3)
    error = xunwen("index", file, "--index", index, "--prune", "-q").error
    assert error.startswith("The new snapshot was not published: articles fell by 67% from 3 to 1, more than 10%")
    (third,) = xunwen("index", file, "--index", index, "--prune", "--force", "--json").results
    assert (third["deleted"], third["articles"]) == (2, 1)

    (status,) = xunwen("status", "--index", index, "--json").results
    assert [(each["name"], each["articles"], each["current"]) for each in status["snapshots"]] == [
        (third["snapshot"], 1, True),
        (second["snapshot"], 3, False),
        (first["snapshot"], 2, False),
    ]
    assert xunwen("rollback", "--index", index, "--json").results == [{"snapshot": second["snapshot"], "skipped": []}]
    listed = xunwen("status", "--index", index).out
    assert f"▸  {second['snapshot']}" in listed
    assert "rollback" in listed
    assert xunwen("verify", "--index", index).code == 0
    assert xunwen("vacuum", "--index", index, "--json").results[0]["forgotten"] == 0


def test_golden_questions_are_asked_by_the_real_search(tmp_path: Path) -> None:
    index = tmp_path / "index"
    file = write_records(tmp_path / "a.jsonl", DONATION, FLOOD, LIBRARY)
    assert xunwen("index", file, "--index", index, "-q").code == 0
    golden = tmp_path / "golden.jsonl"
    golden.write_text(json.dumps({"question": "白鹭镇转移群众", "article_ids": ["flood"], "within": 1}))
    write_records(file, DONATION, {**FLOOD, "title": "停水通知", "body": "水管检修，请储水。"}, LIBRARY)
    error = xunwen("index", file, "--index", index, "--golden", golden, "-q").error
    assert "golden question '白鹭镇转移群众' no longer finds flood among its first 1." in error
    write_records(file, DONATION, FLOOD, {**LIBRARY, "title": "The library opens"})
    assert xunwen("index", file, "--index", index, "--golden", golden, "-q").code == 0


def test_what_is_no_longer_kept_is_skipped_with_a_word(tmp_path: Path) -> None:
    index = tmp_path / "index"
    names = []
    for record in (DONATION, FLOOD, LIBRARY):
        file = write_records(tmp_path / f"{record['id']}.jsonl", record)
        names += [each["snapshot"] for each in xunwen("index", file, "--index", index, "--json").results]
    (index / "snapshots" / names[1]).rename(tmp_path / "moved")
    done = xunwen("rollback", "--index", index)
    assert (done.code, done.out) == (0, f"published again  snapshot {names[0]}\n")
    assert done.err == f"skipped {names[1]}: published in between, no longer kept\n"


def test_a_day_is_one_of_the_archives_time_zone(tmp_path: Path) -> None:
    """22 August begins at 16:00 UTC of the 21st in Shanghai, and at 22:00 in Berlin."""
    index = tmp_path / "index"
    file = write_records(tmp_path / "a.jsonl", {**FLOOD, "published_at": "2024-08-21T16:30Z"})
    error = xunwen("index", file, "--index", index, "-q", "--time-zone", "Mars/Olympus").error
    assert error.startswith(
        "Setting time_zone can't be 'Mars/Olympus': there is none; write an IANA name such as Asia/"
    )
    assert xunwen("index", file, "--index", index, "-q").code == 0

    def found(first: str) -> int:
        arguments = ("白鹭镇", "--from", first, "--index", index, "--mode", "lexical", "--json")
        return len(xunwen("search", *arguments).results[0]["hits"])

    assert (found("2024-08-22"), found("2024-08-23")) == (1, 0)
    assert xunwen("status", "--index", index, "--json").results[0]["time_zone"] == "Asia/Shanghai"
    assert xunwen("index", file, "--index", index, "-q", "--time-zone", "Europe/Berlin").code == 0
    assert (found("2024-08-21"), found("2024-08-22")) == (1, 0)
    assert "Europe/Berlin" in xunwen("status", "--index", index).out
