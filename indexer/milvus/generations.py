"""The generations of an index in a Milvus: which there are, which is current, back to the one before, and cleaning up."""

import json
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

from indexer.core.clock import now
from indexer.core.errors import MilvusError, NoSnapshotError
from indexer.core.process import Progress, Silent
from indexer.milvus.client import MOST, Milvus
from indexer.milvus.failures import NotThereError
from indexer.milvus.schema import FOREVER, REVISION_BITS, UNSEARCHED, Layout, alive, pieces

LEASE = 120.0
"""Seconds for which a generation stays whole after another took its place: longer than any request that began with it."""

_RECORD, _READY, _LEFT = ".record", ".ready", ".left"
_PIECES = 200
"""Of a text, read at once: 12 MB at most."""
_STEP = 4096
"""Articles whose rows are looked through at once."""


@dataclass(frozen=True, slots=True)
class Record:
    """What a generation says of itself."""

    generation: int
    epoch: int
    first: int
    """The epoch's first generation."""
    base: int
    """The generation that it was written on top of; 0 for none."""
    snapshot: str
    created_at: str
    layout: dict[str, object]
    """As `schema.Layout` has it."""
    recipe: dict[str, str]
    """What made the snapshot's parts."""
    model: str
    """Fingerprint of the model that made the vectors."""
    articles: int
    chunks: int
    numbers: int
    """The highest number that an article of it has."""
    chunk_average: float
    """Terms of a chunk."""
    article_average: float
    frozen_average: float
    """Terms of an article when the epoch began: the lexical leg proposes by weights that were made with it."""
    buckets: int
    """Of terms."""
    format: int = 1
    """Of its rows and files; see `schema.FORMAT`."""

    @property
    def revision(self) -> int:
        """Counted from the epoch's first."""
        return self.generation - self.first

    @property
    def laid_out(self) -> Layout:
        """The layout of the epoch's collections."""
        return Layout(**self.layout)  # type: ignore[arg-type]  # as `asdict` gave it

    def to_json(self) -> str:
        """As it lies in the Milvus."""
        return json.dumps(asdict(self), ensure_ascii=True, sort_keys=True)


@dataclass(frozen=True, slots=True)
class Listed:
    """A generation, as a list shows it."""

    record: Record
    current: bool
    ready_at: str
    """When it was whole and checked, ISO 8601; empty for one that was not finished."""
    left_at: str
    """When another took its place; empty where none did, or it came back."""


class Generations:
    """The generations of one index."""

    def __init__(self, milvus: Milvus) -> None:
        self.milvus = milvus
        self._prefix = milvus.address.prefix
        self._alias = f"{self._prefix}_current"
        self._name = re.compile(rf"{re.escape(self._prefix)}_g([0-9]+)")

    def collection(self, generation: int) -> str:
        """Name of a generation's own collection."""
        return f"{self._prefix}_g{generation}"

    def part(self, epoch: int, part: str) -> str:
        """Name of an epoch's collection of "chunks", "articles" or "terms"."""
        return f"{self._prefix}_e{epoch}_{part}"

    def current(self) -> int | None:
        """The generation that is served; None where nothing was published."""
        named = self.milvus.aliased(self._alias)
        found = self._name.fullmatch(named or "")
        if named is not None and found is None:
            raise MilvusError(
                f"The alias {self._alias} names {named}, which is no generation of this index.",
                next_step="Choose another prefix: milvus://HOST:PORT?prefix=NAME.",
            )
        return int(found[1]) if found else None

    def published(self) -> Record:
        """The record of the generation that is served.

        Raises:
            NoSnapshotError: Nothing was published.
        """
        current = self.current()
        if current is None:
            raise NoSnapshotError(
                f"There is no index in {self.milvus.address.shown}.",
                next_step="Publish one: xunwen publish --to milvus://HOST:PORT --index DIR",
            )
        return self.record(current)

    def numbers(self) -> list[int]:
        """Every generation that there is, finished or not, ascending."""
        return sorted(int(found[1]) for name in self.milvus.collections() if (found := self._name.fullmatch(name)))

    def record(self, generation: int) -> Record:
        """What a generation says of itself.

        Raises:
            MilvusError: It can't be read.
        """
        text = self.text(generation, _RECORD)
        try:
            return Record(**json.loads(text))
        except (ValueError, TypeError) as error:
            raise MilvusError(
                f"Generation {generation} in {self.milvus.address.shown} can't be read by this version of xunwen: {error}.",
                next_step="Publish it again with this version, or update this one.",
            ) from error

    def text(self, generation: int, path: str) -> str:
        """A text of a generation; empty where it has none of that path."""
        return "".join(self.pieces(generation, path))

    def pieces(self, generation: int, path: str) -> Iterator[str]:
        """The same in pieces of `schema.PIECE` characters."""
        for first in count(step=_PIECES):
            keys = [_text_key(path, place) for place in range(first, first + _PIECES)]
            condition = f"pk in {json.dumps(keys)}"
            rows = self.milvus.read(self.collection(generation), condition, ["pk", "text"], strong=True)
            yield from (str(row["text"]) for row in sorted(rows, key=lambda row: str(row["pk"])))
            if len(rows) < _PIECES:
                return

    def write(self, generation: int, path: str, content: str) -> None:
        """Gives a generation a text."""
        rows = _text_rows(path, content)
        for first in range(0, len(rows), 100):
            self.milvus.write(self.collection(generation), rows[first : first + 100])

    def listed(self) -> list[Listed]:
        """Every generation, newest first."""
        current = self.current()
        found = []
        for number in reversed(self.numbers()):
            try:
                record = self.record(number)
            except MilvusError as error:
                if error.may_pass or isinstance(error, NotThereError):
                    raise
                continue  # killed before it could say anything of itself
            found.append(Listed(record, number == current, self.text(number, _READY), self.text(number, _LEFT)))
        return found

    def finish(self, generation: int) -> None:
        """Says that a generation is whole and checked."""
        self.write(generation, _READY, now().isoformat(timespec="seconds"))

    def switch(self, generation: int) -> None:
        """Serves a generation, in one step."""
        before = self.current()
        self.milvus.point(self._alias, self.collection(generation))
        if before is not None and before != generation:
            self.write(before, _LEFT, now().isoformat(timespec="seconds"))
        if self.text(generation, _LEFT):
            self.write(generation, _LEFT, "")

    def rollback(self, to: int | None = None) -> Record:
        """Goes back to a generation, by default to the newest one before the current.

        Raises:
            NoSnapshotError: There is none that is whole.
        """
        current = self.published()
        ready = [each for each in self.listed() if each.ready_at and not each.current]
        wanted = [
            each
            for each in ready
            if (each.record.generation < current.generation if to is None else each.record.generation == to)
        ]
        if not wanted:
            kept = ", ".join(str(each.record.generation) for each in ready) or "no other"
            raise NoSnapshotError(
                f"There is no generation {'before ' + str(current.generation) if to is None else to} to go back to.",
                next_step=f"Kept: {kept}. See: xunwen publish --to milvus://HOST:PORT --list",
            )
        self.switch(wanted[0].record.generation)
        return wanted[0].record

    def settle(self, resumed: int | None, *, lease: float, progress: Progress | None = None) -> None:
        """Undoes what was written on top of the current generation: by a publication that was given up, or one gone back from.

        Args:
            resumed: One that goes on.
            lease: Seconds for which one that was served is left whole.
            progress: Told what is waited for.
        """
        current = self.current() or 0
        shown = progress or Silent()
        for number in reversed(self.numbers()):
            if number > current and number != resumed:
                left = self.text(number, _LEFT)
                wait = _seconds_left(left, lease)
                if wait > 0:
                    shown.note(f"Waiting {wait:.0f} s for requests that began with generation {number}.")
                    time.sleep(wait)
                shown.note(f"Undoing generation {number}.")
                self._undo(number)

    def _undo(self, generation: int) -> None:
        """Takes back all that one generation wrote."""
        try:
            record = self.record(generation)
        except MilvusError as error:
            if error.may_pass or isinstance(error, NotThereError):
                raise
            self.milvus.drop(self.collection(generation))
            return
        if record.first == generation:
            self._drop_epoch(record.epoch)
        else:
            for part in ("chunks", "articles", "terms"):
                name = self.part(record.epoch, part)
                self.milvus.delete(name, f"born == {generation}")
                while rows := self.milvus.read(name, f"gone == {generation}", ["pk"], strong=True, limit=_STEP):
                    self.milvus.write(name, [{"pk": row["pk"], "gone": FOREVER} for row in rows], partly=True)
        self.milvus.drop(self.collection(generation))

    def _drop_epoch(self, epoch: int) -> None:
        there = set(self.milvus.collections())
        for part in ("chunks", "articles", "terms"):
            if self.part(epoch, part) in there:
                self.milvus.drop(self.part(epoch, part))

    def clean(self, *, keep: int, lease: float) -> list[int]:
        """Deletes generations before the current one, but for the newest few, and rows that none of the others has.

        Args:
            keep: How many stay, the current one among them.
            lease: Seconds for which one that was served stays all the same.

        Returns:
            Those that are gone.
        """
        listed = self.listed()
        current = next((each.record for each in listed if each.current), None)
        if current is None:
            return []
        before = [each for each in listed if each.record.generation < current.generation]
        old = [each for each in before[max(keep - 1, 0) :] if _seconds_left(each.left_at, lease) <= 0]
        kept = [each.record for each in listed if each not in old]
        for each in old:
            self.milvus.drop(self.collection(each.record.generation))
        for epoch in {each.record.epoch for each in old}:
            still = [record.generation for record in kept if record.epoch == epoch]
            if not still:
                self._drop_epoch(epoch)
                continue
            for part in ("chunks", "articles", "terms"):
                self.milvus.delete(self.part(epoch, part), f"gone <= {min(still)}")
        return sorted(each.record.generation for each in old)

    def each_row(
        self, record: Record, part: str, fields: Sequence[str], condition: str, *, highest: int
    ) -> Iterator[dict[str, object]]:
        """Rows of an epoch's articles or terms, all that meet a condition, by their keys.

        Args:
            record: Of a generation of the epoch.
            part: "articles" or "terms".
            fields: To read.
            condition: That they meet.
            highest: Number of the last article or bucket.
        """
        step = _STEP
        for first in range(0, highest + 1, step):
            low, high = first << REVISION_BITS, (first + step) << REVISION_BITS
            rows = self.milvus.read(
                self.part(record.epoch, part),
                f"pk >= {low} and pk < {high} and {condition}",
                ["pk", *fields],
                strong=True,
                limit=MOST,
            )
            yield from sorted(rows, key=lambda row: int(row["pk"]))

    def each_alive(self, record: Record, part: str, fields: Sequence[str]) -> Iterator[dict[str, object]]:
        """Rows of a generation's articles or terms, by their keys."""
        highest = record.numbers if part == "articles" else record.buckets
        return self.each_row(record, part, fields, alive(record.generation), highest=highest)


def _seconds_left(left_at: str, lease: float) -> float:
    """For how long a generation that was left at a moment is still kept whole."""
    if not left_at:
        return 0.0
    return lease - (datetime.now(UTC) - datetime.fromisoformat(left_at)).total_seconds()


def _text_key(path: str, place: int) -> str:
    """The key of a piece of a generation's text."""
    return f"{path}#{place:06}"


def _text_rows(path: str, content: str) -> list[dict[str, Any]]:
    """A text of a generation in its pieces, each under a key of its own."""
    return [
        {"pk": _text_key(path, place), "text": piece, "unsearched": UNSEARCHED}
        for place, piece in enumerate(pieces(content) or [""])
    ]
