"""Reading comprehension sets as they lie in folders: passages, and questions whose answer is a span of one passage."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from service.evaluate.set_files import CORPUS, QUERIES, JsonRow, json_rows


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that questions are asked of."""

    id: str
    article: str
    """What it is a part of: passages of one article go to training together, or none does."""
    text: str
    language: str
    title: str = ""
    """As search would show it; empty where it has none."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A question and its answer's place: `passage.text[start:end] == answers[0]`."""

    id: str
    qid: str
    """What translations of one question share."""
    text: str
    language: str
    passage: str
    """Id of the passage."""
    answers: tuple[str, ...]
    start: int

    @property
    def end(self) -> int:
        """Where the first answer ends."""
        return self.start + len(self.answers[0])


@dataclass(frozen=True, slots=True)
class ReadingSet:
    """One set; questions whose span is not where the set says are left out and counted."""

    passages: Mapping[str, Passage]
    readings: tuple[Reading, ...]
    faulty: int = 0


def read_reading_set(folder: Path) -> ReadingSet:
    """The passages and the answerable questions of a folder with corpus.jsonl and queries.jsonl.

    Raises:
        InputError: A file is missing, or a line of it is not what it should be.
    """
    passages = {passage.id: passage for passage in map(_passage, json_rows(folder / CORPUS))}
    asked = [_reading(row) for row in json_rows(folder / QUERIES) if row.texts("answers")]
    right = tuple(reading for reading in asked if _stands(reading, passages))
    return ReadingSet(passages, right, len(asked) - len(right))


def _passage(row: JsonRow) -> Passage:
    identity = row.text("id")
    # A Wikipedia article is known by its title, XQuAD's by its topic: its passages must not be torn apart.
    article = row.text("topic", "") or row.text("title", "") or identity
    return Passage(identity, article, row.text("text"), row.text("lang", "zh"), row.text("title", ""))


def _reading(row: JsonRow) -> Reading:
    identity = row.text("id")
    positives = row.texts("positive_ids")
    if not positives:
        raise row.fault("'positive_ids' names no passage")
    start = int(row.text("answer_start", "-1"))
    qid, language = row.text("qid", identity), row.text("lang", "zh")
    return Reading(
        identity,
        qid,
        text=row.text("text"),
        language=language,
        passage=positives[0],
        answers=row.texts("answers"),
        start=start,
    )


def _stands(reading: Reading, passages: Mapping[str, Passage]) -> bool:
    passage = passages.get(reading.passage)
    return passage is not None and passage.text[reading.start : reading.end] == reading.answers[0]
