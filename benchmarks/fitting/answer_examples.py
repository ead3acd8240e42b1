"""Questions with known answers as examples to fit on: what may answer each, and which of it is right."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.fitting.answers import Asked
from benchmarks.news_articles import LEFT_OUT, left_out
from indexer.cli.terminal import RichProgress
from indexer.core.process import Silent
from indexer.embed.embedder import Embedder
from indexer.index.snapshot import open_snapshot
from service.answer.candidate import PASSAGES, Candidate
from service.answer.candidates import candidates
from service.answer.model import Reading, answer_model
from service.answer.question import AnswerQuery
from service.answer.second_reading import read_again
from service.evaluate.corpus import Corpus
from service.evaluate.correctness import contains_answer, exact_match, f1, same_figure, says_the_words
from service.evaluate.indexes import kept_index
from service.evaluate.questions import Question, QuestionSet
from service.evaluate.split import Half, half_of, sample_key
from service.results import NO_FILTERS, Filters, Hit, Mode, SearchResult
from service.search.searcher import Searcher
from training.examples.news import NewsQuestion, NewsSet

NEWS, ON_THEIR_PAGE, AWAY = "news", "news on its page", "news taken away"
"""Our questions that stand by themselves, those that are asked of their page, and those whose article is none of the archive's."""

PLAIN = "plain"
"""What the names of all sets begin with whose questions ask plainly for the main fact: they are answered, and not fitted on."""

_PLAIN_IDS = "nq4:"
"""What ids of our plain questions on the fold that is left out begin with."""
_TAKEN_AWAY = 12
"""Of so many questions one is asked once more without its article."""
_SMALL = {1: (0, 2), 6: (1,), 34: (3,)}
"""By the size of an archive, which quarters of the questions are asked of it: reading them all in each takes an hour."""


@dataclass(frozen=True, slots=True)
class SmallArchive:
    """Some articles with an index of their own."""

    articles: frozenset[str]
    index: Path


def of_news(news: NewsSet, searcher: Searcher, *, read: bool, most: int | None = None) -> Iterator[Asked]:
    """Our news questions that stand by themselves, on articles that the reader never saw, asked of the whole archive.

    Args:
        news: The questions.
        searcher: Of all their articles.
        read: Whether a reader reads the passages.
        most: So many questions at most.
    """
    unseen = [each for each in left_out(news.questions, LEFT_OUT, most) if each.by_itself]
    with RichProgress() as progress:
        progress.stage("ask our news questions", len(unseen), "questions")
        for place, question in enumerate(unseen):
            yield _news_question(NEWS, searcher, question, read=read)
            if question.answerable and place % _TAKEN_AWAY == 0:
                yield from _taken_away(searcher, question, read=read)
            progress.advance(1)


def of_small_archives(
    news: NewsSet,
    archives: Callable[[Sequence[str], int], Iterable[SmallArchive]],
    opened: Callable[[Path], Searcher],
    *,
    read: bool,
    most: int | None = None,
) -> Iterator[Asked]:
    """The same in small archives, and in those of one article also what is only asked on a page.

    Args:
        news: The questions.
        archives: Cuts archives of a size that hold each of some articles.
        opened: Opens an index.
        read: Whether a reader reads the passages.
        most: So many questions at most.
    """
    by_article: dict[str, list[tuple[int, NewsQuestion]]] = {}
    for place, question in enumerate(left_out(news.questions, LEFT_OUT, most)):
        by_article.setdefault(question.reading.passage, []).append((place, question))
    with RichProgress() as progress:
        progress.stage("ask them in small archives", len(_SMALL) * len(by_article), "articles")
        for size, quarters in _SMALL.items():
            for archive in archives(sorted(by_article), size):
                searcher = opened(archive.index)
                for article in sorted(archive.articles):
                    asked = [(place, each) for place, each in by_article[article] if each.by_itself or size == 1]
                    for place, question in asked:
                        if place % 4 in quarters:
                            name = f"news in {size}" if question.by_itself else ON_THEIR_PAGE
                            yield _news_question(name, searcher, question, read=read)
                        if size > 1 and question.answerable and place % _TAKEN_AWAY == 0:
                            yield from _taken_away(searcher, question, read=read)
                progress.advance(len(archive.articles))


def _taken_away(searcher: Searcher, question: NewsQuestion, *, read: bool) -> Iterator[Asked]:
    """A question asked of an archive less the article that answers it; another may say the same, and is right."""
    reading = question.reading
    others = tuple(sorted(searcher.index.whole().facts.numbers.keys() - {reading.passage}))
    if others:
        found = _found(searcher, reading.text, read=read, filters=Filters(article_ids=others))
        told = ("none", reading.language, reading.passage)
        yield replace(
            _asked(AWAY, searcher, text=reading.text, found=found, accepted=reading.answers, told=told),
            answerable=False,
        )


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
    known = searcher.index.whole().facts.numbers.keys()
    tuned = [each for each in chosen.questions if half_of(each.group) is Half.TUNE]
    can = [each for each in tuned if not each.positive_ids or known & set(each.positive_ids)]
    sample = sorted(can, key=lambda each: sample_key(each.group))[:most]
    with RichProgress() as progress:
        progress.stage(f"ask {chosen.name}", len(sample), "questions")
        for place, question in enumerate(sample):
            found = _found(searcher, question.text, read=read)
            answers = question.answers if question.answerable else ()
            yield _asked(
                chosen.name,
                searcher,
                text=question.text,
                found=found,
                accepted=answers,
                told=("", question.language, question.group),
            )
            if answers and place % 2:
                left = tuple(hit for hit in found.hits if not _answers(hit, question))
                bare = replace(found, hits=left)
                yield _asked(
                    chosen.name,
                    searcher,
                    text=question.text,
                    found=bare,
                    accepted=(),
                    told=("none", question.language, question.group),
                )
            progress.advance(1)


def _news_question(name: str, searcher: Searcher, question: NewsQuestion, *, read: bool) -> Asked:
    reading = question.reading
    name = f"{PLAIN} {name}" if reading.id.startswith(_PLAIN_IDS) else name
    found = _found(searcher, reading.text, read=read)
    told = (question.kind, reading.language, reading.passage)
    return _asked(name, searcher, text=reading.text, found=found, accepted=reading.answers, told=told)


def _found(searcher: Searcher, text: str, *, read: bool, filters: Filters = NO_FILTERS) -> SearchResult:
    mode = Mode.RERANKED if read else Mode.HYBRID
    return searcher.search(text, limit=PASSAGES, mode=mode, filters=filters, highlight=False)


def _asked(
    name: str,
    searcher: Searcher,
    *,
    text: str,
    found: SearchResult,
    accepted: Sequence[str],
    told: tuple[str, str, str],
) -> Asked:
    """A question with its candidates; `told` is the answer's kind, the question's language and what folds are made by."""
    query = AnswerQuery.read(searcher, text)
    weighed = candidates(query, found.hits, found.judgements)
    if found.judgements:
        first = answer_model(Reading.ONCE).ranked(weighed)
        weighed = read_again(first, lambda excerpts: searcher.judge(text, excerpts))
    kind, language, article = told
    return Asked(
        set=name,
        query=query,
        language=language,
        kind=kind,
        article=article,
        answerable=bool(accepted),
        candidates=tuple(weighed),
        exact=np.array([exact_match(each.text, accepted) for each in weighed]),
        overlap=np.array([f1(each.text, accepted) for each in weighed]),
        right=np.array([_is_right(each, accepted) for each in weighed], dtype=np.bool_),
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


def small_archives(
    articles: Sequence[str],
    size: int,
    corpus: Corpus,
    index: Path,
    *,
    work: Path,
    embedder: Embedder,
    chunk_tokens: int,
) -> Iterator[SmallArchive]:
    """Archives of so many articles that hold each of some once, those that are alike together, as an archive has one subject.

    Args:
        articles: Ids of those to be asked about.
        size: Articles of an archive; the last one may have fewer.
        corpus: All articles.
        index: Of the corpus.
        work: Where the indexes are kept.
        embedder: Embeds what no earlier build embedded.
        chunk_tokens: Longest chunk in the model's tokens.
    """
    for together in _alike(articles, size, index):
        part = replace(corpus, ids=together)
        place = work / f"archive-of-{size}" / min(together)
        yield SmallArchive(
            together,
            kept_index(place, part, embedder, work=work, chunk_tokens=chunk_tokens, progress=Silent()),
        )


def _alike(articles: Sequence[str], size: int, index: Path) -> Iterator[frozenset[str]]:
    """Groups of so many articles: one that is left, and those that are nearest to it by their vectors."""
    snapshot = open_snapshot(index)
    vectors = snapshot.article_vectors.rows(np.arange(len(snapshot.article_vectors), dtype=np.int64))
    number = snapshot.facts.numbers
    left = sorted(articles, key=sample_key)
    while left:
        near = vectors[[number[each] for each in left]] @ vectors[number[left[0]]]
        places = set(np.argsort(-near, kind="stable")[:size].tolist())
        yield frozenset(left[place] for place in places)
        left = [each for place, each in enumerate(left) if place not in places]
