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
