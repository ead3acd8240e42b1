"""What a command is given is checked before the model is opened and before any folder is made; faults are told as what they are."""

import errno
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from indexer.core.arrays import Matrix
from indexer.core.article import Page
from indexer.core.errors import InputError, ModelError
from indexer.pipeline.context import BuildPlan
from tests.archives import RECORDS, build, record_pages
from tests.cli.command import xunwen
from tests.doubles import TermEmbedder


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nope"], "There is no file or folder 'nope'"),
        (["a.txt", "--golden", "nope.jsonl"], "Golden questions can't be read from nope.jsonl"),
        (["a.txt", "--ray-address", "head:1"], "--ray-address is for --workers ray"),
        (["a.txt", "--index", "a.txt"], "The index in a.txt can't be written: Not a directory"),
    ],
)
def test_index_fails_on_its_arguments_before_the_model_is_opened(
    arguments: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("柳河村")
    # A model that is not there: whoever looked for it would say so.
    given = arguments if "--index" in arguments else [*arguments, "--index", "news"]
    done = xunwen("index", *given, "--model", "./no-model", "-q")
    assert done.code == 1
    assert done.error.startswith(message)
    assert [each.name for each in tmp_path.iterdir()] == ["a.txt"]


def test_a_build_from_a_program_leaves_nothing_either(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Golden questions can't be read"):
        build(tmp_path / "news", TermEmbedder(), plan=BuildPlan(golden=tmp_path / "nope.jsonl"))
    assert list(tmp_path.iterdir()) == []


class _Broken(TermEmbedder):
    """A model whose files went away."""

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        raise OSError(errno.EIO, os.strerror(errno.EIO), "model.bin")


def test_a_model_that_cannot_be_read_is_not_an_index_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"stopped computing: .*Input/output error: 'model\.bin'"):
        build(tmp_path, _Broken())


def test_sources_that_cannot_be_read_are_not_an_index_that_cannot_be_written(tmp_path: Path) -> None:
    class Pages(list[Page]):
        def __iter__(self) -> Iterator[Page]:
            yield from record_pages(RECORDS)
            raise OSError(errno.EIO, os.strerror(errno.EIO), "archive.jsonl")

    with pytest.raises(InputError, match=r"sources can't be read on: .*Input/output error: 'archive\.jsonl'"):
        build(tmp_path, TermEmbedder(), Pages())
