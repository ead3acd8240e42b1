"""Fits `reader_weights` of service/search/ranking.json anew on the tuning half of sets with known articles, and says how it holds on both.

    python -m benchmarks.fit_ranking ../shared/eval/zhnews-mrc ../shared/eval/crud-news-qa ../shared/eval/donation \
        ../shared/eval/xquad --work WORK --write

WORK is where `xunwen eval SET... --work WORK` keeps its indexes; one that is missing is built there. With `--index DIR`,
once for each set in their order, these are asked instead. What the reader says of each candidate is kept in WORK by the
reader's fingerprint: a second run reads nothing. With `--news ../shared` our own news questions take part, those of the fold
that no reader of ours was trained on. Of XQuAD only the articles kept from training are asked about, and both
halves are halves of their questions. Without `--write` the file stays as it is; what it has is printed beside what was fitted.
"""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.fitting.answer_examples import set_index
from benchmarks.fitting.ranking import ALL_READ, Ranked, fit_reader_weights, half, hit_at_1, kept_examples
from benchmarks.news_answers import question_of
from benchmarks.news_articles import LEFT_OUT, left_out, news_index, read_cut
from indexer.embed.load import load_embedder
from indexer.rerank.load import load_reader
from indexer.settings import IndexerSettings
from service.evaluate.questions import QuestionSet, read_set
from service.evaluate.split import Half
from service.search.config import write_weights
from service.search.rerank import ReaderWeights, reader_weights
from service.search.searcher import Searcher

_NOTHING = ReaderWeights(0.0, 0.0, 0.0)


def main() -> None:
    """Reads the sets, fits on one half, prints both."""
    arguments = _arguments()
    settings = IndexerSettings()
    embedder, reader = load_embedder(settings), load_reader(settings, arguments.reader)
    found: list[Ranked] = []
    for place, index in zip(arguments.sets, arguments.index or [None] * len(arguments.sets), strict=True):
        chosen, begun = read_set(place), time.perf_counter()
        opened = index or set_index(chosen, arguments.work, embedder, chunk_tokens=settings.chunk_tokens)
        searcher = Searcher.open(opened, embedder, reader, budget=ALL_READ)
        crossing = any(question.cross_positive_ids for question in chosen.questions)
        most = arguments.most_crossing if crossing else arguments.most
        kept = kept_examples(chosen, searcher, reader, most=most, work=arguments.work)
        print(f"{chosen.name}: {len(kept)} questions, {time.perf_counter() - begun:.0f} s", flush=True)
        found += kept
    if arguments.news:
        news, corpus = read_cut(arguments.news, arguments.work)
        unseen = left_out([each for each in news.questions if each.by_itself], LEFT_OUT, None)
        chosen = QuestionSet("news", corpus.files[0].parent.parent, tuple(map(question_of, unseen)), None)
        index = news_index(corpus, arguments.work, embedder, settings)
        searcher = Searcher.open(index, embedder, reader, budget=ALL_READ)
        found += kept_examples(chosen, searcher, reader, most=arguments.most, work=arguments.work)
    fitted = fit_reader_weights(half(found, Half.TUNE))
    print(f"\nfile   {json.dumps(asdict(reader_weights()))}\nfitted {json.dumps(asdict(fitted))}")
    _report(found, {"before": _NOTHING, "file": reader_weights(), "fitted": fitted})
    if arguments.write:
        write_weights("reader_weights", asdict(fitted))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--index", type=Path, action="append")
    parser.add_argument(
        "--news", type=Path, metavar="SHARED", help="The folder with corpus/: ask our own questions too."
    )
    parser.add_argument("--reader", type=Path, help="The reader's file; default: the package's own.")
    parser.add_argument("--most", type=int, default=250, help="Questions of each half.")
    parser.add_argument(
        "--most-crossing", type=int, default=30, help="Of each half and pair, of sets in many languages."
    )
    parser.add_argument("--write", action="store_true")
    return parser.parse_args()


def _report(found: Sequence[Ranked], models: dict[str, ReaderWeights]) -> None:
    """hit@1 of every set and pair by each model, both halves; "among" is the share with a right article among those read."""
    columns = "".join(f"{name:>9}" for name in models)
    print(f"\nhit@1                          half  questions  among{columns}")
    for name, pair in dict.fromkeys((each.set, each.pair) for each in found):
        for wanted in (Half.TUNE, Half.REPORT):
            rows = [each for each in half(found, wanted) if (each.set, each.pair) == (name, pair)]
            if rows:
                among = sum(any(each.right) for each in rows) / len(rows)
                values = "".join(f"{hit_at_1(model, rows):9.3f}" for model in models.values())
                print(f"{name:16} {pair:12} {wanted.value:>6} {len(rows):10d}  {among:.3f}{values}")


if __name__ == "__main__":
    main()
