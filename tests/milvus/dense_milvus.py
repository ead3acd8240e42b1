"""Everything that connects to a Milvus goes without the lexical leg, as with one of 2.3, which has no sparse vectors."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from benchmarks.milvus_dense import DenseMilvus as DenseMilvus  # tests find it here
from indexer.milvus import client, verify


def leave_out_the_lexical_leg(patched: pytest.MonkeyPatch) -> None:
    """Has everything that connects to a Milvus connect so, and a publication checked by its dense leg alone."""
    patched.setattr(client, "Milvus", DenseMilvus)
    patched.setattr(verify._Check, "_lexical", lambda *_, **__: 0)


@contextmanager
def without_the_lexical_leg() -> Iterator[None]:
    """For as long as this lasts."""
    with pytest.MonkeyPatch.context() as patched:
        leave_out_the_lexical_leg(patched)
        yield
