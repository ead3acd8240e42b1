"""Measures the service as its readers meet it: time to ready, and latency alone and in a crowd.

Run `python -m benchmarks.service --index DIR [--json FILE]`. Starts `xunwen serve` as a process of its own on
loopback. Latencies are those of whole HTTP exchanges; each question is asked once, so that none comes from a cache.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryFile

ROOT = Path(__file__).resolve().parents[1]
SHARED_QUESTIONS = ROOT.parent / "shared" / "eval" / "crud-news-qa" / "queries.jsonl"
SAMPLE_QUESTIONS = ROOT / "data" / "questions.jsonl"
SERVE = "import sys; from service.cli.app import main; sys.argv[0] = 'xunwen'; main()"
CLIENTS = 32
PATHS = (("/v1/search", "query"), ("/v1/ask", "question"))


def questions(count: int) -> list[str]:
    """So many different questions; where there are fewer, the same ones with a number behind."""
    file = SHARED_QUESTIONS if SHARED_QUESTIONS.is_file() else SAMPLE_QUESTIONS
    texts = [str(json.loads(line)["text"]) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    distinct = list(dict.fromkeys(texts))
    return [f"{distinct[at % len(distinct)]}{'' if at < len(distinct) else at}" for at in range(count)]


@contextmanager
def service(index: Path) -> Iterator[tuple[str, float]]:
    """Runs the service; gives its host and port, and the time at which it was started."""
    began = time.perf_counter()
    command = [sys.executable, "-c", SERVE, "serve", "--index", str(index), "--port", "0"]
    with TemporaryFile("w+") as log:
        process = subprocess.Popen(command, cwd=ROOT, stderr=log, env={**os.environ, "PYTHONUNBUFFERED": "1"})
        try:
            while not (found := re.search(r"http://(\S+)", _read(log.fileno()))):
                if process.poll() is not None:
                    sys.exit(f"The service ended at once:\n{_read(log.fileno())}")
                time.sleep(0.01)
            yield str(found[1]), began
        finally:
            process.terminate()
            process.wait(30)


def _read(log: int) -> str:
    return os.pread(log, 1 << 20, 0).decode(errors="replace")


def seconds_until(address: str, path: str, *, since: float, patience: float = 300) -> float:
    """Seconds from `since` until the path answers 200."""
    while time.perf_counter() - since < patience:
        status, body = exchange(HTTPConnection(address, timeout=30), "GET", path)
        if status == 200:
            return time.perf_counter() - since
        if b"still loading" not in body:
            break
        time.sleep(0.02)
    sys.exit(f"{path} did not turn 200: {body.decode()}")


def exchange(connection: HTTPConnection, method: str, path: str, body: object = None) -> tuple[int, bytes]:
    """Status and body of one request."""
    sent = None if body is None else json.dumps(body)
    connection.request(method, path, sent, {"Content-Type": "application/json"} if sent else {})
    response = connection.getresponse()
    return response.status, response.read()


def ask_in_turn(address: str, path: str, name: str, texts: Sequence[str]) -> tuple[list[float], int]:
    """Milliseconds of each question asked over one connection, and how many were not answered with 200."""
    connection = HTTPConnection(address, timeout=60)
    took: list[float] = []
    errors = 0
    for text in texts:
        began = time.perf_counter()
        status, _ = exchange(connection, "POST", path, {name: text})
        took.append((time.perf_counter() - began) * 1000)
        errors += status != 200
    connection.close()
    return took, errors


def measure(address: str, path: str, name: str, texts: Sequence[str], *, clients: int) -> dict[str, float]:
    """Latency and throughput of a path with so many clients, each asking its share one after the other."""
    shares = [texts[client::clients] for client in range(clients)]
    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        results = list(pool.map(lambda share: ask_in_turn(address, path, name, share), shares))
    elapsed = time.perf_counter() - began
    took = sorted(milliseconds for each, _ in results for milliseconds in each)
    return {
        "clients": clients,
        "questions": len(took),
        "errors": sum(errors for _, errors in results),
        "median_ms": round(statistics.median(took), 1),
        "p95_ms": round(took[int(0.95 * (len(took) - 1))], 1),
        "per_second": round(len(took) / elapsed, 1),
    }


def main() -> None:
    """Measure, print a table, and write the figures where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, required=True, help="folder of an index")
    parser.add_argument("--questions", type=int, default=200, help="how many of each measurement")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    options = parser.parse_args()
    count: int = options.questions
    with service(options.index) as (address, began):
        figures: dict[str, object] = {
            "healthz_seconds": round(seconds_until(address, "/healthz", since=began), 2),
            "readyz_seconds": round(seconds_until(address, "/readyz", since=began), 2),
        }
        print(f"start to /healthz {figures['healthz_seconds']} s, to /readyz {figures['readyz_seconds']} s")
        print(f"{'path':<12}{'clients':>8}{'asked':>7}{'errors':>8}{'median ms':>11}{'p95 ms':>9}{'per s':>8}")
        runs = [(path, name, clients) for path, name in PATHS for clients in (1, CLIENTS)]
        texts = questions(len(runs) * count)
        for number, (path, name, clients) in enumerate(runs):
            found = measure(address, path, name, texts[number * count : (number + 1) * count], clients=clients)
            figures[f"{path} {clients}"] = found
            row = [found[each] for each in ("clients", "questions", "errors", "median_ms", "p95_ms", "per_second")]
            print(f"{path:<12}{row[0]:>8}{row[1]:>7}{row[2]:>8}{row[3]:>11}{row[4]:>9}{row[5]:>8}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
