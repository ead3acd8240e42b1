"""Related reading as files, so that a site shows it with no service at all: one JSON file an article, as the route answers.

The widget finds the file by the article's id: `file_name` here and `fileName` in related-reading.js are one rule.
"""

from pathlib import Path

from indexer.core.errors import InputError
from indexer.input.folders import EXPORT_MARK, EXPORTED
from service.http.related_schemas import RelatedResponse
from service.related.lists import RelatedReading
from service.related.page import MOST, NO_RULES, RelatedRules

_LONGEST = 180
_HEAD = 160


def export_related(reading: RelatedReading, ids: tuple[str, ...], folder: Path, rules: RelatedRules = NO_RULES) -> int:
    """Writes the whole list of every article, and removes those of articles that are gone.

    A file whose content is as it was is not touched, so that a copy to a web server moves only what changed.

    Args:
        reading: The snapshot's related reading.
        ids: Of its articles.
        folder: Made if missing.
        rules: Which articles are listed.

    Returns:
        How many files were written or changed.

    Raises:
        InputError: The folder holds something else.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / EXPORT_MARK).exists():
        raise InputError(f"{folder} holds files that are not an export.", next_step="Name a new or empty folder.")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / EXPORT_MARK).touch()
    written, names = 0, set()
    for article_id in ids:
        name = file_name(article_id)
        names.add(name)
        page = reading.page(article_id, limit=MOST, page=1, rules=rules)
        written += _put(folder / name, RelatedResponse.of(page).model_dump_json())
    for file in folder.glob(EXPORTED):
        if file.name not in names:
            file.unlink()
    return written


def file_name(article_id: str) -> str:
    """A name that every file system and web server takes: "fair/1" gives "r-fair_2f1.json".

    Small letters, digits and - stand for themselves, any other byte of the UTF-8 for _ and two hexadecimal digits; of a long
    one the head, its length and a hash (FNV-1a) stay.
    """
    coded = article_id.encode("utf-8", "replace")
    kept = b"abcdefghijklmnopqrstuvwxyz0123456789-"
    name = "".join(chr(byte) if byte in kept else f"_{byte:02x}" for byte in coded)
    if len(name) > _LONGEST:
        name = f"{name[:_HEAD]}.{len(coded)}.{_fnv(coded):08x}"
    return f"r-{name}.json"


def _fnv(data: bytes) -> int:
    digest = 0x811C9DC5
    for byte in data:
        digest = ((digest ^ byte) * 0x01000193) & 0xFFFFFFFF
    return digest


def _put(file: Path, text: str) -> bool:
    """Writes a file whole or not at all, if its content changes."""
    content = text.encode("utf-8")
    if file.exists() and file.read_bytes() == content:
        return False
    part = file.with_suffix(".part")
    part.write_bytes(content)
    part.replace(file)
    return True
