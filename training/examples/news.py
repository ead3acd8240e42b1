"""Our own news questions (`training/data/`): exact answers by article id and place; the texts come from the archive."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.core.errors import InputError
from indexer.rerank.pairs import PairEncoder
from service.evaluate.set_files import ARCHIVE, JsonRow, json_rows
from training.examples.archive import archive_texts
from training.examples.example import Group
from training.examples.grouping import Grouper
from training.examples.pool import WindowPool, windows_of
from training.examples.reading_set import Passage, Reading

DATA = Path(__file__).parents[1] / "data"
TRANSLATED = DATA / "translated"
"""The same questions in another language; none on an article of fold 0."""
ORIGIN = "news"
_DETAILS = ("nq:", "nq2:")
"""What the questions of the first two files begin their ids with."""
FOLDS = 10
"""Folds over articles: one may be left out of training, to fit and to report on."""
_HASH = 16
"""Hexadecimal digits of sha256 that tell an article's text."""


@dataclass(frozen=True, slots=True)
class NewsQuestion:
    """A question on one article; `text[reading.start:reading.end]` is its answer, or the article does not answer."""

    reading: Reading
    kind: str
    """person, place, count, money, …, or none where the article does not answer."""
    by_itself: bool
    """Whether it names what it asks about, so that one may ask it of a whole archive."""

    @property
    def answerable(self) -> bool:
        """Whether its article answers it."""
        return bool(self.reading.answers)


@dataclass(frozen=True, slots=True)
class NewsSet:
    """Questions and the articles that they were written on, by id."""

    passages: Mapping[str, Passage]
    questions: tuple[NewsQuestion, ...]
    missing: int = 0
    """Questions whose article the archive lacks, or has with another text."""


def fold_of(article: str) -> int:
    """The fold of an article, 0 to FOLDS - 1, by its id alone."""
    return int(hashlib.sha256(article.encode()).hexdigest()[:8], 16) % FOLDS


def read_news(shared: Path, *, data: Path = DATA, details_one_of: int = 1) -> NewsSet:
    """The questions of a folder, each with its article's text.

    Args:
        shared: The folder with corpus/.
        data: Folder of *.jsonl files of questions.
        details_one_of: One of so many of the first two files is taken, which ask for details; all of the others.

    Raises:
        InputError: There are no questions or no archive, or a line is not what it should be.
    """
    rows = [row for row in _rows(data) if _is_taken(row.text("id"), details_one_of)]
    asked = {row.text("article") for row in rows}
    passages = {
        identity: Passage(identity, identity, text, "zh", title)
        for identity, title, text in archive_texts(shared / ARCHIVE)
        if identity in asked
    }
    hashes = {identity: _hash(passage.text) for identity, passage in passages.items()}
    same = [_question(row) for row in rows if hashes.get(row.text("article")) == row.text("sha256")]
    standing = tuple(each for each in same if _stands(each, passages))
    return NewsSet(passages, standing, len(rows) - len(standing))


def read_questions(data: Path = DATA) -> list[NewsQuestion]:
    """The questions of a folder as they were written, without the articles.

    Raises:
        InputError: There are none, or a line is not what it should be.
    """
    return [_question(row) for row in _rows(data)]


def news_groups(
    news: NewsSet, encoder: PairEncoder, seed: int, *, without_fold: int | None = None, without_answer: int = 12
) -> Iterator[Group]:
    """A group for each question: its window, others of the article, look-alikes of other articles.

    Args:
        news: The questions.
        encoder: Cuts articles into windows.
        seed: Draws windows.
        without_fold: A fold of articles to leave out, as wrong windows too.
        without_answer: In one question of so many the window that answers is taken away.
    """
    passages = {key: each for key, each in news.passages.items() if fold_of(key) != without_fold}
    windows = {key: windows_of(passage, encoder) for key, passage in passages.items()}
    pool = WindowPool([window for own in windows.values() for window in own])
    grouper = Grouper(ORIGIN, seed, windows, pool, without_answer)
    for question in news.questions:
        if question.reading.passage in passages:
            # A question in another script shares no word with any window: what is like its article is found instead.
            look_up = "" if question.reading.language.startswith("zh") else passages[question.reading.passage].text
            make = grouper.group if question.answerable else grouper.unanswered
            if group := make(question.reading, look_up=look_up[:200]):
                yield group


def _rows(data: Path) -> list[JsonRow]:
    files = sorted(data.glob("*.jsonl"))
    if not files:
        raise InputError(f"{data} has no questions.", next_step="Install the project from its repository.")
    return [row for file in files for row in json_rows(file)]


def _is_taken(identity: str, details_one_of: int) -> bool:
    """Whether a question is read: by its id alone, as its article's fold is by the article's, whatever seed the rest is drawn by."""
    digest = int(hashlib.sha256(identity.encode()).hexdigest(), 16)
    return not identity.startswith(_DETAILS) or digest % details_one_of == 0


def _question(row: JsonRow) -> NewsQuestion:
    identity = row.text("id")
    reading = Reading(
        identity,
        identity,
        text=row.text("text"),
        language=row.text("lang"),
        passage=row.text("article"),
        answers=row.texts("answers"),
        start=int(row.text("answer_start", "-1")),
    )
    return NewsQuestion(reading, row.text("kind"), row.text("scope") == "s")


def _stands(question: NewsQuestion, passages: Mapping[str, Passage]) -> bool:
    reading = question.reading
    return not reading.answers or passages[reading.passage].text[reading.start : reading.end] == reading.answers[0]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:_HASH]
