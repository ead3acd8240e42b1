"""Rows out of what pymilvus gives: scalars as it has them, vectors a column at a time.

It makes a list of 384 numbers of each vector that is looked at, which takes ten times as long as all else of a row. What it did not make
yet lies in the answer as it came over the wire.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Row: TypeAlias = dict[str, Any]
"""One row of a collection, by field; a vector as an array of shape (dimension,), of 32 or 16 bits as the server keeps it."""

_FLOAT_VECTOR, _FLOAT16_VECTOR = 101, 102
"""Kinds of fields, as Milvus's protocol numbers them."""


def hits_of(hits: Any) -> list[Row]:  # noqa: ANN401 - pymilvus has no types
    """The rows that one query brought, best first, each with its `score`."""
    vectors = _vectors(hits.lazy_field_data)
    plain = hits if vectors is None else map(hits.get_raw_item, range(len(hits)))
    found = [{**hit["entity"], "pk": hit["pk"], "score": hit["distance"]} for hit in plain]
    return _with(found, vectors or {}, first=hits.start)


def rows_of(rows: Any) -> list[Row]:  # noqa: ANN401 - pymilvus has no types
    """The rows that a condition brought."""
    vectors = _vectors(getattr(rows, "_lazy_field_data", None))
    return list(rows) if vectors is None else _with(list(list.__iter__(rows)), vectors, first=0)


def _with(rows: list[Row], vectors: Mapping[str, npt.NDArray[Any]], *, first: int) -> list[Row]:
    """Rows with their entries of some columns, in which the first of them has a place."""
    for name, column in vectors.items():
        for row, vector in zip(rows, column[first:], strict=False):
            row[name] = vector
    return rows


def _vectors(fields: Sequence[Any] | None) -> dict[str, npt.NDArray[Any]] | None:
    """The fields that pymilvus left as they came, by name, each of shape (rows, dimension); None where one is no plain vector."""
    if fields is None or any(len(field.valid_data) for field in fields):
        return None
    found: dict[str, npt.NDArray[Any]] = {}
    for field in fields:
        if field.type == _FLOAT_VECTOR:
            numbers = _floats(field.vectors.float_vector)
        elif field.type == _FLOAT16_VECTOR:
            numbers = np.frombuffer(field.vectors.float16_vector, "<f2")
        else:
            return None
        found[field.field_name] = numbers.reshape(-1, field.vectors.dim)
    return found


def _floats(message: Any) -> npt.NDArray[Any]:  # noqa: ANN401 - generated
    """The numbers of a message of protobuf that has nothing else: they lie at its end in 32 bits each, low byte first.

    Its own list of them makes an object of each (https://protobuf.dev/programming-guides/encoding/#packed).
    """
    count, coded = len(message.data), message.SerializeToString()
    return np.frombuffer(coded, "<f4", count=count, offset=len(coded) - 4 * count)
