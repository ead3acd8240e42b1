"""All that an article's rows are made of, read out of a snapshot once: it makes them here or, sent as bytes, elsewhere."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import Matrix, Scores
from indexer.extract.identity import canonical_url
from indexer.index.docstore import article_of
from indexer.milvus.counts import RowTerms
from indexer.milvus.schema import FOREVER, PIECE, article_key, chunk_key, pieces

Row: TypeAlias = dict[str, Any]
"""As the server takes it."""


@dataclass(frozen=True, slots=True)
class Birth:
    """What rows of one publication have in common."""

    generation: int
    """That they are born in."""
    revision: int
    """Of that generation."""
    average: float
    """Terms of an article for which the lexical leg's weights are made, a float32."""
    half: bool
    """Whether the server keeps vectors in 16 bits."""


@dataclass(frozen=True, slots=True)
class ArticleMaterial:
    """One article, its chunks, and what the archive knows of them."""

    number: int
    """In the epoch, from 1."""
    columns: Sequence[str]
    """Of the article, as the snapshot keeps it."""
    facts: Mapping[str, Any]
    """What filters ask for."""
    related: Sequence[Sequence[Any]] | None
    """What to read next: id, score, words, and start and end of the snippet of each; None where nothing was computed."""
    story: int
    """Number of the first article of its story."""
    edition: int
    hash: str
    """What tells whether rows that lie there are made of the same."""
    spans: Sequence[tuple[int, int]]
    """Of its chunks."""
    chunk_terms: Sequence[RowTerms]
    """Of each."""
    terms: RowTerms
    """Of the article."""
    key_terms: Sequence[str]
    """As `key_terms.packed_key_terms` gives them."""
    chunk_vectors: npt.NDArray[np.float16]
    """Shape (chunks, dimension)."""
    vector: npt.NDArray[np.float16]
    """Shape (dimension,)."""

    def rows(self, birth: Birth) -> tuple[Row, list[Row]]:
        """The article's row, and those of its chunks."""
        key = article_key(self.number, birth.revision)
        shared = {"born": birth.generation, "gone": FOREVER, "article": key, **self.facts}
        chunks = [
            {
                "pk": chunk_key(key, ordinal),
                **shared,
                "start": start,
                "end": end,
                "terms": self.chunk_terms[ordinal].packed(),
                "vector": _stored(self.chunk_vectors[ordinal], half=birth.half),
            }
            for ordinal, (start, end) in enumerate(self.spans)
        ]
        url = article_of(self.columns).url
        article = {
            "pk": key,
            **shared,
            "hash": self.hash,
            "story": self.story,
            "edition": self.edition,
            "chunks": len(chunks),
            "url": canonical_url(url)[:PIECE] if url else "",
            "record": pieces(json.dumps({"article": self.columns, "related": self.related}, ensure_ascii=True)),
            "terms": self.terms.packed(),
            "key_terms": list(self.key_terms),
            "vector": _stored(self.vector, half=birth.half),
            "weights": self.terms.weights(np.float32(birth.average)),
        }
        return article, chunks

    def to_bytes(self) -> bytes:
        """As it travels: the length of a head of JSON, the head, and what the head tells the sizes of."""
        terms = [each.to_bytes() for each in (*self.chunk_terms, self.terms)]
        head = {
            "number": self.number, "columns": self.columns, "facts": self.facts, "related": self.related, "story": self.story,
            "edition": self.edition, "hash": self.hash, "spans": self.spans, "key_terms": self.key_terms, "terms": [len(each) for each in terms],
        }  # fmt: skip
        vectors = [self.chunk_vectors.astype("<f2").tobytes(), self.vector.astype("<f2").tobytes()]
        told = json.dumps(head, ensure_ascii=True).encode()
        return b"".join((len(told).to_bytes(4, "little"), told, *terms, *vectors))

    @classmethod
    def of_bytes(cls, data: bytes) -> "ArticleMaterial":
        """What `to_bytes` gave."""
        place = 4 + int.from_bytes(data[:4], "little")
        head = json.loads(data[4:place])
        terms = []
        for size in head.pop("terms"):
            terms.append(RowTerms.of_bytes(data[place : place + size]))
            place += size
        spans = [(int(start), int(end)) for start, end in head.pop("spans")]
        vectors = np.frombuffer(data, dtype="<f2", offset=place).reshape(len(spans) + 1, -1)
        return cls(
            **head, spans=spans, chunk_terms=terms[:-1], terms=terms[-1], chunk_vectors=vectors[:-1], vector=vectors[-1]
        )


def _stored(vector: npt.NDArray[np.float16], *, half: bool) -> npt.NDArray[np.float16] | Scores:
    """A vector in as many bits as the server keeps."""
    return vector if half else vector.astype(np.float32)


def halves(vectors: Matrix) -> npt.NDArray[np.float16]:
    """Vectors in the 16 bits that the snapshot keeps of them."""
    return vectors.astype(np.float16)


def vector_of(value: Any) -> Scores:  # noqa: ANN401 - as the client gives it
    """A vector as it was read, of 32 bits or, as bytes, of 16, shape (dimension,): one of its own, that keeps no others in memory."""
    if isinstance(value, list) and value and isinstance(value[0], bytes):
        value = value[0]
    if isinstance(value, bytes | bytearray):
        return np.frombuffer(value, dtype="<f2").astype(np.float32)
    return np.array(value, dtype=np.float32)


def packet_to_bytes(packet: Sequence[ArticleMaterial]) -> bytes:
    """Several articles as they travel, each after its length."""
    coded = [each.to_bytes() for each in packet]
    return b"".join(part for each in coded for part in (len(each).to_bytes(4, "little"), each))


def packet_of(data: bytes) -> list[ArticleMaterial]:
    """What `packet_to_bytes` gave."""
    found, place = [], 0
    while place < len(data):
        end = place + 4 + int.from_bytes(data[place : place + 4], "little")
        found.append(ArticleMaterial.of_bytes(data[place + 4 : end]))
        place = end
    return found
