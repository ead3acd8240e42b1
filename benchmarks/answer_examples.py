"""Questions with known answers as examples to fit on: what may answer each, and which of it is right."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.answer_fitting import Asked
from benchmarks.news_articles import LEFT_OUT, left_out
from indexer.console import RichProgress
from indexer.domain import Filters, Hit, Mode, SearchResult
from indexer.embed import Embedder
from service.answer.candidate import Candidate
from service.answer.candidates import candidates
from service.answer.query import Query
from service.answer.sentences import PASSAGES
from service.evaluate.accepted import contains_answer
from service.evaluate.half import Half, half_of, sample_key
from service.evaluate.kept_index import kept_index
from service.evaluate.overlap import exact_match, f1
from service.evaluate.questions import Question, QuestionSet
from service.evaluate.right import same_figure, says_the_words
from service.search import NO_FILTERS, Searcher
from training.news import NewsQuestion, NewsSet

NEWS, ON_THEIR_PAGE = "news", "news on its page"
"""Our questions that stand by themselves, and those that are asked on a page."""


def of_news(news: NewsSet, searcher: Searcher, *, read: bool, most: int | None = None) -> Iterator[Asked]:
    """Our news questions of articles that the reader never saw: of the whole archive, or of their page where they need it.

    Args:
        news: The questions.
        searcher: Of all their articles.
        read: Whether a reader reads the passages.
        most: So many questions at most.
    """
    unseen = left_out(news.questions, LEFT_OUT, most)
    with RichProgress() as progress:
        progress.stage("ask our news questions", len(unseen), "questions")
        for question in unseen:
            yield _news_question(searcher, question, read=read)
            progress.advance(1)


def set_index(chosen: QuestionSet, work: Path, embedder: Embedder, *, chunk_tokens: int) -> Path:
    """The index of a set's own corpus, built in `work` if it is not there.

    Raises:
        SystemExit: The set brings no corpus.
    """
    if chosen.corpus is None:
        raise SystemExit(f"{chosen.place} brings no corpus.")
    with RichProgress() as progress:
        return kept_index(
            chosen.place, chosen.corpus, embedder, work=work, chunk_tokens=chunk_tokens, progress=progress
        )


def of_set(chosen: QuestionSet, searcher: Searcher, *, read: bool, most: int) -> Iterator[Asked]:
    """The tuning half of a set, and half as many of its questions with the articles that answer them taken away.

    Args:
        chosen: The questions.
        searcher: Of an index of their articles.
        read: Whether a reader reads the passages.
        most: So many questions at most.
    """
    known = searcher.snapshot.facts.numbers.keys()
    tuned = [each for each in chosen.questions if half_of(each.group) is Half.TUNE]
    can = [each for each in tuned if not each.positive_ids or known & set(each.positive_ids)]
    sample = sorted(can, key=lambda each: sample_key(each.group))[:most]
    with RichProgress() as progress:
        progress.stage(f"ask {chosen.name}", len(sample), "questions")
        for place, question in enumerate(sample):
            found = _found(searcher, question.text, read=read)
            answers = question.answers if question.answerable else ()
            yield _asked(chosen.name, searcher, question.text, found, answers, ("", question.language, question.group))
            if answers and place % 2:
                left = tuple(hit for hit in found.hits if not _answers(hit, question))
                bare = replace(found, hits=left)
                yield _asked(
                    chosen.name, searcher, question.text, bare, (), ("none", question.language, question.group)
                )
            progress.advance(1)


def _news_question(searcher: Searcher, question: NewsQuestion, *, read: bool) -> Asked:
    reading = question.reading
    # "How many were hurt?" is asked on a page; of an archive nobody could answer it.
    filters = NO_FILTERS if question.by_itself else Filters(article_ids=(reading.passage,))
    found = _found(searcher, reading.text, read=read, filters=filters)
    told = (question.kind, reading.language, reading.passage)
    name = NEWS if question.by_itself else ON_THEIR_PAGE
    return _asked(name, searcher, reading.text, found, reading.answers, told)


def _found(searcher: Searcher, text: str, *, read: bool, filters: Filters = NO_FILTERS) -> SearchResult:
    mode = Mode.RERANKED if read else Mode.HYBRID
    return searcher.search(text, limit=PASSAGES, mode=mode, filters=filters, highlight=False)


def _asked(
    name: str, searcher: Searcher, text: str, found: SearchResult, accepted: Sequence[str], told: tuple[str, str, str]
) -> Asked:
    """A question with its candidates; `told` is the answer's kind, the question's language and what folds are made by."""
    query = Query.read(searcher, text)
    weighed = candidates(query, found.hits, found.judgements)
    kind, language, article = told
    return Asked(
        name,
        query,
        language,
        kind,
        article,
        bool(accepted),
        tuple(weighed),
        np.array([exact_match(each.text, accepted) for each in weighed]),
        np.array([f1(each.text, accepted) for each in weighed]),
        np.array([_is_right(each, accepted) for each in weighed], dtype=np.bool_),
    )


def _is_right(candidate: Candidate, accepted: Sequence[str]) -> bool:
    """As typed value, or as words that mostly are the accepted ones; a whole sentence where it contains one."""
    if not accepted:
        return False
    if candidate.is_whole:
        return contains_answer(candidate.text, accepted)
    figure, article = candidate.figure, candidate.sentence.article
    return (figure is not None and same_figure(figure, accepted, article)) or says_the_words(candidate.text, accepted)


def _answers(hit: Hit, question: Question) -> bool:
    return hit.article.id in question.positive_ids or contains_answer(hit.article.body, question.answers)
