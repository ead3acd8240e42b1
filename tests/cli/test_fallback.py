"""A model that OpenVINO can't take, from preparing it to asking: told by each command, an error where that is wanted."""

from pathlib import Path

import pytest

from tests.cli.command import xunwen
from tests.embed.conftest import static_folder  # noqa: F401 - a fixture

SLOWER = "fast_path: Embedding with sentence-transformers, which is slower: The model "


@pytest.fixture(autouse=True)
def _static_model(static_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setenv("XUNWEN_MODEL", str(static_folder))
    monkeypatch.setenv("XUNWEN_CACHE_DIR", str(tmp_path / "cache"))


def test_every_command_says_what_embeds_and_why(archive: Path, tmp_path: Path) -> None:
    ready, last = xunwen("prepare").out.splitlines()
    assert ready.endswith("sentence-transformers float32")
    assert last.startswith(f"degraded: {SLOWER}")
    index, command = tmp_path / "index", ("index", archive, "--index", tmp_path / "index")
    assert SLOWER in xunwen(*command, "--strict", "--json").error
    assert not index.exists() or not list((index / "snapshots").iterdir())
    built = xunwen(*command)
    assert "sentence-transformers float32" in built.out
    assert built.out.splitlines()[-1].startswith(f"degraded: {SLOWER}")
    (again,) = xunwen(*command, "--force", "--json").results
    assert [each.startswith(SLOWER) for each in again["degraded"]] == [True]
    report = next((index / "reports").glob(f"{again['build']}.html")).read_text(encoding="utf-8")
    assert "fast_path: Embedding with sentence-transformers" in report
    (result,) = xunwen("search", "boat", "--index", index, "--json").results
    assert [each.startswith(SLOWER) for each in result["degraded"]] == [True]
    assert SLOWER in xunwen("search", "boat", "--index", index, "--strict").error


def test_a_backend_that_was_asked_for_is_no_fallback(
    archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XUNWEN_BACKEND", "sentence-transformers")
    (report,) = xunwen("index", archive, "--index", tmp_path / "index", "--strict", "--json").results
    assert report["degraded"] == []
    (result,) = xunwen("search", "boat", "--index", tmp_path / "index", "--strict", "--json").results
    assert result["degraded"] == []
