"""Which code a part was made by: every file that is watched is there, and a change of it tells."""

from pathlib import Path

import pytest

from indexer.pipeline import fingerprint
from indexer.pipeline.fingerprint import current_fingerprint, documents_fingerprint


def test_what_is_watched_is_there() -> None:
    assert set(map(len, current_fingerprint().values())) == {16}
    assert len(documents_fingerprint()) == 16


def test_what_has_moved_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("1")
    before = fingerprint._hash(tmp_path, ("*.py",), ())
    (tmp_path / "a.py").write_text("2")
    assert fingerprint._hash(tmp_path, ("*.py",), ()) != before
    with pytest.raises(LookupError, match=r"words/\*\.py names no file"):
        fingerprint._hash(tmp_path, ("words/*.py",), ())
