"""What articles state, each with the questions that ask for it: the raw matter of generated examples."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from indexer.core.figure import Figure, FigureKind
from indexer.text.sentences import sentences
from service.figures.read import figures
from training.examples.generated.frames import LABELS, Question, may_state, questions_for
from training.examples.generated.in_place import in_place_question
from training.examples.generated.named import SOUGHT, named_questions
from training.examples.reading_set import Passage

_LEAST, _MOST = 14, 140
"""Characters of a sentence that is read."""
_PER_ARTICLE = 2
_DIGIT = re.compile("[0-9０-９一二两三四五六七八九十百千万亿]")
_KINDS = (
    FigureKind.MONEY, FigureKind.COUNT, FigureKind.DATE, FigureKind.PERCENT, FigureKind.MASS, FigureKind.LENGTH,
    FigureKind.AREA, FigureKind.DURATION,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure or a name in an article; `passage.text[start:end] == answer`."""

    passage: Passage
    answer: str
    start: int
    label: str
    """What it is a statement of, for keeping the kinds in balance: a pattern's name, the figure's kind, or what is sought."""
    in_place: str
    """The sentence with a question word in the answer's place; empty where that makes no question."""
    asked: Question | None = None
    """How a pattern asks for it; None where none fits."""

    @property
    def end(self) -> int:
        """Where the answer ends in the article."""
        return self.start + len(self.answer)


def named_statements(articles: Iterable[Passage], *, most: int) -> list[Statement]:
    """Up to `most` statements of each sort of name, at most two of an article, of different clauses."""
    count: Counter[str] = Counter()
    kept: list[Statement] = []
    for article in articles:
        if all(count[sought] >= most for sought in SOUGHT):
            break
        found = {statement.in_place: statement for statement in _named(article) if count[statement.label] < most}
        rarest = sorted(found.values(), key=lambda each: count[each.label])[:_PER_ARTICLE]
        count.update(each.label for each in rarest)
        kept += rarest
    return kept


def _named(article: Passage) -> Iterator[Statement]:
    for span in sentences(article.text):
        sentence = article.text[span.start : span.end]
        if _LEAST <= len(sentence) <= _MOST:
            for each in named_questions(sentence):
                answer = sentence[each.start : each.end]
                yield Statement(article, answer, span.start + each.start, each.sought, each.question)


def statements(articles: Iterable[Passage], *, most: int) -> list[Statement]:
    """Up to `most` figures of each label, at most two of an article, those that a pattern asks for first."""
    count: Counter[str] = Counter()
    kept: list[Statement] = []
    for article in articles:
        waiting = frozenset(label for label in _ALL_LABELS if count[label] < most)
        if not waiting:
            break
        found = sorted(_statements(article, waiting), key=lambda each: each.asked is None)[:_PER_ARTICLE]
        count.update(each.label for each in found)
        kept += found
    return kept


def _statements(article: Passage, waiting: frozenset[str]) -> Iterator[Statement]:
    """Those of an article that are waited for; of figures in the same words the first, as any may answer."""
    seen: set[str] = set()
    in_place_too = any(_in_place_label(kind) in waiting for kind in _KINDS)
    for span in sentences(article.text):
        sentence = article.text[span.start : span.end]
        if not (_LEAST <= len(sentence) <= _MOST and _DIGIT.search(sentence)):
            continue
        if not (in_place_too or may_state(sentence, waiting)):
            continue
        for figure in figures(sentence):
            statement = None if figure.text in seen else _statement(article, span.start, sentence, figure)
            if statement is not None and statement.label in waiting:
                seen.add(figure.text)
                yield statement


def _statement(article: Passage, start: int, sentence: str, figure: Figure) -> Statement | None:
    """The figure of a sentence with what asks for it; None where nothing does."""
    if figure.kind not in _KINDS:
        return None
    asked = questions_for(sentence[: figure.start], sentence[figure.end :], figure.kind)
    in_place = in_place_question(sentence, figure)
    if asked is None and not in_place:
        return None
    label = asked.frame if asked else _in_place_label(figure.kind)
    return Statement(article, figure.text, start=start + figure.start, label=label, in_place=in_place, asked=asked)


def _in_place_label(kind: FigureKind) -> str:
    return f"in place: {kind}"


_ALL_LABELS = (*LABELS, *map(_in_place_label, _KINDS))
