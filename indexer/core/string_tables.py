"""Tables of strings by strings in one file that is mapped: a large dictionary without a moment to load and without memory of its own.

    "XWTABLE1", u32 tables | of each: u32 slots, u32 entries, u32 bytes | of each: u32 places[slots], bytes

All is little-endian. The bytes hold the entries one after the other, each `key NUL value LF` in UTF-8. An entry lies in the first free slot from the
one that the CRC-32 of its key names, modulo the number of slots, which is a power of two; a slot holds the entry's place plus one, 0 where it is free.
"""

import mmap
import os
import struct
import sys
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

_MAGIC = b"XWTABLE1"
_SIZES = struct.Struct("<III")
_COUNT = struct.Struct("<8sI")
_FILLED = 2
"""Slots are at least so many times the entries, so that a look takes one or two steps."""


class StringTable(Mapping[str, str]):
    """One table; several threads may read it."""

    def __init__(self, data: mmap.mmap, slots: memoryview, entries: int, start: int, end: int) -> None:
        self._data = data
        self._slots = slots
        self._entries = entries
        self._start = start
        self._end = end

    def __getitem__(self, key: str) -> str:
        """The value of a key.

        Raises:
            KeyError: The table has no such key.
        """
        at = self._value_of(key)
        if at < 0:
            raise KeyError(key)
        return self._data[at : self._data.find(b"\n", at)].decode()

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self._value_of(key) >= 0

    def __iter__(self) -> Iterator[str]:
        at = self._start
        while at < self._end:
            middle = self._data.find(b"\0", at)
            yield self._data[at:middle].decode()
            at = self._data.find(b"\n", middle) + 1

    def __len__(self) -> int:
        return self._entries

    def _value_of(self, key: str) -> int:
        """Where the value begins; -1 where there is no such key."""
        sought = key.encode("utf-8", "surrogatepass") + b"\0"
        slots, last = self._slots, len(self._slots) - 1
        slot = crc32(sought) & last
        while place := slots[slot]:
            begin = self._start + place - 1
            end = begin + len(sought)
            if self._data[begin:end] == sought:
                return end
            slot = (slot + 1) & last
        return -1


def write_string_tables(file: Path, tables: Sequence[Mapping[str, str]]) -> None:
    """Writes tables in order; the file is there whole or not at all.

    Raises:
        ValueError: A key has a NUL in it, a value a line feed, or a string half a character.
        OSError: It can't be written.
    """
    _write(file, [_packed(table.items(), len(table)) for table in tables])


def write_places(file: Path, strings: Sequence[str]) -> None:
    """Writes one table that has the place of each string, in digits; the strings are different.

    Raises:
        ValueError: A string has a NUL in it, or half a character.
        OSError: It can't be written.
    """
    _write(file, [_packed(((string, str(place)) for place, string in enumerate(strings)), len(strings))])


def _write(file: Path, packed: "Sequence[_Packed]") -> None:
    sizes = [_SIZES.pack(len(table.slots), table.entries, len(table.data)) for table in packed]
    aside = file.with_suffix(f".{os.getpid()}")
    try:
        with aside.open("wb") as stream:
            stream.writelines((_COUNT.pack(_MAGIC, len(packed)), *sizes))
            for table in packed:
                stream.write(_bytes(table.slots))
                stream.write(table.data)
        aside.replace(file)
    finally:
        aside.unlink(missing_ok=True)


def read_string_tables(file: Path) -> list[StringTable]:
    """Maps the tables of a file.

    Raises:
        ValueError: It is not a whole file of tables.
        OSError: It can't be read.
    """
    with file.open("rb") as opened:
        data = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)  # ValueError where the file is empty
    try:
        magic, count = _COUNT.unpack_from(data, 0)
        sizes = [_SIZES.unpack_from(data, _COUNT.size + number * _SIZES.size) for number in range(count)]
    except struct.error as error:
        raise ValueError(f"{file} is cut short") from error
    at = _COUNT.size + len(sizes) * _SIZES.size
    whole = at + sum(4 * slots + length for slots, _, length in sizes) == len(data)
    if magic != _MAGIC or not whole or any(slots.bit_count() != 1 for slots, _, _ in sizes):
        raise ValueError(f"{file} is no file of tables, or not all of one")
    found = []
    for slots, entries, length in sizes:
        start = at + 4 * slots
        found.append(StringTable(data, _places(data, at, slots), entries, start, start + length))
        at = start + length
    return found


@dataclass(frozen=True, slots=True)
class _Packed:
    """A table as it is written."""

    slots: "array[int]"
    data: bytearray
    entries: int


def _packed(items: Iterable[tuple[str, str]], entries: int) -> _Packed:
    """The slots of a table and its entries."""
    slots = 1 << max(entries * _FILLED - 1, 1).bit_length()
    places = array("I", bytes(4 * slots))
    data = bytearray()
    for key, value in items:
        if "\0" in key or "\n" in value:
            raise ValueError(f"the entry {key!r} can't be kept in a table")
        begun = key.encode() + b"\0"
        slot = crc32(begun) & (slots - 1)
        while places[slot]:
            slot = (slot + 1) & (slots - 1)
        places[slot] = len(data) + 1
        data += begun
        data += value.encode()
        data += b"\n"
    return _Packed(places, data, entries)


def _bytes(places: "array[int]") -> bytes:
    if sys.byteorder == "big":
        places.byteswap()
    return places.tobytes()


def _places(data: mmap.mmap, at: int, count: int) -> memoryview:
    view = memoryview(data)[at : at + 4 * count]
    if sys.byteorder == "little":
        return view.cast("I")
    swapped = array("I", view.tobytes())
    swapped.byteswap()
    return memoryview(swapped)
