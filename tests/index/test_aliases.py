"""The table of names holds what the articles that explain a name agree on."""

from pathlib import Path

import pytest

from indexer.core.errors import BrokenSnapshotError
from indexer.index.aliases import NameLearner, NamePair, NameTable
from indexer.index.locks import SnapshotLock
from indexer.index.snapshot import NAMES, current_name, open_folder, open_snapshot, read_manifest, snapshots_folder
from tests.archives import build, record_pages
from tests.doubles import TermEmbedder


def _learnt(*texts: str) -> NameTable:
    learner = NameLearner()
    for text in texts:
        learner.add(text)
    return learner.table()


def test_each_article_counts_once() -> None:
    assert list(_learnt("毕马威（KPMG）说。毕马威（KPMG）又说。", "，毕马威（KPMG）。", "无关")) == [
        NamePair("毕马威", "KPMG", 2)
    ]


def test_a_name_begins_where_what_stands_before_it_differs() -> None:
    texts = ("记者从柳河流域水利委员会（LRC）获悉", "会上听取了柳河流域水利委员会（LRC）汇报")
    assert list(_learnt(*texts)) == [NamePair("柳河流域水利委员会", "LRC", 2)]
    assert not list(_learnt(texts[0]))
    assert not list(_learnt(texts[0], texts[0]))  # a reprint tells no more


def test_what_few_articles_say_is_left_out() -> None:
    most = ["，青禾社（QHS）。"] * 9
    assert [each.name for each in _learnt(*most, "，青河寺庙（QHS）。")] == ["青禾社"]


def test_the_word_that_many_names_end_with_is_none() -> None:
    labs = [f"，{name}实验室（{other}）。" for name, other in (("柳河", "LHL"), ("白鹭", "BLL"), ("江城", "JCL"))]
    table = _learnt(*labs, "国家柳河实验室（NLL）的实验室。")
    assert "实验室" not in {each.name for each in table}


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    table = _learnt("，毕马威（KPMG）。", "上海证券交易所（以下简称“上交所”）")
    table.save(tmp_path / NAMES)
    assert NameTable.open(tmp_path / NAMES) == table


@pytest.mark.parametrize("content", ["", "{", "[1]", '[["a"]]', '[["a", "b", "c"]]'])
def test_another_file_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / NAMES).write_text(content)
    with pytest.raises(BrokenSnapshotError, match="holds no names"):
        NameTable.open(tmp_path / NAMES)


def test_a_build_learns_the_names_of_all_articles(tmp_path: Path) -> None:
    records = [{"id": "a", "title": "报告", "body": "昨日，毕马威（KPMG）发布报告。", "lang": "zh"}]
    build(tmp_path, TermEmbedder(), record_pages(records))
    snapshot = open_snapshot(tmp_path)
    assert list(snapshot.names) == [NamePair("毕马威", "KPMG", 1)]
    snapshot.close()


def test_a_snapshot_of_before_has_none(tmp_path: Path) -> None:
    build(tmp_path, TermEmbedder())
    folder = snapshots_folder(tmp_path) / current_name(tmp_path)
    (folder / NAMES).unlink()
    snapshot = open_folder(folder, read_manifest(tmp_path), SnapshotLock.take(folder))
    assert not len(snapshot.names)
    snapshot.close()
