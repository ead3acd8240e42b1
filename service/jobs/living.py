"""Tells one process from another that has its number later: numbers are given again, the time of birth is not."""

import subprocess
from pathlib import Path

_STARTED = 19
"""Place of a process's start in its status line, counted after its name, which may hold blanks and brackets."""


def birth(pid: int) -> str:
    """When the process of this number began, as the system counts; empty where there is none."""
    if Path("/proc/self/stat").exists():
        try:
            line = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
        return line.rpartition(")")[2].split()[_STARTED]
    told = subprocess.run(  # noqa: S603  a number
        ["/bin/ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return told.stdout.strip()
