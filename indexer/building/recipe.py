"""Which code a snapshot's parts were made by, so that a build reuses only what it would make the same today.

Hashes of source files instead of version numbers: nobody can forget to raise a hash.
"""

import hashlib
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

from indexer.fold import fold

_PARTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # part: (files of the indexer, libraries whose results it stores)
    "articles": (
        ("extract/*.py", "extract/*.toml", "extract/*.json"),
        ("htmldate", "lxml", "py3langid", "trafilatura"),
    ),
    "chunks": (("chunk.py",), ("langchain-text-splitters",)),
    "passages": (("building/embedding.py", "embed_once.py"), ()),
    "terms": (
        (
            "analyze.py",
            "building/terming.py",
            "fold.py",
            "numerals/*.py",
            "passage.py",
            "postings.py",
            "stem.py",
            "terms.py",
            "terms_builder.py",
        ),
        ("PyStemmer", "bm25s", "opencc"),
    ),
    "names": (("building/learning.py", "fold.py", "glosses.py", "names.py"), ("opencc",)),
    "words": (("building/learning.py", "fold.py", "words/*.py"), ("opencc", "rjieba")),
    "suggestions": (
        ("building/suggesting.py", "fold.py", "suggestions/*.py", "words/*.py"),
        ("opencc", "pypinyin", "rjieba"),
    ),
    "copies": (("building/articles.py", "fold.py", "numerals/*.py", "passage.py", "stories.py"), ("rensa",)),
    "related": (
        ("building/relating.py", "related/*.py", "sentences.py", "stopwords.py", "vectors.py", "words/cutting.py"),
        ("bm25s", "faiss-cpu", "rjieba", "scipy"),
    ),
    "archive": (("archive.py",), ()),
}


@lru_cache(maxsize=1)
def current_recipe() -> dict[str, str]:
    """A short hash by part of a snapshot."""
    folder = Path(str(files("indexer")))
    return {part: _hash(folder, patterns, libraries) for part, (patterns, libraries) in _PARTS.items()}


def _hash(folder: Path, patterns: tuple[str, ...], libraries: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for pattern in patterns:
        for file in sorted(folder.glob(pattern)):
            digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    for library in libraries:
        digest.update(f"{library} {_version(library)}\0".encode())
    if "fold.py" in patterns and fold("萬") != "万":
        # Made without OpenCC's dictionary; it is made anew when there is one.
        digest.update(b"one script")
    return digest.hexdigest()[:16]


def _version(library: str) -> str:
    """Its version; none where it is missing, which whoever wants it has told."""
    try:
        return version(library)
    except PackageNotFoundError:
        return ""
