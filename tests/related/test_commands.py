"""`xunwen related` and `xunwen export related`, as a shell sees them."""

import json

from tests.cli.command import xunwen


def test_related_prints_what_the_route_answers(open_service, village_index):
    done = xunwen("related", "bridge-1", "--index", village_index, "--limit", 1, "--page", 2, "--json")
    assert done.code == 0, done.err
    assert done.results == [open_service().get("/v1/articles/bridge-1/related?limit=1&page=2").json()]


def test_related_shows_a_person_the_title_the_words_and_the_sentence(village_index):
    done = xunwen("related", "bridge-1", "--index", village_index)
    assert done.code == 0, done.err
    for part in ("白石桥通车典礼", "清水周报", "page 1 of 1"):
        assert part in done.out


def test_a_mistyped_id_ends_with_the_reason(village_index):
    assert "'nowhere'" in xunwen("related", "nowhere", "--index", village_index).error


def test_export_writes_one_file_an_article_and_says_so(village_index, tmp_path):
    done = xunwen("export", "related", "--index", village_index, "--out", tmp_path / "out", "--json")
    assert done.results == [{"articles": 8, "written": 8, "folder": str(tmp_path / "out")}]
    assert (
        json.loads((tmp_path / "out" / "r-match-1.json").read_text("utf-8"))["related"][0]["article"]["id"] == "match-2"
    )
    again = xunwen("export", "related", "--index", village_index, "--out", tmp_path / "out", "--json")
    assert again.results[0]["written"] == 0


def test_the_rules_of_a_list_hold_on_the_terminal_and_in_every_file(open_service, village_index, tmp_path):
    client = open_service()
    rules = "limit=30&exclude=bridge-2&source=清水周报&language=zh&max_age_days=60"
    options = ("--exclude", "bridge-2", "--source", "清水周报", "--language", "zh", "--max-age-days", 60)
    done = xunwen("related", "bridge-1", "--index", village_index, "--limit", 30, *options, "--json")
    wanted = client.get(f"/v1/articles/bridge-1/related?{rules}").json()
    assert done.results == [wanted]
    assert wanted["total"] < client.get("/v1/articles/bridge-1/related?limit=30").json()["total"]
    done = xunwen("export", "related", "--index", village_index, "--out", tmp_path / "out", *options)
    assert done.code == 0, done.err
    for name in ("bridge-1", "bridge-3", "match-1"):
        read = json.loads((tmp_path / "out" / f"r-{name}.json").read_text("utf-8"))
        assert read == client.get(f"/v1/articles/{name}/related?{rules}").json()
    nobody = xunwen(
        "export", "related", "--index", village_index, "--out", tmp_path / "out", "--not-source", "清水周报"
    )
    assert nobody.code == 0, nobody.err
    assert json.loads((tmp_path / "out" / "r-bridge-1.json").read_text("utf-8"))["related"] == []
