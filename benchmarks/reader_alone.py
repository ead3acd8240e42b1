"""The reader alone, given the article: exact match and F1 of its best span, by language and kind, and what it declines.

    python -m benchmarks.reader_alone --shared ../shared [--reader FILE]
    python -m benchmarks.reader_alone --shared ../shared --product        # CMRC 2018 through search and answers as well

Read are all windows of the article: of our news questions on the fold that no reader of ours is trained on, and of 150 questions
of CMRC 2018's trial set, whose only accepted answer is often the whole sentence: there F1 tells more. A
question is declined where the best span stays below "no answer here". With --product the passages are indexed as articles and
the same questions asked, each of its own article alone, at the default threshold, as `xunwen ask --article` does; no answer
counts as 0 there.
"""

import argparse
import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.news_articles import LEFT_OUT, left_out, read_cut
from indexer.cli.terminal import RichProgress
from indexer.embed.load import load_embedder
from indexer.embed.registry import find_source
from indexer.rerank.load import load_reader
from indexer.rerank.pairs import PairEncoder
from indexer.rerank.reader import Excerpt, Reader
from indexer.settings import IndexerSettings
from service.answer.ask import ask
from service.evaluate.corpus import Corpus
from service.evaluate.correctness import exact_match, f1
from service.evaluate.indexes import kept_index
from service.evaluate.set_files import CORPUS
from service.evaluate.split import sample_key
from service.results import Filters
from service.search.passage_reader import Budget
from service.search.searcher import Searcher
from training.examples.news import NewsQuestion
from training.examples.pool import windows_of
from training.examples.reading_set import Passage, Reading, read_reading_set

_CMRC = Path("eval", "cmrc2018-trial")
_CMRC_QUESTIONS = 150


@dataclass(frozen=True, slots=True)
class Read:
    """What was said to a question."""

    exact: float
    overlap: float
    declined: bool
    answerable: bool


def main() -> None:
    """Reads and prints."""
    arguments = _arguments()
    settings = IndexerSettings()
    reader = load_reader(settings, arguments.reader)
    encoder = PairEncoder.read(find_source(settings).folder)
    news, _ = read_cut(arguments.shared, arguments.work)
    cmrc = read_reading_set(arguments.shared / _CMRC)
    sample = sorted(cmrc.readings, key=lambda each: sample_key(each.qid))[:_CMRC_QUESTIONS]
    asked = left_out(news.questions, arguments.fold, arguments.most)
    with RichProgress() as progress:
        progress.stage("read", len(asked) + len(sample), "questions")
        own = [
            read_alone(reader, encoder, each.reading, news.passages[each.reading.passage], on_read=progress.advance)
            for each in asked
        ]
        others = [
            read_alone(reader, encoder, each, cmrc.passages[each.passage], on_read=progress.advance) for each in sample
        ]
    print(f"{'':12} {'answerable':>10} {'exact':>6} {'F1':>6} {'declined':>8}   unanswerable declined")
    for name, those in _rows(asked, own):
        print(_line(name, those))
    print(_line("CMRC 2018", others))
    if arguments.product:
        print(_line("… asked", ask_product(arguments, settings, reader, sample)))


def read_alone(
    reader: Reader, encoder: PairEncoder, question: Reading, passage: Passage, *, on_read: Callable[[int], None]
) -> Read:
    """The best span of all windows of a passage, held against what is accepted."""
    windows = windows_of(passage, encoder)
    judged = reader.judge(question.text, [Excerpt(each.text, each.heading) for each in windows])
    found = [(window, best) for window, each in zip(windows, judged, strict=True) if (best := each.best_span())]
    on_read(1)
    if not found:
        return _read(question, "", declined=True)
    window, (span, score) = max(found, key=lambda each: each[1][1])
    return _read(question, window.text[span.start : span.end], declined=score <= 0)


def _read(question: Reading, said: str, *, declined: bool) -> Read:
    accepted = question.answers
    return Read(exact_match(said, accepted), f1(said, accepted), declined=declined, answerable=bool(accepted))


def ask_product(
    arguments: argparse.Namespace, settings: IndexerSettings, reader: Reader, questions: Sequence[Reading]
) -> list[Read]:
    """What is answered where the set's passages are an archive, and each question is asked of its own."""
    place, embedder = arguments.shared / _CMRC, load_embedder(settings)
    with RichProgress() as progress:
        index = kept_index(
            place,
            Corpus((place / CORPUS,)),
            embedder,
            work=arguments.work,
            chunk_tokens=settings.chunk_tokens,
            progress=progress,
        )
    searcher = Searcher.open(index, embedder, reader, budget=Budget(milliseconds=math.inf))
    said = [ask(searcher, each.text, filters=Filters(article_ids=(each.passage,))).answer for each in questions]
    return [
        _read(question, answer.text if answer else "", declined=answer is None)
        for question, answer in zip(questions, said, strict=True)
    ]


def _rows(asked: Sequence[NewsQuestion], read: Sequence[Read]) -> Iterator[tuple[str, list[Read]]]:
    """All, then each language and each kind, those asked most first; what nothing answers has no kind."""
    yield "all", list(read)
    for names in ([each.reading.language for each in asked], [each.kind if each.answerable else "" for each in asked]):
        for name, _ in Counter(filter(None, names)).most_common():
            yield name, [each for each, own in zip(read, names, strict=True) if own == name]


def _line(name: str, read: Sequence[Read]) -> str:
    known, others = [each for each in read if each.answerable], [each for each in read if not each.answerable]
    exact, overlap = _mean([each.exact for each in known]), _mean([each.overlap for each in known])
    silent = _mean([each.declined for each in known])
    right = f"{_mean([each.declined for each in others])} of {len(others)}" if others else "–"
    return f"{name:12} {len(known):10,} {exact:>6} {overlap:>6} {silent:>8}   {right}"


def _mean(values: Sequence[float] | Sequence[bool]) -> str:
    return f"{float(np.mean(values)):.3f}" if values else "–"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder with corpus/ and eval/")
    parser.add_argument("--work", type=Path, default=Path("build/answers"), help="folder for articles and indexes")
    parser.add_argument("--reader", type=Path, default=None, help="a reader's file instead of the one in the package")
    parser.add_argument("--fold", type=int, default=LEFT_OUT, help="the fold of articles asked about")
    parser.add_argument("--most", type=int, default=None, help="so many news questions at most")
    parser.add_argument("--product", action="store_true", help="ask CMRC's questions through search and answers too")
    return parser.parse_args()


if __name__ == "__main__":
    main()
