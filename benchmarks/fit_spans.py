"""Fits service/span_weights.json on our own news questions that the reader was not trained on, and says what it comes to.

    python -m benchmarks.fit_spans --shared ../shared --work build/spans            # prints what folds over articles give
    python -m benchmarks.fit_spans --shared ../shared --work build/spans --write    # and writes the weights fitted on all

All articles of the questions in training/data are indexed in WORK (`benchmarks.news_articles`). Asked are the questions that stand by themselves and that the
reader never saw: those of the second file, and of the first those of the fold that was left out of its training.
"""

import argparse
import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

import service
from benchmarks.news_articles import LEFT_OUT, news_index, read_cut
from benchmarks.span_fitting import Asked, Outcome, fit, outcomes_by_fold, threshold_for
from indexer.console import RichProgress
from indexer.domain import Mode
from indexer.model.load import load_embedder
from indexer.model.load_reader import load_reader
from indexer.settings import IndexerSettings
from service.cascade import Budget
from service.evaluate.overlap import exact_match, f1
from service.evaluate.right import same_figure, says_the_words
from service.evidence import PASSAGES, Candidate
from service.kinds import kinds_of
from service.question import language_of
from service.search import Searcher
from service.span_model import FILE
from service.spans import span_candidates
from training.news import NewsQuestion, fold_of

_UNSEEN = "nq2:"
"""What ids of the second file's questions begin with: the reader saw none of them."""


def main() -> None:
    """Asks, fits, prints."""
    arguments = _arguments()
    settings = IndexerSettings()
    embedder, (news, corpus) = load_embedder(settings), read_cut(arguments.shared, arguments.work)
    index = news_index(corpus, arguments.work, embedder, settings)
    reader = load_reader(settings, arguments.reader)
    searcher = Searcher.open(index, embedder, reader, budget=Budget(PASSAGES, math.inf))
    questions = [each for each in news.questions if each.by_itself and _is_unseen(each)][: arguments.most]
    asked = list(_asked(searcher, questions))
    outcomes = outcomes_by_fold(asked)
    threshold = threshold_for(outcomes, wrong=arguments.wrong)
    for name, those in (("all", outcomes), *_by_language(outcomes)):
        print(_line(name, those, threshold))
    if arguments.write:
        file = Path(service.__file__).with_name(FILE)
        file.write_text(json.dumps({**fit(asked), "threshold": threshold}, indent=1) + "\n", encoding="utf-8")
        print(f"{file} is written; its threshold is {threshold}.")


def _is_unseen(question: NewsQuestion) -> bool:
    return question.reading.id.startswith(_UNSEEN) or fold_of(question.reading.passage) == LEFT_OUT


def _asked(searcher: Searcher, questions: Sequence[NewsQuestion]) -> Iterator[Asked]:
    """Each question with its candidates, and how right each is."""
    with RichProgress() as progress:
        progress.stage("ask", len(questions), "questions")
        for question in questions:
            yield _one(searcher, question)
            progress.advance(1)


def _one(searcher: Searcher, question: NewsQuestion) -> Asked:
    text, accepted = question.reading.text, question.reading.answers
    found = searcher.search(text, limit=PASSAGES, mode=Mode.RERANKED, highlight=False)
    kinds = kinds_of(text, searcher.embedder)
    candidates = span_candidates(searcher, text, kinds, found.hits, found.judgements)
    words = [_words(each) for each in candidates]
    return Asked(
        text,
        language_of(text),
        question.reading.language,
        question.reading.passage,
        bool(accepted),
        kinds,
        tuple(candidates),
        np.array([exact_match(each, accepted) for each in words]),
        np.array([f1(each, accepted) for each in words]),
        np.array([_is_right(each, accepted) for each in candidates], dtype=np.bool_),
    )


def _words(candidate: Candidate) -> str:
    marked = candidate.marked
    return "" if marked is None else candidate.sentence.text[marked.start : marked.end]


def _is_right(candidate: Candidate, accepted: Sequence[str]) -> bool:
    """As typed value, or as words that mostly are the accepted ones."""
    figure, article = candidate.figure, candidate.sentence.article
    if figure is not None and accepted and same_figure(figure, accepted, article.local_time):
        return True
    return bool(accepted) and says_the_words(_words(candidate), accepted)


def _by_language(outcomes: Sequence[Outcome]) -> list[tuple[str, list[Outcome]]]:
    languages = dict.fromkeys(each.asked.asked_in for each in outcomes)
    return [(name, [each for each in outcomes if each.asked.asked_in == name]) for name in languages]


def _line(name: str, outcomes: Sequence[Outcome], threshold: float) -> str:
    """Shares at a threshold: of the answerable that are given exactly, of the given that are wrong, of the others declined."""
    answerable = [each for each in outcomes if each.asked.answerable]
    others = [each for each in outcomes if not each.asked.answerable]
    given = [each for each in outcomes if each.likelihood >= threshold]
    exact = sum(each.exact and each.likelihood >= threshold for each in answerable) / max(len(answerable), 1)
    wrong = sum(not each.right for each in given) / max(len(given), 1)
    declined = sum(each.likelihood < threshold for each in others) / max(len(others), 1)
    return (
        f"{name:8} {len(answerable):5} answerable: exact {exact:.3f}  wrong of {len(given)} given {wrong:.3f}  "
        f"{len(others)} unanswerable: declined {declined:.3f}"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder with corpus/")
    parser.add_argument("--work", type=Path, default=Path("build/spans"), help="folder for the index")
    parser.add_argument("--reader", type=Path, default=None, help="a reader's file instead of the one in the package")
    parser.add_argument("--most", type=int, default=None, help="so many questions at most")
    parser.add_argument("--wrong", type=float, default=0.08, help="share of the answers given that may be wrong")
    parser.add_argument("--write", action="store_true", help="write the weights")
    return parser.parse_args()


if __name__ == "__main__":
    main()
