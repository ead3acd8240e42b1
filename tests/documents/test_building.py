"""An index of documents: a page that is corrected replaces itself, and what needs an extra is told."""

from pathlib import Path

import pytest

from indexer.core.article import SkipReason
from indexer.core.errors import DegradedError
from indexer.core.process import Silent
from indexer.index.snapshot import open_snapshot
from indexer.input.documents import pdf as pdf_module
from indexer.input.pages import read_pages
from indexer.pipeline.build import build_index
from indexer.pipeline.context import BuildPlan
from indexer.pipeline.report import BuildReport
from tests.documents.making import column, pdf
from tests.doubles import TermEmbedder


def index(tmp_path: Path, **plan: bool) -> BuildReport:
    sources = [tmp_path / "news"]
    chosen = BuildPlan(max_drop=1, **plan)
    return build_index(
        lambda _: read_pages(sources),
        tmp_path / "index",
        TermEmbedder(),
        chunk_tokens=40,
        progress=Silent(),
        plan=chosen,
    )


def bodies(tmp_path: Path) -> set[str]:
    snapshot = open_snapshot(tmp_path / "index")
    try:
        return {snapshot.archive.article(each).body for each in snapshot.facts.ids}
    finally:
        snapshot.close()


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text("It rained on Monday, the desk writes.", encoding="utf-8")
    return folder


def paper(*texts: str) -> bytes:
    return pdf([column(40, 600, [text]) for text in texts], info="/Title (The weather) /CreationDate (D:20240503)")


def test_a_corrected_page_of_a_pdf_takes_its_own_place(tmp_path: Path, news: Path) -> None:
    (news / "a.pdf").write_bytes(paper("Snow fell on Monday.", "Hail fell on Sunday."))
    assert index(tmp_path).articles == 3
    (news / "a.pdf").write_bytes(paper("Snow fell on Tuesday.", "Hail fell on Sunday."))
    assert index(tmp_path).articles == 3
    assert bodies(tmp_path) == {
        "It rained on Monday, the desk writes.",
        "Snow fell on Tuesday.",
        "Hail fell on Sunday.",
    }


def test_documents_whose_reader_is_missing_are_counted_told_and_not_pruned(
    tmp_path: Path, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (news / "a.pdf").write_bytes(paper("Snow fell on Monday."))
    index(tmp_path)
    (news / "b.pdf").write_bytes(paper("Hail fell on Sunday."))
    monkeypatch.setattr(pdf_module, "find_spec", lambda _: None)
    report = index(tmp_path, prune=True)
    assert report.skipped[SkipReason.NOT_INSTALLED] == 2
    assert report.articles == 2
    (told,) = report.degraded
    assert "2 not read" in told
    assert "pip install 'xunwen[documents]'" in told
    with pytest.raises(DegradedError, match="xunwen\\[documents\\]"):
        index(tmp_path, strict=True)
