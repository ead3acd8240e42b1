"""Where and of what figures were measured: processor, memory, load, commit, date."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from indexer.core.processors import processors

ROOT = Path(__file__).resolve().parents[1]
FLAGS = ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_tile")
"""Instructions that decide how fast a model runs."""


def machine() -> dict[str, object]:
    """What a person must know of a machine to read figures made on it."""
    cpu = _fields(Path("/proc/cpuinfo"))
    known = cpu.get("flags", "").split()
    return {
        "cpu": cpu.get("model name", ""),
        "cores": processors(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9),
        "instructions": [flag for flag in FLAGS if flag in known],
        "python": ".".join(map(str, sys.version_info[:3])),
    }


def measured_now() -> dict[str, object]:
    """Machine, commit and date, and how much else the machine does."""
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%dT%H:%MZ"),
        "commit": commit(),
        "load_before": round(os.getloadavg()[0], 2),
        "machine": machine(),
    }


def commit() -> str:
    """The commit of this checkout, with "+" where files differ from it; empty outside of one."""
    described = subprocess.run(
        ["git", "describe", "--always", "--dirty=+", "--exclude=*", "--abbrev=8"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return described.stdout.strip()


def _fields(file: Path) -> dict[str, str]:
    """The first value of each field of a file of "name : value" lines; nothing where there is no such file."""
    found: dict[str, str] = {}
    for line in file.read_text(encoding="utf-8").splitlines() if file.is_file() else ():
        name, _, value = line.partition(":")
        found.setdefault(name.strip(), value.strip())
    return found
