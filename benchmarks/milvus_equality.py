"""Compares an index in a Milvus with the snapshot it was published from: hits, scores, answers to the byte, and how long each takes.

    python -m benchmarks.milvus_equality --to milvus://127.0.0.1:19530 --sets donation,news-qa --limit 100 --answers

The sets lie in ../shared/eval and ../shared/train; each is indexed into a temporary folder and published under a prefix of its own, which
is deleted afterwards. Without --to, a Milvus Lite is started for it.
"""

import argparse
import json
import math
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from indexer.core.arrays import Matrix
from indexer.core.article import Page, PageKind
from indexer.core.process import Silent
from indexer.embed.embedder import Embedder
from indexer.embed.load import load_embedder
from indexer.milvus.address import read_address
from indexer.milvus.client import Milvus
from indexer.milvus.publish import PublishOptions, publish
from indexer.pipeline.build import build_index
from indexer.rerank.load import load_reader
from indexer.rerank.reader import Excerpt, GoOn, Judgement, Reader, to_the_end
from indexer.settings import IndexerSettings
from service.answer.ask import ask
from service.api.publishing import texts_for
from service.evaluate.corpus import Corpus, find_corpus
from service.results import AskResult, Filters, Hit
from service.search.batching import BatchingEmbedder
from service.search.opening import open_index
from service.search.passage_reader import Budget
from service.search.searcher import Searcher

SHARED = Path("../shared")
_CHUNK_TOKENS = 96
_CLOSE = 1e-5
_DEPTH = 100
_AGAIN = 30
"""Times that a search is made at most."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of some questions."""

    asked: int
    same: int
    """Questions whose first ten are the same rows in the same order."""
    worst: float
    """The largest difference of a score, of hits that are the same."""
    local_ms: float
    """Median."""
    milvus_ms: float
    recall: float
    """Share of the hundred passages nearest to each question, as the folder finds them exactly, that the Milvus finds."""
    answers: int | None = None
    """Questions whose answers, with citations, alternatives and hits, are the same to the byte, times left out; None where none was asked for."""

    @property
    def right(self) -> bool:
        """Whether all are the same."""
        return self.same == self.asked and self.worst <= _CLOSE and self.answers in {None, self.asked}

    def line(self, name: str) -> str:
        """One row of the table."""
        answers = "" if self.answers is None else self.answers
        return f"{name:<24} {self.asked:>6} {self.same:>6} {self.worst:>10.1e} {answers:>8} {self.recall:>6.3f} {self.local_ms:>9.1f} {self.milvus_ms:>9.1f}"


HEADER = (
    f"{'set':<24} {'asked':>6} {'same':>6} {'worst':>10} {'answers':>8} {'recall':>6} {'folder ms':>9} {'Milvus ms':>9}"
)


def told(found: AskResult) -> str:
    """All that an answer says and what it was judged by, but for how long it took, and for rows, which each index names by itself."""
    fields = asdict(found)
    search = fields["search"]
    del fields["took_ms"], search["took_ms"]
    judged = search.pop("judgements")
    search["judged"] = [judged.get(hit.pop("row")) for hit in search["hits"]]
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, default=_plain)


def _plain(value: object) -> object:
    """What JSON has no form of: arrays as lists, figures and the like as text."""
    return value.tolist() if isinstance(value, np.ndarray) else str(value)


class RememberingReader:
    """Reads what both indexes give it once: a judgement depends on question and excerpts alone."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: dict[str, list[Judgement]] = {}
        self.fingerprint = reader.fingerprint

    def judge(self, question: str, excerpts: Sequence[Excerpt], go_on: GoOn = to_the_end) -> list[Judgement]:
        """The reader's own."""
        asked = repr((question, list(excerpts)))
        if asked not in self._known:
            self._known[asked] = self._reader.judge(question, excerpts, go_on)
        return self._known[asked]


def compare(
    index_dir: Path, address: str, questions: Sequence[str], embedder: Embedder, reader: Reader | None = None
) -> Compared:
    """Asks both the same questions, with and without a filter; with a reader, for answers as well."""
    local, remote = open_index(index_dir), open_index(address)
    budget = Budget(milliseconds=math.inf)  # what is left unread in a hurry differs from run to run
    searchers = tuple(Searcher.over(index, embedder, reader, budget=budget) for index in (local, remote))
    times: tuple[list[float], list[float]] = ([], [])
    same, asked, answers, worst = 0, 0, 0, 0.0
    near = found_near = 0
    try:
        for number, question in enumerate(questions):
            filters = Filters(languages=tuple(local.statistics.languages)[:1]) if number % 2 else Filters()
            found: list[Sequence[Hit]] = []
            vector = embedder.embed_queries([question])  # remembered: neither pays for it
            for searcher, took in zip(searchers, times, strict=True):
                hits, milliseconds = _whole(searcher, question, filters)
                found.append(hits)
                took.append(milliseconds)
            asked += 1
            exact, brought = (_nearest(searcher, vector, filters) for searcher in searchers)
            near += len(exact)
            found_near += len(exact & brought)
            one, other = ([hit.chunk.id for hit in hits] for hits in found)
            same += one == other
            if reader is not None:
                first, second = (told(ask(searcher, question, filters=filters)) for searcher in searchers)
                answers += first == second
                if first != second:
                    print(f"other answer: {question}", file=sys.stderr)
            pairs = zip(*found, strict=False)
            worst = max([worst, *(abs(a.scores.fused - b.scores.fused) for a, b in pairs if a.chunk.id == b.chunk.id)])
    finally:
        local.close()
        remote.close()
    told_alike = None if reader is None else answers
    medians = [statistics.median(each) for each in times]
    return Compared(asked, same, worst, medians[0], medians[1], found_near / max(near, 1), told_alike)


def _whole(searcher: Searcher, question: str, filters: Filters) -> tuple[Sequence[Hit], float]:
    """Hits of a search for which no leg was missing, and its milliseconds: one that was late, as on a busy machine, is asked for again."""
    for _ in range(_AGAIN):
        began = time.perf_counter()
        found = searcher.search(question, filters=filters, highlight=False)
        if not found.degraded:
            return found.hits, (time.perf_counter() - began) * 1000
        time.sleep(1)
    sys.exit(f"A leg is missing each time: {found.degraded}")


def _nearest(searcher: Searcher, vector: Matrix, filters: Filters) -> set[str]:
    """Ids of the hundred passages that the dense leg brings."""
    index = searcher.index
    return {chunk.id for _, chunk in index.chunks(index.nearest(vector, _DEPTH, index.select(filters)))}


def make_index(index_dir: Path, pages: Sequence[Page], embedder: Embedder) -> None:
    """Builds an index of some pages, on top of what is there."""
    build_index(lambda _: pages, index_dir, embedder, chunk_tokens=_CHUNK_TOKENS, progress=Silent())


def invented(count: int, *, edition: int = 1) -> tuple[list[Page], list[str]]:
    """Articles that nobody wrote, a tenth of which differ from one edition to the next, and questions about them."""
    places = ("青禾镇", "白鹭镇", "柳河村", "石桥村", "河湾县")
    things = ("口罩", "消毒液", "雨衣", "课本", "药品")
    pages, questions = [], []
    for number in range(count):
        place, thing, sum_given = places[number % 5], things[number // 5 % 5], 137 * number + 11
        changed = f"后来又补送{number}箱。" if edition > 1 and number % 10 == 0 else ""
        body = (
            f"{place}第{number}小组昨日送来{thing}{sum_given}件。\n负责人说，都已登记。{changed}\n编号{number * 7919}。"
        )
        record = {"id": f"invented-{number}", "title": f"{place}收到{thing}{sum_given}件", "body": body, "lang": "zh",
                  "source": f"{place}报", "published_at": f"2021-0{1 + number % 9}-1{number % 10}"}  # fmt: skip
        pages.append(Page(name=f"invented:{number}", kind=PageKind.RECORD, record=record))
        questions.append(f"{place}第{number}小组送来多少件{thing}？")
    return pages, questions[:: max(count // 50, 1)]


def set_of(name: str, limit: int, most: int) -> tuple[list[Page], list[str]]:
    """Articles and questions of a shared set: the articles that answer first, then others, up to so many."""
    folder, every = _folder_of(name), _asked_in(name)
    asked = every[:: max(len(every) // limit, 1)][:limit]
    wanted = {article for question in asked for article in question.get("positive_ids", ())}
    corpus = find_corpus(folder) or Corpus((folder / "articles.jsonl",))
    first: list[Page] = []
    others: list[Page] = []
    for page in corpus.pages(lambda _: None):
        if isinstance(page, Page):
            mine = first if page.record.get("id") in wanted else others
            if mine is first or len(others) < most:
                mine.append(page)
    return [*first, *others][: max(most, len(first))], [str(question["text"]) for question in asked]


def every_question(name: str) -> list[str]:
    """All questions of a shared set."""
    return [str(question["text"]) for question in _asked_in(name)]


def _folder_of(name: str) -> Path:
    """Where a shared set lies."""
    folder = next((each for each in (SHARED / "eval" / name, SHARED / "train" / name) if each.is_dir()), None)
    if folder is None:
        sys.exit(f"There is no set {name} in {SHARED}/eval or {SHARED}/train: this benchmark needs it.")
    return folder


def _asked_in(name: str) -> list[dict[str, Any]]:
    """The questions of a shared set, as they are written there."""
    folder = _folder_of(name)
    file = folder / ("queries.jsonl" if (folder / "queries.jsonl").is_file() else "questions.jsonl")
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@contextmanager
def lite_process(data: Path | None = None) -> Iterator[tuple[str, int]]:
    """Address and process of a Milvus Lite for as long as this lasts, over a folder where one is given."""
    with tempfile.TemporaryDirectory() as made:
        folder = str(data or made)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "milvus_lite", "server", "--data-dir", folder, "--host", "127.0.0.1"]
        with subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.DEVNULL) as process:
            try:
                yield f"milvus://127.0.0.1:{port}", process.pid
            finally:
                process.terminate()


@contextmanager
def lite_server(data: Path | None = None) -> Iterator[str]:
    """Its address alone."""
    with lite_process(data) as (address, _):
        yield address


def main() -> None:
    """Prints a row for each set."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--to", default="", metavar="milvus://HOST:PORT", help="default: a Milvus Lite of its own")
    arguments.add_argument("--sets", default="donation", help="comma-separated; invented:N needs no data")
    arguments.add_argument("--limit", type=int, default=50, help="questions of each set")
    arguments.add_argument(
        "--articles", type=int, default=500, help="articles of each set, those that answer among them"
    )
    arguments.add_argument(
        "--answers", action="store_true", help="compare answers too, with the reader, which takes longer"
    )
    arguments.add_argument("--vectors", default="flat", choices=("flat", "hnsw"))
    given = arguments.parse_args()
    embedder = BatchingEmbedder(load_embedder(IndexerSettings()))
    if given.to:
        _measure(given.to, given, embedder)
    else:
        with lite_server() as address:
            _measure(address, given, embedder)


def _measure(address: str, given: argparse.Namespace, embedder: BatchingEmbedder) -> None:
    reader = RememberingReader(load_reader(IndexerSettings(), None)) if given.answers else None
    print(HEADER, flush=True)
    for name in given.sets.split(","):
        kind, _, count = name.partition(":")
        pages, questions = (
            invented(int(count or 200)) if kind == "invented" else set_of(name, given.limit, given.articles)
        )
        prefix = f"bench_{secrets.token_hex(4)}"
        milvus = Milvus(replace(read_address(address), prefix=prefix), timeout=120, patience=60)
        with tempfile.TemporaryDirectory() as folder:
            index = Path(folder) / "index"
            make_index(index, pages, embedder)
            try:
                publish(index, milvus, options=PublishOptions(index=given.vectors), extra=texts_for(index))
                where = f"{address.partition('?')[0]}?prefix={prefix}"
                print(compare(index, where, questions[: given.limit], embedder, reader).line(name), flush=True)
            finally:
                milvus.drop_all()
                milvus.close()


if __name__ == "__main__":
    main()
