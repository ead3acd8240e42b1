"""Fits service/answer/data/answer_weights.json on questions that the reader was not trained on, and says what it comes to.

    python -m benchmarks.fit_answers --shared ../shared --work build/answers            # prints what folds over articles give
    python -m benchmarks.fit_answers --shared ../shared --work build/answers --write    # and writes the weights fitted on all

Asked are our own news questions (training/data) of the fold of articles that was left out of the reader's training, of the whole
archive and of small ones, and the tuning halves of the sets of shared/eval named with --sets. WORK keeps the indexes and what was
read. `--reader FILE` asks another reader than the
package's. One model is fitted without the reader, one for what it read once, and one for what it read again; which sentences
are read again is told by the weights that are there.
"""

import argparse
import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import service.answer
from benchmarks.fitting.answer_examples import (
    AWAY,
    NEWS,
    PLAIN,
    SmallArchive,
    of_news,
    of_set,
    of_small_archives,
    set_index,
    small_archives,
)
from benchmarks.fitting.answers import Asked, Outcome, after_first, fit, outcomes_by_fold, threshold_for
from benchmarks.fitting.judgement_cache import CachedReader
from benchmarks.news_articles import news_index, read_cut
from indexer.embed.embedder import Embedder
from indexer.embed.load import load_embedder
from indexer.rerank.load import load_reader
from indexer.settings import IndexerSettings
from service.answer.candidate import PASSAGES
from service.answer.model import FILE, Reading
from service.evaluate.questions import read_set
from service.search.passage_reader import Budget
from service.search.searcher import Searcher

_SETS = ("donation",)
_COURSES = 4


def main() -> None:
    """Asks, fits, prints."""
    arguments = _arguments()
    settings = IndexerSettings()
    embedder = load_embedder(settings)
    arguments.work.mkdir(parents=True, exist_ok=True)
    reader = CachedReader(load_reader(settings, arguments.reader), arguments.work / "judgements.sqlite")
    models: dict[str, dict[str, object]] = {}
    for readings in ((Reading.ONCE, Reading.AGAIN), (Reading.NONE,)):
        read = Reading.NONE not in readings

        def opened(index: Path, *, read: bool = read) -> Searcher:
            return Searcher.open(index, embedder, reader if read else None, budget=Budget(PASSAGES, math.inf))

        asked = _gather(arguments, embedder, settings, opened, read=read)
        wrong = arguments.wrong if read else arguments.wrong_unread
        first: tuple[list[Outcome], float] | None = None
        for reading in readings:
            outcomes = outcomes_by_fold(asked, reading, fitted=_is_fitted, courses=_COURSES)
            if first is not None:
                outcomes = after_first(first[0], outcomes, first[1])
            threshold = _threshold(reading, outcomes, wrong=wrong)
            first = outcomes, threshold
            models[reading] = {**asdict(fit(list(filter(_is_fitted, asked)), reading)), "threshold": threshold}
    if arguments.write:
        file = Path(service.answer.__file__).with_name("data") / FILE
        file.write_text(json.dumps(models, indent=1) + "\n", encoding="utf-8")
        print(f"{file} is written.")


def _threshold(reading: Reading, outcomes: Sequence[Outcome], *, wrong: float) -> float:
    """From which likelihood a way of reading answers; what that comes to in folds is printed."""
    own = [each for each in outcomes if each.asked.set == NEWS]
    # The promise holds in the large archive, and in all of them together.
    every = [each for each in outcomes if each.asked.set != AWAY and _is_fitted(each.asked)]
    threshold = max(threshold_for(those, wrong=wrong) for those in (own, every))
    print(f"\n{reading}: threshold {threshold}")
    for label, those in _groups(outcomes):
        print(_line(label, those, threshold))
    return threshold


def _gather(
    arguments: argparse.Namespace,
    embedder: Embedder,
    settings: IndexerSettings,
    opened: Callable[[Path], Searcher],
    *,
    read: bool,
) -> list[Asked]:
    """All examples."""
    news, corpus = read_cut(arguments.shared, arguments.work)
    index = news_index(corpus, arguments.work, embedder, settings)
    asked = list(of_news(news, opened(index), read=read, most=arguments.most))

    def archives(articles: Sequence[str], size: int) -> Iterator[SmallArchive]:
        return small_archives(
            articles,
            size,
            corpus,
            index,
            work=arguments.work,
            embedder=embedder,
            chunk_tokens=settings.chunk_tokens,
        )

    asked += of_small_archives(news, archives, opened, read=read, most=arguments.most)
    for name in arguments.sets:
        chosen = read_set(arguments.shared / "eval" / name)
        place = set_index(chosen, arguments.work, embedder, chunk_tokens=settings.chunk_tokens)
        asked += of_set(chosen, opened(place), read=read, most=arguments.most_of_set)
    return asked


def _is_fitted(asked: Asked) -> bool:
    """Whether weights are fitted on a question: those that ask plainly are for seeing what comes of it."""
    return not asked.set.startswith(PLAIN)


def _groups(outcomes: Sequence[Outcome]) -> list[tuple[str, list[Outcome]]]:
    """By set; of ours by language and kind, too."""
    sets = dict.fromkeys(each.asked.set for each in outcomes)
    own = [each for each in outcomes if each.asked.set == NEWS]
    languages = dict.fromkeys(each.asked.language for each in own)
    kinds = dict.fromkeys(each.asked.kind for each in own)
    return [
        *((name, [each for each in outcomes if each.asked.set == name]) for name in sets),
        *((name, [each for each in own if each.asked.language == name]) for name in languages),
        *((name, [each for each in own if each.asked.kind == name]) for name in kinds),
    ]


def _line(name: str, outcomes: Sequence[Outcome], threshold: float) -> str:
    """Shares at a threshold: of the answerable that are given exactly, of the given that are wrong, of the others declined."""
    answerable = [each for each in outcomes if each.asked.answerable]
    others = [each for each in outcomes if not each.asked.answerable]
    given = [each for each in outcomes if each.likelihood >= threshold]
    most = max(len(answerable), 1)
    first = sum(each.exact for each in answerable) / most
    exact = sum(each.exact and each.likelihood >= threshold for each in answerable) / most
    right = sum(each.right and each.likelihood >= threshold for each in answerable) / most
    wrong = sum(not each.right for each in given) / max(len(given), 1)
    declined = sum(each.likelihood < threshold for each in others) / max(len(others), 1)
    return (
        f"{name:12} {len(answerable):5} answerable: best exact {first:.3f}, given exact {exact:.3f} right {right:.3f}; "
        f"wrong {wrong:.3f} of {len(given)} given; declined {declined:.3f} of {len(others)} unanswerable"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder with eval/ and corpus/")
    parser.add_argument("--work", type=Path, default=Path("build/answers"), help="folder for the indexes")
    parser.add_argument("--reader", type=Path, default=None, help="a reader's file instead of the one in the package")
    parser.add_argument("--sets", nargs="*", default=_SETS, help="sets of eval/ besides our own questions")
    parser.add_argument("--most", type=int, default=None, help="so many of our own questions at most")
    parser.add_argument("--most-of-set", type=int, default=150, help="so many of each set at most")
    parser.add_argument("--wrong", type=float, default=0.06, help="share of the answers given that may be wrong")
    parser.add_argument("--wrong-unread", type=float, default=0.15, help="and without a reader")
    parser.add_argument("--write", action="store_true", help="write the weights")
    return parser.parse_args()


if __name__ == "__main__":
    main()
