"""The lines that a driver is sent and those that it answers; the same for all, and with nothing but the standard library.

One JSON object a line, on standard input and output:

    {"do": "load", "model": FOLDER}
        {"did": "load", "notes": "…"}
    {"do": "index", "rows": FILE, "articles": FILE, "index": FOLDER}
        {"did": "index", "chunks": 2034, "seconds": 61.2}
    {"do": "serve", "model": FOLDER, "index": FOLDER}
        {"did": "serve", "pid": 4711, "address": "127.0.0.1:40123", "ways": {"hybrid": {…}}}
    {"do": "stop"}

What goes wrong is answered {"failed": "…"}, and the process ends with 1; so it does, with 0, when told to stop. Between `load` and `index` all is open and warm, so that
start-up is not counted as indexing. What `serve` names answers POST /v1/search of {"query", "limit", "group_by": "article"} and the
way's own fields with {"hits": [{"article": {"id": …}, …}, …]}, best first, each article once.
"""

import json
import os
import re
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TextIO

QUERY_PREFIX, PASSAGE_PREFIX = "query: ", "passage: "
"""What E5 wants before a question and before a passage."""
THREADS = 2
"""Searches that are worked on at once in a peer's service: as many as the machine it was set for has cores."""
BATCH = 32
"""Texts embedded at a time: the default of sentence-transformers, and the fastest but for noise on two cores."""
CANDIDATES = 50
"""Chunks that each leg brings, of which the first ten articles are taken."""
BIGRAMS = r"(?=([㐀-䶿一-鿿]{2}|(?<![A-Za-z0-9])[A-Za-z0-9]+))"
"""Tokens of BM25 where a peer takes a pattern: pairs of Chinese characters, which overlap, and words of Latin letters and digits.

What peers do by default, `\\b\\w\\w+\\b` or the like, takes a clause of Chinese for one word.
"""


def tokens(text: str) -> list[str]:
    """Pairs of characters and words, in small letters: for peers that take tokens."""
    return re.findall(BIGRAMS, text.lower())


class PeerError(Exception):
    """One of those compared could not be installed, did not do what it was told, or ended."""


@dataclass(frozen=True, slots=True)
class Row:
    """A chunk as every peer gets it."""

    id: str
    """Unique among all chunks."""
    article: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """An article found, by its best chunk."""

    article: str
    score: float
    """Higher is better."""
    text: str


@dataclass(frozen=True, slots=True)
class Served:
    """A service that answers, or will as soon as it is ready."""

    pid: int
    """Its process; those that it started count with it."""
    address: str
    """Host and port."""
    ways: Mapping[str, Mapping[str, object]] = field(default_factory=lambda: {"hybrid": {}})
    """Ways to search by name, each with the fields that ask for it."""


class Driver(Protocol):
    """What each of those compared does."""

    notes: str
    """What was set and why, for people who read the table."""

    def load(self, model: Path) -> None:
        """Opens what indexing needs, and uses it once.

        Args:
            model: The weights that all share, as a sentence-transformers folder.
        """
        ...

    def index(self, rows: Path, articles: Path, folder: Path) -> int:
        """Indexes all into an empty folder, from which `serve` serves in another process.

        Args:
            rows: Chunks, as JSON lines of `Row`.
            articles: The same articles whole, for who cuts them itself.
            folder: Where to.

        Returns:
            How many chunks it holds.
        """
        ...

    def serve(self, folder: Path, model: Path) -> Served:
        """Opens an index and its model and answers over HTTP, in this process or in one of its own."""
        ...

    def stop(self) -> None:
        """Ends what `serve` started."""
        ...


def read_rows(file: Path) -> list[Row]:
    """The chunks of a file of JSON lines, in order."""
    with file.open(encoding="utf-8") as lines:
        return [Row(**json.loads(line)) for line in lines]


def best_of_each(ranked: Iterable[Found], limit: int) -> list[Found]:
    """The first `limit` articles, each by its first chunk: what ranks chunks is asked for articles.

    >>> [each.score for each in best_of_each([Found("a", 3, ""), Found("a", 2, ""), Found("b", 1, "")], 10)]
    [3, 1]
    """
    kept: dict[str, Found] = {}
    for each in ranked:
        kept.setdefault(each.article, each)
    return list(kept.values())[:limit]


def fused(rankings: Sequence[Sequence[int]], *, constant: int = 60) -> list[tuple[int, float]]:
    """Rows of several rankings in one, best first, by reciprocal ranks (Cormack et al. 2009); ties by row.

    >>> [row for row, _ in fused([[7, 3], [3, 9]])]
    [3, 7, 9]
    """
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, row in enumerate(ranking, start=1):
            scores[row] = scores.get(row, 0.0) + 1 / (constant + rank)
    return sorted(scores.items(), key=lambda each: (-each[1], each[0]))


def drive(driver: Driver) -> None:
    """Does what the lines of standard input say until they end."""
    answers = _own_output()
    try:
        for command in _commands(sys.stdin):
            if command["do"] == "stop":
                break
            print(json.dumps(_done(driver, command), ensure_ascii=False), file=answers, flush=True)
    # Whatever a library raises is told to who waits for the answer.
    except Exception as error:  # noqa: BLE001
        traceback.print_exc()
        print(json.dumps({"failed": f"{type(error).__name__}: {error}"}), file=answers, flush=True)
        sys.exit(1)
    finally:
        driver.stop()


def _own_output() -> TextIO:
    """Standard output for answers alone: what libraries print goes to standard error from now on."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return answers


def _commands(lines: Iterable[str]) -> Iterator[dict[str, str]]:
    for line in lines:
        if line.strip():
            yield json.loads(line)


def _done(driver: Driver, command: Mapping[str, str]) -> dict[str, object]:
    """The answer to a command once it is done."""
    known: dict[str, Callable[[Driver, Mapping[str, str]], dict[str, object]]] = {
        "load": _load,
        "index": _index,
        "serve": _serve,
    }
    if command["do"] not in known:
        raise ValueError(f"{command['do']!r} is none of {', '.join(known)}, stop")
    return {"did": command["do"], **known[command["do"]](driver, command)}


def _load(driver: Driver, command: Mapping[str, str]) -> dict[str, object]:
    driver.load(Path(command["model"]))
    return {"notes": driver.notes}


def _index(driver: Driver, command: Mapping[str, str]) -> dict[str, object]:
    folder = Path(command["index"])
    folder.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    chunks = driver.index(Path(command["rows"]), Path(command["articles"]), folder)
    return {"chunks": chunks, "seconds": time.perf_counter() - began}


def _serve(driver: Driver, command: Mapping[str, str]) -> dict[str, object]:
    served = driver.serve(Path(command["index"]), Path(command["model"]))
    return {"pid": served.pid, "address": served.address, "ways": served.ways}
