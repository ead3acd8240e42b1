"""Terms of many rows that are looked up at once, beside each looked up by itself."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.index.wants import Want
from indexer.milvus.counts import RowTerms, hashes_of
from service.search.milvus.held_terms import HeldTerms
from service.search.milvus.terms import Weigher

_HASHES = st.one_of(st.integers(0, (1 << 64) - 1), st.integers(0, 40).map(lambda each: each << 16 | 7))
"""Of terms, many of which end in the same bits."""
_ROWS = st.lists(st.dictionaries(_HASHES, st.integers(1, 255), max_size=30), max_size=12)


def row(counted: dict[int, int]) -> RowTerms:
    """What a row holds, by hash."""
    hashes = np.array(list(counted), dtype=np.uint64)
    return RowTerms.of(hashes, np.array(list(counted.values()), dtype=np.uint8), sum(counted.values()))


@given(_ROWS, st.lists(_HASHES, max_size=20, unique=True))
def test_every_row_has_as_much_as_it_says_itself(counted: list[dict[int, int]], asked: list[int]) -> None:
    rows = [RowTerms.unpacked(row(each).packed()) for each in counted]
    found = HeldTerms(rows).frequencies(np.array(asked, dtype=np.uint64))
    assert found.tolist() == [[each.frequency(term) for each in rows] for term in asked]
    assert HeldTerms(rows).lengths.tolist() == [each.length for each in rows]


def test_a_share_counts_a_thing_once_however_many_of_its_spellings_a_row_has() -> None:
    wants = [Want(("上海", "shanghai"), 2.0), Want(("捐款",), 1.0), Want(("nobody's",), 1.0, unknown=True)]
    weigher = Weigher(wants, 10, np.float32(4), np.array([3, 3, 5, 0]))
    of = [("上海", "shanghai"), ("shanghai", "捐款"), ("捐款",), ("else",)]
    rows = HeldTerms([RowTerms.of(hashes_of(each), np.ones(len(each), dtype=np.uint8), 4) for each in of])
    assert weigher.shares(rows).tolist() == [0.5, 0.75, 0.25, 0.0]
    assert weigher.coverage(rows)[3] == 0
    assert (weigher.ceiling(rows) >= weigher.coverage(rows)).all()
