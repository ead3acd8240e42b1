"""Rows carried over from an index of before weigh as if they had been read again."""

import gc
import warnings
import weakref
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.core.errors import BrokenSnapshotError
from indexer.index.bm25 import Terms
from indexer.index.bm25_builder import Counts, TermsBuilder

_TEXTS = st.lists(st.text(alphabet="甲乙丙丁 ab12", max_size=20), min_size=1, max_size=12)
_SMALL = 8
"""A block of so few occurrences that some rows lie in several files."""


def _entries(folder: Path) -> dict[str, list[tuple[int, float]]]:
    """Rows and weights by term; exact, for carried counts go through the same arithmetic."""
    postings = Terms.open(folder).postings()
    bounds = zip(postings.starts[:-1], postings.starts[1:], strict=True)
    return {
        term: list(zip(postings.row_numbers[a:b].tolist(), postings.weights[a:b].tolist(), strict=True))
        for term, (a, b) in zip(postings.vocabulary, bounds, strict=True)
    }


def _saved(texts: list[str], folder: Path) -> Path:
    builder = TermsBuilder(block=_SMALL)
    for text in texts:
        builder.add(text)
    builder.save(folder)
    return folder


@given(_TEXTS, st.lists(st.one_of(st.none(), st.text(alphabet="甲乙丙戊 abz2", max_size=20)), min_size=12, max_size=24))
def test_what_is_carried_weighs_as_what_is_read(before: list[str], plan: list[str | None]) -> None:
    """None takes the base's next row or, where the base has no more, nothing; a text is a new row in between."""
    with TemporaryDirectory() as work:
        base = Counts.open(_saved(before, Path(work) / "before"))
        builder, texts, waiting = TermsBuilder(block=_SMALL, base=base), [], list(enumerate(before))
        for each in plan:
            if each is not None:
                builder.add(each)
                texts.append(each)
            elif waiting:
                row, text = waiting.pop(0)
                builder.carry(row)
                texts.append(text)
        builder.save(Path(work) / "after")
        assert _entries(Path(work) / "after") == _entries(_saved(texts, Path(work) / "anew"))


def test_a_term_whose_rows_are_gone_is_forgotten(tmp_path: Path) -> None:
    builder = TermsBuilder(base=Counts.open(_saved(["ab", "cd"], tmp_path / "before")))
    builder.carry(1)
    builder.save(tmp_path / "after")
    assert list(_entries(tmp_path / "after")) == ["cd"]


def test_rows_of_the_base_come_in_their_order(tmp_path: Path) -> None:
    builder = TermsBuilder(base=Counts.open(_saved(["ab", "cd"], tmp_path / "before")))
    builder.carry(1)
    with pytest.raises(ValueError, match="not in its order"):
        builder.carry(0)


def test_nothing_can_be_carried_without_a_base() -> None:
    with pytest.raises(ValueError, match="no base"):
        TermsBuilder().carry(0)


def test_an_index_without_counts_is_told(tmp_path: Path) -> None:
    (_saved(["ab"], tmp_path / "before") / "frequencies.npy").unlink()
    with pytest.raises(BrokenSnapshotError, match="no counts of terms"):
        Counts.open(tmp_path / "before")


def test_the_mapped_vocabulary_says_what_the_one_in_memory_says(tmp_path: Path) -> None:
    folder = _saved(["甲乙 ab 12", "乙丙 cd", "ab"], tmp_path / "terms")
    mapped = Terms.open(folder)
    (folder / "vocab.tables").unlink()  # as in an index of before
    read = Terms.open(folder)
    assert list(mapped.postings().vocabulary) == list(read.postings().vocabulary)
    asked = [*read.postings().vocabulary, "none", ""]
    assert [mapped.number(term) for term in asked] == [read.number(term) for term in asked]
    assert mapped.idf(asked).tolist() == read.idf(asked).tolist()
    assert mapped.wants(asked) == read.wants(asked)


def test_a_mapped_vocabulary_that_is_damaged_is_a_broken_snapshot(tmp_path: Path) -> None:
    folder = _saved(["ab"], tmp_path / "terms")
    (folder / "vocab.tables").write_bytes(b"XWTABLE1")
    with pytest.raises(BrokenSnapshotError):
        Terms.open(folder)


def test_a_collected_builder_has_closed_its_files() -> None:
    """The collector may come to a file before the block that it is of; then Python tells that nobody closed it."""
    builder = TermsBuilder(block=_SMALL)
    for row in range(20):
        builder.add(f"甲乙丙丁 {row}")
    known = weakref.ref(builder)
    cycle: list[object] = [builder]
    cycle.append(cycle)
    del builder, cycle
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        gc.collect()
    assert known() is None
    assert [str(each.message) for each in told] == []
