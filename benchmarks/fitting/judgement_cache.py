"""A reader whose judgements are kept in a file, so that what was read once for a fit is not read again."""

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from indexer.rerank.reader import Excerpt, GoOn, Judgement, Reader, to_the_end


class CachedReader:
    """Another reader's judgements, by its fingerprint, the question and the excerpt; kept with 32 bits."""

    def __init__(self, reader: Reader, file: Path) -> None:
        self._reader = reader
        self._connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS judgements (key BLOB PRIMARY KEY, facts TEXT, logits BLOB)"
        )
        self.asked = 0
        """Excerpts that had to be read."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    @property
    def fingerprint(self) -> str:
        """The reader's."""
        return self._reader.fingerprint

    def judge(self, question: str, excerpts: Sequence[Excerpt], go_on: GoOn = to_the_end) -> list[Judgement]:
        """A judgement for each excerpt, in order, to the first that there was no time to read; those that are kept take none."""
        keys = [self._key(question, excerpt) for excerpt in excerpts]
        kept = {key: judgement for key in keys if (judgement := self._kept(key)) is not None}
        missing = {key: excerpt for key, excerpt in zip(keys, excerpts, strict=True) if key not in kept}
        if missing:
            read = self._reader.judge(question, list(missing.values()), go_on)
            self.asked += len(read)
            self._keep(list(zip(missing, read, strict=False)))
            kept |= dict(zip(missing, read, strict=False))
        return [kept[key] for key in takewhile(kept.__contains__, keys)]

    def _key(self, question: str, excerpt: Excerpt) -> bytes:
        told = json.dumps([self.fingerprint, question, excerpt.heading, excerpt.text])
        return hashlib.sha256(told.encode()).digest()

    def _kept(self, key: bytes) -> Judgement | None:
        row = self._connection.execute("SELECT facts, logits FROM judgements WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        rank, answerable, none, offsets = json.loads(row[0])
        start, end = np.frombuffer(row[1], np.float32).reshape(2, -1)
        return Judgement(
            rank, answerable, none=none, offsets=tuple((begin, stop) for begin, stop in offsets), start=start, end=end
        )

    def _keep(self, found: Sequence[tuple[bytes, Judgement]]) -> None:
        self._connection.execute("BEGIN")
        self._connection.executemany(
            "INSERT OR REPLACE INTO judgements VALUES (?, ?, ?)", [(key, *_stored(each)) for key, each in found]
        )
        self._connection.execute("COMMIT")


def _stored(judgement: Judgement) -> tuple[str, bytes]:
    facts = [judgement.rank, judgement.answerable, judgement.none, judgement.offsets]
    return json.dumps(facts), np.stack([judgement.start, judgement.end]).astype(np.float32).tobytes()
