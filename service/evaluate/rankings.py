"""Asks every case in every mode, and keeps of each ranking what the measures and the report need."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from indexer.core.process import Progress
from service.evaluate.correctness import contains_answer
from service.evaluate.questions import Question
from service.evaluate.results import ShownPassage
from service.evaluate.split import sample_key
from service.results import Filters, Hit, Mode
from service.search.index import every_article
from service.search.searcher import Searcher

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


DEPTH = 100
"""Articles in a ranking: as deep as recall is measured."""

ANSWER_DEPTH = 10
"""Hits that are looked into for an accepted answer."""

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Ranking:
    """What one mode ranked for one case. Ranks count from 1; 0 stands for none."""

    article_ids: tuple[str, ...]
    """Best first, each once, at most `DEPTH`."""
    shown: tuple[ShownPassage, ...]
    answer_rank: int
    """The first of ten hits whose passage contains an accepted answer."""
    article_answer_rank: int
    """The first of ten hits whose article contains an accepted answer."""
    story_rank: int
    """The first story that a right article belongs to, articles that print the same counted once."""

    @property
    def top_score(self) -> float | None:
        """Score of the first hit; None where nothing was found."""
        return self.shown[0].score if self.shown else None

    def first_rank(self, positive_ids: frozenset[str]) -> int:
        """Rank of the first article that is right."""
        return next((rank for rank, found in enumerate(self.article_ids, start=1) if found in positive_ids), 0)


def ask_cases(
    searcher: Searcher, cases: Sequence[Case], modes: Sequence[Mode], *, progress: Progress
) -> dict[Mode, list[Ranking]]:
    """Rankings by mode, in the order of the cases."""
    rankings: dict[Mode, list[Ranking]] = {mode: [] for mode in modes}
    stories = article_stories(searcher)
    for case in cases:
        filters = Filters(languages=case.languages or None)
        for mode in modes:
            found = searcher.search(
                case.question.text, limit=DEPTH, mode=mode, filters=filters, group_by="article", highlight=False
            )
            rankings[mode].append(ranking_of(found.hits, case, stories))
        progress.advance(1)
    return rankings


def ranking_of(hits: Sequence[Hit], case: Case, stories: Mapping[str, int]) -> Ranking:
    """The ranking that the hits of a case are, one for each article."""
    looked_into, answers = hits[:ANSWER_DEPTH], case.question.answers
    ids = tuple(hit.article.id for hit in hits)
    return Ranking(
        ids,
        tuple(ShownPassage(hit.article.id, hit.article.title, hit.chunk.text, hit.score) for hit in hits[:_SHOWN]),
        _first([_passage(hit) for hit in looked_into], answers),
        _first([hit.article.body for hit in looked_into], answers),
        first_story_rank(ids, case.positive_ids, stories),
    )


def _passage(hit: Hit) -> str:
    """What a reader of the hit is shown: the chunk with the neighbours that were found as well."""
    return hit.article.body[hit.passage.start : hit.passage.end]


def _first(texts: Sequence[str], answers: Sequence[str]) -> int:
    return next((rank for rank, text in enumerate(texts, start=1) if contains_answer(text, answers)), 0)


def first_story_rank(article_ids: Sequence[str], right: Collection[str], stories: Mapping[str, int]) -> int:
    """Rank of the first story that holds a right article, each story counted once; 0 for none.

    >>> first_story_rank(["a", "copy of a", "b"], {"b"}, {"a": 0, "copy of a": 0, "b": 2})
    2
    """
    sought = {stories[article] for article in right if article in stories}
    ranked = dict.fromkeys(stories[article] for article in article_ids)
    return next((rank for rank, story in enumerate(ranked, start=1) if story in sought), 0)


def article_stories(searcher: Searcher) -> Mapping[str, int]:
    """The story of each article of the archive, by id, as `group_by` story counts them: what prints the same is one."""
    pages = every_article(searcher.index)
    return {each: edition for page in pages for each, edition in zip(page.ids, page.editions.tolist(), strict=True)}


def article_languages(searcher: Searcher) -> Mapping[str, str]:
    """Language of each article of the archive, by id."""
    pages = every_article(searcher.index)
    return {each: language for page in pages for each, language in zip(page.ids, page.languages, strict=True)}
