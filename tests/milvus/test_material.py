"""What an article's rows are made of makes the same rows wherever it was sent."""

from pathlib import Path

import numpy as np

from indexer.index.bm25_builder import Counts
from indexer.index.snapshot import TERMS, open_snapshot, snapshots_folder
from indexer.milvus.counts import hash_of
from indexer.milvus.counts_by_row import CountsByRow
from indexer.milvus.material import Birth, packet_of, packet_to_bytes
from indexer.milvus.records import Records
from tests.archives import DONATION, RECORDS, build, record_pages
from tests.doubles import TermEmbedder

ODD = {**DONATION, "id": "odd", "title": "\ud800 half a character", "keywords": ["a b", "寻"]}


def test_rows_made_elsewhere_are_those_made_here(tmp_path: Path) -> None:
    build(tmp_path, TermEmbedder(), record_pages([*RECORDS, ODD]))
    snapshot = open_snapshot(tmp_path)
    made = list(Records(snapshot, tmp_path).material(range(5), np.array([3, 5, 7, 8, 9])))
    sent = packet_of(packet_to_bytes(made))
    assert len(sent) == len(made) == 5
    for half in (False, True):
        birth = Birth(generation=4, revision=1, average=float(np.float32(37.3)), half=half)
        for here, there in zip(made, sent, strict=True):
            assert repr(here.rows(birth)) == repr(there.rows(birth))
            _, chunks = here.rows(birth)
            assert {chunk["vector"].dtype for chunk in chunks} == {np.dtype(np.float16 if half else np.float32)}
    snapshot.close()


def test_counts_of_a_row_are_those_that_lie_there_by_term(tmp_path: Path) -> None:
    build(tmp_path, TermEmbedder(), record_pages(RECORDS))
    counts = Counts.open(snapshots_folder(tmp_path) / open_snapshot(tmp_path).name / TERMS)
    rows = np.arange(counts.lengths.size)[::-1]
    found = dict(zip(rows.tolist(), CountsByRow(counts).of(rows), strict=True))
    for number, term in enumerate(counts.vocabulary):
        span = slice(int(counts.starts[number]), int(counts.starts[number + 1]))
        held = dict(zip(counts.row_numbers[span].tolist(), counts.frequencies[span].tolist(), strict=True))
        assert {row: each.frequency(hash_of(term)) for row, each in found.items()} == {
            row: held.get(row, 0) for row in found
        }
