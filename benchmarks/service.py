"""Measures the service as its readers meet it: time to ready, its memory, and latency and CPU of a request, alone and in a crowd.

Run `python -m benchmarks.service --index DIR [--json FILE]`. Starts `xunwen serve` as a process of its own on
loopback. Latencies are those of whole HTTP exchanges; each question is asked once, so that none comes from a cache.
CPU is what the service's process used, system calls among it: it tells more than the clock where others use the machine.
`--against FOLDER` measures the code of another checkout beside this one's, in turns, so that both meet the same machine.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryFile

ROOT = Path(__file__).resolve().parents[1]
SHARED_QUESTIONS = ROOT.parent / "shared" / "eval" / "crud-news-qa" / "queries.jsonl"
SAMPLE_QUESTIONS = ROOT / "data" / "questions.jsonl"
SERVE = "import sys; from service.cli.app import main; sys.argv[0] = 'xunwen'; main()"
CLIENTS = 32
REQUESTS: Mapping[str, tuple[str, str, Mapping[str, object]]] = {
    "hybrid": ("/v1/search", "query", {"mode": "hybrid"}),
    "dense": ("/v1/search", "query", {"mode": "dense"}),
    "lexical": ("/v1/search", "query", {"mode": "lexical"}),
    "ask": ("/v1/ask", "question", {"mode": "hybrid"}),
    "reading": ("/v1/ask", "question", {"mode": "reranked"}),
}
"""Path, name of the question's field and the rest of the body, of each kind of request; in "reading" the reader reads for the answer."""
NO_SETTINGS: Mapping[str, str] = {}
FIGURES = ("clients", "questions", "errors", "median_ms", "p95_ms", "p99_ms", "per_second", "cpu_ms")


def questions(count: int) -> list[str]:
    """So many different questions; where there are fewer, the same ones with a number behind."""
    file = SHARED_QUESTIONS if SHARED_QUESTIONS.is_file() else SAMPLE_QUESTIONS
    texts = [str(json.loads(line)["text"]) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    distinct = list(dict.fromkeys(texts))
    return [f"{distinct[at % len(distinct)]}{'' if at < len(distinct) else at}" for at in range(count)]


def cpu_seconds(pid: int) -> float:
    """What a process has used of all processors so far."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Running:
    """A service that runs."""

    address: str
    """Host and port."""
    began: float
    """When it was started, by `time.perf_counter`."""
    pid: int

    def cpu_seconds(self) -> float:
        """What it has used of all processors so far."""
        return cpu_seconds(self.pid)

    def private_mb(self) -> float:
        """Memory of its own, without files that are mapped."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        return int(re.findall(r"RssAnon:\s+(\d+)", status)[0]) / 1024


@contextmanager
def service(index: Path | str, code: Path = ROOT, *, settings: Mapping[str, str] = NO_SETTINGS) -> Iterator[Running]:
    """Runs the service of a checkout over an index.

    Args:
        index: Its folder, or milvus://HOST:PORT.
        code: The checkout.
        settings: Variables of its environment.
    """
    began = time.perf_counter()
    command = [sys.executable, "-c", SERVE, "serve", "--index", str(index), "--port", "0"]
    with TemporaryFile("w+") as log:
        environment = {**os.environ, **settings, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(code)}
        process = subprocess.Popen(command, cwd=code, stderr=log, env=environment)
        try:
            while not (found := re.search(r"http://(\S+)", _read(log.fileno()))):
                if process.poll() is not None:
                    sys.exit(f"The service ended at once:\n{_read(log.fileno())}")
                time.sleep(0.01)
            yield Running(str(found[1]), began, process.pid)
        finally:
            process.terminate()
            process.wait(30)


def _read(log: int) -> str:
    return os.pread(log, 1 << 20, 0).decode(errors="replace")


def seconds_until(address: str, path: str, *, since: float, patience: float = 300) -> float:
    """Seconds from `since` until the path answers 200."""
    while time.perf_counter() - since < patience:
        with closing(HTTPConnection(address, timeout=30)) as connection:
            status, body = exchange(connection, "GET", path)
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


def ask_in_turn(address: str, kind: str, texts: Sequence[str]) -> tuple[list[float], int]:
    """Milliseconds of each question asked over one connection, and how many were not answered with 200."""
    path, name, others = REQUESTS[kind]
    connection = HTTPConnection(address, timeout=60)
    took: list[float] = []
    errors = 0
    for text in texts:
        began = time.perf_counter()
        status, _ = exchange(connection, "POST", path, {name: text, **others})
        took.append((time.perf_counter() - began) * 1000)
        errors += status != 200
    connection.close()
    return took, errors


def measure(services: Sequence[Running], kind: str, texts: Sequence[str], *, clients: int) -> dict[str, float]:
    """Latency, throughput and CPU of a kind of request with so many clients, each asking its share one after the other.

    Args:
        services: Over which the clients are spread.
        kind: Of request.
        texts: Questions, each asked once.
        clients: How many ask at once.
    """
    shares = [(services[client % len(services)], texts[client::clients]) for client in range(clients)]
    began, used = time.perf_counter(), sum(each.cpu_seconds() for each in services)
    with ThreadPoolExecutor(clients) as pool:
        results = list(pool.map(lambda asked: ask_in_turn(asked[0].address, kind, asked[1]), shares))
    elapsed, used = time.perf_counter() - began, sum(each.cpu_seconds() for each in services) - used
    took = sorted(milliseconds for each, _ in results for milliseconds in each)
    return {
        "clients": clients,
        "questions": len(took),
        "errors": sum(errors for _, errors in results),
        "median_ms": round(statistics.median(took), 1),
        "p95_ms": round(took[int(0.95 * (len(took) - 1))], 1),
        "p99_ms": round(took[int(0.99 * (len(took) - 1))], 1),
        "per_second": round(len(took) / elapsed, 1),
        "cpu_ms": round(used / len(took) * 1000, 2),
    }


def started(running: Running) -> dict[str, float]:
    """How soon a service that was just started answers, and what it then holds."""
    return {
        "healthz_seconds": round(seconds_until(running.address, "/healthz", since=running.began), 2),
        "readyz_seconds": round(seconds_until(running.address, "/readyz", since=running.began), 2),
        "private_mb": round(running.private_mb()),
    }


def main() -> None:
    """Measure, print a table, and write the figures where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, required=True, help="folder of an index")
    parser.add_argument("--questions", type=int, default=200, help="how many of each measurement")
    parser.add_argument(
        "--kinds", nargs="+", choices=REQUESTS, default=["hybrid", "lexical", "ask"], help="of requests"
    )
    parser.add_argument("--clients", nargs="+", type=int, default=[1, CLIENTS], help="how many ask at once")
    parser.add_argument("--against", type=Path, help="another checkout, to be measured beside this one in turns")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    options = parser.parse_args()
    count: int = options.questions
    codes = {"": ROOT, **({"against ": options.against.resolve()} if options.against else {})}
    figures: dict[str, object] = {}
    runs = [(kind, clients) for kind in options.kinds for clients in options.clients]
    texts = questions((len(runs) + 1) * count)
    with ExitStack() as stack:
        services: dict[str, Running] = {}
        for name, code in codes.items():
            services[name] = stack.enter_context(service(options.index, code))
            found = started(services[name])
            figures |= {f"{name}{each}": value for each, value in found.items()}
            healthz, readyz, private = found.values()
            print(f"{name}start to /healthz {healthz} s, to /readyz {readyz} s, {private:.0f} MB of its own")
            measure([services[name]], options.kinds[0], texts[-max(count // 4, 1) :], clients=1)
        print(f"{'':<18}" + "".join(f"{each:>11}" for each in FIGURES))
        for number, (kind, clients) in enumerate(runs):
            for name, running in services.items():
                row = measure([running], kind, texts[number * count : (number + 1) * count], clients=clients)
                figures[f"{name}{kind} {clients}"] = row
                print(f"{name + kind:<18}" + "".join(f"{row[each]:>11}" for each in FIGURES), flush=True)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
