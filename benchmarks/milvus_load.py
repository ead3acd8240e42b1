"""Loads an invented archive of many chunks into a Milvus by the code that publishes, and tells how fast, how large, and what a search then takes.

    python -m benchmarks.milvus_load --chunks 100000 300000 1000000 --minutes 15 --data /tmp/milvus

Vectors, terms and texts are drawn at random, as many and as long as those of real articles (6.3 chunks an article, 125 terms a chunk); rows are
made and written by the writer of `xunwen publish`. At each of the sizes, and when the minutes are over, what was written is counted, searched
as services search, and compared with vectors that are compared here. Without --to, a Milvus Lite is started over --data.

    python -m benchmarks.milvus_load --to milvus://127.0.0.1:19530?prefix=load --sample data/index --keep
    python -m benchmarks.milvus_large milvus://127.0.0.1:19530?prefix=load

With --sample each size becomes a generation that services open: counts of terms are written, and the small files of that index stand for the archive's.
With --like the vectors have the mean and the covariances of that index's, between articles and within them, and so have those that are searched for.
--old is for a Milvus of 2.3, which is given no lexical leg.
"""

import argparse
import json
import os
import re
import secrets
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.invented_vectors import InventedVectors
from benchmarks.machine import measured_now
from benchmarks.milvus_dense import DenseMilvus
from benchmarks.milvus_equality import lite_process
from indexer.core.article import Article
from indexer.core.process import Silent
from indexer.index.docstore import columns_of
from indexer.index.snapshot import open_snapshot
from indexer.milvus.address import read_address
from indexer.milvus.client import Milvus, Search
from indexer.milvus.counts import Bucket, RowTerms, hashes_of
from indexer.milvus.generations import Generations, Record
from indexer.milvus.material import ArticleMaterial
from indexer.milvus.records import Records, bucket_rows, buckets_for
from indexer.milvus.schema import UNSEARCHED, Layout, alive, article_key, chunk_key
from indexer.milvus.writing import PACKET, GenerationWriter, LocalWriter
from indexer.text.analyzer import stemmed, stems_of
from service.api.publishing import texts_for

_DIMENSION = 384
_CHUNKS = (5, 6, 6, 7, 7, 7)
"""Of one article after the other: 6.3 on average."""
_TERMS_A_CHUNK, _TERMS_AN_ARTICLE, _VOCABULARY = 125, 650, 400_000
_BODY = 1_000
"""Chinese characters of an article: 3 KB."""
_EVERY = 15.0
"""Seconds from one line to the next."""
_ASKED, _EARLY, _DEPTH = 50, 5, 100
"""Searches, those before the index of vectors is built, and rows of each."""
_LETTERS = "bcdfgkmpqtvxz"
"""Of invented words: without vowels, so that each is its own stem."""
_ROWS_AT_ONCE = 500


def word(rank: int) -> str:
    """The invented word of a rank, from 0: its digits to the base of the letters, five or more."""
    letters = ""
    for _ in range(5):
        rank, digit = divmod(rank, len(_LETTERS))
        letters += _LETTERS[digit]
    while rank:
        rank, digit = divmod(rank, len(_LETTERS))
        letters += _LETTERS[digit]
    return letters


@dataclass(slots=True)
class Held:
    """How many rows hold each term, and how many terms they have, repeats included."""

    rows: npt.NDArray[np.uint32]
    """By rank."""
    terms: int = 0
    of: int = 0
    """Rows."""

    def add(self, ranks: npt.NDArray[np.int64], terms: int) -> None:
        """Another row."""
        self.rows[ranks] += 1
        self.terms += terms
        self.of += 1

    @property
    def average(self) -> float:
        """Terms of a row."""
        return self.terms / max(self.of, 1)


class Drawn:
    """Articles that are drawn at random, always the same ones."""

    def __init__(self, invented: InventedVectors) -> None:
        self._random = np.random.default_rng(31)
        self._invented = invented
        self.hashes = hashes_of(stemmed(map(word, range(_VOCABULARY)), stems_of("en")))
        """Of the words, by rank."""
        self.chunk_terms, self.article_terms = (Held(np.zeros(_VOCABULARY, dtype=np.uint32)) for _ in range(2))
        self.vectors: list[npt.NDArray[np.float16]] = []
        """Of every chunk so far, an array for each article."""

    def article(self, number: int) -> ArticleMaterial:
        """The next article.

        Args:
            number: Its place, from 1.
        """
        draw, chunks = self._random, _CHUNKS[number % len(_CHUNKS)]
        halves = self._invented.article(draw, chunks).astype(np.float16)
        self.vectors.append(halves[:chunks])
        day = 18_000 + number % 2_000
        date = str(np.datetime64(day, "D"))
        body = "".join(map(chr, draw.integers(0x4E00, 0x9FA5, _BODY)))
        source = f"第{number % 97}报"
        article = Article(f"drawn-{number}", body[:18], body, source=source, published_at=date, language="zh")
        step = len(body) // chunks
        return ArticleMaterial(
            number=number,
            columns=columns_of(article),
            facts={"id": article.id, "source": source, "language": "zh", "published_at": date, "day": day,
                   "moment": day * 86_400.0, "authors": [], "keywords": []},
            related=[],
            story=number,
            edition=number,
            hash=f"{number:064x}",
            spans=[(place * step, (place + 1) * step) for place in range(chunks)],
            chunk_terms=[self._terms(_TERMS_A_CHUNK, self.chunk_terms) for _ in range(chunks)],
            terms=self._terms(_TERMS_AN_ARTICLE, self.article_terms),
            key_terms=(),
            chunk_vectors=halves[:chunks],
            vector=halves[chunks],
        )  # fmt: skip

    def _terms(self, count: int, held: Held) -> RowTerms:
        """Terms as frequent as words are: the one of rank r as often as 1/r of the first."""
        ranks = np.exp(self._random.random(count * 2) * np.log(_VOCABULARY)).astype(np.int64) - 1
        different = np.unique(ranks)[:count]
        frequencies = self._random.integers(1, 4, different.size).astype(np.uint8)
        length = int(frequencies.sum())
        held.add(different, length)
        return RowTerms.of(self.hashes[different], frequencies, length)


def record_of(given: argparse.Namespace, *, lite: bool) -> Record:
    """What a publication of so many would say of itself."""
    layout = Layout(_DIMENSION, half=not lite, index=given.vectors.upper(), scalars=not lite)
    return Record(
        1, epoch=1, first=1, base=0, snapshot="drawn", created_at="", layout=asdict(layout), recipe={}, model="", articles=0,
        chunks=0, numbers=0, chunk_average=250.0, article_average=1_300.0, frozen_average=1_300.0, buckets=1,
    )  # fmt: skip


class Load:
    """One load, and what it is looked at by."""

    def __init__(self, milvus: Milvus, given: argparse.Namespace, server: int) -> None:
        """Writes nothing yet.

        Args:
            milvus: Where to.
            given: The options.
            server: The process whose memory is told; 0 for none.
        """
        self._milvus, self._given, self._server = milvus, given, server
        self._invented = InventedVectors.like(given.like) if given.like else InventedVectors.unstructured()
        self._drawn = Drawn(self._invented)
        self._record = record_of(given, lite=milvus.is_lite)
        self._name, self._articles_name = (Generations(milvus).part(1, part) for part in ("chunks", "articles"))
        self._articles = self._chunks = 0
        self._keys: list[int] = []
        """Of the articles."""
        self._until = time.perf_counter() + given.minutes * 60
        self.curve: list[dict[str, float]] = []

    @property
    def is_over(self) -> bool:
        """Whether the minutes are."""
        return bool(time.perf_counter() >= self._until)

    def run(self, chunks: int) -> None:
        """Writes until so many are there, or the time is over, as another generation."""
        layout = self._record.laid_out
        self._milvus.create(self._name, layout.chunks())
        self._milvus.create(self._articles_name, layout.articles())
        began = told = time.perf_counter()
        before = first = self._chunks
        packets = self._packets(chunks)
        for _ in LocalWriter(self._milvus).write(packets, self._record):
            now = time.perf_counter()
            if now - told >= _EVERY:
                self._tell(now - began, (self._chunks - before) / (now - told))
                told, before = now, self._chunks
        seconds = time.perf_counter() - began
        self._tell(seconds, (self._chunks - first) / seconds)

    def _packets(self, chunks: int) -> Iterator[Sequence[ArticleMaterial]]:
        while self._chunks < chunks and not self.is_over:
            packet = [self._drawn.article(self._articles + place) for place in range(1, PACKET + 1)]
            yield packet
            self._keys += [article_key(each.number, self._record.revision) for each in packet]
            self._articles += len(packet)
            self._chunks += sum(len(each.spans) for each in packet)

    def serve(self, sample: Path) -> None:
        """Lets the alias name the generation that was loaded, and begins the next.

        Args:
            sample: An index of the default model, whose small files stand for the archive's.
        """
        drawn, generations = self._drawn, Generations(self._milvus)
        order = np.argsort(drawn.hashes)
        counts = Bucket(drawn.hashes[order], drawn.chunk_terms.rows[order], drawn.article_terms.rows[order])
        snapshot = open_snapshot(sample)
        record = replace(
            self._record, snapshot=snapshot.name, model=snapshot.manifest.model.fingerprint, recipe=snapshot.manifest.recipe,
            articles=self._articles, chunks=self._chunks, numbers=self._articles, buckets=buckets_for(_VOCABULARY),
            chunk_average=drawn.chunk_terms.average, article_average=drawn.article_terms.average,
        )  # fmt: skip
        writer = GenerationWriter(Records(snapshot, sample), self._milvus, LocalWriter(self._milvus), Silent())
        writer.create(record)
        generations.write(record.generation, ".record", record.to_json())
        rows = [
            {"pk": article_key(bucket, record.revision), "born": record.generation, "gone": record.generation + 1, "bucket": bucket,
             "terms": strings, "unsearched": UNSEARCHED}
            for bucket, strings in bucket_rows(counts, record.buckets)
        ]  # fmt: skip
        for first in range(0, len(rows), _ROWS_AT_ONCE):
            self._milvus.write(generations.part(record.epoch, "terms"), rows[first : first + _ROWS_AT_ONCE])
        numbers = np.arange(1, snapshot.manifest.articles + 1, dtype=np.int64)
        writer.files(record, numbers, texts_for(sample)(snapshot))
        writer.flush(record)
        snapshot.close()
        generations.finish(record.generation)
        generations.switch(record.generation)
        self._record = replace(self._record, generation=record.generation + 1)

    def _tell(self, seconds: float, rate: float) -> None:
        line: dict[str, float] = {
            "seconds": round(seconds),
            "chunks": self._chunks,
            "per_second": round(rate),
            **self._held(),
        }
        self.curve.append(line)
        print("   ".join(f"{name} {value:,}" for name, value in line.items()), flush=True)

    def _held(self) -> dict[str, int]:
        """Seconds of processors that were used so far, which tell more than the clock where others use the machine, and the server's megabytes."""
        held = {"client_cpu_seconds": round(time.process_time())}
        if self._server:
            fields = Path(f"/proc/{self._server}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            held["server_cpu_seconds"] = (int(fields[11]) + int(fields[12])) // os.sysconf("SC_CLK_TCK")
            status = Path(f"/proc/{self._server}/status").read_text(encoding="utf-8")
            held["memory_mb"] = int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) >> 10
        if self._given.data:
            held["disk_mb"] = sum(_size(each) for each in self._given.data.rglob("*")) >> 20
        return held

    def look(self) -> dict[str, float]:
        """Counts what is there, and searches as services search: milliseconds, and the share of the nearest that is found."""
        began = time.perf_counter()
        self._milvus.flush(self._name)
        flushed = time.perf_counter()
        generation = self._record.generation
        counted = self._milvus.count(self._name, alive(generation))
        vectors = np.concatenate(self._drawn.vectors)
        keys = np.concatenate(
            [
                np.arange(len(each)) + chunk_key(article, 0)
                for article, each in zip(self._keys, self._drawn.vectors, strict=True)
            ]
        )
        draw = np.random.default_rng(5)
        asked = np.vstack([self._invented.article(draw, 1)[:1] for _ in range(_ASKED)])
        unindexed = self._milvus.unindexed(self._name, "vector")
        early = [self._search(query, generation)[1] for query in asked[:_EARLY]]
        since = time.perf_counter()
        while self._milvus.unindexed(self._name, "vector"):
            time.sleep(1)
        indexed = time.perf_counter()
        took, found = [], 0
        for query in asked:
            hits, milliseconds = self._search(query, generation)
            took.append(milliseconds)
            nearest = np.argpartition(-_products(vectors, query), _DEPTH)[:_DEPTH]
            found += len(hits & set(keys[nearest].tolist()))
        return {
            "flush_seconds": round(flushed - began, 1), "counted": counted, "written": self._chunks, "articles": self._articles,
            "unindexed": unindexed, "search_before_index_ms": round(statistics.median(early)),
            "index_seconds": round(indexed - since, 1),
            "first_search_ms": round(took[0]), "median_search_ms": round(statistics.median(took[1:]), 1),
            "recall": round(found / (_ASKED * _DEPTH), 4), **self._held(),
        }  # fmt: skip

    def _search(self, query: npt.NDArray[np.float32], generation: int) -> tuple[set[int], float]:
        """Keys of what is nearest, and milliseconds."""
        layout = self._record.laid_out
        asked = query.astype(np.float16) if layout.half else query
        search = Search("vector", [asked], _DEPTH, alive(generation), ("pk",), layout.search_options(_DEPTH))
        began = time.perf_counter()
        (hits,) = self._milvus.nearest(self._name, search)
        return {int(hit["pk"]) for hit in hits}, (time.perf_counter() - began) * 1000


def _products(vectors: npt.NDArray[np.float16], query: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Inner products with every vector, in 32 bits, a part at a time."""
    parts = (vectors[first : first + 50_000].astype(np.float32) @ query for first in range(0, len(vectors), 50_000))
    return np.concatenate(list(parts))


def _size(path: Path) -> int:
    """Bytes of a file; 0 where it is gone, or none."""
    try:
        return path.stat().st_size if path.is_file() else 0
    except FileNotFoundError:
        return 0


def main() -> None:
    """Prints the curve, and what was found at its end."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--to", default="", metavar="milvus://HOST:PORT", help="default: a Milvus Lite of its own")
    arguments.add_argument("--data", type=Path, help="folder of the server's files, whose size is told")
    arguments.add_argument("--server", type=int, default=0, metavar="PID", help="with --to: whose memory is told")
    arguments.add_argument("--chunks", type=int, nargs="+", default=[1_000_000], help="sizes, ascending")
    arguments.add_argument("--minutes", type=float, default=15.0, help="minutes of loading at most")
    arguments.add_argument("--vectors", default="flat", choices=("flat", "hnsw"))
    arguments.add_argument("--old", action="store_true", help="a server before 2.4: no lexical leg, vectors in 32 bits")
    arguments.add_argument("--like", type=Path, metavar="INDEX", help="draw vectors like those of this index")
    arguments.add_argument(
        "--sample", type=Path, metavar="INDEX", help="make it a generation, with small files of this"
    )
    arguments.add_argument("--keep", action="store_true", help="leave it there, under the prefix of --to")
    arguments.add_argument("--json", type=Path, help="where to write the figures")
    given = arguments.parse_args()
    with ExitStack() as stack:
        address, server = (given.to, given.server) if given.to else stack.enter_context(lite_process(given.data))
        where = read_address(address)
        if not given.keep:
            where = replace(where, prefix=f"load_{secrets.token_hex(4)}")
        milvus = (DenseMilvus if given.old else Milvus)(where, timeout=300, patience=60)
        stack.callback(milvus.close)
        if not given.keep:
            stack.callback(milvus.drop_all)
        load = Load(milvus, given, server)
        looked = []
        for size in given.chunks:
            if not load.is_over:
                load.run(size)
                looked.append(load.look())
                print("   ".join(f"{name} {value:,}" for name, value in looked[-1].items()), flush=True)
                if given.sample:
                    load.serve(given.sample)
        if given.json:
            figures = {**measured_now(), "server": milvus.version, "curve": load.curve, "sizes": looked}
            given.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
