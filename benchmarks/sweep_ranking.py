"""Tries values of one constant of service/search/ranking.json on sets with known articles, and prints hit@1 of both halves.

    python -m benchmarks.sweep_ranking lexical_weight --values 8 10 13 16 --sets ../shared/eval/zhnews-mrc ../shared/eval/xquad --work WORK

Choose by the tuning half; the other says whether it holds. The value in the file is always among those that are tried, and marked.
WORK keeps the indexes of the sets; each question is embedded once.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from benchmarks.fitting.answer_examples import set_index
from indexer.core.process import Silent
from indexer.embed.load import load_embedder
from indexer.settings import IndexerSettings
from service.evaluate.indexes import KnownQuestions
from service.evaluate.questions import read_set
from service.evaluate.rankings import Case, article_languages, ask_cases, cases_of
from service.evaluate.split import Half, half_of
from service.results import Mode
from service.search.config import ranking, trying
from service.search.opening import open_index
from service.search.searcher import Searcher
from training.report.sets import not_trained_on


def main() -> None:
    """Searches every set with every value."""
    arguments = _arguments()
    settings = IndexerSettings()
    embedder = load_embedder(settings)
    now = getattr(ranking(), arguments.name)
    values = sorted({now, *map(type(now), arguments.values)})
    print(f"hit@1 by {arguments.name}, tuning / reporting half\n{'':20} " + " ".join(f"{each:>13g}" for each in values))
    for place in arguments.sets:
        chosen = read_set(place)
        index = open_index(set_index(chosen, arguments.work, embedder, chunk_tokens=settings.chunk_tokens))
        asked = [each for each in chosen.questions if each.positive_ids and not_trained_on(chosen.place)(each)]
        known = KnownQuestions(embedder, sorted({each.text for each in asked}), on_embedded=lambda _: None)
        cases = cases_of(asked, article_languages(Searcher(index, known)), limit=arguments.most)
        shown = []
        for value in values:
            with trying(**{arguments.name: value}):
                found = hits_at_1(Searcher(index, known), cases)
            shown.append(" / ".join(f"{found[half]:.3f}" for half in (Half.TUNE, Half.REPORT)) + "*" * (value == now))
        print(f"{chosen.name:20} " + " ".join(f"{each:>13}" for each in shown), flush=True)
        index.close()


def hits_at_1(searcher: Searcher, cases: Sequence[Case]) -> dict[Half, float]:
    """Share of the cases of each half whose first article is right; 0 of no cases."""
    rankings = ask_cases(searcher, cases, [Mode.HYBRID], progress=Silent())[Mode.HYBRID]
    right: dict[Half, list[bool]] = {half: [] for half in Half}
    for case, found in zip(cases, rankings, strict=True):
        right[half_of(case.question.group)].append(found.first_rank(case.positive_ids) == 1)
    return {half: sum(each) / max(len(each), 1) for half, each in right.items()}


def _arguments() -> argparse.Namespace:
    constants = [
        name
        for name, value in ((name, getattr(ranking(), name)) for name in ranking().__slots__)
        if isinstance(value, int | float)
    ]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=constants, help="which constant")
    parser.add_argument("--values", nargs="+", type=float, required=True)
    parser.add_argument("--sets", nargs="+", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--most", type=int, default=600, help="questions of each pair of languages")
    return parser.parse_args()


if __name__ == "__main__":
    main()
