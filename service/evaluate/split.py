"""The fixed split of questions in two halves, so that tuning and reporting never see the same question."""

import hashlib
from enum import StrEnum


class Half(StrEnum):
    """Which questions are asked."""

    TUNE = "tune"
    """For choosing weights and models."""
    REPORT = "report"
    """For figures that are told to others."""
    ALL = "all"


def half_of(group: str) -> Half:
    """The half of a question, by the first bit of the sha256 of its `qid`, or of its id where it has none.

    It depends on nothing else: not on the set, the file's order or what other questions there are. Translations of
    one question share their `qid` and so their half.

    >>> half_of("a"), half_of("b")
    (<Half.REPORT: 'report'>, <Half.TUNE: 'tune'>)
    """
    return Half.TUNE if _digest(group)[0] < 0x80 else Half.REPORT


def sample_key(group: str) -> bytes:
    """Sorting by this key and taking the first n gives the same n questions each time, from both halves alike."""
    return _digest(group)[16:]


def _digest(group: str) -> bytes:
    return hashlib.sha256(group.encode("utf-8", "surrogatepass")).digest()
