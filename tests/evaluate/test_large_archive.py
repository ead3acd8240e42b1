"""The benchmark of a large archive prints an index many times over, and searches that as it would search any other."""

import numpy as np

from benchmarks.large_archive import printed
from indexer.index.snapshot import open_snapshot
from service.search.local import LocalIndex
from service.search.searcher import Searcher
from tests.archives import build, record_pages
from tests.doubles import TermEmbedder

RECORDS = [
    {"id": "a", "title": "柳禾村捐款三万元", "body": "柳禾村村民捐款三万元。", "url": "https://a.example/1"},
    {"id": "b", "title": "重庆洪水退去", "body": "重庆洪水退去，图书馆开放。"},
]


def test_an_index_is_printed_and_searched(tmp_path):
    build(tmp_path / "index", TermEmbedder(), record_pages(RECORDS))
    once = open_snapshot(tmp_path / "index")
    thrice = printed(once, 3)
    assert len(thrice.facts.ids) == 6
    assert thrice.archive.urls() == once.archive.urls() * 3
    rows = np.arange(len(thrice.vectors), dtype=np.int64)
    assert thrice.archive.spans_of(rows).tolist() == once.archive.spans_of(rows % len(once.vectors)).tolist()
    found = Searcher(LocalIndex(thrice), TermEmbedder()).search("洪水退去", limit=6)
    assert sorted(hit.article.id for hit in found.hits[:3]) == ["b~0", "b~1", "b~2"]
