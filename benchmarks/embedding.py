"""Measures embedding: tokens per second and exactness of our path against plain sentence-transformers.

Run `python -m benchmarks.embedding [--json FILE]`. The two take turns, round by round, because a shared machine's
speed wanders; medians are reported. Loading and memory are measured in processes of their own.
"""

import argparse
import json
import lzma
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from indexer.core.arrays import Matrix
from indexer.embed.embedder import Embedder
from indexer.embed.load import load_embedder
from indexer.settings import IndexerSettings

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus" / "crud-news-1.jsonl.xz"
PASSAGE_LENGTH = 320
"""Characters: about 209 tokens, as in the measurements that the model was chosen by."""
QUESTION = "镇上的志愿者周末清理了哪条河？"
LOAD = """
import json, sys, time
started = time.perf_counter()
from indexer.embed.load import load_embedder
from indexer.settings import IndexerSettings
embedder = load_embedder(IndexerSettings(backend=sys.argv[1]))
embedder.embed_queries(["?"])
loaded = time.perf_counter() - started
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
peak = int(status["VmHWM"].split()[0]) / 1024  # getrusage's would be the parent's, handed down
print(json.dumps({"seconds": loaded, "peak_mb": peak, "torch": "torch" in sys.modules}))
"""


def passages(count: int, length: int) -> list[str]:
    """Passages of news where the shared corpus is, else of invented sentences from a fixed seed."""
    if not CORPUS.is_file():
        return _invented(count, length)
    found: list[str] = []
    with lzma.open(CORPUS, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            body = str(record.get("body") or record.get("text") or "")
            found += [body[at : at + length] for at in range(0, len(body), length)]
            if len(found) >= count:
                break
    return found[:count]


def _invented(count: int, length: int) -> list[str]:
    """Chinese sentences put together at random, of many lengths."""
    parts = [
        "清晨六点",
        "柳河镇的志愿者",
        "清理了河道",
        "渡口的灯还亮着",
        "运走垃圾两吨多",
        "老人送来热茶",
        "村里的小学",
    ]
    pick = random.Random(7)  # noqa: S311 - sample text, not a secret
    return ["，".join(pick.choices(parts, k=pick.randint(3, max(4, length // 7)))) + "。" for _ in range(count)]


def timed(embed: Callable[[list[str]], Matrix], texts: list[str]) -> tuple[float, Matrix]:
    """Seconds taken, and the vectors."""
    started = time.perf_counter()
    vectors = embed(texts)
    return time.perf_counter() - started, vectors


def latency(embedder: Embedder, runs: int = 60) -> dict[str, float]:
    """Milliseconds of one question alone, the first few runs left out."""
    times = [timed(embedder.embed_queries, [f"{QUESTION}{run}"])[0] for run in range(runs + 5)]
    kept = sorted(1000 * seconds for seconds in times[5:])
    return {"median_ms": statistics.median(kept), "p95_ms": kept[int(0.95 * len(kept))]}


def loading(backend: str) -> dict[str, float]:
    """Seconds from a new process to the first vector, and its peak memory."""
    done = subprocess.run([sys.executable, "-c", LOAD, backend], check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def measure(count: int, length: int, rounds: int) -> dict[str, object]:
    """All figures of one run."""
    ours = load_embedder(IndexerSettings(), progress=print)
    plain = load_embedder(IndexerSettings(backend="sentence-transformers"), progress=print)
    texts = passages(count, length)
    tokens = sum(ours.count_tokens(texts))
    embedders = {"plain": plain, "ours": ours, "indexing": load_embedder(IndexerSettings(), throughput=True)}
    for embedder in embedders.values():
        embedder.embed_passages(texts[:8])
    seconds: dict[str, list[float]] = {name: [] for name in embedders}
    vectors: dict[str, Matrix] = {}
    for _ in range(rounds):
        for name, embedder in embedders.items():
            took, vectors[name] = timed(embedder.embed_passages, texts)
            seconds[name].append(took)
    cosines = np.sum(vectors["plain"] * vectors["ours"], axis=1)
    return {
        "texts": len(texts),
        "tokens_per_text": tokens / len(texts),
        "backends": {name: embedder.backend for name, embedder in embedders.items()},
        "tokens_per_second": {name: tokens / statistics.median(took) for name, took in seconds.items()},
        "ratio": {
            name: statistics.median(p / o for p, o in zip(seconds["plain"], took, strict=True))
            for name, took in seconds.items()
        },
        "same_vectors_when_indexing": bool(np.array_equal(vectors["ours"], vectors["indexing"])),
        "cosine": {"mean": float(cosines.mean()), "min": float(cosines.min())},
        "query": {name: latency(embedder) for name, embedder in embedders.items()},
        "loading": {"plain": loading("sentence-transformers"), "ours": loading("auto")},
        "peak_mb_both": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def table(figures: dict[str, object]) -> str:
    """The figures as a person reads them."""
    rows = [
        f"{figures['texts']} passages, {figures['tokens_per_text']:.0f} tokens each",
        f"{'':24}{'plain':>28}{'ours':>18}",
    ]

    def row(label: str, key: str, form: Callable[[object], str]) -> None:
        values = figures[key]
        if isinstance(values, dict):
            rows.append(f"{label:24}{form(values['plain']):>28}{form(values['ours']):>18}")

    row("backend", "backends", str)
    row("tokens/s", "tokens_per_second", lambda value: f"{value:,.0f}")
    row("one question, ms", "query", lambda value: "{median_ms:.1f} (p95 {p95_ms:.1f})".format(**_fields(value)))
    row("start to vector, s", "loading", lambda value: "{seconds:.1f}".format(**_fields(value)))
    row("peak memory, MB", "loading", lambda value: "{peak_mb:,.0f}".format(**_fields(value)))
    cosine = _fields(figures["cosine"])
    ratio = _fields(figures["ratio"])
    rows.append(
        f"ratio {ratio['ours']:.2f}, opened for a build {ratio['indexing']:.2f} "
        f"(same vectors: {figures['same_vectors_when_indexing']}); "
        f"cosine mean {cosine['mean']:.5f}, min {cosine['min']:.5f}"
    )
    return "\n".join(rows)


def _fields(value: object) -> dict[str, float]:
    return value if isinstance(value, dict) else {}


def main() -> None:
    """Measure, print, and write the figures where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--passages", type=int, default=96)
    parser.add_argument("--length", type=int, default=PASSAGE_LENGTH, help="characters of a passage")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    figures = measure(options.passages, options.length, options.rounds)
    print(table(figures))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
