"""Reports on a trained reader: reading, declining and ranking, on questions that it was not trained on."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from indexer.rerank.pairs import PairEncoder
from training.examples.pool import WindowPool, windows_of
from training.examples.prepare import XQUAD
from training.report.predict import PassageReader
from training.report.ranking_figures import Indexes, rank_set
from training.report.reading_figures import Asked, by_pair, read_figures, read_gold, read_without, sampled
from training.report.sets import ReportSet, not_trained_on

EVALUATED = "evaluation.json"
_RANKED = ("zhnews-mrc", XQUAD, "crud-news-qa", "donation")
_UNANSWERABLE = 300
"""Questions of each set that are shown a passage without their answer, at most."""

Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Row:
    """Figures of one set and language pair."""

    set: str
    pair: str
    questions: int
    trained_on: str
    figures: Mapping[str, float]


def read_sets(
    sets: Sequence[ReportSet], predictor: PassageReader, encoder: PairEncoder, *, limit: int | None, note: Note
) -> list[Row]:
    """Reading and declining, each set and pair a row."""
    rows: list[Row] = []
    for each in sets:
        note(f"Reading {each.name}")
        for pair, asked in by_pair(each.asked, limit).items():
            read = read_figures if each.figures else read_gold
            rows.append(Row(each.name, pair, len(asked), each.trained_on, read(predictor, asked)))
        rows += _declined(each, predictor, encoder, limit)
    return rows


def _declined(each: ReportSet, predictor: PassageReader, encoder: PairEncoder, limit: int | None) -> list[Row]:
    """Of the pairs whose questions share words with the passages, as BM25 must find the look-alikes."""
    rows = []
    for pair in ("zh→zh", "en→en"):
        asked = sampled(each.asked.get(pair, ()), min(limit or _UNANSWERABLE, _UNANSWERABLE))
        if asked:
            figures = read_without(predictor, asked, _pool(each.asked[pair], encoder))
            if figures:
                rows.append(Row(each.name, pair, len(asked), each.trained_on, figures))
    return rows


def _pool(asked: Sequence[Asked], encoder: PairEncoder) -> WindowPool:
    passages = {each.passage.id: each.passage for each in asked}
    return WindowPool([window for passage in passages.values() for window in windows_of(passage, encoder)])


def rank_sets(
    evaluation: Path, predictor: PassageReader, indexes: Indexes, *, limit: int | None, note: Note
) -> list[Row]:
    """hit@1 before and after, each set and pair a row; of XQuAD only the articles kept for reporting are asked about."""
    rows: list[Row] = []
    for name in _RANKED:
        if (evaluation / name).is_dir():
            note(f"Ranking {name}")
            ranked = rank_set(
                evaluation / name, indexes, predictor, limit=limit, keep=not_trained_on(evaluation / name)
            )
            trained_on = "other articles of the set" if name == XQUAD else "no"
            rows += [
                Row(name, pair, int(figures.pop("questions")), trained_on, figures) for pair, figures in ranked.items()
            ]
    return rows


def write_report(rows: list[Row], facts: Mapping[str, object], folder: Path, *, say: Note) -> None:
    """Writes evaluation.json and says the same in lines."""
    content = {"reader": dict(facts), "rows": [asdict(row) for row in rows]}
    (folder / EVALUATED).write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    width = max((len(row.set) for row in rows), default=0)
    for row in rows:
        figures = ", ".join(f"{name} {value:.3f}" for name, value in row.figures.items())
        say(f"{row.set:{width}} {row.pair:7} {row.questions:6,} questions, trained on: {row.trained_on}: {figures}")
