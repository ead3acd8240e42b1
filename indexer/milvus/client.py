"""One connection to a Milvus, and the one door to pymilvus: deadlines, and what is tried again."""

import logging
import os
import random
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from indexer.core.errors import MilvusError, SettingError
from indexer.milvus.address import Address
from indexer.milvus.breaker import Breaker
from indexer.milvus.decoding import Row as Row  # whoever asks finds it here
from indexer.milvus.decoding import hits_of, rows_of
from indexer.milvus.failures import NEXT_STEP, NotLoadedError, NotThereError, failure
from indexer.milvus.schema import Collection, Field, Kind, Options, VectorIndex

# Its core writes lines of its own to standard error, as when a server wants fewer pings; what fails is told here in words.
os.environ.setdefault("GRPC_VERBOSITY", "NONE")

try:
    import grpc
    from pymilvus import DataType, MilvusClient, MilvusException
except ImportError as missing:
    raise SettingError(
        "An index in a Milvus needs a package that is not installed.",
        next_step='Install it: pip install "xunwen[milvus]".',
    ) from missing

Result = TypeVar("Result")

# The library logs each failure with a traceback before it raises it.
logging.getLogger("pymilvus").setLevel(logging.CRITICAL)

logger = logging.getLogger("xunwen.milvus")

MOST = 16_384
"""Rows that a server gives at once."""

_LITE = "milvus_lite"
_OLDEST = (2, 4)
"""The first version with sparse vectors and those of 16 bits."""
_KINDS = {
    Kind.INTEGER: DataType.INT64,
    Kind.REAL: DataType.DOUBLE,
    Kind.TEXT: DataType.VARCHAR,
    Kind.TEXTS: DataType.ARRAY,
    Kind.SPARSE: DataType.SPARSE_FLOAT_VECTOR,
    Kind.FLOAT32: DataType.FLOAT_VECTOR,
    Kind.FLOAT16: DataType.FLOAT16_VECTOR,
}


@dataclass(frozen=True, slots=True)
class Search:
    """What is searched for."""

    field: str
    """That holds the vectors."""
    queries: Sequence[Any]
    """Vectors, or sparse ones as mappings."""
    limit: int
    """How many rows for each."""
    condition: str = ""
    """That rows have to meet."""
    fields: Sequence[str] = ()
    """To read of each."""
    options: Options = ()
    """Of the index."""


class Milvus:
    """A connection, safe to use from any thread; every call ends within its deadline or raises MilvusError."""

    def __init__(self, address: Address, *, timeout: float = 10.0, patience: float = 0.0, breaks: bool = False) -> None:
        """Connects at the first call.

        Args:
            address: Of the index.
            timeout: Seconds that a call may take.
            patience: Seconds for which a call that failed for a reason that may pass is tried again.
            breaks: Whether calls like one that failed so fail at once for a while, one now and then being tried: who
                serves does not wait out the timeout each time.
        """
        self.address = address
        self._timeout = timeout
        self._patience = patience
        self._breakers: defaultdict[str, Breaker] | None = defaultdict(Breaker) if breaks else None
        self._client: MilvusClient | None = None

    def close(self) -> None:
        """Ends the connection."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    @property
    def is_lite(self) -> bool:
        """Whether the server is Milvus Lite, which keeps vectors in 32 bits and indexes no scalar fields."""
        return self.version.startswith(_LITE)

    @property
    def version(self) -> str:
        """As the server tells it: "milvus_lite-3.2.2", "v2.6.6", "v2.3.5-lite" for a standalone one out of a package."""
        return self._call("asked for its version", lambda client: str(client.get_server_version()))

    def check_version(self) -> None:
        """Finds out whether the server is one that can hold an index.

        Raises:
            MilvusError: It is older than sparse vectors.
        """
        version = self.version
        if too_old(version):
            raise MilvusError(
                f"{self.address.shown} is Milvus {version}, which has no sparse vectors for the lexical leg.",
                next_step="Use Milvus 2.6 or newer.",
            )

    def collections(self) -> list[str]:
        """Names of the index's collections, sorted."""
        found = self._call("asked for its collections", lambda client: client.list_collections(timeout=self._timeout))
        return sorted(name for name in found if name.startswith(f"{self.address.prefix}_"))

    def create(self, name: str, described: Collection) -> None:
        """Makes a collection with its indexes, and loads it; nothing where it is there already."""

        def make(client: MilvusClient) -> None:
            if not client.has_collection(name, timeout=self._timeout):
                schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
                for field in described.fields:
                    schema.add_field(field.name, _KINDS[field.kind], **_options(field))
                client.create_collection(
                    name, schema=schema, consistency_level="Bounded", timeout=self._timeout, **dict(described.options)
                )
            indexed = set(client.list_indexes(name))
            indexes = client.prepare_index_params()
            wanted = [each for each in described.indexes if each.field not in indexed]
            for each in wanted:
                indexes.add_index(each.field, index_name=each.field, index_type=each.type, **_index_options(each))
            if wanted:
                client.create_index(name, indexes, timeout=self._timeout)
            client.load_collection(name, timeout=max(self._timeout, 60.0))

        self._call(f"told to make {name}", make)

    def drop(self, name: str) -> None:
        """Deletes a collection, if there is one of that name."""
        self._call(f"told to delete {name}", lambda client: client.drop_collection(name, timeout=self._timeout))

    def drop_all(self) -> None:
        """Deletes every collection of the index, and the aliases that name them."""
        for name in self.collections():
            named = self._call("asked for aliases", lambda client, name=name: client.list_aliases(name))  # type: ignore[misc]
            for alias in named["aliases"]:
                self._call("told to drop an alias", lambda client, alias=alias: client.drop_alias(alias))  # type: ignore[misc]
            self.drop(name)

    def aliased(self, alias: str) -> str | None:
        """The collection that an alias names; None where nothing has it."""
        try:
            found = self._call("asked for an alias", lambda client: client.describe_alias(alias, timeout=self._timeout))
        except NotThereError:
            return None
        return str(found["collection_name"])

    def point(self, alias: str, name: str) -> None:
        """Lets an alias name a collection, in one step."""
        exists = self.aliased(alias) is not None

        def point(client: MilvusClient) -> None:
            (client.alter_alias if exists else client.create_alias)(
                collection_name=name, alias=alias, timeout=self._timeout
            )

        self._call(f"told to point {alias} to {name}", point)

    def write(self, name: str, rows: Sequence[Row], *, partly: bool = False) -> None:
        """Puts rows in the place of those with their keys; `partly` keeps the fields that a row does not give."""
        if rows:
            self._call(
                f"given rows of {name}",
                lambda client: client.upsert(name, list(rows), timeout=self._timeout, partial_update=partly),
            )

    def delete(self, name: str, condition: str) -> None:
        """Deletes the rows that meet a condition."""
        self._call(
            f"told to delete rows of {name}",
            lambda client: client.delete(name, filter=condition, timeout=self._timeout),
        )

    def flush(self, name: str) -> None:
        """Has everything written sealed, so that it is indexed."""
        self._call(f"told to flush {name}", lambda client: client.flush(name, timeout=max(self._timeout, 300.0)))

    def unindexed(self, name: str, field: str) -> int:
        """How many sealed rows the index of a field does not have yet: a server builds it behind the writing, and searches those slowly meanwhile."""
        found = self._call(
            f"asked how far the index of {name} is",
            lambda client: client.describe_index(name, index_name=field, timeout=self._timeout),
        )
        # What it calls pending may count rows twice for a while: those of segments that it is merging, too.
        return max(int(found.get("total_rows", 0)) - int(found.get("indexed_rows", 0)), 0)

    def read(
        self, name: str, condition: str, fields: Sequence[str], *, strong: bool = False, limit: int = MOST
    ) -> list[Row]:
        """Rows that meet a condition, in no order.

        Args:
            name: Of the collection.
            condition: In Milvus's language.
            fields: To read.
            strong: Whether everything that was written before is seen, which takes longer.
            limit: How many at most.
        """
        options = {"consistency_level": "Strong"} if strong else {}
        return self._loaded(
            name,
            f"asked for rows of {name}",
            lambda client: rows_of(
                client.query(
                    name, filter=condition, output_fields=list(fields), limit=limit, timeout=self._timeout, **options
                )
            ),
        )

    def get(self, name: str, keys: Sequence[int], fields: Sequence[str], *, key: str = "pk") -> list[Row]:
        """The rows of some keys, in no order; those that are not there are left out."""
        found: list[Row] = []
        for first in range(0, len(keys), MOST):
            some = list(keys[first : first + MOST])
            found += self.read(name, f"{key} in {some}", fields)
        return found

    def count(self, name: str, condition: str, *, strong: bool = True) -> int:
        """How many rows meet a condition."""
        options = {"consistency_level": "Strong"} if strong else {}
        found = self._loaded(
            name,
            f"asked to count rows of {name}",
            lambda client: client.query(
                name, filter=condition, output_fields=["count(*)"], timeout=max(self._timeout, 60.0), **options
            ),
        )
        return int(found[0]["count(*)"])

    def nearest(self, name: str, search: "Search", *, strong: bool = False) -> list[list[Row]]:
        """The rows with the largest inner products with each query, best first, each with its `score`.

        Args:
            name: Of the collection.
            search: What for.
            strong: Whether everything that was written before is seen.
        """
        level = {"consistency_level": "Strong"} if strong else {}
        found = self._loaded(
            name,
            f"searched by {search.field} in {name}",
            lambda client: client.search(
                name,
                list(search.queries),
                anns_field=search.field,
                limit=min(search.limit, MOST),
                filter=search.condition,
                output_fields=list(search.fields),
                search_params={"metric_type": "IP", "params": dict(search.options)},
                timeout=self._timeout,
                **level,
            ),
            kind=search.field,
        )
        return [hits_of(each) for each in found]

    def _loaded(self, name: str, doing: str, call: Callable[[MilvusClient], Result], *, kind: str = "rows") -> Result:
        """What a call gives that needs a loaded collection: a Milvus Lite that was started again has none."""
        try:
            return self._asked(kind, doing, call)
        except NotLoadedError:
            logger.warning("%s is not loaded; loading it", name)
            self._call(f"told to load {name}", lambda client: client.load_collection(name, timeout=self._timeout))
            return self._asked(kind, doing, call)

    def _asked(self, kind: str, doing: str, call: Callable[[MilvusClient], Result]) -> Result:
        """What a call gives, where calls of its kind are answered: searches by one field may fail while others do not."""
        if self._breakers is None:
            return self._call(doing, call)
        breaker = self._breakers[kind]
        if wait := breaker.wait():
            raise MilvusError(
                f"{breaker.reason} It is asked again in {wait:.0f} s.", next_step=NEXT_STEP, may_pass=True
            )
        try:
            found = self._call(doing, call)
        except MilvusError as error:
            if not error.may_pass:
                breaker.worked()
            elif breaker.failed(error.message):
                logger.warning("%s It is left alone for a moment.", error.message)
            raise
        if breaker.worked():
            logger.info("%s answers again, when %s", self.address.shown, doing)
        return found

    def _call(self, doing: str, call: Callable[[MilvusClient], Result]) -> Result:
        """What a call gives; tried again, with growing pauses, while its failure may pass and patience lasts."""
        until = time.monotonic() + self._patience
        for pause in _pauses():
            try:
                return call(self._connected())
            except (MilvusException, grpc.RpcError, grpc.FutureTimeoutError, ConnectionError) as error:
                code = error.code if isinstance(error, MilvusException) else -1
                words = self._words(error) or type(error).__name__
                told = failure(code, words, where=self.address.shown, doing=doing)
                if not told.may_pass or time.monotonic() + pause > until:
                    raise told from error
                logger.warning("%s; trying again", told.message)
            time.sleep(pause)
        raise AssertionError("pauses do not end")

    def _connected(self) -> MilvusClient:
        """The connection, made where there is none."""
        client = self._client
        if client is None:
            client = MilvusClient(
                uri=self.address.uri,
                token=self.address.token,
                db_name=self.address.database,
                timeout=min(self._timeout, 5.0),
            )
            self._client = client
        return client

    def _words(self, error: Exception) -> str:
        """What went wrong, on one line."""
        if isinstance(error, grpc.FutureTimeoutError) or (
            isinstance(error, grpc.RpcError | MilvusException) and "DEADLINE_EXCEEDED" in str(error)
        ):
            return f"it did not answer within {self._timeout:g} seconds"
        if isinstance(error, grpc.Call):
            return str(error.details() or error.code().name).splitlines()[0].strip().rstrip(".")[:300]
        said = (error.message if isinstance(error, MilvusException) else str(error)).splitlines() or [""]
        return said[0].strip().rstrip(".")[:300]


def too_old(version: str) -> bool:
    """Whether a server of this version can't hold an index; one that is not understood is tried.

    >>> too_old("v2.3.5-lite"), too_old("v2.6.6"), too_old("milvus_lite-3.2.2")
    (True, False, False)
    """
    found = re.match(r"v?(\d+)\.(\d+)", version)
    return found is not None and (int(found[1]), int(found[2])) < _OLDEST


def _pauses() -> Iterator[float]:
    """Seconds to wait before each next try: doubled each time, up to five, with jitter so that clients spread out."""
    pause = 0.1
    while True:
        yield pause * random.uniform(0.5, 1.0)  # noqa: S311 - no secret
        pause = min(pause * 2, 5.0)


def _options(field: Field) -> dict[str, object]:
    """What Milvus wants to know of a field."""
    if field.kind is Kind.TEXT:
        return {"max_length": field.size, "is_primary": field.key}
    if field.kind is Kind.TEXTS:
        return {"element_type": DataType.VARCHAR, "max_capacity": 4096, "max_length": field.size}
    if field.kind in {Kind.FLOAT32, Kind.FLOAT16}:
        return {"dim": field.size}
    return {"is_primary": field.key}


def _index_options(index: VectorIndex) -> dict[str, object]:
    """What Milvus wants to know of an index."""
    return {"metric_type": "IP", "params": dict(index.options)} if index.of_vectors else {}
