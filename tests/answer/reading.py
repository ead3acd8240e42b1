"""What the archive of news gives for a question, with a reader that marks some words and without one."""

from collections.abc import Mapping
from dataclasses import replace

from service.answer.candidate import Candidate
from service.answer.candidates import candidates
from service.answer.question import AnswerQuery
from service.results import Mode
from service.search.searcher import Searcher
from tests.doubles import MarkingReader


def with_reader(news: Searcher, *marked: str) -> Searcher:
    """The archive, read by one who marks the first of these words that a passage has."""
    return Searcher(news.index, news.embedder, MarkingReader(*marked))


def candidates_of(
    news: Searcher, question: str, *marked: str, kinds: Mapping[str, float] | None = None
) -> list[Candidate]:
    """What may answer, by a reader that marks some words, or unread where none are given.

    Args:
        news: The archive.
        question: What is asked.
        marked: Words that the reader marks.
        kinds: How likely each kind of answer is asked for; None for nothing known. A unit that is named excludes nothing here.
    """
    searcher = with_reader(news, *marked) if marked else news
    found = searcher.search(question, mode=Mode.RERANKED if marked else Mode.HYBRID)
    query = replace(AnswerQuery.read(searcher, question), kinds=kinds or {}, unit=None)
    return candidates(query, found.hits, found.judgements)


def of(found: list[Candidate], text: str) -> Candidate:
    """The candidate that answers with these words."""
    return next(each for each in found if each.text == text)
