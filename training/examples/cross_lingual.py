"""XQuAD's parallel passages as questions in one language on passages in another; half of the articles are never touched."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from service.evaluate.split import Half, half_of
from training.examples.chance import chance
from training.examples.example import Group
from training.examples.grouping import Grouper
from training.examples.reading_set import Reading, ReadingSet

ALWAYS = (("zh", "en"), ("en", "zh"), ("zh", "zh"), ("en", "en"))
"""Pairs (of question, of passage) that every question is asked in: the languages that this project is for."""
OTHERS = 4
"""Further pairs of each question, drawn from all that cross languages."""


@dataclass(frozen=True, slots=True)
class Parallel:
    """One question in every language of the set, by language."""

    qid: str
    article: str
    by_language: Mapping[str, Reading]


def parallel_questions(found: ReadingSet) -> list[Parallel]:
    """The questions of a set, translations together, in the set's order."""
    together: dict[str, dict[str, Reading]] = {}
    for reading in found.readings:
        together.setdefault(reading.qid, {})[reading.language] = reading
    return [
        Parallel(qid, found.passages[next(iter(each.values())).passage].article, each) for qid, each in together.items()
    ]


def is_reported(article: str) -> bool:
    """Whether an article is kept for reporting: by the same rule as questions are, over its name."""
    return half_of(article) is Half.REPORT


def is_trained_on(question: Parallel, *, all_questions: bool = False) -> bool:
    """Whether a question may be trained on.

    Its article must be of the training half. By default the question must be of the tuning half of questions as well,
    so that a report with `--half report` asks nothing that was trained on, whatever its article.
    """
    return not is_reported(question.article) and (all_questions or half_of(question.qid) is Half.TUNE)


def crossed_groups(
    question: Parallel, groupers: Mapping[str, Grouper], seed: int, *, own_languages: bool = False
) -> Iterator[Group]:
    """The question's groups, one for each pair that it is asked in.

    Args:
        question: In every language.
        groupers: Of the passages of each language.
        seed: Draws the pairs.
        own_languages: Whether it is asked in every language of the passage in that language, too.
    """
    for asked, read in _pairs(question, seed, own_languages=own_languages):
        shown, placed = question.by_language[asked], question.by_language[read]
        name = f"xquad:{question.qid}:{asked}>{read}"
        if group := groupers[read].group(placed, question=shown, name=name):
            yield group


def _pairs(question: Parallel, seed: int, *, own_languages: bool) -> list[tuple[str, str]]:
    languages = sorted(question.by_language)
    always = [pair for pair in ALWAYS if set(pair) <= set(languages)]
    rest = [(one, other) for one in languages for other in languages if one != other and (one, other) not in always]
    order = chance(seed, "pairs", question.qid).permutation(len(rest))[:OTHERS]
    own = [(each, each) for each in languages if own_languages and (each, each) not in always]
    return always + own + [rest[int(place)] for place in order]
