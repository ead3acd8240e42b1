"""How the first hit fares as the archive grows: a set's questions asked of random parts of its articles.

Run `python -m benchmarks.archive_size SET [--sizes N...] [--draws N] [--half report] [--work DIR]`. Each part is drawn with
its own seed and indexed anew by the real build, so that words are as rare as they are in an archive of that size; asked are
the questions whose articles it holds. A size that the set doesn't reach takes all of it, once. Indexes are kept in the
user's cache.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from indexer.cli.terminal import RichProgress
from indexer.core.errors import InputError
from indexer.core.process import Progress
from indexer.embed.embedder import Embedder
from indexer.embed.load import load_embedder
from indexer.settings import IndexerSettings
from service.evaluate.corpus import Corpus
from service.evaluate.questions import QuestionSet, read_set
from service.evaluate.results import SetFigures
from service.evaluate.run import EvaluationPlan, evaluate
from service.evaluate.set_files import json_rows
from service.evaluate.split import Half
from service.results import Mode

MODES = (Mode.DENSE, Mode.LEXICAL, Mode.HYBRID)
MEASURES = ("hit@1", "story@1")


def part_of(chosen: QuestionSet, corpus: Corpus, ids: Sequence[str], size: int, draw: int) -> QuestionSet:
    """The set with `size` of its articles and the questions that they answer; `draw` is the seed."""
    kept = frozenset(np.random.default_rng(draw).choice(ids, size, replace=False).tolist())
    return replace(
        chosen,
        place=chosen.place.with_name(f"{chosen.place.name}-{size}-{draw}"),
        questions=tuple(each for each in chosen.questions if kept.intersection(each.positive_ids)),
        corpus=replace(corpus, ids=kept),
    )


def parts(chosen: QuestionSet, sizes: Sequence[int], draws: int) -> list[list[QuestionSet]]:
    """For each size so many random parts of a set, or all of it where it has no more articles than that.

    Raises:
        InputError: The set brings no articles.
    """
    corpus = chosen.corpus
    if corpus is None:
        raise InputError(f"{chosen.place} brings no corpus.", next_step="Name a folder with corpus.jsonl.")
    ids = sorted(corpus.ids or (row.text("id") for file in corpus.files for row in json_rows(file)))
    return [
        [part_of(chosen, corpus, ids, size, draw) for draw in range(draws)] if size < len(ids) else [chosen]
        for size in sizes
    ]


def measure(
    chosen: QuestionSet,
    sizes: Sequence[int],
    *,
    draws: int,
    plan: EvaluationPlan,
    embedder: Embedder,
    progress: Progress,
) -> list[list[SetFigures]]:
    """Figures of each part, by size."""
    return [
        [evaluate([part], plan, embedder, progress=progress).sets[0] for part in of_size]
        for of_size in parts(chosen, sizes, draws)
    ]


def table(measured: Sequence[Sequence[SetFigures]]) -> Table:
    """A line for each size and mode: the mean over its parts, and the lowest and highest of them."""
    made = Table(box=None, header_style="dim", pad_edge=False)
    for column in ("articles", "parts", "questions", "mode", *MEASURES):
        made.add_column(column, justify="left" if column == "mode" else "right")
    for figures in measured:
        asked = float(np.mean([each.questions for each in figures]))
        head = [f"{figures[0].articles:,}", str(len(figures)), f"{asked:,.0f}"]
        for mode in figures[0].pairs[0].measures:
            made.add_row(*head, mode.value, *(_spread(figures, mode, measure) for measure in MEASURES))
            head = ["", "", ""]
    return made


def _spread(figures: Sequence[SetFigures], mode: Mode, measure: str) -> str:
    """Mean, lowest and highest, as in 0.842 (0.828–0.849)."""
    values = [each.pairs[0].measures[mode][measure].value for each in figures]
    return f"{np.mean(values):.3f} ({min(values):.3f}–{max(values):.3f})"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", type=Path, help="a folder with queries.jsonl and corpus.jsonl")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 300, 1000], help="articles; default 100 300 1000")
    parser.add_argument("--draws", type=int, default=4, help="parts of each size; default 4")
    parser.add_argument("--half", type=Half, choices=list(Half), default=Half.REPORT)
    parser.add_argument("--work", type=Path, help="where indexes are kept; default: the user's cache")
    options = parser.parse_args()
    if not options.set.is_dir():
        print(f"Skipped: there is no {options.set}.")
        return
    settings = IndexerSettings()
    work = options.work or settings.cache_dir / "evaluate"
    plan = EvaluationPlan(None, work, modes=MODES, half=options.half, limit=None, chunk_tokens=settings.chunk_tokens)
    with RichProgress() as progress:
        embedder = load_embedder(settings, progress=progress.note)
        measured = measure(
            read_set(options.set), options.sizes, draws=options.draws, plan=plan, embedder=embedder, progress=progress
        )
    Console(highlight=False).print(table(measured))


if __name__ == "__main__":
    main()
