"""CSV as record pages: a header row names the fields, and a row that can't be read costs that row only."""

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from indexer.core.article import Page, PageKind, Skip, SkipReason
from indexer.input.lines import Line, read_lines

# A row whose quote is never closed would take in the rest of the file; no article has so many lines.
_ROW_LINES = 5_000
_DELIMITERS = ",\t;|"


def read_csv(blocks: Iterable[bytes], *, name: str, limit: int) -> Iterator[Page | Skip]:
    """A page per row, named by the line on which the row begins: "c.csv:2".

    The delimiter is what the header has most of. Cells beyond the header are left out, missing ones are empty.

    Raises:
        PageError: As for `read_lines`, after the pages of every whole row before the fault.
    """
    csv.field_size_limit(limit)  # of the whole process, and far lower by default than an article may be
    rows = _Rows(read_lines(blocks, limit=limit), limit=limit)
    header = rows.header()
    while (row := rows.next_row(name)) is not None:
        if isinstance(row, Skip):
            yield row
        elif any(cell.strip() for cell in row.cells):
            yield _page(row, header, name)


class _Row:
    """The cells of a row and its first line."""

    __slots__ = ("cells", "line")

    def __init__(self, cells: list[str], line: Line) -> None:
        self.cells = cells
        self.line = line


class _Rows:
    """Rows of a CSV over lines that can be given back, so that a broken row is read again from its second line."""

    def __init__(self, lines: Iterator[Line], *, limit: int) -> None:
        self._lines = lines
        self._given_back: deque[Line] = deque()
        self._taken: list[Line] = []
        self._limit = limit
        self._delimiter = ","

    def header(self) -> list[str]:
        """The field names; the row also shows the delimiter. Empty when the file has no line that can be read."""
        for line in self._lines:
            if line.problem is None and line.text.strip():
                self._delimiter = max(_DELIMITERS, key=line.text.count)
                self._given_back.append(line)
                break
        row = self.next_row("")
        return [cell.strip().lower() for cell in row.cells] if isinstance(row, _Row) else []

    def next_row(self, name: str) -> _Row | Skip | None:
        """The next row, a Skip for one that can't be read, None at the end."""
        self._taken = []
        try:
            cells = next(csv.reader(self._texts(), delimiter=self._delimiter, strict=True))
        except StopIteration:
            return None
        except csv.Error as error:
            return self._broken(name, str(error))
        if unreadable := next((line for line in self._taken if line.problem is not None), None):
            number, reason = unreadable.number, unreadable.problem or SkipReason.BROKEN_RECORD
            return Skip(f"{name}:{number}", reason, unreadable.detail, line=number)
        return _Row(cells, self._taken[0])

    def _broken(self, name: str, error: str) -> Skip:
        first, *others = self._taken
        self._given_back.extendleft(reversed(others))
        return Skip(f"{name}:{first.number}", SkipReason.BROKEN_RECORD, f"Not a CSV row: {error}.", line=first.number)

    def _texts(self) -> Iterator[str]:
        size = 0
        while (line := self._given_back.popleft() if self._given_back else next(self._lines, None)) is not None:
            self._taken.append(line)
            size += len(line.text)
            if len(self._taken) > _ROW_LINES or size > self._limit:
                message = "a quote is opened and not closed"
                raise csv.Error(message)
            yield line.text + "\n"


def _page(row: _Row, header: list[str], name: str) -> Page:
    cells = row.cells + [""] * (len(header) - len(row.cells))
    record: Mapping[str, object] = {field: cell for field, cell in zip(header, cells, strict=False) if field}
    number = row.line.number
    return Page(f"{name}:{number}", PageKind.RECORD, record=record, encoding=row.line.encoding, line=number)
