"""The articles that a set's questions are asked of, and JSON lines whose faults name their file and line."""

import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.core.article import Page, Skip
from indexer.core.errors import InputError
from indexer.input.pages import read_pages

_FORM = 'Each line is an object like {"id": "q1", "text": "…", "positive_ids": ["a1"]}.'


@dataclass(frozen=True, slots=True)
class JsonRow:
    """One object and its place, with readers for fields that say what is wrong with them."""

    place: str
    """ "queries.jsonl:12"."""
    fields: Mapping[str, object]

    def text(self, name: str, default: str | None = None) -> str:
        """A field that is a string or a number, as text; `default` where it is missing or null.

        Raises:
            InputError: It is something else, or is missing and has no default.
        """
        value = self.fields.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, str | int) or isinstance(value, bool):
            raise self.fault(f"{name!r} is {'missing' if value is None else f'no text: {value!r}'}")
        return str(value)

    def texts(self, name: str) -> tuple[str, ...]:
        """A field that is a list of strings or numbers; empty where it is missing.

        Raises:
            InputError: It is something else.
        """
        value = self.fields.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str | int) for item in value):
            raise self.fault(f"{name!r} is not a list of texts: {value!r}")
        return tuple(str(item) for item in value)

    def fault(self, what: str) -> InputError:
        """An error that names this line."""
        return InputError(f"{self.place}: {what}.", next_step=_FORM)


def json_rows(file: Path) -> Iterator[JsonRow]:
    """The objects of a UTF-8 file in order; blank lines are passed over.

    Raises:
        InputError: The file can't be read, or a line is not a JSON object.
    """
    try:
        with file.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield _row(f"{file}:{number}", line)
    except OSError as error:
        raise InputError(f"{file} can't be read: {error.strerror}.", next_step="Check the path.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{file} is not UTF-8: {error}.", next_step="Save it as UTF-8.") from error


def _row(place: str, line: str) -> JsonRow:
    try:
        fields = json.loads(line)
    except ValueError as error:
        raise InputError(f"{place} is not JSON: {error}.", next_step=_FORM) from error
    if not isinstance(fields, dict):
        raise InputError(f"{place} is not a JSON object.", next_step=_FORM)
    return JsonRow(place, fields)


CORPUS = "corpus.jsonl"
IDS = "corpus_ids.jsonl"
ARCHIVE = "corpus"
"""The folder, beside the set or beside its parent, whose files hold the articles that corpus_ids.jsonl names."""


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
