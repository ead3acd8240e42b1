"""What is true of an archive as a whole is in its manifest, and is the same as what opening it would find out."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.core.errors import BrokenSnapshotError
from indexer.index.manifest import Manifest, Statistics
from indexer.index.snapshot import open_snapshot, read_manifest
from service.search.opening import over
from tests.archives import build
from tests.doubles import TermEmbedder


def test_a_build_writes_what_is_true_of_the_archive(tmp_path: Path) -> None:
    build(tmp_path, TermEmbedder())
    snapshot = open_snapshot(tmp_path)
    told = snapshot.manifest.statistics
    assert told is not None
    assert told.newest == max(snapshot.facts.days)
    assert told.languages == tuple(sorted(set(snapshot.facts.languages)))
    assert 0 < told.spread < 1
    written = over(snapshot).statistics
    older = over(replace(snapshot, manifest=replace(snapshot.manifest, statistics=None))).statistics
    assert written == older
    snapshot.close()


def test_what_the_manifest_says_is_taken_and_not_looked_for(tmp_path: Path) -> None:
    build(tmp_path, TermEmbedder())
    snapshot = open_snapshot(tmp_path)
    said = Statistics(0.125, 0.5, "", ("xx",))
    index = over(replace(snapshot, manifest=replace(snapshot.manifest, statistics=said)))
    assert (index.statistics.spread, index.statistics.retold_from, str(index.statistics.newest)) == (0.125, 0.5, "NaT")
    assert index.statistics.languages == {"xx"}
    index.close()


def test_a_manifest_of_before_is_read_and_a_broken_one_refused(tmp_path: Path) -> None:
    build(tmp_path, TermEmbedder())
    manifest = read_manifest(tmp_path)
    fields = json.loads(manifest.to_json())
    assert Manifest.from_json(json.dumps(fields), name=manifest.name) == manifest
    del fields["statistics"]
    assert Manifest.from_json(json.dumps(fields), name=manifest.name) == replace(manifest, statistics=None)
    fields["statistics"] = {"spread": "wide"}
    with pytest.raises(BrokenSnapshotError, match=r"statistics\.spread"):
        Manifest.from_json(json.dumps(fields), name=manifest.name)
