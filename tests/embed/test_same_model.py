"""An index of version 0.1 is served where its vectors are those of the model here, whatever it calls the model."""

import hashlib
import json
from pathlib import Path

import pytest

from indexer.core.errors import WrongModelError
from indexer.index.snapshot import MANIFEST, POINTER, current_name, open_snapshot, snapshots_folder
from indexer.settings import DEFAULT_MODEL
from service.search.searcher import Searcher
from tests.archives import DONATION, FLOOD, build, record_pages
from tests.doubles import TermEmbedder

BEFORE, NOW = "57d5f63d" * 8, "e571a092" * 8


def _model(fingerprint: str, *, salt: str = "") -> TermEmbedder:
    return TermEmbedder(name=DEFAULT_MODEL, fingerprint=fingerprint, salt=salt)


def _index(folder: Path, *, version: str = "0.1.0") -> Path:
    """An index as a version published it."""
    build(folder, _model(BEFORE), record_pages([DONATION, FLOOD]))
    manifest = snapshots_folder(folder) / current_name(folder) / MANIFEST
    text = json.dumps(json.loads(manifest.read_text(encoding="utf-8")) | {"xunwen": version})
    manifest.write_text(text, encoding="utf-8")
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    (folder / POINTER).write_text(f"{manifest.parent.name} {sha256}\n", encoding="utf-8")
    return folder


def test_the_same_vectors_under_another_name_are_served(tmp_path: Path) -> None:
    hits = Searcher.open(_index(tmp_path), _model(NOW)).search("柳河村捐款").hits
    assert hits[0].article.id == "donation"


def test_a_build_on_it_pays_for_nothing_again_and_names_the_model_anew(tmp_path: Path) -> None:
    """Chunks are carried over from the snapshot, titles come from the cache."""
    embedder = _model(NOW)
    report = build(_index(tmp_path), embedder, record_pages([DONATION, FLOOD]))
    probed = 3  # chunks in the snapshot: each was embedded once to tell whether the model is the same
    assert (report.outcome, report.embedded, len(embedder.passages)) == ("published", 0, probed)
    assert open_snapshot(tmp_path).manifest.model.fingerprint == NOW


@pytest.mark.parametrize(
    ("version", "salt"),
    [("0.1.0", "another"), ("0.2.0", "")],
    ids=["other vectors", "a version that names models rightly"],
)
def test_another_model_is_refused_and_never_advised(tmp_path: Path, version: str, salt: str) -> None:
    index = _index(tmp_path, version=version)
    with pytest.raises(WrongModelError, match=r"another version of this model: build the index again") as refused:
        Searcher.open(index, _model(NOW, salt=salt))
    assert "--model" not in refused.value.next_step
    report = build(index, embedder := _model(NOW, salt=salt), record_pages([DONATION]))
    assert (report.outcome, report.kept) == ("published", 1)
    assert Searcher.open(index, embedder).search("白鹭镇转移群众").hits[0].article.id == "flood"
