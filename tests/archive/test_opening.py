"""What programs and the service open an index by."""

from pathlib import Path

import pytest

from indexer.core.errors import NoSnapshotError, WrongModelError
from indexer.embed.embedder import Embedder
from service.archive.archive import Archive
from service.archive.opening import SearcherOpener
from service.results import NO_FILTERS, Mode
from service.settings import ServiceSettings
from tests.archives import build
from tests.doubles import MarkingReader, TermEmbedder
from tests.jobs.conftest import until
from tests.open_files import open_files


def opener(folder: Path, model: Embedder | None) -> SearcherOpener:
    return SearcherOpener(folder, ServiceSettings(), model=lambda: model, reader=MarkingReader, read_ms=100.0)


def test_a_snapshot_of_another_model_is_refused_and_closed(tmp_path: Path) -> None:
    build(tmp_path, TermEmbedder())
    with pytest.raises(WrongModelError):
        opener(tmp_path, TermEmbedder(fingerprint="another", salt="another")).open()
    assert open_files(tmp_path / "snapshots") == set()


def test_a_folder_without_a_snapshot_is_told_before_the_model_is_loaded(tmp_path: Path) -> None:
    def never() -> Embedder:
        raise AssertionError

    with pytest.raises(NoSnapshotError):
        SearcherOpener(tmp_path, ServiceSettings(), model=never, reader=MarkingReader, read_ms=100.0).open()


def test_what_is_opened_answers_pins_and_hides_and_gives_its_files_back(tmp_path: Path) -> None:
    build(tmp_path, TermEmbedder())
    (tmp_path / "curation.toml").write_text('hides = ["flood"]\n', encoding="utf-8")
    archive = Archive(opener(tmp_path, None).open())
    limits = {"limit": 5, "offset": 0, "filters": NO_FILTERS}
    found = archive.search("柳河村捐款", mode=Mode.LEXICAL, group_by="article", **limits)
    assert found.hits[0].article.id == "donation"
    assert not archive.search("白鹭镇转移群众", mode=Mode.LEXICAL, group_by="article", **limits).hits
    assert archive.article("flood").id == "flood"  # hidden from lists, and there
    archive.close()
    del archive, found  # what is mapped goes with the last that refers to it
    until(lambda: open_files(tmp_path / "snapshots") == set())
