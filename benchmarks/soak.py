"""Measures whether a service that runs for long keeps level: memory, open files and mapped snapshots over many swaps.

Run `python -m benchmarks.soak [--requests 5000] [--swaps 50] [--articles 300] [--json FILE]`. Publishes a few snapshots of
made-up articles in turn under a service whose model has no reader, and asks between the swaps; each answer looks for
the reader anew. What is held after the first fifth of the swaps is held against what is held at the end.
"""

import argparse
import json
import re
import sys
import tempfile
import time
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from benchmarks.service import exchange
from benchmarks.swap import WORDS, server
from benchmarks.swap_index import build_snapshots
from indexer.index.rollback import rollback

_SNAPSHOTS = 5
_MOST_SNAPSHOTS = 1
"""The one that serves: nothing that holds one before it waits for Python's collector."""
_SETTLED_SECONDS = 1.5
"""Longer than the service takes to close what it has swapped out."""
_MOST_MB = 40.0
"""More memory than this, from the first fifth to the end, is a leak: one snapshot left open at each swap is far more."""

_MOST_FILES = 2
"""Connections come and go by one or two."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a process holds."""

    mb: float
    files: int
    snapshots: int
    """Different snapshots that it has mapped or open."""


def held_by(pid: int) -> Held:
    """What a process holds now."""
    process = Path(f"/proc/{pid}")
    resident = re.search(r"VmRSS:\s+(\d+) kB", (process / "status").read_text())
    files = []
    for each in (process / "fd").iterdir():
        try:
            files.append(str(each.readlink()))
        except FileNotFoundError:
            continue  # closed meanwhile
    shown = "\n".join([(process / "maps").read_text(), *files])
    return Held(
        int(resident[1]) / 1024 if resident else 0.0, len(files), len(set(re.findall(r"/snapshots/([^/\s]+)", shown)))
    )


def ask(connection: HTTPConnection, number: int) -> tuple[int, str]:
    """Status and snapshot of one answer; searches and questions in turn."""
    words = f"{WORDS[number % len(WORDS)]} {number % 200}"
    path, field = (("/v1/search", "query"), ("/v1/ask", "question"))[number % 2]
    status, body = exchange(connection, "POST", path, {field: words})
    return status, str(json.loads(body).get("snapshot", ""))


def soak(index: Path, names: list[str], *, requests: int, swaps: int) -> dict[str, object]:
    """Publishes and asks so often; what was held on the way."""
    errors, late, seen = 0, 0, []
    with server(index, "double") as (address, pid):
        connection = HTTPConnection(address, timeout=60)
        for swap in range(swaps):
            name = names[swap % len(names)]
            rollback(index, name)
            until = time.monotonic() + 30
            while (answer := ask(connection, swap))[1] != name and time.monotonic() < until:
                time.sleep(0.05)
            late += answer[1] != name
            errors += sum(ask(connection, number)[0] != 200 for number in range(requests // swaps))
            if swap + 1 in {swaps // 5, swaps}:
                time.sleep(_SETTLED_SECONDS)
                seen.append(held_by(pid))
    first, last = seen
    return {
        "requests": requests,
        "swaps": swaps,
        "errors": errors,
        "swaps_not_seen": late,
        "mb": [round(first.mb, 1), round(last.mb, 1)],
        "files": [first.files, last.files],
        "snapshots": [first.snapshots, last.snapshots],
    }


def faults(figures: dict[str, object]) -> list[str]:
    """What is not level, in words."""
    grown = [
        f"{name} {figures[name]}"
        for name, most in (("mb", _MOST_MB), ("files", _MOST_FILES))
        if isinstance(pair := figures[name], list) and pair[1] - pair[0] > most
    ]
    mapped = figures["snapshots"]
    kept = [f"snapshots {mapped}"] if isinstance(mapped, list) and max(mapped) > _MOST_SNAPSHOTS else []
    return grown + kept + [f"{name} {figures[name]}" for name in ("errors", "swaps_not_seen") if figures[name]]


def main() -> None:
    """Build, soak, print, and write the figures where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=5000, help="questions in all")
    parser.add_argument("--swaps", type=int, default=50, help="how often another snapshot is published, 5 or more")
    parser.add_argument("--articles", type=int, default=300, help="in each snapshot")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="xunwen-soak-") as folder:
        index = Path(folder) / "index"
        names = build_snapshots(index, _SNAPSHOTS, options.articles, "double")
        figures = soak(index, names, requests=options.requests, swaps=options.swaps)
    for name, value in figures.items():
        print(f"{name:<16}{value}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    if found := faults(figures):
        sys.exit(f"The service does not keep level: {'; '.join(found)}.")


if __name__ == "__main__":
    main()
