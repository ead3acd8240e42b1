"""Figures of reading and ranking, by readers whose answers are known."""

import json
from collections.abc import Sequence
from pathlib import Path

from indexer.core.article import Span
from indexer.core.process import Silent
from indexer.rerank.reader import Excerpt
from tests.doubles import TermEmbedder
from training.examples.pool import Window, WindowPool
from training.examples.reading_set import Passage, Reading
from training.report.predict import Prediction
from training.report.ranking_figures import Indexes, rank_set
from training.report.reading_figures import Asked, read_figures, read_gold, read_without, sampled

_PASSAGE = Passage("p", "p", "全村捐款三万多元，其中老李捐一万元。", "zh")


class FixedSpan:
    """Answers with the same characters whatever is asked."""

    def __init__(self, span: Span, score: float = 1.0, answerable: float = 0.9) -> None:
        self._prediction = Prediction(span, score, 0.0, answerable)

    def read(self, question: str, passages: Sequence[Excerpt]) -> list[Prediction]:
        return [self._prediction for _ in passages]


class Wants:
    """Ranks a passage by whether it has a word."""

    def __init__(self, word: str) -> None:
        self._word = word

    def read(self, question: str, passages: Sequence[Excerpt]) -> list[Prediction]:
        return [Prediction(None, 0.0, float(self._word in passage.text), 0.5) for passage in passages]


def _asked(answer: str) -> Asked:
    start = _PASSAGE.text.index(answer)
    return Asked(Reading("q", "q", "捐了多少？", "zh", "p", (answer,), start), _PASSAGE, "捐了多少？")


def test_exact_match_and_f1_count_characters() -> None:
    """三万多元 for the accepted 三万多元 is exact; for 一万元 it shares 万 and 元: F1 = 2·2 / (4 + 3)."""
    reader = FixedSpan(Span(4, 8))
    assert read_gold(reader, [_asked("三万多元")]) == {"em": 1.0, "f1": 1.0, "declined": 0.0}
    found = read_gold(FixedSpan(Span(4, 8), score=-0.5), [_asked("三万多元"), _asked("一万元")])
    assert found == {"em": 0.5, "f1": round((1 + 4 / 7) / 2, 4), "declined": 1.0}


def test_a_figure_is_right_by_its_value() -> None:
    """老李捐一万元 states 一万元; 三万多元 is another."""
    assert read_figures(FixedSpan(Span(12, 17)), [_asked("一万元")]) == {"figure_right": 1.0}
    assert read_figures(FixedSpan(Span(4, 8)), [_asked("一万元")]) == {"figure_right": 0.0}


def test_declining_is_counted_on_windows_that_answer_nothing() -> None:
    pool = WindowPool([Window("p", "p", "zh", _PASSAGE.text, 0), Window("o", "o", "zh", "邻村捐了五百元。", 0)])
    found = read_without(FixedSpan(Span(0, 1), score=2.0, answerable=0.4), [_asked("三万多元")], pool)
    assert found == {"unanswerable_declined": 0.0, "unanswerable_declined_by_verdict": 1.0}
    alone = WindowPool([Window("p", "p", "zh", _PASSAGE.text, 0)])
    assert read_without(FixedSpan(Span(0, 1)), [_asked("三万多元")], alone) == {}


def test_a_sample_does_not_depend_on_the_order() -> None:
    many = [Asked(Reading(str(n), str(n), "", "zh", "p", ("x",), 0), _PASSAGE, "") for n in range(20)]
    assert sampled(many, 5) == sampled(many[::-1], 5)


def test_look_alikes_hold_no_answer_and_are_of_other_articles() -> None:
    """Of three windows that share words with the question, one is the question's own article and one has the answer."""
    texts = {
        "own": "石桥建于1820年。",
        "same answer": "石桥的碑文写着1820年。",
        "other": "石桥建于1900年。",
        "none": "果园很大。",
    }
    pool = WindowPool([Window(name, name, "zh", text, 0) for name, text in texts.items()])
    found = pool.look_alikes("石桥建于哪年？", ["1820年"], article="own", most=3)
    assert [window.passage for window in found] == ["other"]


def test_ranking_is_told_before_and_after(tmp_path: Path) -> None:
    """Search puts the article with all words of the question first; the reader wants 三万元, which another one has."""
    place = tmp_path / "village"
    place.mkdir()
    corpus = [
        {"id": "a", "title": "", "text": "全村捐款多少？大家都在问全村捐款多少。"},
        {"id": "b", "title": "", "text": "全村捐款三万元。"},
    ]
    queries = [{"id": "q", "text": "全村捐款多少？", "lang": "zh", "answers": ["三万元"], "positive_ids": ["b"]}]
    for name, rows in (("corpus", corpus), ("queries", queries)):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (place / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    indexes = Indexes(tmp_path / "work", TermEmbedder(), 96, Silent())
    found = rank_set(place, indexes, Wants("三万元"), limit=None, keep=lambda _: True)
    assert found == {"zh→zh": {"hit@1 before": 0.0, "hit@1 after": 1.0, "questions": 1}}
