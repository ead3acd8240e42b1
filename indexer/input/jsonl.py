"""JSON as record pages: one object a line, or one document that is a record or holds a list of them."""

import json
from collections.abc import Iterable, Iterator, Mapping

from indexer.core.article import Page, PageKind, Skip, SkipReason
from indexer.input.lines import Line, read_lines

# An object with one of these is itself a record, whatever lists it also has.
_RECORD_FIELDS = {"text", "body", "title"}
_JSON_SPACE = " \t\r\n"


class _NotARecordError(ValueError):
    """What stands where a record should, in words."""


def read_json_lines(blocks: Iterable[bytes], *, name: str, limit: int) -> Iterator[Page | Skip]:
    """A page per line that is a JSON object; a Skip per line that is not. Empty lines are nothing.

    Raises:
        PageError: As for `read_lines`, after the pages of every whole line before the fault.
    """
    for line in read_lines(blocks, limit=limit):
        if line.problem is not None:
            yield Skip(f"{name}:{line.number}", line.problem, line.detail, line=line.number)
        elif line.text.strip():
            yield _page_of_line(line, name)


def read_json_document(text: str, *, name: str, encoding: str) -> Iterator[Page | Skip]:
    """Pages of a whole JSON document; names count the records from 1, "b.json:3".

    Of a document that breaks off inside its list, the whole records before the break are kept. JSON lines under the
    name `.json` are read as lines.
    """
    try:
        value = _parse(text)
    except _NotARecordError as error:
        yield from _salvage(text, name=name, encoding=encoding, error=str(error))
        return
    for number, record in enumerate(_records_of(value), start=1):
        yield _page(record, name, number, encoding)


def _page_of_line(line: Line, name: str) -> Page | Skip:
    try:
        value = _parse(line.text)
    except _NotARecordError as error:
        return Skip(f"{name}:{line.number}", SkipReason.BROKEN_RECORD, str(error), line=line.number)
    return _page(value, name, line.number, line.encoding)


def _page(value: object, name: str, number: int, encoding: str) -> Page | Skip:
    """The record as a page, or a Skip that says what stands in its place."""
    if not isinstance(value, Mapping):
        detail = f"Expected a JSON object with fields, found {_described(value)}."
        return Skip(f"{name}:{number}", SkipReason.BROKEN_RECORD, detail, line=number)
    return Page(f"{name}:{number}", PageKind.RECORD, record=value, encoding=encoding, line=number)


def _records_of(value: object) -> list[object]:
    """The list of records in the document: itself, the first list of objects within, or itself as one record."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and not _RECORD_FIELDS & value.keys():
        for field in value.values():
            if isinstance(field, list) and field and all(isinstance(item, dict) for item in field):
                return field
    return [value]


def _salvage(text: str, *, name: str, encoding: str, error: str) -> Iterator[Page | Skip]:
    """What can be read of a document that is not one JSON value: JSON lines, or the records before the break."""
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if len(lines) > 1 and _is_object(lines[0][1]):
        yield from (_page_of_line(Line(number, line, encoding), name) for number, line in lines)
        return
    number = 0
    for number, record in enumerate(_leading_records(text), start=1):
        yield _page(record, name, number, encoding)
    yield Skip(f"{name}:{number + 1}", SkipReason.BROKEN_RECORD, error, line=number + 1)


def _leading_records(text: str) -> Iterator[object]:
    """Items of the first list in the text, as far as they are whole."""
    decoder = json.JSONDecoder()
    position = text.find("[") + 1
    while position:
        while position < len(text) and text[position] in _JSON_SPACE + ",":
            position += 1
        try:
            value, position = decoder.raw_decode(text, position)
        except (ValueError, RecursionError):
            return
        yield _without_lone_surrogates(value)


def _is_object(text: str) -> bool:
    try:
        return isinstance(_parse(text), dict)
    except _NotARecordError:
        return False


def _parse(text: str) -> object:
    """The JSON value, fit to be written as UTF-8 again."""
    try:
        value: object = json.loads(text)
    except RecursionError as error:
        message = "The JSON is nested too deeply."
        raise _NotARecordError(message) from error
    except ValueError as error:  # broken JSON, or a number of thousands of digits
        message = f"Not JSON: {error}."
        raise _NotARecordError(message) from error
    return _without_lone_surrogates(value) if "\\u" in text else value


def _without_lone_surrogates(value: object) -> object:
    r"""Half a character, "\ud83d" alone, becomes U+FFFD: no encoding could write it."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_without_lone_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {_without_lone_surrogates(key): _without_lone_surrogates(item) for key, item in value.items()}
    return value


def _described(value: object) -> str:
    names = {list: "a list", str: "a text", bool: "true or false", int: "a number", float: "a number"}
    return names.get(type(value), "null")
