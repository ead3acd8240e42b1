"""The files of a set of questions: how they are named, and JSON lines whose faults name their file and line."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.core.errors import InputError

QUERIES = "queries.jsonl"
CORPUS = "corpus.jsonl"
IDS = "corpus_ids.jsonl"
ARCHIVE = "corpus"
"""The folder, beside the set or beside its parent, whose files hold the articles that corpus_ids.jsonl names."""
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
