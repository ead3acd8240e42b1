"""Embeds each text once: a cache that outlives snapshots and interrupted builds, and batches for the rest.

Vectors are kept as float16, as the snapshot keeps them, so that a rebuilt snapshot equals the one built first.

Which texts make a batch is decided here, and the same however far ahead of its results the embedding reads: with 8-bit
activations a vector depends on its batch, and two builds must end in the same bytes.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, Self

import numpy as np

from indexer.core.arrays import Matrix
from indexer.embed.embedder import ModelCard

_SCHEMA = """
CREATE TABLE IF NOT EXISTS embeddings (
    model TEXT NOT NULL, text TEXT NOT NULL, vector BLOB NOT NULL, used INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (model, text)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS days (day INTEGER NOT NULL, number INTEGER NOT NULL) STRICT
"""
_LOOKUP = 500
"""Keys in one query: well under SQLite's limit on parameters."""

_ROOM = 0.9
"""A cache over its size is cut back to this share of it, so that not every build has to."""


class EmbeddingCache:
    """Vectors of texts by (model fingerprint, sha256 of the text embedded), with the day of their last use.

    A day's number is higher than that of every day before it, so that a clock set back makes no new use an old one.
    """

    def __init__(self, file: Path, *, today: int | None = None) -> None:
        """Opens the cache, made if missing.

        Args:
            file: Where it is kept.
            today: What the clock says, in days since the year 1; the day it is by default.
        """
        self._connection = sqlite3.connect(file, isolation_level=None)
        try:
            self._connection.execute("PRAGMA journal_mode = WAL")
            # Each commit reaches the disk: what was paid for is not lost with the power.
            self._connection.execute("PRAGMA synchronous = FULL")
            self._connection.executescript(_SCHEMA)
            self._add_use_to_an_old_cache()
            self._today = self._number_of(datetime.now(UTC).toordinal() if today is None else today)
        except sqlite3.Error:
            self._connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def find(self, model: str, keys: Sequence[str]) -> dict[str, np.ndarray]:
        """Vectors of those keys that are there, as float16; today is the day of their last use."""
        found: dict[str, np.ndarray] = {}
        stale: list[str] = []
        for start in range(0, len(keys), _LOOKUP):
            part = keys[start : start + _LOOKUP]
            marks = ",".join("?" * len(part))
            rows = self._connection.execute(
                f"SELECT text, vector, used FROM embeddings WHERE model = ? AND text IN ({marks})",  # noqa: S608 - marks only
                (model, *part),
            )
            for key, vector, used in rows:
                found[key] = np.frombuffer(vector, dtype=np.float16)
                if used != self._today:
                    stale.append(key)
        self._use(model, stale)
        return found

    def store(self, model: str, vectors: dict[str, np.ndarray]) -> None:
        """Keeps vectors for good: on disk when this returns."""
        self._connection.execute("BEGIN")
        self._connection.executemany(
            "INSERT OR REPLACE INTO embeddings (model, text, vector, used) VALUES (?, ?, ?, ?)",
            ((model, key, vector.tobytes(), self._today) for key, vector in vectors.items()),
        )
        self._connection.execute("COMMIT")

    def rename_model(self, old: str, new: str) -> None:
        """Keeps the vectors of one fingerprint under another; what the other has already stays. All or nothing."""
        if old != new:
            self._connection.execute("UPDATE OR IGNORE embeddings SET model = ? WHERE model = ?", (new, old))

    @property
    def bytes(self) -> int:
        """What embeddings take in the file; the file may be larger, by what `vacuum` gives back."""
        size, pages, free = (
            int(self._connection.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("page_size", "page_count", "freelist_count")
        )
        return size * (pages - free)

    def __len__(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM embeddings").fetchone()[0])

    def trim(self, limit: int) -> int:
        """Forgets the embeddings longest unused if all together take more than `limit` bytes; returns how many."""
        before = len(self)
        while (size := self.bytes) > limit and (count := len(self)):
            # Rows share pages of the file: where too little came free, more go.
            forgotten = min(max(round(count * (1 - _ROOM * limit / size)), 1), count)
            self._connection.execute(
                "DELETE FROM embeddings WHERE (model, text) IN "
                "(SELECT model, text FROM embeddings ORDER BY used, model, text LIMIT ?)",
                (forgotten,),
            )
        return before - len(self)

    def keep_models(self, models: Collection[str]) -> int:
        """Forgets the embeddings of all other models; returns how many."""
        marks = ",".join("?" * len(models))
        query = f"DELETE FROM embeddings WHERE model NOT IN ({marks})"  # noqa: S608 - marks only
        return self._connection.execute(query, tuple(models)).rowcount

    def vacuum(self) -> None:
        """Gives the disk back what was forgotten; needs as much free space as the embeddings take."""
        self._connection.execute("VACUUM")
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _use(self, model: str, keys: Sequence[str]) -> None:
        """Dates some embeddings' last use today; once a day, for it writes as much as was read."""
        self._connection.execute("BEGIN")
        self._connection.executemany(
            "UPDATE embeddings SET used = ? WHERE model = ? AND text = ?", ((self._today, model, key) for key in keys)
        )
        self._connection.execute("COMMIT")

    def _number_of(self, day: int) -> int:
        """The number of a day: the clock's, or the next after the last one's where the clock was set back."""
        last = self._connection.execute("SELECT day, number FROM days").fetchone()
        if last is not None and last[0] == day:
            return int(last[1])
        # A cache that has no numbers yet counts on from the days that it was dated by.
        query = "SELECT coalesce(max(used), 0) FROM embeddings"
        before = int(last[1] if last is not None else self._connection.execute(query).fetchone()[0])
        number = max(before + 1, day)
        self._connection.execute("BEGIN")
        self._connection.execute("DELETE FROM days")
        self._connection.execute("INSERT INTO days VALUES (?, ?)", (day, number))
        self._connection.execute("COMMIT")
        return number

    def _add_use_to_an_old_cache(self) -> None:
        """A cache of version 0.1 has no days of use: its embeddings count as the longest unused."""
        columns = {row[1] for row in self._connection.execute("PRAGMA table_info(embeddings)")}
        if "used" not in columns:
            self._connection.execute("ALTER TABLE embeddings ADD COLUMN used INTEGER NOT NULL DEFAULT 0")


BATCH = 512
"""Texts embedded between two commits: a killed build loses at most this much work."""

OnEmbedded = Callable[[list[str], int], None]
"""Told (texts just embedded, how many others have their vectors) as the work goes on."""


@dataclass(slots=True)
class _Window:
    """Texts whose vectors are given back together."""

    keys: list[str]
    vectors: dict[str, np.ndarray]
    """Those known so far, as float16."""
    missing: dict[str, str]
    """Texts by key that go out in batches of this window."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some missing texts of a window, by key; none where the window misses none."""

    window: _Window
    keys: list[str] = field(default_factory=list)
    last: bool = True
    """Whether the window is complete after it."""


class EmbedBatches(Protocol):
    """Embeds batch after batch and gives each back with its vectors, in order; it may read ahead."""

    def __call__(self, batches: Iterable[tuple[Batch, Sequence[str]]], /) -> Iterator[tuple[Batch, Matrix]]:
        """Vectors of each batch, shape (texts, dimension)."""
        ...


def embed_once(
    windows: Iterable[Sequence[str]],
    embed: EmbedBatches,
    card: ModelCard,
    cache: EmbeddingCache,
    *,
    on_embedded: OnEmbedded = lambda _texts, _others: None,
) -> Iterator[Matrix]:
    """Vectors of the passages of each window, shape (texts, dimension), rounded to float16; stored before they are given.

    Args:
        windows: Passages as they are embedded, without prefix.
        embed: Embeds what is missing.
        card: The model; it is part of the cache's key.
        cache: Where vectors are looked up and kept.
        on_embedded: Told of progress.
    """
    paying = _Paying(card, cache, on_embedded)
    for batch, made in embed(paying.batches(windows)):
        paying.store(batch, made)
        if batch.last:
            yield paying.vectors(batch.window)


class _Paying:
    def __init__(self, card: ModelCard, cache: EmbeddingCache, on_embedded: OnEmbedded) -> None:
        self._card = card
        self._cache = cache
        self._on_embedded = on_embedded
        self._under_way: set[str] = set()
        """Keys of texts that are out and not stored yet: another window that has them waits for the same vectors."""

    def batches(self, windows: Iterable[Sequence[str]]) -> Iterator[tuple[Batch, Sequence[str]]]:
        """What is missing of each window, at least one batch for each."""
        for texts in windows:
            window = self._begun(texts)
            waiting = list(window.missing)
            if not waiting:
                yield Batch(window), ()
            for start in range(0, len(waiting), BATCH):
                keys = waiting[start : start + BATCH]
                yield Batch(window, keys, last=start + BATCH >= len(waiting)), [window.missing[key] for key in keys]

    def _begun(self, texts: Sequence[str]) -> _Window:
        keys = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() for text in texts]
        known = self._cache.find(self._card.fingerprint, list(dict.fromkeys(keys)))
        self._on_embedded([], sum(key in known for key in keys))
        have = known.keys() | self._under_way
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in have}
        self._under_way |= missing.keys()
        return _Window(keys, known, missing)

    def store(self, batch: Batch, made: Matrix) -> None:
        """Keeps what was embedded, for good."""
        if not batch.keys:
            return
        fresh = dict(zip(batch.keys, made.astype(np.float16), strict=True))
        self._cache.store(self._card.fingerprint, fresh)
        batch.window.vectors.update(fresh)
        self._under_way.difference_update(fresh)
        self._on_embedded([batch.window.missing[key] for key in batch.keys], 0)

    def vectors(self, window: _Window) -> Matrix:
        """All vectors of a window whose last batch is stored, and with it those of the windows before."""
        others = [key for key in dict.fromkeys(window.keys) if key not in window.vectors]
        repeats = sum(key not in window.vectors for key in window.keys)
        repeats += sum(key in window.missing for key in window.keys) - len(window.missing)
        window.vectors.update(self._cache.find(self._card.fingerprint, others))
        self._on_embedded([], repeats)
        made = np.empty((len(window.keys), self._card.dimension), dtype=np.float32)
        for place, key in enumerate(window.keys):
            made[place] = window.vectors[key]
        return made
