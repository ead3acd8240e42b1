"""Fits `head_weights` of service/search/ranking.json anew on the tuning halves of sets with known articles, and says how it holds on both.

    python -m benchmarks.fit_fusion build/webqa build/chronoqa ../shared/eval/zhnews-mrc ../shared/eval/xquad \
        ../shared/eval/donation --news ../shared --work WORK --write

WebQA and ChronoQA are made by `benchmarks.public_sets`; with `--news` our own news questions that stand by themselves take part,
over an index of their articles. WORK keeps the indexes and what explain shows of each question's first hits, so that a second
run searches nothing. Each set is also left out once: "apart" is hit@1 on a set that had no say. Without `--write` the file stays as it is.
"""

import argparse
import json
import math
import time
from pathlib import Path

from benchmarks.fitting.answer_examples import set_index
from benchmarks.fitting.fusion import Examples, examples_of, fit_head_weights, hit_at_1
from benchmarks.news_answers import question_of
from benchmarks.news_articles import news_index, read_cut
from indexer.embed.load import load_embedder
from indexer.settings import IndexerSettings
from service.evaluate.questions import read_set
from service.evaluate.split import Half
from service.search.config import write_weights
from service.search.head_signals import head_weights
from service.search.searcher import Searcher
from training.report.sets import not_trained_on

_LEAST = 40
"""Questions of a tuning half; a smaller set is told of and not fitted to."""


def main() -> None:
    """Searches the sets, fits on one half, prints both."""
    arguments = _arguments()
    found = _examples(arguments)
    tuned = {name: each for (name, half), each in found.items() if half == Half.TUNE and each.starts.size >= _LEAST}
    start = dict(head_weights())
    fitted = fit_head_weights(list(tuned.values()), start)
    apart = {
        name: fit_head_weights([each for other, each in tuned.items() if other != name], start)
        for name in tuned
        if arguments.apart
    }
    print(f"\nfile   {json.dumps(start)}\nfitted {json.dumps(fitted)}")
    print(f"\n{'hit@1':20} {'half':>6} {'questions':>9} {'file':>7} {'fitted':>7} {'apart':>7}   95 % of fitted")
    for (name, half), each in sorted(found.items()):
        value, count = hit_at_1(each, fitted), each.starts.size
        around = 1.96 * math.sqrt(value * (1 - value) / count)
        alone = f"{hit_at_1(each, apart[name]):7.3f}" if name in apart else " " * 7
        was = hit_at_1(each, start)
        print(f"{name:20} {half:>6} {count:9d} {was:7.3f} {value:7.3f} {alone}   ± {around:.3f}")
    if arguments.write:
        write_weights("head_weights", fitted)


def _examples(arguments: argparse.Namespace) -> dict[tuple[str, str], Examples]:
    settings = IndexerSettings()
    embedder, work = load_embedder(settings), arguments.work
    limits = {"most": arguments.most, "most_crossing": arguments.most_crossing, "work": work}
    found: dict[tuple[str, str], Examples] = {}
    for place in arguments.sets:
        chosen, begun = read_set(place), time.perf_counter()
        index = set_index(chosen, work, embedder, chunk_tokens=settings.chunk_tokens)
        asked = [each for each in chosen.questions if not_trained_on(chosen.place)(each)]
        found |= examples_of(chosen.name, asked, Searcher.open(index, embedder), **limits)
        print(f"{chosen.name}: {time.perf_counter() - begun:.0f} s", flush=True)
    if arguments.news:
        news, corpus = read_cut(arguments.news, work)
        asked = [question_of(each) for each in news.questions if each.by_itself]
        found |= examples_of(
            "news", asked, Searcher.open(news_index(corpus, work, embedder, settings), embedder), **limits
        )
    return found


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument(
        "--news", type=Path, metavar="SHARED", help="the folder with corpus/: ask our own questions too"
    )
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--most", type=int, default=600, help="questions of each half and pair of languages")
    parser.add_argument("--most-crossing", type=int, default=60, help="of pairs that are searched apart")
    parser.add_argument("--apart", action="store_true", help="leave each set out once as well")
    parser.add_argument("--write", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
