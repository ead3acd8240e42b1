"""Measures retrieval on every set of ../shared/eval and compares with the figures kept from the last run.

Run `python -m benchmarks.retrieval [SET...] [--half report] [--limit N] [--html FILE] [--keep]`. Without --keep the
figures are compared and not written. A set is compared where it was measured in the same half with the same limit;
sets that are not run keep their last figures. Indexes are kept in the user's cache; the first run embeds every corpus.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from indexer.cli.terminal import RichProgress
from indexer.core.errors import ModelError
from indexer.embed.load import load_embedder
from indexer.rerank.load import load_reader
from indexer.rerank.reader import Reader
from indexer.settings import IndexerSettings
from service.evaluate.questions import QuestionSet, read_set
from service.evaluate.report_files import evaluation_html
from service.evaluate.report_terminal import print_evaluation
from service.evaluate.report_words import comparison_words
from service.evaluate.results import Evaluation
from service.evaluate.run import EvaluationPlan, evaluate
from service.evaluate.set_files import QUERIES
from service.evaluate.split import Half
from service.results import Mode
from training.report.sets import not_trained_on

ROOT = Path(__file__).resolve().parents[1]
SETS = ROOT.parent / "shared" / "eval"
KEPT = ROOT / "benchmarks" / "retrieval.json"
MODES = (Mode.DENSE, Mode.LEXICAL, Mode.HYBRID)
"""And reranked, where there is a reader."""
LIMIT = 300
LIMITS = {"xquad": 50}
"""Questions of each language pair: xquad has 42 of them."""
MEASURES = ("hit@1", "hit@10", "MRR@10", "nDCG@10", "recall@100", "story@1", "answer@1", "answer@5")
"""Measures that are kept."""
NOISE = 0.0005
"""Smaller differences are not printed; search is deterministic, but processors round differently."""


def measure(
    names: list[str], half: Half, limit: int | None, work: Path, reader_file: Path | None = None
) -> list[Evaluation]:
    """An evaluation for each set, with the model of the settings."""
    settings = IndexerSettings()
    evaluations: list[Evaluation] = []
    with RichProgress() as progress:
        embedder = load_embedder(settings, progress=progress.note)
        reader = _reader(settings, reader_file)
        modes = (*MODES, Mode.RERANKED) if reader else MODES
        for name in names:
            plan = EvaluationPlan(
                None,
                work,
                modes=modes,
                half=half,
                limit=limit or LIMITS.get(name, LIMIT),
                chunk_tokens=settings.chunk_tokens,
            )
            evaluations.append(
                evaluate([_kept(read_set(SETS / name))], plan, embedder, progress=progress, reader=reader)
            )
    return evaluations


def _kept(chosen: QuestionSet) -> QuestionSet:
    """Of XQuAD only the articles that neither the reader nor the embedder's adapter was trained on."""
    return replace(chosen, questions=tuple(filter(not_trained_on(chosen.place), chosen.questions)))


def _reader(settings: IndexerSettings, file: Path | None) -> Reader | None:
    """The reader; None where this build has none, which is said."""
    try:
        return load_reader(settings, file)
    except ModelError as error:
        print(f"Without the mode reranked: {error}")
        return None


def kept_form(evaluation: Evaluation) -> dict[str, object]:
    """Figures of one set with what they were measured under: small enough to commit, and without any text of the set."""
    (figures,) = evaluation.sets
    whole = figures.pairs[0]
    return {
        "created_at": evaluation.created_at,
        "model": evaluation.model,
        "backend": evaluation.backend,
        "reader": evaluation.reader,
        "half": evaluation.half,
        "limit": evaluation.limit,
        "questions": figures.questions,
        "articles": figures.articles,
        "chunks": figures.chunks,
        "ms": {str(mode): {"p50": latency.p50, "p95": latency.p95} for mode, latency in figures.latency.items()},
        "values": {
            f"{pair.pair} {mode} {measure}": round(estimate.value, 4)
            for pair in figures.pairs
            for mode, estimates in pair.measures.items()
            for measure, estimate in estimates.items()
            if measure in MEASURES
        },
        "comparisons": [
            f"{whole.pair}: {found.mode} less {found.against}: {comparison_words(found)}" for found in whole.comparisons
        ],
    }


def differences(now: dict[str, object], last: dict[str, object]) -> Iterator[str]:
    """A line for each measure that moved since the last run, and one if nothing did.

    >>> list(differences({"values": {"zh→zh hybrid hit@1": 0.75}}, {"values": {"zh→zh hybrid hit@1": 0.8}}))
    ['zh→zh hybrid hit@1: 0.800 -> 0.750 (-0.050) LOSS']
    """
    if any(now.get(name) != last.get(name) for name in ("half", "limit", "questions")):
        yield "measured on other questions than the last figures: not compared"
        return
    before, moved = _values(last), 0
    for place, value in _values(now).items():
        change = value - before.get(place, value)
        if abs(change) > NOISE:
            moved += 1
            yield f"{place}: {before[place]:.3f} -> {value:.3f} ({change:+.3f}){' LOSS' if change < 0 else ''}"
    if not moved:
        yield "nothing moved"


def _values(figures: dict[str, object]) -> dict[str, float]:
    """Every value by "pair mode measure"."""
    values = figures.get("values")
    return dict(values) if isinstance(values, dict) else {}


def main() -> None:
    """Measure, print, compare with the last figures, and keep the new ones where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", help="names of folders in ../shared/eval; default: all")
    parser.add_argument("--half", type=Half, choices=list(Half), default=Half.REPORT)
    parser.add_argument("--limit", type=int, help=f"questions of each language pair; default {LIMIT}, or {LIMITS}")
    parser.add_argument("--work", type=Path, help="where indexes are kept; default: the user's cache")
    parser.add_argument("--reader", type=Path, help="the reader's file; default: the package's own")
    parser.add_argument("--html", type=Path, help="write the report here")
    parser.add_argument("--keep", action="store_true", help=f"write the figures to {KEPT.relative_to(ROOT)}")
    options = parser.parse_args()
    if not SETS.is_dir():
        print(f"Skipped: the sets are not here ({SETS.parent.name}/{SETS.name} beside the repository).")
        return
    names = options.sets or sorted(queries.parent.name for queries in SETS.glob(f"*/{QUERIES}"))
    work = options.work or IndexerSettings().cache_dir / "evaluate"
    evaluations = measure(names, options.half, options.limit, work, options.reader)
    kept: dict[str, dict[str, object]] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.is_file() else {}
    for evaluation in evaluations:
        name = evaluation.sets[0].name
        print_evaluation(evaluation, Console(highlight=False))
        now = kept_form(evaluation)
        print("\nSince the last figures:")
        for line in differences(now, kept[name]) if name in kept else ["there are none of this set"]:
            print(f"  {line}")
        kept[name] = now
    if options.html:
        together = replace(evaluations[0], limit=options.limit, sets=tuple(each.sets[0] for each in evaluations))
        options.html.write_text(evaluation_html(together), encoding="utf-8")
    if options.keep:
        KEPT.write_text(json.dumps(dict(sorted(kept.items())), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
