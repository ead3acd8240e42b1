"""Indexing again after an edit of 1 % of the articles, and the memory of an index of a million chunks.

    python -m benchmarks.reindexing [--articles N | --all] [--index DIR] [--synthetic CHUNKS] [--json FILE]

The first needs `../shared/corpus/*.jsonl.xz` beside the repository: N of its articles, or all 87,667, are indexed with the
real model, every hundredth gets a new sentence, and the same command runs again; both runs are processes of their own.

The second, with --synthetic, builds an index of made-up articles with made-up vectors (synthetic.py), since what is asked is
what the build itself takes of memory, stage by stage.
"""

import argparse
import json
import lzma
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.stage_memory import StageMemory, memory_table
from benchmarks.synthetic import build_synthetic

CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
_EDITED = 100
"""Every so many articles one is edited: 1 %."""


def main() -> None:
    """Runs what was asked for and prints it."""
    parser = argparse.ArgumentParser(description="Index again after an edit; memory of a large index.")
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--all", action="store_true", help="every article of the corpus: hours on two cores")
    parser.add_argument("--index", type=Path, help="keep the index here, for benchmarks.service")
    parser.add_argument("--synthetic", type=int, metavar="CHUNKS", help="measure memory on made-up articles instead")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    options = parser.parse_args()
    stages: dict[str, StageMemory] = {}
    if options.synthetic:
        figures, stages = build_synthetic(options.synthetic)
    elif CORPUS.exists():
        figures = _edited(None if options.all else options.articles, options.index)
    else:
        print("skipped: ../shared/corpus is not there")
        return
    _show(figures, stages)
    if options.json:
        report = {**figures, "memory_mb": {name: asdict(stage) for name, stage in stages.items()}}
        options.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")


def _edited(articles: int | None, kept: Path | None) -> dict[str, float]:
    """Figures of a first run, and of a second after the edit."""
    with tempfile.TemporaryDirectory() as work:
        sources, index = Path(work) / "articles.jsonl", kept or Path(work) / "index"
        _write(sources, islice(_records(), articles))
        figures = {f"first_{name}": value for name, value in _run(sources, index).items()}
        _write(sources, map(_edit, range(sys.maxsize), islice(_records(), articles)))
        figures |= {f"second_{name}": value for name, value in _run(sources, index).items()}
        figures["second_share_of_first"] = round(figures["second_seconds"] / figures["first_seconds"], 4)
        return figures


def _records() -> Iterator[dict[str, object]]:
    """The corpus, crud-news before cctv: the former is what the sets of questions are about."""
    for file in sorted(CORPUS.glob("*.jsonl.xz"), key=lambda file: (file.name.startswith("cctv"), file.name)):
        with lzma.open(file, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def _edit(number: int, record: dict[str, object]) -> dict[str, object]:
    """The record, every hundredth with a new sentence."""
    if number % _EDITED:
        return record
    field = "text" if "text" in record else "body"
    return {**record, field: f"{record[field]}\n更正：这是第{number // _EDITED + 1}篇修订过的稿子。"}


def _write(file: Path, records: Iterable[dict[str, object]]) -> None:
    with file.open("w", encoding="utf-8") as stream:
        stream.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def _run(sources: Path, index: Path) -> dict[str, float]:
    """One run of the command: wall time, peak memory, and what its report says."""
    command = [sys.executable, "-m", "service", "index", str(sources), "--index", str(index), "--json"]
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    out = process.stdout.read() if process.stdout else b""
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begun
    if status:
        raise SystemExit(f"xunwen index ended with status {status}")
    report = json.loads(out)
    return {
        "seconds": round(wall, 1),
        "articles": report["articles"],
        "edited": report["edited"],
        "chunks": report["chunks"],
        "embedded": report["embedded"],
        "tokens_per_second": round(report["tokens_per_second"]),
        "peak_memory_mb": round(usage.ru_maxrss / 1024),
        "index_mb": round(sum(file.stat().st_size for file in index.rglob("*") if file.is_file()) / 1e6, 1),
        **{f"seconds_{stage}": round(took, 1) for stage, took in report["seconds"].items()},
    }


def _show(figures: dict[str, float], stages: dict[str, StageMemory]) -> None:
    table = Table(title="Indexing again", show_header=False)
    for name, value in figures.items():
        table.add_row(name.replace("_", " "), f"{value:,}")
    console = Console()
    console.print(table)
    if stages:
        console.print(memory_table(stages))


if __name__ == "__main__":
    main()
