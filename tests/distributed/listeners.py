"""Addresses that a process and all that descend from it listen at, as Linux tells them."""

import ipaddress
import struct
from collections.abc import Iterator
from pathlib import Path

_LISTENING = "0A"


def listeners(process: int) -> set[str]:
    """IP addresses with a TCP socket that takes connections."""
    own = {inode for each in _family(process) for inode in _sockets(each)}
    return {str(address) for inode, address in _listening() if inode in own}


def _family(process: int) -> set[int]:
    """A process and its descendants; one that ended meanwhile is nobody's."""
    parents = dict(_parents())
    family = {process}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    return family


def _parents() -> Iterator[tuple[int, int]]:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            # The name is in brackets and may hold anything; the parent is the second field after it.
            yield int(folder.name), int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue


def _sockets(process: int) -> Iterator[str]:
    for link in Path(f"/proc/{process}/fd").glob("*"):
        try:
            target = str(link.readlink())
        except FileNotFoundError:
            continue
        if target.startswith("socket:["):
            yield target[8:-1]


def _listening() -> Iterator[tuple[str, ipaddress.IPv4Address | ipaddress.IPv6Address]]:
    """Inode and address of every listening socket of this machine."""
    for name in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == _LISTENING:
                yield fields[9], _address(fields[1].partition(":")[0])


def _address(hexadecimal: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """An address as the kernel prints it: words of four bytes in the machine's own order."""
    words = [int(hexadecimal[start : start + 8], 16) for start in range(0, len(hexadecimal), 8)]
    data = b"".join(struct.pack("=I", word) for word in words)
    if len(data) == 4:
        return ipaddress.IPv4Address(data)
    address = ipaddress.IPv6Address(data)
    return address.ipv4_mapped or address
