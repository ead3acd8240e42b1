"""Questions with known answers as examples to fit on: what may answer each, and which of it is right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.domain import Hit
from indexer.figure import FigureKind
from indexer.reader import Excerpt, Reader
from service.answer import candidates_in
from service.evaluate.accepted import contains_answer
from service.evaluate.half import Half, half_of, sample_key
from service.evaluate.questions import Question, QuestionSet
from service.evaluate.right import same_figure, says_the_words
from service.evidence import PASSAGES, Candidate, is_typed
from service.judged import Judged
from service.search import Searcher
from service.wanted import Wanted, wanted

_DEEP = 100
"""Hits from which those that answer are taken out, so that ten are left."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question with its candidates."""

    set: str
    half: Half
    wanted: Wanted
    answerable: bool
    candidates: tuple[Candidate, ...]
    right: tuple[bool, ...]
    """Of each candidate."""

    @property
    def typed(self) -> bool:
        """Whether its candidates are figures."""
        return bool(self.candidates) and self.candidates[0].figure is not None

    @property
    def model(self) -> str:
        """Which model of `AnswerModels` answers it: money, figure or sentence."""
        if not self.typed:
            return "sentence"
        return "money" if self.wanted.kinds == {FigureKind.MONEY} else "figure"


def examples(chosen: QuestionSet, searcher: Searcher, *, most: int, reader: Reader | None = None) -> Iterator[Example]:
    """Questions that can be asked of this archive, with what may answer them.

    A question that wants a figure and finds none is left out: it is declined without a model (type_mismatch).

    Args:
        chosen: The questions.
        searcher: Of an index of their articles, or of some of them.
        most: So many at most of each half that want a figure, and so many that want a sentence.
        reader: Judges the passages found, if their candidates are to have its features.
    """
    known = searcher.snapshot.facts.numbers.keys()
    can_be_asked = [each for each in chosen.questions if not each.positive_ids or known & set(each.positive_ids)]
    for question in _sample(can_be_asked, most):
        hits = searcher.search(question.text, limit=PASSAGES, highlight=False).hits
        example = _example(chosen.name, searcher, question, hits, answerable=question.answerable, reader=reader)
        if example is not None:
            yield example


def unanswerable(
    chosen: QuestionSet, searcher: Searcher, *, most: int, reader: Reader | None = None
) -> Iterator[Example]:
    """Such questions for figures, asked of an archive without the articles that answer them: nothing is right."""
    known = searcher.snapshot.facts.numbers.keys()
    typed = [each for each in chosen.questions if each.answerable and is_typed(wanted(each.text))]
    for question in _sample([each for each in typed if known & set(each.positive_ids)], most):
        hits = searcher.search(question.text, limit=_DEEP, highlight=False).hits
        left = [hit for hit in hits if not _answers(hit, question)][:PASSAGES]
        example = _example(chosen.name, searcher, question, left, answerable=False, reader=reader)
        if example is not None and example.typed:
            yield example


def _sample(questions: Sequence[Question], most: int) -> list[Question]:
    """Up to `most` questions of each half that want a figure and as many that do not, by the hash of their groups."""
    parts: dict[tuple[Half, bool], list[Question]] = {}
    for question in sorted(questions, key=lambda each: sample_key(each.group)):
        parts.setdefault((half_of(question.group), is_typed(wanted(question.text))), []).append(question)
    return [question for part in parts.values() for question in part[:most]]


def _answers(hit: Hit, question: Question) -> bool:
    return hit.article.id in question.positive_ids or contains_answer(hit.article.body, question.answers)


def _example(
    name: str, searcher: Searcher, question: Question, hits: Sequence[Hit], *, answerable: bool, reader: Reader | None
) -> Example | None:
    """None where nothing could answer, or not as the kind that is wanted."""
    kind = wanted(question.text)
    found = candidates_in(searcher, question.text, kind, hits, _judged(question, hits, reader))
    if not found or (is_typed(kind) and found[0].figure is None):
        return None
    right = tuple(answerable and _right(each, question.answers) for each in found)
    return Example(name, half_of(question.group), kind, answerable, tuple(found), right)


def _judged(question: Question, hits: Sequence[Hit], reader: Reader | None) -> Judged | None:
    """What a reader makes of all these hits; the order that it would give them says nothing more."""
    if reader is None or not hits:
        return None
    excerpts = [Excerpt.of(hit.article.title, hit.article.body, hit.chunk) for hit in hits]
    found = reader.judge(question.text, excerpts)
    return Judged([(hit.chunk, judgement) for hit, judgement in zip(hits, found, strict=True)])


def _right(candidate: Candidate, accepted: Sequence[str]) -> bool:
    if candidate.figure is None and candidate.marked is not None:
        return says_the_words(candidate.sentence.text[candidate.marked.start : candidate.marked.end], accepted)
    if candidate.figure is None:
        return contains_answer(candidate.sentence.text, accepted)
    return same_figure(candidate.figure, accepted, candidate.sentence.article.published_at)
