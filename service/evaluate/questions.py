"""Sets of questions: a folder with queries.jsonl, or a JSON lines file of one's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from indexer.core.errors import InputError
from indexer.text.language import detect_language
from service.evaluate.corpus import Corpus, find_corpus
from service.evaluate.set_files import QUERIES, JsonRow, json_rows
from service.evaluate.split import Half, half_of

_UNANSWERED = ("no_answer", "none")
"""Kinds that say that nothing answers a question, and not what it asks for."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question, with what is accepted as its answer."""

    id: str
    group: str
    """What translations of one question share: its `qid`, else its id."""
    text: str
    language: str
    """A BCP 47 tag; detected where the set gives none."""
    answers: tuple[str, ...] = ()
    """Any of these in a passage is an answer."""
    positive_ids: tuple[str, ...] = ()
    """Articles that answer it."""
    cross_positive_ids: Mapping[str, str] = field(default_factory=dict)
    """The article that answers it in each language, of sets whose articles are translations of each other."""
    answerable: bool = True
    """False for a question that nothing in the archive answers: no ranking of it is right."""
    kind: str = ""
    """What is asked for: person, place, money, reason, … in the set's own words; empty where it does not say."""
    unsaid: bool = False
    """Whether the set says that no words answer it, though it may name articles that are right: they do not tell."""

    @property
    def judged(self) -> bool:
        """Whether an answer to it can be told right or wrong: its words are known, or it is known that there are none."""
        return bool(self.answers) or self.silent

    @property
    def silent(self) -> bool:
        """Whether no answer is right."""
        return self.unsaid or not self.answerable


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Questions of one set; `corpus` is what they are to be asked of, None where the set brings none."""

    name: str
    place: Path
    questions: tuple[Question, ...]
    corpus: Corpus | None

    def half(self, half: Half) -> tuple[Question, ...]:
        """The questions of one half, or all."""
        return tuple(question for question in self.questions if half is Half.ALL or half_of(question.group) is half)


def read_set(place: Path) -> QuestionSet:
    """Reads a folder with queries.jsonl and its corpus, or a file of questions without one.

    Raises:
        InputError: It is not there, has no question, or a line is not one; the message names file and line.
    """
    folder = place.is_dir()
    file = place / QUERIES if folder else place
    if folder and not file.is_file():
        raise InputError(
            f"{place} has no {QUERIES}.", next_step=f"A set is a folder with {QUERIES}, or a JSON lines file."
        )
    questions: dict[str, Question] = {}
    for row in json_rows(file):
        question = _question(row)
        if question.id in questions:
            raise row.fault(f"a question with the id {question.id!r} came before")
        questions[question.id] = question
    if not questions:
        raise InputError(f"{file} has no question.", next_step="Write one JSON object a line.")
    name = place.resolve().name if folder else place.stem
    return QuestionSet(name, place.resolve(), tuple(questions.values()), find_corpus(place) if folder else None)


def _question(row: JsonRow) -> Question:
    """The question of a line."""
    text = row.text("text")
    if not text.strip():
        raise row.fault("'text' is empty")
    identity = row.text("id")
    answers = tuple(answer for answer in row.texts("answers") if answer.strip())
    kind = row.text("kind", "")
    positive_ids = row.texts("positive_ids")
    return Question(
        id=identity,
        group=row.text("qid", identity),
        text=text,
        language=row.text("lang", "") or detect_language(text),
        answers=answers,
        positive_ids=positive_ids,
        cross_positive_ids=_by_language(row),
        answerable=_answerable(row) and bool(answers or positive_ids),
        kind="" if kind in _UNANSWERED else kind,
        unsaid=row.fields.get("answers") == [],
    )


def _answerable(row: JsonRow) -> bool:
    return row.text("kind", "") not in _UNANSWERED and row.fields.get("is_impossible") is not True


def _by_language(row: JsonRow) -> dict[str, str]:
    """`cross_positive_ids`: language to id."""
    value = row.fields.get("cross_positive_ids") or {}
    if not isinstance(value, dict) or not all(isinstance(identity, str) for identity in value.values()):
        raise row.fault(f"'cross_positive_ids' is not an object of language to id: {value!r}")
    return dict(value)
