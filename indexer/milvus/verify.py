"""Checks a generation in a Milvus against the snapshot it was made from, before anything is served from it.

A server says that a collection is loaded, and counts it rightly, while searches still see a part of it; so it is asked, by
strong reads and then by those of the service nodes, what the snapshot is asked, until both say the same.
"""

import json
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import Scores
from indexer.core.errors import MilvusError
from indexer.index.bm25 import inverse_document_frequency
from indexer.milvus.client import Search
from indexer.milvus.counts import dimension_of, hash_of
from indexer.milvus.generations import Generations, Record
from indexer.milvus.material import Birth, vector_of
from indexer.milvus.records import Records
from indexer.milvus.schema import alive, chunk_key, number_of
from indexer.text.analyzer import different_terms

_SAMPLED = 24
"""Articles and rows that are read back."""
_ASKED = 12
"""Golden questions for each leg."""
_FIRST = 10
_LEAST_RECALL = 0.98
"""Of the first ten of all questions together, where vectors are not compared exactly; equal scores may change places."""
_PATIENCE = 120.0
"""Seconds until what was written has to be found."""
_CLOSE = 1e-4
_CLOSE_HALF = 2e-3
"""A server may add products of 16 bits in another order."""


def verify(records: Records, generations: Generations, record: Record, numbers: npt.NDArray[np.int64]) -> int:
    """How many rows and searches were compared; all of them were right.

    Args:
        records: The snapshot.
        generations: Of the index.
        record: The generation.
        numbers: Of every article of the snapshot, shape (articles,).

    Raises:
        MilvusError: Something is missing or different.
    """
    check = _Check(records, generations, record, numbers)
    check.counts()
    compared = check.samples()
    for strong in (True, False):
        compared += _until(lambda strong=strong: check.golden(strong=strong))
    return compared


def found_again(found: Sequence[float], expected: Sequence[float], close: float, *, relative: bool = False) -> int:
    """How many of the scores that were expected are among those that were found.

    By score and not by row, as equal ones may change places; and not by place, as one that is missing moves all behind it.

    Args:
        found: Best first.
        expected: Best first.
        close: How far two may be apart.
        relative: Whether that is a share of what is expected, where this is above 1.

    >>> found_again([0.9, 0.7, 0.6], [0.9, 0.8, 0.7], 0.001)
    2
    """
    rest, right = list(found), 0
    for score in expected:
        apart = close * max(score, 1.0) if relative else close
        while rest and rest[0] > score + apart:
            rest.pop(0)
        if rest and rest[0] >= score - apart:
            rest.pop(0)
            right += 1
    return right


def _until(ask: Any) -> int:  # noqa: ANN401 - a function of no arguments
    """Asks again until the answer is right, or patience ends."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            return int(ask())
        except MilvusError:
            if time.monotonic() > until:
                raise
        time.sleep(0.5)


class _Check:
    """One generation beside its snapshot."""

    def __init__(
        self, records: Records, generations: Generations, record: Record, numbers: npt.NDArray[np.int64]
    ) -> None:
        self._records = records
        self._milvus = generations.milvus
        self._record = record
        self._numbers = numbers
        self._chunks, self._articles, self._terms = (
            generations.part(record.epoch, part) for part in ("chunks", "articles", "terms")
        )
        self._alive = alive(record.generation)
        places = np.linspace(0, max(record.articles - 1, 0), _SAMPLED)
        self._places = np.unique(places.astype(np.int64))[: record.articles].tolist()

    def counts(self) -> None:
        """Every article and chunk is there once."""
        for name, expected in ((self._articles, self._record.articles), (self._chunks, self._record.chunks)):
            found = self._milvus.count(name, self._alive)
            if found != expected:
                raise self._wrong(f"{name} has {found:,} rows of it instead of {expected:,}")

    def samples(self) -> int:
        """Rows of some articles are those of the snapshot, field by field."""
        record, ids = self._record, self._records.snapshot.facts.ids
        if not self._places:
            return 0
        wanted = json.dumps([ids[place] for place in self._places], ensure_ascii=False)
        rows = self._milvus.read(self._articles, f"{self._alive} and id in {wanted}", ["*"], strong=True)
        found = {str(row["id"]): row for row in rows}
        last = {chunk_key(int(row["pk"]), int(row["chunks"]) - 1): str(row["id"]) for row in rows if int(row["chunks"])}
        condition = f"{self._alive} and pk in {list(last)}"
        chunks = {int(row["pk"]): row for row in self._milvus.read(self._chunks, condition, ["*"], strong=True)}
        birth = Birth(record.generation, record.revision, record.frozen_average, half=False)
        for each in self._records.material(self._places, self._numbers):
            article, its_chunks = each.rows(birth)
            what = f"article {article['id']!r}"
            row = found.get(article["id"])
            if row is None or number_of(int(row["pk"])) != each.number:
                raise self._wrong(f"{what} is not there, or in another place")
            # What tells more or less since a row was written has another weight today: see `indexer.milvus.key_terms`.
            weighed_anew = int(row["born"]) != record.generation
            self._compare(row, article | ({"key_terms": list(row["key_terms"])} if weighed_anew else {}), what)
            if its_chunks:
                key = chunk_key(int(row["pk"]), len(its_chunks) - 1)
                if key not in chunks:
                    raise self._wrong(f"the last chunk of {what} is not there")
                self._compare(chunks[key], its_chunks[-1], f"the last chunk of {what}")
        return len(found) + len(chunks)

    def _compare(self, found: dict[str, Any], made: dict[str, Any], what: str) -> None:
        """A row as it was read beside the one that was to be written; when it was written does not matter."""
        for name in made.keys() - {"pk", "article", "born", "gone", "vector", "weights"}:
            value, expected = found.get(name), made[name]
            same = list(value or ()) == expected if isinstance(expected, list) else value == expected
            if not same:
                raise self._wrong(f"{what} differs in {name}")
        if not np.array_equal(vector_of(found["vector"]), made["vector"].astype(np.float32)):
            raise self._wrong(f"{what} differs in its vector")

    def golden(self, *, strong: bool) -> int:
        """Both legs find what the snapshot finds, for questions made of itself."""
        return self._dense(strong=strong) + self._lexical(strong=strong)

    def _dense(self, *, strong: bool) -> int:
        snapshot, chunks = self._records.snapshot, self._record.chunks
        rows = np.unique(np.linspace(0, max(chunks - 1, 0), _ASKED).astype(np.int64))[:chunks]
        if not rows.size:
            return 0
        queries = snapshot.vectors.rows(rows)
        if self._record.laid_out.half:
            asked: list[Any] = list(queries.astype(np.float16))
        else:
            asked = list(queries)
        search = Search(
            "vector", asked, _FIRST, condition=self._alive, options=self._record.laid_out.search_options(_FIRST)
        )
        found = self._milvus.nearest(self._chunks, search, strong=strong)
        right = total = 0
        close = _CLOSE_HALF if self._record.laid_out.half else _CLOSE
        for query, hits in zip(queries, found, strict=True):
            _, scores = snapshot.vectors.search(query[None], _FIRST)
            total += scores.size
            right += found_again([hit["score"] for hit in hits], scores.tolist(), close)
        self._least(right, total, "vectors")
        return int(rows.size)

    def _lexical(self, *, strong: bool) -> int:
        """Articles are proposed by their titles' words as their weights demand."""
        snapshot, record = self._records.snapshot, self._record
        queries: list[dict[int, float]] = []
        expected: list[Scores] = []
        for place in self._places[:_ASKED]:
            title = snapshot.article(snapshot.facts.ids[place]).title
            terms = [term for term in different_terms(title) if snapshot.article_terms.number(term) >= 0]
            if terms:
                frequencies = np.array([snapshot.article_terms.rows_with(term).size for term in terms])
                idf = inverse_document_frequency(frequencies, record.articles).tolist()
                queries.append({dimension_of(hash_of(term)): weight for term, weight in zip(terms, idf, strict=True)})
                scores = np.sort(snapshot.article_terms.scores(title))[::-1][:_FIRST]
                expected.append(scores[scores > 0])
        if not queries:
            return 0
        search = Search("weights", queries, _FIRST, condition=self._alive)
        # Weights of an epoch are made by the length that articles had on average when it began.
        close = max(abs(record.article_average - record.frozen_average) / record.frozen_average, _CLOSE)
        right = sum(
            found_again([hit["score"] for hit in hits], scores.tolist(), close, relative=True)
            for hits, scores in zip(self._milvus.nearest(self._articles, search, strong=strong), expected, strict=True)
        )
        self._least(right, sum(scores.size for scores in expected), "words")
        return len(queries)

    def _least(self, right: int, total: int, leg: str) -> None:
        exact = self._record.laid_out.index == "FLAT" or leg == "words"
        if right < total * (1.0 if exact else _LEAST_RECALL):
            raise self._wrong(f"searches by {leg} find {right} of {total}")

    def _wrong(self, what: str) -> MilvusError:
        return MilvusError(
            f"Generation {self._record.generation} is not as snapshot {self._record.snapshot}: {what}. What was served before still is.",
            next_step="Run it again; if that does not mend it, with --full.",
        )
