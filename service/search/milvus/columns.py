"""What is known of rows and articles of a Milvus's index by their keys: columns, vectors, texts, related articles."""

import json
from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from indexer.core.arrays import Mask, Matrix, Rows, Scores
from indexer.core.article import Article, Chunk, Span
from indexer.core.errors import UnknownArticleError
from indexer.extract.identity import canonical_url
from indexer.index.related import Related
from indexer.milvus.client import MOST
from indexer.milvus.counts import hashes_of
from indexer.milvus.schema import ORDINAL_BITS
from service.search.facts import ArticleFacts, ChunkFacts
from service.search.milvus.conditions import among, both
from service.search.milvus.generation import OpenGeneration
from service.search.milvus.held_terms import HeldTerms
from service.search.milvus.rows import ArticleRow
from service.search.milvus.texts import UNRELATED
from service.search.unrelated_pairs import EXPECTED


class Columns(OpenGeneration):
    """Rows of one generation by their keys."""

    def facts(self, rows: Rows) -> ChunkFacts:
        """What is known of some rows."""
        keys = rows.tolist()
        chunks = self.rows.chunks(keys)
        numbers, places = np.unique(rows >> ORDINAL_BITS, return_inverse=True)
        found = [chunks[key] for key in keys]
        ordinals, starts, ends = (
            np.array(column, dtype=np.int32)
            for column in (
                [each.ordinal for each in found],
                [each.start for each in found],
                [each.end for each in found],
            )
        )
        return ChunkFacts(rows, self.article_facts(numbers), places, ordinals, starts, ends)

    def article_facts(self, numbers: Rows) -> ArticleFacts:
        """What is known of some articles."""
        found = self._articles(numbers)
        return ArticleFacts(
            numbers,
            ids=[each.id for each in found],
            sources=[each.source for each in found],
            languages=[each.language for each in found],
            published_at=[each.published_at for each in found],
            authors=[each.authors for each in found],
            keywords=[each.keywords for each in found],
            days=np.array([each.day for each in found], dtype="datetime64[D]"),
            stories=np.array([each.story for each in found], dtype=np.int64),
            editions=np.array([each.edition for each in found], dtype=np.int64),
            chunks=np.array([each.chunks for each in found], dtype=np.int64),
        )

    def numbers(self, ids: Sequence[str]) -> Rows:
        """The articles of some ids."""
        known = self._keys("id", ids)
        return np.fromiter((known.get(each, -1) for each in ids), dtype=np.int64, count=len(ids))

    def copies(self, numbers: Rows, most: int) -> list[Rows]:
        """The others of each article's edition."""
        if not numbers.size or not most:
            return [np.empty(0, dtype=np.int64) for _ in numbers]
        editions = [each.edition for each in self._articles(numbers)]
        condition = both(self.alive, among("edition", editions))
        members: dict[int, list[int]] = {}
        for row in self.milvus.read(self.articles_name, condition, ("pk", "edition")):
            members.setdefault(int(row["edition"]), []).append(int(row["pk"]))
        return [
            np.array([key for key in sorted(members.get(edition, ())) if key != number][:most], dtype=np.int64)
            for number, edition in zip(numbers.tolist(), editions, strict=True)
        ]

    def of_stories(self, stories: Rows, most: int) -> Rows:
        """The articles of some stories."""
        condition = both(self.alive, among("story", stories.tolist()))
        found = sorted(int(row["pk"]) for row in self.milvus.read(self.articles_name, condition, ("pk",)))
        return np.array(found[:most], dtype=np.int64)

    def id_of(self, named: str) -> str:
        """The id of the article that has this id or this address."""
        if self._keys("id", [named]):
            return named
        address = canonical_url(named)
        condition = both(self.alive, among("url", [address])) if address else ""
        found = self.milvus.read(self.articles_name, condition, ("pk", "id"), limit=100) if condition else []
        return str(max(found, key=lambda row: int(row["pk"]))["id"]) if found else ""

    def vectors(self, rows: Rows) -> Matrix:
        """Vectors of some rows."""
        keys = rows.tolist()
        chunks = self.rows.chunks(keys)
        return self._matrix([chunks[key].vector for key in keys])

    def article_vectors(self, numbers: Rows) -> Matrix:
        """Vectors of some articles."""
        return self._matrix([each.vector for each in self._articles(numbers)])

    def chunks(self, rows: Rows) -> list[tuple[Article, Chunk]]:
        """Article and chunk of each of some rows."""
        keys = rows.tolist()
        chunks = self.rows.chunks(keys)
        texts = self.rows.texts([chunk.article for chunk in chunks.values()])
        found = []
        for key in keys:
            chunk, article = chunks[key], texts[chunks[key].article].article
            text = article.body[chunk.start : chunk.end]
            found.append((article, Chunk(article.id, chunk.ordinal, chunk.start, chunk.end, text)))
        return found

    def article(self, article_id: str) -> Article:
        """The article of this id."""
        return self.articles([article_id])[0]

    def articles(self, ids: Sequence[str]) -> list[Article]:
        """The articles of some ids."""
        known = self._keys("id", ids)
        for each in ids:
            if each not in known:
                raise UnknownArticleError(f"There is no article {each!r} in this snapshot.")
        texts = self.rows.texts(list(known.values()))
        return [texts[known[each]].article for each in ids]

    def related(self, number: int) -> Sequence[Related] | None:
        """What to read next to an article, as it was published."""
        listed = self.rows.texts([number])[number].related
        if listed is None:
            return None
        keys = self._keys("id", [str(other) for other, *_ in listed])
        return [
            Related(keys[str(other)], float(score), tuple(map(str, words)), Span(int(start), int(end)))
            for other, score, words, start, end in listed
        ]

    def unrelated(self, one: str, other: str) -> float:
        """How relevant any two articles in two languages are, as it was found when this was published."""
        first, second = sorted((one.partition("-")[0], other.partition("-")[0]))
        return self._unrelated.get(f"{first} {second}", EXPECTED)

    @cached_property
    def _unrelated(self) -> Mapping[str, float]:
        found: dict[str, float] = json.loads(self.text(UNRELATED))
        return found

    def holding(self, terms: Sequence[str], rows: Rows) -> Mask:
        """Which of some rows hold any of some terms."""
        keys = rows.tolist()
        chunks = self.rows.chunks(keys)
        held = HeldTerms([chunks[key].terms for key in keys]).frequencies(hashes_of(terms))
        return np.asarray(held.any(axis=0), dtype=np.bool_)

    def _articles(self, numbers: Rows) -> list[ArticleRow]:
        found = self.rows.articles(numbers.tolist())
        return [found[number] for number in numbers.tolist()]

    def _matrix(self, vectors: Sequence[Scores]) -> Matrix:
        if not vectors:
            return np.empty((0, self.record.laid_out.dimension), dtype=np.float32)
        return np.stack(vectors)

    def _keys(self, field: str, values: Sequence[str]) -> dict[str, int]:
        """Keys of the articles that have some values of a field."""
        found: dict[str, int] = {}
        for first in range(0, len(values), MOST):
            condition = both(self.alive, among(field, values[first : first + MOST]))
            rows = self.milvus.read(self.articles_name, condition, ("pk", field))
            found |= {str(row[field]): int(row["pk"]) for row in rows}
        return found
