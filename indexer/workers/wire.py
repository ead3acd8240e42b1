"""Pages, articles, texts and vectors as bytes, to travel between processes: JSON and plain numbers, no pickle."""

import json
from collections.abc import Sequence
from dataclasses import asdict

import numpy as np

from indexer.arrays import Matrix
from indexer.domain import Article, Page, PageKind, Skip, SkipReason


def pages_to_bytes(pages: Sequence[Page]) -> bytes:
    """Pages as JSON; half characters, which UTF-8 can't hold, stay escaped."""
    return json.dumps([asdict(page) for page in pages]).encode()


def pages_of(data: bytes) -> list[Page]:
    """What `pages_to_bytes` wrote."""
    return [Page(**{**fields, "kind": PageKind(fields["kind"])}) for fields in json.loads(data)]


def found_to_bytes(found: Sequence[Article | Skip]) -> bytes:
    """Articles and skips as JSON, each as a list of its kind and its fields."""
    return json.dumps([[type(each).__name__, asdict(each)] for each in found]).encode()


def found_of(data: bytes) -> list[Article | Skip]:
    """What `found_to_bytes` wrote."""
    return [_article(fields) if kind == Article.__name__ else _skip(fields) for kind, fields in json.loads(data)]


def _article(fields: dict[str, list[str]]) -> Article:
    tuples = {name: tuple(fields[name]) for name in ("authors", "keywords")}
    return Article(**{**fields, **tuples})  # type: ignore[arg-type] # the other fields are texts


def _skip(fields: dict[str, str]) -> Skip:
    return Skip(fields["name"], SkipReason(fields["reason"]), fields["detail"])


def texts_to_bytes(texts: Sequence[str]) -> bytes:
    """Texts as JSON."""
    return json.dumps(list(texts)).encode()


def texts_of(data: bytes) -> list[str]:
    """What `texts_to_bytes` wrote."""
    return list(json.loads(data))


def vectors_to_bytes(vectors: Matrix) -> bytes:
    """Vectors row by row as float32, low byte first on every machine."""
    return np.ascontiguousarray(vectors, dtype="<f4").tobytes()


def vectors_of(data: bytes, dimension: int) -> Matrix:
    """What `vectors_to_bytes` wrote, shape (texts, dimension)."""
    return np.frombuffer(data, dtype="<f4").reshape(-1, dimension)
