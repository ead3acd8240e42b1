"""What a process and those that it started use: processor time, and memory by the kernel's own count."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Memory:
    """Megabytes (of a million bytes) that are in memory."""

    pss: float
    """With shared pages divided among those that share them."""
    private: float
    """Of pages that nobody else has."""


def family(pid: int) -> list[int]:
    """The process and all that it started and that run, oldest first."""
    found = [pid]
    for each in found:
        found += [child for child in _children(each) if child not in found]
    return found


def cpu_seconds(pid: int) -> float:
    """Processor time that a family has used so far, system calls among it."""
    return sum(_seconds(each) for each in family(pid))


def memory(pid: int) -> Memory:
    """Of a family."""
    maps = [_read(PROC / str(each) / "smaps_rollup") for each in family(pid)]
    return Memory(sum(_megabytes(each, "Pss") for each in maps), sum(_megabytes(each, r"Private_\w+") for each in maps))


def folder_megabytes(folder: Path) -> float:
    """Size of all files in a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def _children(pid: int) -> Iterator[int]:
    for task in (PROC / str(pid) / "task").glob("*/children"):
        yield from map(int, _read(task).split())


def _seconds(pid: int) -> float:
    """User and system time: fields 14 and 15 of proc(5)'s stat, counted behind the name, which may hold anything."""
    fields = _read(PROC / str(pid) / "stat").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


def _megabytes(maps: str, name: str) -> float:
    r"""The sum of the lines of such a name, which the kernel gives in units of 1,024 bytes.

    >>> _megabytes("Pss:   1000 kB\nPrivate_Clean: 500 kB\nPrivate_Dirty: 1000 kB\n", r"Private_\w+")
    1.536
    """
    return sum(int(size) * 1024 for size in re.findall(rf"^{name}:\s+(\d+) kB$", maps, re.MULTILINE)) / 1e6


def _read(file: Path) -> str:
    """Empty where the process is gone by now."""
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
