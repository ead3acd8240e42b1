"""Commands that load the tiny model, and an index that the command itself built of the four records."""

import json
from pathlib import Path

import pytest

from tests.archives import RECORDS
from tests.cli.command import xunwen


@pytest.fixture(autouse=True)
def _environment(model_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in model_environment.items():
        monkeypatch.setenv(name, value)


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The four records as JSON lines."""
    return write_records(tmp_path_factory.mktemp("archive") / "archive.jsonl", *RECORDS)


@pytest.fixture(scope="session")
def shared_index(archive: Path, model_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the four records, for tests that only read it."""
    index = tmp_path_factory.mktemp("cli-index") / "index"
    with pytest.MonkeyPatch.context() as patch:
        for name, value in model_environment.items():
            patch.setenv(name, value)
        done = xunwen("index", archive, "--index", index, "--json")
    assert done.code == 0, done.err
    return index


def write_records(file: Path, *records: object) -> Path:
    """Records as JSON lines; a str is written as it is, broken or not."""
    lines = [each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in records]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file
