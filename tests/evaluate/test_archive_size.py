"""The same questions asked of parts of an archive."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks.archive_size import measure, parts, table
from indexer.core.errors import InputError
from indexer.core.process import Silent
from service.evaluate.questions import read_set
from service.evaluate.run import EvaluationPlan
from service.evaluate.split import Half
from service.results import Mode
from tests.doubles import TermEmbedder
from tests.evaluate.village import QUESTIONS, write_rows, write_set


def test_a_part_asks_only_what_its_articles_answer(tmp_path: Path) -> None:
    village = read_set(write_set(tmp_path / "village"))
    drawn, whole = parts(village, [2, 4], 5)
    assert [len(part.corpus.ids or ()) for part in drawn if part.corpus] == [2] * 5
    for part in drawn:
        assert part.corpus is not None
        kept = part.corpus.ids or frozenset()
        expected = {str(q["id"]) for q in QUESTIONS if kept & set(q.get("positive_ids", ()))}  # type: ignore[call-overload]
        assert {question.id for question in part.questions} == expected
    assert len({part.corpus.ids for part in drawn if part.corpus}) > 1
    assert [part.questions for part in parts(village, [2], 5)[0]] == [part.questions for part in drawn]
    assert whole == [village]


def test_sizes_are_indexed_and_asked_one_by_one(tmp_path: Path) -> None:
    """Each of the four articles is found by its own words, whatever else is there."""
    village = read_set(write_set(tmp_path / "village"))
    plan = EvaluationPlan(None, tmp_path / "work", (Mode.LEXICAL,), Half.ALL, None, 40)
    measured = measure(village, [3, 9], draws=2, plan=plan, embedder=TermEmbedder(), progress=Silent())
    assert [[figures.articles for figures in of_size] for of_size in measured] == [[3, 3], [4]]
    written = io.StringIO()
    Console(file=written, width=100).print(table(measured))
    assert written.getvalue().count("1.000 (1.000–1.000)") == 4


def test_a_set_without_articles_is_refused(tmp_path: Path) -> None:
    own = read_set(write_rows(tmp_path / "own.jsonl", QUESTIONS))
    with pytest.raises(InputError, match="brings no corpus"):
        parts(own, [2], 1)
