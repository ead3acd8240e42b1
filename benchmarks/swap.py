"""Measures what readers notice when an index is published anew under load: errors, mixed-up snapshots, slower answers.

Run `python -m benchmarks.swap [--seconds 60] [--publishes 10] [--clients 16] [--articles 2000] [--json FILE]`. Builds so
many snapshots of made-up articles, then serves them from a process of its own on loopback while clients ask without a
pause. First nothing is published, then one snapshot after the other; the p99 of answers that fell into a swap (from the
pointer's move to a second after the first answer out of the new snapshot) is held against the p99 of those before.
`--model default` loads the real model; otherwise questions are embedded by a deterministic double, which leaves nothing
to hide a swap behind.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from benchmarks.service import ROOT, exchange, seconds_until
from benchmarks.swap_index import build_snapshots, owner_of
from indexer.index.rollback import rollback

SETTLED_SECONDS = 1.0
WORDS = ("志愿者", "捐款", "图书角", "新桥", "暴雨", "学校", "丰收", "口罩", "屋顶", "群众", "library", "volunteers")


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as a client saw it."""

    at: float
    """When it was asked for, in seconds of the monotonic clock."""
    took: float
    status: int
    snapshot: str
    owners: frozenset[str]
    """The snapshots, by number, that its hits' articles belong to."""


@contextmanager
def server(index: Path, model: str) -> Iterator[tuple[str, int]]:
    """Runs the service; gives its host and port, and its process id."""
    command = [sys.executable, "-m", "benchmarks.swap_server", str(index), model]
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log)
        try:
            while not (found := re.search(r"http://(\S+)", os.pread(log.fileno(), 1 << 20, 0).decode())):
                if process.poll() is not None:
                    sys.exit(os.pread(log.fileno(), 1 << 20, 0).decode())
                time.sleep(0.02)
            address = str(found[1])
            seconds_until(address, "/readyz", since=time.perf_counter())
            yield address, process.pid
        finally:
            process.terminate()
            process.wait(30)


def ask_on(address: str, client: int, stop: threading.Event, answers: list[Answer]) -> None:
    """Asks question after question over one connection until told to stop."""
    connection = HTTPConnection(address, timeout=60)
    number = 0
    while not stop.is_set():
        query = (
            f"{WORDS[(client + number) % len(WORDS)]} {WORDS[(client * 5 + number * 7) % len(WORDS)]} {number % 200}"
        )
        number += 1
        at = time.monotonic()
        status, body = exchange(connection, "POST", "/v1/search", {"query": query, "group_by": "article"})
        took = time.monotonic() - at
        answers.append(_read(at, took, status, json.loads(body)))
    connection.close()


def _read(at: float, took: float, status: int, body: dict[str, object]) -> Answer:
    snapshot, hits = str(body.get("snapshot", "")), body.get("hits")
    owners = {owner_of(str(hit["article"]["id"])) for hit in hits} if isinstance(hits, list) else set()
    return Answer(at, took, status, snapshot, frozenset(owners))


def publish_all(index: Path, names: Sequence[str], seconds: float) -> list[tuple[str, float]]:
    """Publishes one snapshot after the other, evenly over the time; gives when each was."""
    moves = []
    began = time.monotonic()
    for number, name in enumerate(names):
        time.sleep(max(began + number * seconds / len(names) - time.monotonic(), 0))
        moves.append((name, time.monotonic()))
        rollback(index, name)
    time.sleep(max(began + seconds - time.monotonic(), 0))
    return moves


def p99(took: Sequence[float]) -> float:
    """The 99th percentile in milliseconds."""
    return round(1000 * statistics.quantiles(took, n=100, method="inclusive")[98], 1) if len(took) > 1 else 0.0


def in_swaps(answers: Sequence[Answer], moves: Sequence[tuple[str, float]]) -> list[Answer]:
    """Answers that overlap a swap."""
    windows = []
    for name, moved in moves:
        first = min(
            (each.at + each.took for each in answers if each.snapshot == name and each.at >= moved), default=None
        )
        if first is not None:
            windows.append((moved, first + SETTLED_SECONDS))
    return [each for each in answers if any(each.at <= end and each.at + each.took >= begin for begin, end in windows)]


def mixed(answers: Sequence[Answer], names: Sequence[str]) -> int:
    """Answers with a hit that is no article of the snapshot named, or without one."""
    number_of = {name: str(number) for number, name in enumerate(names)}
    return sum(each.status == 200 and each.owners != {number_of.get(each.snapshot)} for each in answers)


def measure(index: Path, names: Sequence[str], *, seconds: float, clients: int, model: str) -> dict[str, object]:
    """Asks with so many clients, quietly at first and then through the publishing of all snapshots but the last one."""
    answers: list[Answer] = []
    stop = threading.Event()
    with server(index, model) as (address, _):
        threads = [threading.Thread(target=ask_on, args=(address, client, stop, answers)) for client in range(clients)]
        for thread in threads:
            thread.start()
        time.sleep(2)  # every thread has asked, every connection is open
        began = time.monotonic()
        time.sleep(max(seconds / 3, 3))
        quiet_end = time.monotonic()
        moves = publish_all(index, names[:-1], seconds)
        stop.set()
        for thread in threads:
            thread.join()
    quiet = [each.took for each in answers if began <= each.at and each.at + each.took <= quiet_end]
    loud = [each for each in answers if each.at > quiet_end]
    swapped = [each.took for each in in_swaps(loud, moves)]
    return {
        "clients": clients,
        "questions": len(answers),
        "per_second": round(len(loud) / seconds, 1),
        "errors": sum(each.status != 200 for each in answers),
        "mixed": mixed(answers, names),
        "snapshots_seen": len({each.snapshot for each in loud} & {name for name, _ in moves}),
        "publishes": len(moves),
        "median_ms": round(1000 * statistics.median(quiet), 1),
        "p99_quiet_ms": p99(quiet),
        "p99_in_swaps_ms": p99(swapped),
        "answers_in_swaps": len(swapped),
        "ratio": round(p99(swapped) / p99(quiet), 2),
    }


def main() -> None:
    """Build, measure, print, and write the figures where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60, help="how long is published")
    parser.add_argument("--publishes", type=int, default=10, help="how often")
    parser.add_argument("--clients", type=int, default=16, help="how many ask at once")
    parser.add_argument("--articles", type=int, default=2000, help="in each snapshot")
    parser.add_argument("--model", choices=("double", "default"), default="double", help="what embeds")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="xunwen-swap-") as folder:
        index = Path(folder) / "index"
        names = build_snapshots(index, options.publishes + 1, options.articles, options.model)
        print(f"{len(names)} snapshots of {options.articles} articles")
        figures = measure(index, names, seconds=options.seconds, clients=options.clients, model=options.model)
    for name, value in figures.items():
        print(f"{name:<18}{value}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    if figures["errors"] or figures["mixed"]:
        sys.exit("A swap was noticed: there are errors or mixed snapshots.")


if __name__ == "__main__":
    main()
