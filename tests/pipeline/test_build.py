"""A build counts everything, loses nothing, and pays for an embedding once."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from indexer.core.article import Page, PageKind, Skip, SkipReason
from indexer.core.errors import IndexBusyError, InputError
from indexer.index.locks import build_lock
from indexer.index.snapshot import current_name, open_snapshot, snapshots_folder
from indexer.pipeline.context import BuildPlan
from tests.archives import DONATION, FLOOD, RECORDS, build, record_pages
from tests.doubles import TermEmbedder


def test_rows_of_vectors_terms_and_chunks_are_the_same_chunks(tmp_path: Path) -> None:
    embedder = TermEmbedder()
    report = build(tmp_path, embedder)
    snapshot = open_snapshot(tmp_path)
    assert report.articles == len(RECORDS)
    assert report.chunks == len(snapshot.vectors) == len(snapshot.terms) == snapshot.facts.articles.size
    for row, (article, chunk) in enumerate(snapshot.rows(range(report.chunks))):
        assert article.body[chunk.start : chunk.end] == chunk.text
        text = f"{article.title}\n{chunk.text}"
        vector = snapshot.vectors.rows(np.array([row]))[0]
        assert vector @ embedder.embed_queries([chunk.text])[0] == pytest.approx(1, abs=1e-3)
        best = snapshot.terms.scores(text)
        assert best[row] == best.max()


def test_every_field_of_an_article_comes_back(tmp_path: Path) -> None:
    build(tmp_path, TermEmbedder())
    article = open_snapshot(tmp_path).article("donation")
    assert article.title == DONATION["title"]
    assert article.body == DONATION["body"]
    assert article.source == "青禾日报"
    assert article.published_at == "2021-03-05T09:30:00+08:00"
    assert article.authors == ("周晓岚",)
    assert article.language == "zh"


def test_skips_are_counted_and_named_and_the_batch_goes_on(tmp_path: Path) -> None:
    pages = [
        Skip("broken.jsonl:3", SkipReason.BROKEN_RECORD, "not JSON"),
        Page("empty.jsonl:1", PageKind.RECORD, record={"title": "只有标题"}),
        *record_pages([DONATION]),
    ]
    report = build(tmp_path, TermEmbedder(), pages)
    assert (report.pages, report.articles) == (3, 1)
    assert [skip.name for skip in report.skips] == ["broken.jsonl:3", "empty.jsonl:1"]
    assert report.skipped == {SkipReason.BROKEN_RECORD: 1, SkipReason.NO_BODY: 1}


def test_the_same_article_twice_is_a_duplicate(tmp_path: Path) -> None:
    report = build(tmp_path, TermEmbedder(), record_pages([DONATION, FLOOD, DONATION]))
    assert report.articles == 2
    assert report.skipped == {SkipReason.DUPLICATE: 1}


def test_a_later_record_of_the_same_id_takes_the_place_of_the_first(tmp_path: Path) -> None:
    later = {**DONATION, "body": "更正：全村共捐款三万五千元。"}
    report = build(tmp_path, TermEmbedder(), record_pages([DONATION, FLOOD, later]))
    assert (report.articles, report.replaced) == (2, 1)
    assert open_snapshot(tmp_path).article("donation").body == later["body"]


def test_two_texts_under_one_title_day_and_source_are_both_kept(tmp_path: Path) -> None:
    column = {"title": "简讯", "source": "青禾日报", "published_at": "2021-03-05"}
    pages = record_pages(
        [{**column, "body": "早间有雾，注意行车安全。"}, {**column, "body": "晚间有雨，记得带伞出门。"}]
    )
    report = build(tmp_path, TermEmbedder(), pages)
    assert (report.articles, report.replaced, report.skips) == (2, 0, [])


def test_nothing_found_publishes_nothing_and_says_why(tmp_path: Path) -> None:
    build(tmp_path, TermEmbedder())
    before = current_name(tmp_path)
    with pytest.raises(InputError, match=r"No article was found in 1 page\(s\): 1 empty \(first: a.txt: no bytes\)"):
        build(tmp_path, TermEmbedder(), [Skip("a.txt", SkipReason.EMPTY, "no bytes")])
    assert current_name(tmp_path) == before


def test_a_second_build_embeds_only_what_changed(tmp_path: Path) -> None:
    build(tmp_path, TermEmbedder())
    changed = {**FLOOD, "body": FLOOD["body"] + "\n雨已停。"}
    embedder = TermEmbedder()
    report = build(tmp_path, embedder, record_pages([DONATION, changed]), chunk_tokens=15)
    again = TermEmbedder()
    repeated = build(tmp_path, again, record_pages([DONATION, changed]), chunk_tokens=15, plan=BuildPlan(force=True))
    assert report.embedded > 0
    assert (repeated.embedded, repeated.carried, again.passages) == (0, report.chunks, [])


def test_another_model_reuses_nothing(tmp_path: Path) -> None:
    first = build(tmp_path, TermEmbedder())
    second = build(tmp_path, TermEmbedder(fingerprint="another"))
    assert (second.embedded, second.reused) == (first.chunks, 0)


def test_two_builds_of_one_input_differ_in_name_and_date_only(tmp_path: Path) -> None:
    first, second = (build(tmp_path / place, TermEmbedder()).snapshot for place in "ab")
    manifests = [open_snapshot(tmp_path / place).manifest for place in "ab"]
    assert first != second
    assert manifests[0].files == manifests[1].files
    changing = {"name", "created_at"}
    one, other = ({k: v for k, v in asdict(manifest).items() if k not in changing} for manifest in manifests)
    assert one == other


def test_a_build_on_a_warm_cache_gives_the_bytes_of_a_cold_one(tmp_path: Path) -> None:
    build(tmp_path, TermEmbedder())
    cold = open_snapshot(tmp_path).manifest.files
    again = build(tmp_path, TermEmbedder(), plan=BuildPlan(force=True))
    assert again.published
    assert open_snapshot(tmp_path).manifest.files == cold


def test_an_interrupted_build_leaves_the_last_snapshot_and_keeps_what_was_embedded(tmp_path: Path) -> None:
    build(tmp_path, TermEmbedder(), record_pages([FLOOD]))
    before = current_name(tmp_path)
    many = record_pages({"id": str(number), "body": f"第{number}号短讯，一切如常。"} for number in range(600))
    with pytest.raises(KeyboardInterrupt):
        build(tmp_path, TermEmbedder(fail_after=550), many)
    assert current_name(tmp_path) == before

    report = build(tmp_path, TermEmbedder(), many)
    assert report.reused == 512
    assert sorted(path.name for path in snapshots_folder(tmp_path).iterdir()) == [before, report.snapshot]


def test_old_snapshots_are_removed_but_for_three(tmp_path: Path) -> None:
    names = [build(tmp_path, TermEmbedder(), plan=BuildPlan(force=True)).snapshot for _ in range(5)]
    assert sorted(path.name for path in snapshots_folder(tmp_path).iterdir()) == names[-3:]


def test_the_second_build_at_once_is_told_who_holds_the_index(tmp_path: Path) -> None:
    with build_lock(tmp_path), pytest.raises(IndexBusyError, match=r"is being built by process \d+ on "):
        build(tmp_path, TermEmbedder())
    assert json.loads(json.dumps(asdict(build(tmp_path, TermEmbedder()))))["articles"] == 4
