"""Asks a service over a folder and one over a Milvus the same questions over HTTP, and compares every response to the byte, times left out.

    python -m benchmarks.milvus_http --sets donation,zhnews-mrc,xquad,news-qa --limit 136 --articles 150 [--together]

Articles of the sets (../shared/eval, ../shared/train) become one index, which is published; both services are `xunwen serve`, processes of
their own. Each question is asked of /v1/search, in one of nine ways, and of /v1/ask. What a leg was missing for, as on a machine so busy
that a Milvus does not answer within 5 seconds, is asked again, and counted. Without --to, a Milvus Lite is started. --work keeps what
was made for the next time.
"""

import argparse
import json
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import zip_longest
from pathlib import Path

from benchmarks.milvus_equality import RememberingReader, lite_process, make_index, set_of
from benchmarks.service import exchange, service
from indexer.core.article import Page
from indexer.embed.load import load_embedder
from indexer.milvus.address import read_address
from indexer.milvus.client import Milvus
from indexer.milvus.publish import publish
from indexer.rerank.load import load_reader
from indexer.settings import IndexerSettings
from service.api.publishing import texts_for
from service.http.app import create_app
from service.http.index_engine import EngineOpener
from service.http.job_routes import IndexOperations
from service.http.serve import serving
from service.settings import ServiceSettings

SETTINGS = {"XUNWEN_READ_MS": "600000"}
"""What is left unread in a hurry differs from run to run."""
WAYS: Sequence[Mapping[str, object]] = (
    {},
    {"explain": True, "limit": 20},
    {"mode": "dense"},
    {"mode": "lexical", "group_by": "article"},
    {"group_by": "story", "limit": 30},
    {"filters": {"languages": ["zh"]}, "explain": True},
    {"mode": "reranked"},
    {"sort": "newest", "facets": ["sources", "languages"], "histogram": "month"},
    {"offset": 10, "limit": 10},
)
"""Of searching, each question in one of them."""
_AGAIN, _READY = 30, 900
"""Times that a request is made at most, and seconds until a service is ready."""
_WORDING = re.compile(rb'"did_you_mean": ?(null|"(?:[^"\\]|\\.)*")')
_TIMES = re.compile(rb'"took_ms": ?(\{[^{}]*\}|[0-9.e-]+)')


@dataclass(slots=True)
class Answered:
    """What came of the questions of one set."""

    questions: int = 0
    responses: int = 0
    same: int = 0
    wordings: int = 0
    """Responses that differ in this alone: the folder's service offers another wording of the query, for which it takes the whole archive."""
    again: int = 0
    """Times that one was asked again, for a leg that was missing."""
    statuses: Counter[int] = field(default_factory=Counter)
    answers: int = 0
    """Questions that the folder's service answers."""
    took: tuple[list[float], list[float]] = field(default_factory=lambda: ([], []))
    """Milliseconds of each response, of both."""

    def line(self, name: str) -> str:
        """One row of the table."""
        medians = [statistics.median(each) if each else 0.0 for each in self.took]
        return f"{name:<14} {self.questions:>9} {self.responses:>9} {self.same:>9} {self.wordings:>8} {self.answers:>9} {self.again:>6} {medians[0]:>10.0f} {medians[1]:>10.0f}"


HEADER = f"{'set':<14} {'questions':>9} {'responses':>9} {'same':>9} {'wordings':>8} {'answered':>9} {'again':>6} {'folder ms':>10} {'Milvus ms':>10}"


def without_times(body: bytes) -> bytes:
    """A response but for how long it took."""
    return _TIMES.sub(b'"took_ms":0', body)


@contextmanager
def apart(*places: Path | str) -> Iterator[list[str]]:
    """The address of a service over each index, in a process of its own."""
    with ExitStack() as stack:
        services = [stack.enter_context(service(where, settings=SETTINGS)) for where in places]
        for each in services:
            _wait_for(each.address)
        yield [each.address for each in services]


@contextmanager
def together(*places: Path | str) -> Iterator[list[str]]:
    """The same in this process, with one model and one reader, which reads once what both services give it: half the work."""
    embedder, reader = load_embedder(IndexerSettings()), RememberingReader(load_reader(IndexerSettings(), None))
    settings = ServiceSettings(read_ms=float(SETTINGS["XUNWEN_READ_MS"]))
    with ExitStack() as stack:
        addresses = []
        for where in places:
            opener = EngineOpener(
                Path(where), settings, IndexerSettings(), load=lambda _: embedder, load_reader=lambda *_: reader
            )
            app = create_app(opener, settings, operations=IndexOperations(read_pointer=opener.pointer))
            addresses.append(stack.enter_context(serving(app)).removeprefix("http://"))
            _wait_for(addresses[-1])
        yield addresses


def compare(services: Sequence[str], asked: Sequence[tuple[int, str]], differences: list[str]) -> Answered:
    """Asks two services one after the other what is asked of each question, and compares what they say.

    Args:
        services: Addresses of both.
        asked: Questions with their numbers.
        differences: Told of each response that is not the same.
    """
    found = Answered()
    connections = [HTTPConnection(each, timeout=600) for each in services]
    for number, question in asked:
        found.questions += 1
        if found.questions % 10 == 0:
            print(f"{found.questions} asked, {len(differences)} differences", file=sys.stderr, flush=True)
        for path, body in (
            ("/v1/search", {"query": question, **WAYS[number % len(WAYS)]}),
            ("/v1/ask", {"question": question}),
        ):
            one, other = (_whole(to, path, body) for to in connections)
            for took, (_, _, milliseconds, again) in zip(found.took, (one, other), strict=True):
                took.append(milliseconds)
                found.again += again
            found.responses += 1
            found.statuses[one[0]] += 1
            same = one[:2] == other[:2]
            found.same += same
            if not same and _WORDING.sub(b"", one[1]) == _WORDING.sub(b"", other[1]):
                found.wordings += 1
            elif not same:
                told = {"path": path, "body": body, "folder": one[1].decode(), "milvus": other[1].decode()}
                differences.append(json.dumps(told, ensure_ascii=False))
            found.answers += path == "/v1/ask" and json.loads(one[1])["answer"] is not None
    return found


def _whole(connection: HTTPConnection, path: str, body: object) -> tuple[int, bytes, float, int]:
    """Status, body without times, and milliseconds of a request, asked again while a leg is missing; and how often that was."""
    again = 0
    while True:
        began = time.perf_counter()
        status, found = exchange(connection, "POST", path, body)
        took = (time.perf_counter() - began) * 1000
        missing = status == 503 or (status == 200 and json.loads(found)["degraded"])
        if not missing or again == _AGAIN:
            return status, without_times(found), took, again
        again += 1
        time.sleep(1)


def _wait_for(address: str) -> None:
    """Waits until a service is ready, however often its Milvus does not answer in time."""
    began = time.perf_counter()
    while exchange(HTTPConnection(address, timeout=60), "GET", "/readyz")[0] != 200:
        if time.perf_counter() - began > _READY:
            sys.exit(f"{address} is not ready after {_READY} seconds.")
        time.sleep(1)


@dataclass(frozen=True, slots=True)
class PublishedSets:
    """An index of the sets' articles that was published."""

    index: Path
    address: str
    questions: Mapping[str, Sequence[str]]
    """Of each set."""
    server: int
    """The Milvus's process; 0 where it is another machine's."""


@contextmanager
def published_sets(given: argparse.Namespace) -> Iterator[PublishedSets]:
    """An index of the sets' articles, published for as long as this lasts."""
    with ExitStack() as stack:
        work = given.work or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        pages: dict[str, Page] = {}
        questions: dict[str, list[str]] = {}
        for name in given.sets.split(","):
            articles, questions[name] = set_of(name, given.limit, given.articles)
            pages |= {str(page.record.get("id")): page for page in articles}
        index = work / "index"
        make_index(index, list(pages.values()), load_embedder(IndexerSettings()))
        (work / "milvus").mkdir(exist_ok=True)
        server, pid = (given.to, 0) if given.to else stack.enter_context(lite_process(work / "milvus"))
        address = f"{server.partition('?')[0]}?prefix=bench_http"
        milvus = Milvus(read_address(address), timeout=120, patience=120)
        stack.callback(milvus.close)
        done = publish(index, milvus, extra=texts_for(index))
        print(f"{done.articles} articles, {done.chunks} chunks, generation {done.generation}", flush=True)
        if given.work is None:
            stack.callback(milvus.drop_all)
        yield PublishedSets(index, address, questions, pid)


def common(arguments: argparse.ArgumentParser) -> None:
    """What this and the benchmark of several services ask for."""
    arguments.add_argument("--to", default="", metavar="milvus://HOST:PORT", help="default: a Milvus Lite of its own")
    arguments.add_argument("--sets", default="donation,zhnews-mrc,xquad,news-qa", help="comma-separated")
    arguments.add_argument("--limit", type=int, default=136, help="questions of each set")
    arguments.add_argument(
        "--articles", type=int, default=150, help="articles of each set, those that answer among them"
    )
    arguments.add_argument("--work", type=Path, help="folder that keeps index and Milvus for the next time")


def main() -> None:
    """Prints a row for each set, and the first differences."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    common(arguments)
    arguments.add_argument("--only", default="", help="ask the questions of these sets alone")
    arguments.add_argument("--together", action="store_true", help="both services in this process: half the work")
    arguments.add_argument("--skip", type=int, default=0, help="questions of each set that are left out, of the first")
    arguments.add_argument("--differences", type=Path, help="file for every difference, one a line")
    given = arguments.parse_args()
    with ExitStack() as stack:
        published = stack.enter_context(published_sets(given))
        questions = published.questions
        services = stack.enter_context((together if given.together else apart)(published.index, published.address))
        print(HEADER, flush=True)
        total, differences = Answered(), []  # type: Answered, list[str]
        for name in given.only.split(",") if given.only else questions:
            found = compare(services, list(enumerate(questions[name]))[given.skip :], differences)
            print(found.line(name), dict(found.statuses), flush=True)
            total.questions += found.questions
            total.responses += found.responses
            total.same += found.same
            total.again += found.again
            total.wordings += found.wordings
            total.answers += found.answers
            for mine, its in zip(total.took, found.took, strict=True):
                mine.extend(its)
        print(total.line("all"))
        if given.differences:
            given.differences.write_text("".join(f"{each}\n" for each in differences), encoding="utf-8")
    sys.exit(bool(differences))


def interleaved(questions: Mapping[str, Sequence[str]]) -> list[str]:
    """Different questions of all sets, in turns."""
    turns = zip_longest(*questions.values())
    return list(dict.fromkeys(each for turn in turns for each in turn if each is not None))


if __name__ == "__main__":
    main()
