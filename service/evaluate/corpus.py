"""The articles that a set's questions are asked of."""

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.core.article import Page, Skip
from indexer.core.errors import InputError
from indexer.input.pages import read_pages
from service.evaluate.set_files import ARCHIVE, CORPUS, IDS, json_rows


@dataclass(frozen=True, slots=True)
class Corpus:
    """Files of records, and which of their records to take; None takes all."""

    files: tuple[Path, ...]
    ids: frozenset[str] | None = None

    @property
    def bytes(self) -> int:
        """Size of the files on disk."""
        return sum(file.stat().st_size for file in self.files)

    def pages(self, on_bytes: Callable[[int], None]) -> Iterator[Page | Skip]:
        """The pages to index, in the order of the files.

        Raises:
            InputError: An article that was named is in none of the files.
        """
        waiting = set(self.ids or ())
        for page in read_pages([str(file) for file in self.files], stdin=io.BytesIO(), on_bytes=on_bytes):
            if self.ids is None:
                yield page
            elif isinstance(page, Page) and (identity := str(page.record.get("id", ""))) in waiting:
                waiting.remove(identity)
                yield page
                if not waiting:
                    return
        if waiting:
            raise InputError(
                f"{len(waiting)} articles that {IDS} names are in none of {', '.join(file.name for file in self.files)} "
                f"(first: {min(waiting)}).",
                next_step=f"Put their files into the folder {self.files[0].parent}.",
            )

    def sha256(self) -> str:
        """Over every byte of the files and the ids: equal corpora give equal pages."""
        digest = hashlib.sha256()
        for file in self.files:
            with file.open("rb") as stream:
                digest.update(hashlib.file_digest(stream, "sha256").digest())
        digest.update("\n".join(sorted(self.ids or ())).encode("utf-8", "surrogatepass"))
        return digest.hexdigest()


def find_corpus(folder: Path) -> Corpus | None:
    """The corpus of a set's folder: its own corpus.jsonl, or the articles that its corpus_ids.jsonl names.

    Raises:
        InputError: Ids are named, but no folder `corpus` is near that could hold their articles.
    """
    if (folder / CORPUS).is_file():
        return Corpus((folder / CORPUS,))
    if not (folder / IDS).is_file():
        return None
    ids = frozenset(row.text("id") for row in json_rows(folder / IDS))
    base = folder.resolve()
    for near in (base, base.parent, base.parent.parent):
        files = tuple(sorted((near / ARCHIVE).glob("*.jsonl*")))
        if files:
            return Corpus(files, ids)
    raise InputError(
        f"{folder / IDS} names articles, but no folder {ARCHIVE}/ with *.jsonl files is beside {folder} or above it.",
        next_step=f"Put their files into {base.parent / ARCHIVE}, or ask an index of yours with --index.",
    )
