"""What a package's source is, so that what it made before can be told from what it would make now."""

import hashlib
from importlib.resources import files
from pathlib import Path


def source_sha256(package: str) -> str:
    """Over the Python files of an installed package, names and content."""
    digest = hashlib.sha256()
    folder = Path(str(files(package)))
    for file in sorted(folder.rglob("*.py")):
        digest.update(f"{file.relative_to(folder)}\n".encode() + file.read_bytes())
    return digest.hexdigest()
