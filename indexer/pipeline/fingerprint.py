"""Which code a snapshot's parts were made by, so that a build reuses only what it would make the same today.

Hashes of source files instead of version numbers: nobody can forget to raise a hash.
"""

import hashlib
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

from indexer.text.normalize import normalize

_PARTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # part: (files of the indexer, libraries whose results it stores)
    "articles": (
        ("extract/*.py", "text/characters.py", "text/language.py", "text/months.*", "extract/*.toml", "extract/*.json"),
        ("htmldate", "lxml", "py3langid", "trafilatura"),
    ),
    "chunks": (("text/chunker.py",), ("langchain-text-splitters",)),
    "passages": (
        (
            "pipeline/parts.py",
            "embed/cache.py",
        ),
        (),
    ),
    "terms": (
        (
            "text/analyzer.py",
            "pipeline/parts.py",
            "text/normalize.py",
            "text/japanese_forms.*",
            "text/number_terms.py",
            "text/months.*",
            "text/numerals*.py",
            "index/postings.py",
            "index/bm25.py",
            "index/bm25_builder.py",
        ),
        ("PyStemmer", "bm25s", "opencc"),
    ),
    "names": (
        (
            "pipeline/parts.py",
            "text/normalize.py",
            "text/japanese_forms.*",
            "index/aliases.py",
        ),
        ("opencc",),
    ),
    "words": (
        (
            "pipeline/parts.py",
            "text/normalize.py",
            "text/japanese_forms.*",
            "text/stopwords.*",
            "text/words/*.py",
            "text/words/*.toml",
        ),
        ("bm25s", "opencc", "rjieba"),
    ),
    "suggestions": (
        (
            "pipeline/parts.py",
            "text/normalize.py",
            "text/japanese_forms.*",
            "index/suggestions/*.py",
            "text/words/*.py",
            "text/words/*.toml",
        ),
        ("opencc", "pypinyin", "rjieba"),
    ),
    "copies": (
        (
            "pipeline/parts.py",
            "text/normalize.py",
            "text/japanese_forms.*",
            "text/number_terms.py",
            "text/months.*",
            "text/numerals*.py",
            "text/analyzer.py",
            "index/near_duplicates.py",
        ),
        ("rensa",),
    ),
    "related": (
        (
            "pipeline/parts.py",
            "related/*.py",
            "text/sentences.py",
            "text/stopwords.*",
            "index/vectors.py",
            "text/words/cutting.py",
            "text/words/pieces.py",
            "text/words/transliterated.*",
        ),
        ("bm25s", "faiss-cpu", "rjieba", "scipy"),
    ),
    "archive": (("index/docstore.py",), ()),
}


_DOCUMENTS = (
    (
        "input/documents/*.py",
        "extract/dates.py",
        "extract/patterns.*",
        "text/characters.py",
        "text/encoding.py",
    ),
    ("chardet", "lxml", "pdfminer.six"),
)


@lru_cache(maxsize=1)
def documents_fingerprint() -> str:
    """A short hash of the code that takes documents apart."""
    return _hash(Path(str(files("indexer"))), *_DOCUMENTS)


@lru_cache(maxsize=1)
def current_fingerprint() -> dict[str, str]:
    """A short hash by part of a snapshot."""
    folder = Path(str(files("indexer")))
    return {part: _hash(folder, patterns, libraries) for part, (patterns, libraries) in _PARTS.items()}


def _hash(folder: Path, patterns: tuple[str, ...], libraries: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for pattern in patterns:
        found = sorted(folder.glob(pattern))
        if not found:
            raise LookupError(f"{pattern} names no file of the indexer: what it was to watch has moved")
        for file in found:
            digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    for library in libraries:
        digest.update(f"{library} {_version(library)}\0".encode())
    if "text/normalize.py" in patterns and normalize("萬") != "万":
        # Made without OpenCC's dictionary; it is made anew when there is one.
        digest.update(b"one script")
    return digest.hexdigest()[:16]


def _version(library: str) -> str:
    """Its version; none where it is missing, which whoever wants it has told."""
    try:
        return version(library)
    except PackageNotFoundError:
        return ""
