"""Rows as they are read from a real Milvus: vectors as arrays, bit for bit those that were written, and all else as pymilvus gives it."""

from collections.abc import Iterator

import numpy as np
import pytest

from tests.milvus.server import LiteServer

pytest.importorskip("pymilvus", reason="the extra milvus is not installed")

from pymilvus.client.types import HybridExtraList
from pymilvus.grpc_gen import schema_pb2

from indexer.milvus.address import read_address
from indexer.milvus.client import Milvus, Search
from indexer.milvus.decoding import rows_of
from indexer.milvus.schema import Collection, Field, Kind, VectorIndex

pytestmark = pytest.mark.slow

COLLECTION = Collection(
    (
        Field("pk", Kind.INTEGER, key=True),
        Field("text", Kind.TEXT),
        Field("texts", Kind.TEXTS),
        Field("vector", Kind.FLOAT32, 5),
        Field("other", Kind.FLOAT32, 2),
    ),
    (VectorIndex("vector", "FLAT"), VectorIndex("other", "FLAT")),
)
VECTORS = np.random.default_rng(3).standard_normal((7, 5), dtype=np.float32)
FIELDS = ("pk", "text", "texts", "vector", "other")


@pytest.fixture(scope="module")
def milvus(lite: LiteServer) -> Iterator[Milvus]:
    """One with seven rows."""
    connection = Milvus(read_address(lite.address("decoding")), timeout=30)
    connection.create("decoding_rows", COLLECTION)
    rows = [
        {"pk": key, "text": f"第{key}行", "texts": ["甲"] * key, "vector": vector, "other": vector[:2]}
        for key, vector in enumerate(VECTORS)
    ]
    connection.write("decoding_rows", rows)
    yield connection
    connection.close()


def assert_is(row: dict[str, object], key: int) -> None:
    """A row is the one that was written."""
    assert (row["pk"], row["text"], list(row["texts"])) == (key, f"第{key}行", ["甲"] * key)  # type: ignore[call-overload]
    for name, expected in (("vector", VECTORS[key]), ("other", VECTORS[key, :2])):
        assert isinstance(row[name], np.ndarray), "pymilvus no longer leaves them as they came"
        assert np.array_equal(row[name], expected)


def test_rows_by_their_keys(milvus: Milvus) -> None:
    found = {row["pk"]: row for row in milvus.get("decoding_rows", [5, 0, 3], FIELDS)}
    assert found.keys() == {0, 3, 5}
    for key, row in found.items():
        assert_is(row, key)
    assert milvus.get("decoding_rows", [99], FIELDS) == []


def test_rows_of_several_queries(milvus: Milvus) -> None:
    search = Search("vector", [VECTORS[4], -VECTORS[4]], 3, fields=FIELDS)
    found = milvus.nearest("decoding_rows", search)
    for hits, query in zip(found, search.queries, strict=True):
        order = np.argsort(-(VECTORS @ query))[:3].tolist()
        assert [hit["pk"] for hit in hits] == order
        for hit in hits:
            assert_is(hit, hit["pk"])
            assert hit["score"] == pytest.approx(float(VECTORS[hit["pk"]] @ query), abs=1e-5)
    assert milvus.nearest("decoding_rows", Search("vector", [VECTORS[4]], 3, condition="pk > 50", fields=FIELDS)) == [
        []
    ]


def test_vectors_of_16_bits_are_read_as_such() -> None:
    halves = VECTORS.astype(np.float16)
    field = schema_pb2.FieldData(type=102, field_name="vector")
    field.vectors.dim = 5
    field.vectors.float16_vector = halves.tobytes()
    found = rows_of(HybridExtraList([field], [{"pk": key} for key in range(len(halves))]))
    assert [row["pk"] for row in found] == list(range(len(halves)))
    assert np.array_equal([row["vector"] for row in found], halves)


def test_what_is_no_plain_vector_is_left_to_pymilvus() -> None:
    field = schema_pb2.FieldData(type=23, field_name="told")  # JSON
    field.scalars.json_data.data.extend([b'{"a": 1}', b'{"a": 2}'])
    found = rows_of(HybridExtraList([field], [{"pk": 0}, {"pk": 1}]))
    assert found == [{"pk": 0, "told": {"a": 1}}, {"pk": 1, "told": {"a": 2}}]
