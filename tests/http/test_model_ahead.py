"""A model that is loaded while the service is still being imported: by whom it is taken, and what becomes of one that fails."""

import gc
from importlib import import_module

import pytest

import indexer.embed.load
import indexer.rerank.load
from indexer.core.errors import ModelError
from indexer.core.process import uncollected
from indexer.settings import IndexerSettings
from service.http.model_ahead import ModelAhead, settings_for_questions
from service.results import Mode
from service.settings import ServiceSettings
from tests.doubles import TermEmbedder


@pytest.fixture
def loaded(monkeypatch) -> list[object]:
    """The settings of each embedder, and the file of each reader, that was loaded."""
    found: list[object] = []

    def load_embedder(settings: IndexerSettings) -> TermEmbedder:
        found.append(settings)
        return TermEmbedder()

    def load_reader(_settings: IndexerSettings, file: object) -> None:
        found.append(file)
        raise ModelError("This build has no reader.")

    monkeypatch.setattr(indexer.embed.load, "load_embedder", load_embedder)
    monkeypatch.setattr(indexer.rerank.load, "load_reader", load_reader)
    return found


def test_the_first_who_asks_has_what_was_begun_and_the_second_another(loaded) -> None:
    chosen, service = IndexerSettings(), ServiceSettings(default_mode=Mode.HYBRID)
    wanted = settings_for_questions(chosen, service)
    ahead = ModelAhead(chosen, service)
    first = ahead.load_embedder(wanted)
    assert loaded == [wanted]
    assert ahead.load_embedder(wanted) is not first
    assert loaded == [wanted, wanted]


def test_a_reader_that_fails_tells_it_each_time(loaded) -> None:
    ahead = ModelAhead(IndexerSettings(), ServiceSettings())
    for _ in range(2):
        with pytest.raises(ModelError, match="no reader"):
            ahead.load_reader(IndexerSettings(), None)
    assert loaded[1:] == [None, None]


def test_no_reader_is_begun_where_none_reads(loaded) -> None:
    ahead = ModelAhead(IndexerSettings(), ServiceSettings(default_mode=Mode.LEXICAL))
    ahead.load_embedder(IndexerSettings())
    assert len(loaded) == 1


def test_settings_that_name_threads_keep_them() -> None:
    assert settings_for_questions(IndexerSettings(threads=3), ServiceSettings(workers=2)).threads == 3
    assert settings_for_questions(IndexerSettings(), ServiceSettings(workers=64)).threads == 1


def test_the_collector_rests_while_modules_are_imported_and_goes_on_also_where_one_fails() -> None:
    resting = []

    def imported() -> None:
        with uncollected():
            resting.append(not gc.isenabled())
            import_module("no_such_module")

    with pytest.raises(ImportError):
        imported()
    assert resting == [True]
    assert gc.isenabled()
