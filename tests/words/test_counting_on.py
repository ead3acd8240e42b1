"""Where few articles changed, words are counted on from the last snapshot's and come to the same."""

import json

import pytest

from indexer.index.snapshot import WORDS, current_name, snapshots_folder
from indexer.pipeline.context import BuildPlan
from indexer.text.words.learning import WordLearner
from tests.archives import build, record_pages
from tests.doubles import TermEmbedder

TEXTS = [f"柳禾村第{number}次捐款，图书馆修缮屋顶。" for number in range(30)]


def records(texts):
    return [
        {"id": f"a{n}", "title": "捐款", "body": text, "published_at": "2024-05-01"} for n, text in enumerate(texts)
    ]


def words_of(index):
    rows = json.loads((snapshots_folder(index) / current_name(index) / WORDS).read_text(encoding="utf-8"))
    return {text: articles for text, articles, *_ in rows}


@pytest.fixture
def counted(monkeypatch):
    """How many articles were asked for their words."""
    calls = []
    add = WordLearner.add

    def counting(self, *told):
        calls.append(told)
        add(self, *told)

    monkeypatch.setattr(WordLearner, "add", counting)
    return calls


def test_only_what_changed_is_counted_and_comes_to_the_same(tmp_path, counted):
    build(tmp_path / "index", TermEmbedder(), record_pages(records(TEXTS)))
    assert len(counted) == 30
    changed = [*TEXTS[:28], "洪水退去，洪水过后图书馆开放。", TEXTS[29], "洪水退去。"]
    plan = BuildPlan(prune=True)
    build(tmp_path / "index", TermEmbedder(), record_pages(records(changed)), plan=plan)
    assert len(counted) == 32
    build(tmp_path / "anew", TermEmbedder(), record_pages(records(changed)))
    assert words_of(tmp_path / "index") == words_of(tmp_path / "anew")
    assert words_of(tmp_path / "index")["洪水"] == 2


def test_where_more_than_a_tenth_changed_all_are_counted(tmp_path, counted):
    build(tmp_path / "index", TermEmbedder(), record_pages(records(TEXTS)))
    plan = BuildPlan(prune=True, force=True)
    build(tmp_path / "index", TermEmbedder(), record_pages(records(TEXTS[:20])), plan=plan)
    assert len(counted) == 30 + 20
