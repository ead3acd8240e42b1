"""A set of questions over the small archive, written to a folder as sets are."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.archives import RECORDS

QUESTIONS: tuple[dict[str, object], ...] = (
    {"id": "q1", "text": "柳河村捐款多少？", "lang": "zh", "answers": ["三萬二千元"], "positive_ids": ["donation"]},
    {"id": "q2", "text": "白鹭镇转移群众多少人？", "lang": "zh", "answers": ["四百余人"], "positive_ids": ["flood"]},
    {"id": "q3", "text": "What did the council spend?", "lang": "en", "answers": ["1.5"], "positive_ids": ["library"]},
    {"id": "q4", "text": "谁赢得了比赛？", "lang": "zh", "answers": [], "positive_ids": [], "kind": "no_answer"},
    {"id": "q5", "text": "老槐树怎么样了？", "answers": ["开花"]},
)


def write_rows(file: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    """One JSON object a line."""
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return file


def write_set(folder: Path, questions: Iterable[Mapping[str, object]] = QUESTIONS) -> Path:
    """A folder with queries.jsonl and, as its corpus, the four records."""
    folder.mkdir(parents=True, exist_ok=True)
    write_rows(folder / "queries.jsonl", questions)
    write_rows(folder / "corpus.jsonl", RECORDS)
    return folder
