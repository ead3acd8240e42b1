"""What this process holds open below a folder: other tests' files, sockets and threads don't change it."""

from pathlib import Path


def open_files(folder):
    """Files and folders at or below ``folder`` that this process has mapped or open, by path."""
    mapped = {
        line.split(maxsplit=5)[5] for line in Path("/proc/self/maps").read_text().splitlines() if str(folder) in line
    }
    opened = set()
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            opened.add(str(descriptor.readlink()))
        except OSError:  # closed since it was listed
            continue
    return {path for path in mapped | opened if f"{path}/".startswith(f"{folder}/")}
