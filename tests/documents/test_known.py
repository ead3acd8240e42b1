"""A document that has not changed is read from what it gave before, and from nothing else."""

from pathlib import Path

import pytest

from indexer.core.article import Page, Skip, SkipReason
from indexer.input.documents import pdf as pdf_module
from indexer.input.documents.known import KnownDocuments
from indexer.input.pages import read_pages
from tests.documents.making import column, pdf

PAPER = pdf([column(40, 600, [text]) for text in ("Snow fell on Monday.", "Hail fell on Sunday.")])


def read(tmp_path: Path, name: str, *, code: str = "1") -> list[Page | Skip]:
    with KnownDocuments(tmp_path / "documents.sqlite", code=code) as known:
        return list(read_pages([tmp_path / name], known=known))


@pytest.fixture
def taken_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Sizes of the PDFs that were taken apart, in order."""
    sizes: list[int] = []
    ask = pdf_module._ask
    monkeypatch.setattr(pdf_module, "_ask", lambda data: sizes.append(len(data)) or ask(data))
    return sizes


def test_what_is_known_is_not_taken_apart_again(tmp_path: Path, taken_apart: list[int]) -> None:
    (tmp_path / "a.pdf").write_bytes(PAPER)
    first = read(tmp_path, "a.pdf")
    (tmp_path / "moved.pdf").write_bytes(PAPER)
    again = read(tmp_path, "moved.pdf")
    assert taken_apart == [len(PAPER)]
    assert [page.record for page in again] == [page.record for page in first]
    assert [Path(page.name).name for page in again] == ["moved.pdf#page=1", "moved.pdf#page=2"]
    assert [(page.line, page.part, Path(page.file).name) for page in again] == [
        (1, "page=1", "moved.pdf"),
        (2, "page=2", "moved.pdf"),
    ]


def test_other_bytes_and_other_code_are_read_anew(tmp_path: Path, taken_apart: list[int]) -> None:
    (tmp_path / "a.pdf").write_bytes(PAPER)
    read(tmp_path, "a.pdf")
    read(tmp_path, "a.pdf", code="2")
    other = pdf([column(40, 600, ["Rain fell on Friday."])])
    (tmp_path / "a.pdf").write_bytes(other)
    (page,) = read(tmp_path, "a.pdf")
    assert taken_apart == [len(PAPER), len(PAPER), len(other)]
    assert "Rain fell on Friday." in page.record["text"]


def test_a_fault_is_told_again_with_what_was_read_before_it(tmp_path: Path, taken_apart: list[int]) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4\nnothing\n")
    first, again = read(tmp_path, "a.pdf"), read(tmp_path, "a.pdf")
    assert first == again
    assert isinstance(again[-1], Skip)
    assert len(taken_apart) == 1


def test_what_an_extra_would_read_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.pdf").write_bytes(PAPER)
    with monkeypatch.context() as without:
        without.setattr(pdf_module, "find_spec", lambda _: None)
        (skip,) = read(tmp_path, "a.pdf")
    assert skip.reason is SkipReason.NOT_INSTALLED
    assert len(read(tmp_path, "a.pdf")) == 2


def test_a_damaged_file_costs_time_only(tmp_path: Path, taken_apart: list[int]) -> None:
    (tmp_path / "a.pdf").write_bytes(PAPER)
    (tmp_path / "documents.sqlite").write_bytes(b"no database" * 200)
    assert len(read(tmp_path, "a.pdf")) == 2
    assert len(read(tmp_path, "a.pdf")) == 2
    assert len(taken_apart) == 1


def test_no_file_is_made_where_there_is_no_document(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("It rained on Monday, the desk writes.", encoding="utf-8")
    read(tmp_path, "a.txt")
    assert not (tmp_path / "documents.sqlite").exists()
