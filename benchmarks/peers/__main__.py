"""Xunwen beside txtai, Haystack, LlamaIndex, a 40-line script and tantivy: the same articles, the same weights, one run.

    make bench-peers
    python -m benchmarks.peers [--articles N] [--set NAME | --pages PATH...] [--peers NAME...] [--keep]

Each runs in an environment of its own, made under build/peers on the first run from package registries: minutes each, 7 GB together.
Articles and questions are those of a set of ../shared/eval, filled up from ../shared/corpus; where that is not beside the repository,
those of data/pages. Everybody indexes in turn, start-up taken out; then all services stand side by side and are asked in turns, by
one client and by a crowd. Results: peers.md, peers.json and peers.png in build/peers.
"""

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.last_figures import compared
from benchmarks.machine import measured_now
from benchmarks.peers.collection import Collection, from_pages, from_shared, write
from benchmarks.peers.compare import Plan, compare
from benchmarks.peers.environments import ROOT, TOLD
from benchmarks.peers.model import export_model
from benchmarks.peers.plot import draw
from benchmarks.peers.report import markdown, report, rows_of, write_report
from indexer.core.errors import XunwenError
from indexer.embed.load import load_embedder
from indexer.settings import IndexerSettings

SHARED = ROOT.parent / "shared"
PAGES, QUESTIONS = ROOT / "data" / "pages", ROOT / "data" / "questions.jsonl"
FIGURES, PICTURE = ROOT / "benchmarks" / "kept" / "peers.json", ROOT / "docs" / "lab" / "peers.png"


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.peers", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--articles", type=int, default=600, help="how many; the peers take a minute for 300 (default %(default)s)"
    )
    parser.add_argument("--set", default="zhnews-mrc", help="of ../shared/eval (default %(default)s)")
    parser.add_argument("--pages", type=Path, nargs="+", help="measure on these files and folders instead")
    parser.add_argument(
        "--questions", type=Path, help="JSON lines of questions on them: text, and positive_ids or positive_title"
    )
    parser.add_argument(
        "--ask", type=int, default=250, help="questions that quality is measured on (default %(default)s)"
    )
    parser.add_argument(
        "--peers", nargs="+", choices=list(TOLD), default=list(TOLD), help="who is measured (default: all)"
    )
    parser.add_argument("--rounds", type=int, default=3, help="of asking (default %(default)s)")
    parser.add_argument("--seconds", type=float, default=6, help="of each measurement of a round (default %(default)s)")
    parser.add_argument("--clients", type=int, default=32, help="how many a crowd is (default %(default)s)")
    parser.add_argument(
        "--work", type=Path, default=ROOT / "build" / "peers", help="folder for environments, indexes and results"
    )
    parser.add_argument(
        "--reuse", action="store_true", help="search indexes that an earlier run made of the same chunks"
    )
    parser.add_argument("--keep", action="store_true", help="write the figures and the plot where they are committed")
    return parser.parse_args(arguments)


def _collection(options: argparse.Namespace) -> Collection:
    """What was asked for; the sample pages where ../shared is not there, which is said."""
    if options.pages:
        return from_pages(options.pages, options.questions, articles=options.articles)
    if (SHARED / "eval" / options.set).is_dir() and (SHARED / "corpus").is_dir():
        return from_shared(SHARED, options.set, articles=options.articles, questions=options.ask)
    print(
        f"../shared/eval/{options.set} and ../shared/corpus are not beside the repository: measured on data/pages, which is"
        " too small to tell much. --pages PATH... measures on yours."
    )
    return from_pages([PAGES], QUESTIONS, articles=options.articles)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, prints the tables and writes them; 1 where somebody failed."""
    options = _options(arguments)
    work: Path = options.work.resolve()
    begun = measured_now()
    try:
        collection = _collection(options)
        model = export_model(work / "model")
        written = write(collection, work / "collection", load_embedder(IndexerSettings()).count_tokens)
    except XunwenError as error:
        print(error, file=sys.stderr)
        return 2
    print(
        f"{len(collection.articles):,} articles, {written.chunks:,} chunks, {len(collection.questions)} questions",
        flush=True,
    )
    plan = Plan(options.peers, work, model, options.rounds, options.seconds, options.clients, reuse=options.reuse)
    measured = compare(collection, written, plan)
    told = report(measured, collection, written, plan, begun)
    words = markdown(measured, told)
    write_report(told, words, work)
    rows = rows_of(measured)
    if rows:
        title = f"{len(collection.articles):,} articles, {written.chunks:,} chunks, the same weights; commit {told['commit']}, {told['date']}"
        draw(rows, title, work / "peers.png")
    print(f"\n{words}")
    if FIGURES.is_file():
        print("\n".join(compared("peers", told["figures"], FIGURES)))
    failed = [each.peer for each in measured if each.failed]
    if options.keep and not failed:
        FIGURES.parent.mkdir(exist_ok=True)
        shutil.copy(work / "peers.json", FIGURES)
        shutil.copy(work / "peers.png", PICTURE)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
