"""What a failure of a Milvus means, by its code and its words: what is not there, what another try may give, what a user can do."""

from indexer.core.errors import MilvusError

_NOT_THERE = frozenset({4, 100, 1600})
"""Codes of a collection or alias that does not exist: of 2.2 and before, of a collection, of an alias."""
_NOT_LOADED = 101
_FINAL = frozenset({1, 6, 7, 17, 65, 1100, 1101, 1400, 1700, 1800, 2200})
"""Codes that another try would give again: bad parameters, a schema that can't be, permission denied."""
_DENIED = ("auth", "permission", "privilege", "credential")
NEXT_STEP = "Check the address, and whether the server runs and can be reached from here."


class NotLoadedError(MilvusError):
    """A collection is there, and not in memory."""


class NotThereError(MilvusError):
    """There is no collection or alias of that name."""


def failure(code: int, words: str, *, where: str, doing: str) -> MilvusError:
    """A failure in words, with what may be done.

    Args:
        code: The server's, -1 where the connection failed.
        words: What went wrong, on one line.
        where: The address, without its password.
        doing: What was asked of it.
    """
    if code in _NOT_THERE and ("exist" in words or "not found" in words):
        return NotThereError(f"{where} has none of that name, when {doing}: {words}.")
    if code == _NOT_LOADED or "call load()" in words or "not loaded" in words:
        return NotLoadedError(f"{where} can't be used, when {doing}: {words}.")
    if any(word in words.lower() for word in _DENIED):
        return MilvusError(
            f"{where} refuses this user, when {doing}: {words}.",
            next_step="Write milvus://USER:PASSWORD@HOST:PORT with a user that may read (to publish: write) this database.",
        )
    return MilvusError(
        f"{where} can't be used, when {doing}: {words}.", next_step=NEXT_STEP, may_pass=code not in _FINAL
    )
