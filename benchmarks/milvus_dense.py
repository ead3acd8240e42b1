"""A Milvus before 2.4, which has no sparse vectors, takes an index without its lexical leg: what is tried and measured on a real one of 2.3.5.

Everything else is the code that publishes and serves: collections, rows, generations, checks by the dense leg, the alias, leases.
"""

from collections.abc import Sequence
from dataclasses import replace

from indexer.milvus.client import Milvus, Row, Search
from indexer.milvus.schema import Collection, Kind

WITHOUT = "weights"
"""The field of the lexical leg."""


class DenseMilvus(Milvus):
    """A Milvus that is given no sparse vectors."""

    @property
    def is_lite(self) -> bool:
        """That vectors have 32 bits, and that fields which are no vectors have no index, holds of 2.3 too."""
        return True

    def check_version(self) -> None:
        """Takes this one."""

    def create(self, name: str, described: Collection) -> None:
        """Makes the collection without the field that it can't have."""
        fields = tuple(each for each in described.fields if each.kind is not Kind.SPARSE)
        indexes = tuple(each for each in described.indexes if each.field != WITHOUT)
        super().create(name, replace(described, fields=fields, indexes=indexes))

    def unindexed(self, name: str, field: str) -> int:
        """Nothing is missing in an index of the field that is not there."""
        return 0 if field == WITHOUT else super().unindexed(name, field)

    def write(self, name: str, rows: Sequence[Row], *, partly: bool = False) -> None:
        """Writes rows without that field; a part of a row by reading the rest, as 2.3 writes rows only whole."""
        if partly and rows:
            parts = {int(row["pk"]): row for row in rows}
            whole = self.read(name, f"pk in {list(parts)}", ["*"], strong=True)
            rows = [{**row, **parts[int(row["pk"])]} for row in whole]
        super().write(name, [{field: value for field, value in row.items() if field != WITHOUT} for row in rows])

    def nearest(self, name: str, search: Search, *, strong: bool = False) -> list[list[Row]]:
        """Asks for the key, too, which newer servers name of themselves."""
        return super().nearest(
            name, replace(search, fields=tuple(dict.fromkeys((*search.fields, "pk")))), strong=strong
        )
