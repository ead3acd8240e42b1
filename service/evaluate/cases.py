"""From questions to cases: one question, asked of all articles or of one language's, and what is right there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.evaluate.half import sample_key
from service.evaluate.questions import Question

ANY_LANGUAGE = "all"


@dataclass(frozen=True, slots=True)
class Case:
    """One question as it is asked."""

    question: Question
    pair: str
    """Language of the question and of the articles, "en→zh"; "zh→all" where the archive holds translations."""
    positive_ids: frozenset[str]
    """Articles that are right; empty where only the answer's words are known."""
    languages: tuple[str, ...] = ()
    """Only articles in these are searched; empty searches all."""

    @property
    def crossing(self) -> bool:
        """Whether only one language's articles are searched."""
        return bool(self.languages)


def cases_of(questions: Sequence[Question], languages: Mapping[str, str], *, limit: int | None = None) -> list[Case]:
    """Every case of the answerable questions, in the questions' order.

    A question is asked of the whole archive. One whose answer stands in several languages (`cross_positive_ids`) is
    asked of each language's articles alone as well.

    Args:
        questions: Of one set.
        languages: Language of each article of the archive, by id.
        limit: At most so many questions of each pair, the same ones whatever the pair.
    """
    cases: list[Case] = []
    for question in questions:
        if question.answerable:
            cases.append(Case(question, _pair(question, languages), frozenset(question.positive_ids)))
            cases += _crossings(question)
    return cases if limit is None else _sample(cases, limit)


def _pair(question: Question, languages: Mapping[str, str]) -> str:
    """The pair of a question asked of the whole archive, by the language of the articles that answer it."""
    if question.cross_positive_ids:
        return f"{question.language}→{ANY_LANGUAGE}"
    found = [languages[identity] for identity in question.positive_ids if identity in languages]
    return f"{question.language or '?'}→{found[0] or '?' if found else ANY_LANGUAGE}"


def _crossings(question: Question) -> list[Case]:
    return [
        Case(question, f"{question.language}→{language}", frozenset([identity]), (language,))
        for language, identity in question.cross_positive_ids.items()
    ]


def _sample(cases: list[Case], limit: int) -> list[Case]:
    """Up to `limit` cases of each pair, chosen by the hash of the question's group."""
    by_pair: dict[tuple[str, bool], list[Case]] = {}
    for case in cases:
        by_pair.setdefault((case.pair, case.crossing), []).append(case)
    kept = {
        id(case)
        for group in by_pair.values()
        for case in sorted(group, key=lambda case: sample_key(case.question.group))[:limit]
    }
    return [case for case in cases if id(case) in kept]
