"""The folder of float32 weights that this program writes goes once it is converted, and comes back where it is what computes."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from indexer.embed import prepare as preparing
from indexer.embed.load import load_embedder, prepare_model, read_card
from indexer.embed.registry import find_source
from indexer.settings import DEFAULT_MODEL, IndexerSettings
from tests.embed.conftest import TEXTS


@pytest.fixture(scope="module")
def writes(tiny_folder):
    """Makes the default model the tiny one, which is written in a moment."""

    def write(_sources: Path, folder: Path, *_: object, **__: object) -> str:
        shutil.copytree(tiny_folder, folder, dirs_exist_ok=True)
        return "ab" * 32

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preparing, "write_default_model", write)
        patch.setattr(preparing, "check_golden", lambda *_, **__: None)
        yield


@pytest.fixture(scope="module")
def prepared(writes, tmp_path_factory):
    """A cache in which it is prepared, and what was told meanwhile."""
    cache, told = tmp_path_factory.mktemp("ours"), []
    load_embedder(IndexerSettings(model=DEFAULT_MODEL, cache_dir=cache), progress=told.append)
    return cache, [each.split()[0] for each in told]


@pytest.fixture
def chosen(prepared, tmp_path):
    """Settings with a cache of a test's own in which it is prepared."""
    return IndexerSettings(model=DEFAULT_MODEL, cache_dir=shutil.copytree(prepared[0], tmp_path / "cache"))


def test_the_folder_goes_once_it_is_converted_and_comes_back_where_it_computes(chosen, prepared):
    source, told = find_source(chosen), []
    assert prepared[1] == ["Preparing", "Reading", "Converting"]
    assert not source.folder.exists()
    fast = load_embedder(chosen, progress=told.append)
    assert fast.backend.startswith("openvino")
    assert (told, read_card(chosen)) == ([], fast.card)

    plainly = chosen.model_copy(update={"backend": "sentence-transformers"})
    plain = load_embedder(plainly, progress=told.append)
    assert [each.split()[0] for each in told] == ["Preparing", "Reading"]
    assert plain.card == fast.card
    assert np.sum(plain.embed_passages(TEXTS) * fast.embed_passages(TEXTS), axis=1).min() > 0.998

    prepare_model(chosen, told.append)
    prepare_model(plainly, told.append)
    assert len(told) == 2  # both are there


def test_a_fallback_writes_the_folder_that_it_computes_with(chosen, caplog):
    conversion = next(find_source(chosen).home.glob("openvino-*"))
    np.save(conversion / "probes.npy", -np.load(conversion / "probes.npy"))
    record = conversion / "fast.json"
    record.write_text(record.read_text(encoding="utf-8").replace('"cpu": "', '"cpu": "not '), encoding="utf-8")
    assert load_embedder(chosen).backend == "sentence-transformers float32"
    assert "OpenVINO gives other vectors than the model" in caplog.text
    assert find_source(chosen).folder.is_dir()


def test_a_cache_of_an_older_version_goes_on_as_it_is(chosen, tiny_folder):
    """Its folder beside the conversion is whole, or the model is prepared anew."""
    source, told = find_source(chosen), []
    shutil.copytree(tiny_folder, source.folder)
    assert prepare_model(chosen, told.append) == read_card(chosen)
    assert told == []
    (source.folder / "config.json").write_text("{}", encoding="utf-8")
    assert read_card(chosen) is None
