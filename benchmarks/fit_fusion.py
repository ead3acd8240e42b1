"""Fits the weights of service/search/ranking.json for the first few, articles and snippets, and says how they hold on both halves.

`head_weights` and `snippet_weights` are fitted to the tuning halves of sets with known articles.

    python -m benchmarks.fit_fusion build/webqa build/chronoqa ../shared/eval/zhnews-mrc ../shared/eval/xquad \
        ../shared/eval/donation --news ../shared --work WORK --write
    python -m benchmarks.fit_fusion build/wikiqa build/trecqa build/xquad-en build/xquad-es build/rgb --no-say rgb --work WORK --write

Sets of snippets in scripts with spaces are fitted by weights of their own, and which those sets are is found when they are searched.
All of these but ../shared/eval are made by `benchmarks.public_sets`; with `--news` our own news questions that stand by themselves take part,
over an index of their articles. WORK keeps the indexes and what explain shows of each question's first hits, so that a second
run searches nothing. Each set is also left out once: "apart" is hit@1 on a set that had no say. Without `--write` the file stays as it is.
"""

import argparse
import json
import math
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.fitting.answer_examples import set_index
from benchmarks.fitting.fusion import Examples, examples_of, fit_head_weights, fit_snippet_weights, hit_at_1
from benchmarks.news_answers import question_of
from benchmarks.news_articles import news_index, read_cut
from indexer.embed.load import load_embedder
from indexer.settings import IndexerSettings
from service.evaluate.questions import read_set
from service.evaluate.split import Half
from service.search.config import ranking, write_weights
from service.search.head_signals import head_weights
from service.search.searcher import Searcher
from training.report.sets import not_trained_on

_LEAST = 40
"""Questions of a tuning half; a smaller set is told of and not fitted to."""
_SNIPPETS = 0.5
"""A set is of snippets where their weights are in force to more than half."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Those of articles and those of snippets."""

    head: Mapping[str, float]
    snippet: Mapping[str, float]

    def of(self, examples: Examples) -> Mapping[str, float]:
        """Those that rank a set."""
        return {**self.head, **self.snippet} if examples.snippets >= _SNIPPETS else self.head

    def fitted(self, sets: Collection[Examples]) -> "Weights":
        """Both fitted to those sets that they rank; without any they stay."""
        snippets = [each for each in sets if each.snippets >= _SNIPPETS]
        others = [each for each in sets if each.snippets < _SNIPPETS]
        return Weights(
            fit_head_weights(others, self.head) if others else self.head,
            fit_snippet_weights(snippets, self.snippet) if snippets else self.snippet,
        )

    def __str__(self) -> str:
        """As the file has them."""
        return f"{json.dumps(dict(self.head))} {json.dumps(dict(self.snippet))}"


def main() -> None:
    """Searches the sets, fits on one half, prints both."""
    arguments = _arguments()
    found = _examples(arguments)
    tuned = {
        name: each
        for (name, half), each in found.items()
        if half == Half.TUNE and each.starts.size >= _LEAST and name not in arguments.no_say
    }
    start = Weights(dict(head_weights()), dict(ranking().snippet_weights))
    fitted = start.fitted(tuned.values())
    apart = {
        name: start.fitted([each for other, each in tuned.items() if other != name])
        for name in tuned
        if arguments.apart
    }
    print(f"\nfile   {start}\nfitted {fitted}")
    print(f"\n{'hit@1':20} {'half':>6} {'questions':>9} {'file':>7} {'fitted':>7} {'apart':>7}   95 % of fitted")
    for (name, half), each in sorted(found.items()):
        value, count = hit_at_1(each, fitted.of(each)), each.starts.size
        around = 1.96 * math.sqrt(value * (1 - value) / count)
        alone = f"{hit_at_1(each, apart[name].of(each)):7.3f}" if name in apart else " " * 7
        was = hit_at_1(each, start.of(each))
        print(f"{name:20} {half:>6} {count:9d} {was:7.3f} {value:7.3f} {alone}   ± {around:.3f}")
    if arguments.write:
        write_weights("head_weights", fitted.head)
        write_weights("snippet_weights", fitted.snippet)


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
    parser.add_argument("--no-say", action="append", default=[], metavar="SET", help="only measured; repeatable")
    parser.add_argument("--write", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
