"""Killed at any call that changes the disk, an index serves its last snapshot, and the next run ends in the same bytes.

The suite kills at a sample of the calls; `make crash` at every one (CRASH_POINTS=all), and more often at random times.
"""

import hashlib
import os
import random
import shutil
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from indexer.index.snapshot import POINTER, current_name, open_snapshot, snapshot_names, snapshots_folder, verify
from indexer.text.analyzer import passage_text
from tests.doubles import TermEmbedder
from tests.durability.builder import NEWS
from tests.durability.tracing import Builder, Point, reason_to_skip

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(7200),
    pytest.mark.skipif(bool(reason_to_skip()), reason=reason_to_skip()),
]

ALL = os.environ.get("CRASH_POINTS") == "all"


@pytest.fixture(scope="module")
def builder() -> Iterator[Builder]:
    with Builder() as running:
        yield running


@pytest.fixture(scope="module")
def begun(builder: Builder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index with its first snapshot."""
    index = tmp_path_factory.mktemp("begun") / "index"
    builder.run("first", index)
    return index


@pytest.fixture(scope="module")
def two(builder: Builder, begun: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index with two snapshots and a cache of 100 embeddings and more."""
    index = shutil.copytree(begun, tmp_path_factory.mktemp("two") / "index")
    builder.run("kept", index)
    return index


def _serves(index: Path) -> str:
    """Verifies the published snapshot and searches both its legs; returns its name."""
    manifest = verify(index)
    snapshot = open_snapshot(index)
    try:
        nearest, _ = snapshot.vectors.search(TermEmbedder().embed_queries(["柳河村党支部捐款"]), 1)
        by_words = np.argmax(snapshot.terms.scores("柳河村党支部捐款"))
        for article, chunk in snapshot.rows([int(nearest[0]), int(by_words)]):
            assert article.id == "donation"
            assert article.body[chunk.start : chunk.end] == chunk.text
    finally:
        snapshot.close()
    return manifest.name


def _bytes(index: Path) -> dict[str, str]:
    """Every file that is published: the pointer, and all files of all snapshots."""
    files = [index / POINTER, *sorted(file for file in snapshots_folder(index).rglob("*") if file.is_file())]
    return {str(file.relative_to(index)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def _sample(points: list[Point], size: int) -> list[Point]:
    """All points, or the first and last of each call and some between."""
    if ALL:
        return points
    ends = {p for p in points if p.number == 1 or Point(p.call, p.number + 1) not in set(points)}
    between = sorted(set(points) - ends, key=str)
    chosen = random.Random(5).sample(between, max(min(size - len(ends), len(between)), 0))  # noqa: S311 - a sample
    return sorted(ends, key=str) + chosen


def _copy(index: Path, place: Path) -> Path:
    shutil.rmtree(place, ignore_errors=True)
    return shutil.copytree(index, place)


def test_a_build_killed_at_any_call_leaves_the_last_snapshot_and_the_next_ends_in_the_same_bytes(
    builder: Builder, begun: Path, tmp_path: Path
) -> None:
    reference = _copy(begun, tmp_path / "reference")
    points = builder.points("second", reference)
    expected = _bytes(reference)
    names = {current_name(begun), current_name(reference)}
    assert len(points) >= 200
    for point in _sample(points, 30):
        index = _copy(begun, tmp_path / "index")
        builder.killed("second", index, point)
        assert _serves(index) in names, point
        builder.run("second", index)
        assert _bytes(index) == expected, point


_KILLS = 4
"""How often one build is killed at most: on a machine that gets busier it would hardly ever end by itself."""


def test_a_build_killed_at_any_time_is_as_good(builder: Builder, begun: Path, tmp_path: Path) -> None:
    reference = _copy(begun, tmp_path / "reference")
    began = time.monotonic()
    builder.run("second", reference)
    whole = time.monotonic() - began  # a machine that is busy is given longer, or no build would ever end
    expected = _bytes(reference)
    times = random.Random(9)  # noqa: S311 - no secret
    for _ in range(100 if ALL else 6):
        index = _copy(begun, tmp_path / "index")
        for _ in range(_KILLS):
            if not builder.killed_after("second", index, times.uniform(0, 1.2 * whole)):
                break
            _serves(index)
        builder.run("second", index)
        assert _bytes(index) == expected


def test_a_first_build_killed_at_any_call_leaves_nothing_or_all(builder: Builder, begun: Path, tmp_path: Path) -> None:
    expected = _bytes(begun)
    points = builder.points("first", tmp_path / "reference")
    for point in _sample(points, 15):
        index = tmp_path / "index"
        shutil.rmtree(index, ignore_errors=True)
        builder.killed("first", index, point)
        if (index / POINTER).exists():
            _serves(index)
        builder.run("first", index)
        assert _bytes(index) == expected, point


def test_a_rollback_killed_at_any_call_is_done_or_not(builder: Builder, two: Path, tmp_path: Path) -> None:
    for point in _sample(builder.points("rollback", _copy(two, tmp_path / "reference")), 20):
        index = _copy(two, tmp_path / "index")
        builder.killed("rollback", index, point)
        assert _serves(index) in snapshot_names(two), point
        builder.run("rollback", index)
        assert _serves(index) == snapshot_names(two)[0], point


def test_a_cache_killed_at_any_call_holds_only_whole_embeddings(builder: Builder, two: Path, tmp_path: Path) -> None:
    texts = {hashlib.sha256(text.encode()).hexdigest(): text for text in _passages()}
    for point in _sample(builder.points("trim", _copy(two, tmp_path / "reference")), 15):
        index = _copy(two, tmp_path / "index")
        builder.killed("trim", index, point)
        connection = sqlite3.connect(index / "embeddings.sqlite")
        try:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)], point
            rows = connection.execute("SELECT text, vector FROM embeddings").fetchall()
        finally:
            connection.close()
        known = [(texts[key], vector) for key, vector in rows if key in texts][:20]
        assert known, point
        made = TermEmbedder().embed_passages([text for text, _ in known]).astype(np.float16)
        assert [vector for _, vector in known] == [row.tobytes() for row in made], point
        builder.run("trim", index)


def _passages() -> list[str]:
    """What may be embedded of the short articles: their only chunk, their title, or both."""
    return [text for news in NEWS for text in (news["title"], news["body"], passage_text(news["title"], news["body"]))]
