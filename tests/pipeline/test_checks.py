"""What would be published is checked first: too large a loss and a golden question that misses stop it, unless forced."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from indexer.core.errors import BrokenSnapshotError, GateError, InputError
from indexer.embed.embedder import Embedder
from indexer.index.publish import write_manifest
from indexer.index.snapshot import Snapshot, current_name, snapshot_names
from indexer.pipeline.checks import GOLDEN
from indexer.pipeline.context import BuildPlan
from tests.archives import DONATION, FLOOD, LIBRARY, RECORDS, UNDATED, build, record_pages
from tests.doubles import TermEmbedder


def _by_words(snapshot: Snapshot, embedder: Embedder, questions: Sequence[str], limit: int) -> list[list[str]]:
    """A search of its own: articles in order of BM25, those without a word of the question left out."""
    scores = [snapshot.article_terms.scores(question) for question in questions]
    return [[snapshot.facts.ids[place] for place in each.argsort()[::-1][:limit] if each[place] > 0] for each in scores]


def _golden(index: Path, *rows: object) -> None:
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    (index / GOLDEN).write_text("\n".join(lines), encoding="utf-8")


def test_a_drop_of_more_than_the_share_stops_the_build(tmp_path: Path) -> None:
    """Of 4 articles one goes: 25 %, more than 10 % and no more than 25 %."""
    build(tmp_path, TermEmbedder())
    before = current_name(tmp_path)
    fewer = record_pages([DONATION, FLOOD, LIBRARY])
    with pytest.raises(GateError, match=r"articles fell by 25% from 4 to 3, more than 10%.* --force"):
        build(tmp_path, TermEmbedder(), fewer, plan=BuildPlan(prune=True))
    assert (current_name(tmp_path), snapshot_names(tmp_path)) == (before, [before])
    assert build(tmp_path, TermEmbedder(), fewer, plan=BuildPlan(prune=True, max_drop=0.25)).faults == []


def test_a_forced_build_is_published_and_tells_what_it_was_forced_past(tmp_path: Path) -> None:
    build(tmp_path, TermEmbedder())
    report = build(tmp_path, TermEmbedder(), record_pages([UNDATED]), plan=BuildPlan(prune=True, force=True))
    assert report.published
    assert report.faults[0] == "articles fell by 75% from 4 to 1, more than 10%"


def test_a_golden_question_that_misses_its_article_stops_the_build(tmp_path: Path) -> None:
    build(tmp_path, TermEmbedder())
    before = current_name(tmp_path)
    _golden(
        tmp_path,
        {"question": "捐款多少", "article_ids": ["donation"]},
        {"question": "转移群众", "article_ids": ["flood"], "within": 1},
    )
    plan = BuildPlan(find=_by_words)
    edited = {**FLOOD, "title": "停水通知", "body": "自来水管检修，请居民提前储水。"}
    with pytest.raises(GateError, match=r"golden question '转移群众' no longer finds flood among its first 1\."):
        build(tmp_path, TermEmbedder(), record_pages([edited]), plan=plan)
    assert current_name(tmp_path) == before
    report = build(tmp_path, TermEmbedder(), record_pages([{**LIBRARY, "title": "Library opens"}]), plan=plan)
    assert report.published


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("{", "Expecting"),
        ("[]", "not an object"),
        ({"question": " "}, "no question"),
        ({"question": "?"}, "article_ids"),
    ],
)
def test_a_golden_file_that_is_wrong_is_told_before_anything_is_read(row: object, what: str, tmp_path: Path) -> None:
    build(tmp_path, TermEmbedder())
    _golden(tmp_path, {"question": "捐款", "article_ids": ["donation"]}, row)
    with pytest.raises(InputError, match=rf"golden.jsonl:2 is not a golden question: .*{what}"):
        build(tmp_path, TermEmbedder(), plan=BuildPlan(find=_by_words))


def test_what_the_disk_gives_back_otherwise_is_not_published_even_by_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bit that turns between writing and checking, as on a dying disk."""

    def written_and_damaged(part: Path, manifest: object) -> None:
        write_manifest(part, manifest)
        file = part / "vectors.faiss"
        file.write_bytes(file.read_bytes()[:-1] + b"?")

    build(tmp_path, TermEmbedder(), record_pages([FLOOD]))
    before = current_name(tmp_path)
    monkeypatch.setattr("indexer.pipeline.build.write_manifest", written_and_damaged)
    with pytest.raises(BrokenSnapshotError, match=r"vectors\.faiss has changed"):
        build(tmp_path, TermEmbedder(), record_pages(RECORDS), plan=BuildPlan(force=True))
    assert snapshot_names(tmp_path) == [before]
