"""The lines of a page in the order in which they are read: columns are told by the white space between them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

_GUTTER = 0.6
"""Of the size of the letters: white space that is as wide, from the top of a part of the page to its end, parts columns."""

_NARROWEST = 6.0
"""Of the size: what is narrower is no column of text, but the numbers of a list, or a column of a table, read with its row."""


_APART = 1.5
"""Of the size: further apart than the words of a line are ever set."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line, or the part of one that stands together, by its place on the page in points from below."""

    left: float
    bottom: float
    right: float
    top: float
    size: float
    text: str
    cells: int = 1
    """How many parts it has that stand well apart: the cells of a table's row, a number and its entry."""


def columns(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    """The parts of a page in reading order, each one column wide and from its top to its bottom."""
    # With a list of what is left to part and not by recursion: a page may be made so that its parts never end.
    waiting, found = [list(lines)] if lines else [], []
    while waiting:
        part = waiting.pop()
        parts = _side_by_side(part)
        if len(parts) == 1:
            parts = _one_below_another(part)
        if len(parts) == 1:
            found.append(_rows(part))
        else:
            waiting.extend(reversed(parts))
    return found


def _side_by_side(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    """Lines parted at every strip of white that goes from top to bottom, the left before the right."""
    parts: list[list[TextLine]] = []
    right = 0.0
    for line in sorted(lines, key=lambda line: line.left):
        if parts and line.left - right < _GUTTER * line.size:
            parts[-1].append(line)
            right = max(right, line.right)
        else:
            parts.append([line])
            right = line.right
    return _wide_enough(parts)


def _wide_enough(parts: Sequence[list[TextLine]]) -> list[list[TextLine]]:
    """Parts side by side, each that is too narrow for a column with the one that it stands before, the last behind."""
    columns: list[list[TextLine]] = []
    narrow: list[TextLine] = []
    for part in parts:
        width = max(line.right for line in part) - min(line.left for line in part)
        if width < _NARROWEST * median(line.size for line in part):
            narrow += part
        else:
            columns.append([*narrow, *part])
            narrow = []
    if columns:
        columns[-1] += narrow
    return columns or [narrow]


def _one_below_another(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    """Bands of a page, from the top: a line over several columns ends those above it and begins those below."""
    bands: list[list[TextLine]] = []
    for row in _groups(lines):
        several = len(_side_by_side(row)) > 1
        if not bands:
            bands.append(row)
            continue
        parted = len(_side_by_side(bands[-1])) > 1
        together = len(_side_by_side([*bands[-1], *row])) > 1
        if together or (not parted and not several):
            bands[-1] = [*bands[-1], *row]
        else:
            bands.append(row)
    return bands


def _groups(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    """Lines parted at every strip of white from left to right, the upper before the lower."""
    groups: list[list[TextLine]] = []
    bottom = 0.0
    for line in sorted(lines, key=lambda line: -line.top):
        if groups and _middle(line.top, line.bottom) > bottom - 0.1 * line.size and line.top > bottom:
            groups[-1].append(line)
            bottom = min(bottom, line.bottom)
        else:
            groups.append([line])
            bottom = line.bottom
    return groups


def _middle(top: float, bottom: float) -> float:
    return (top + bottom) / 2


def _rows(lines: Iterable[TextLine]) -> list[TextLine]:
    """Lines of one column from its top, parts of one line together again."""
    rows: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda line: (-_middle(line.top, line.bottom), line.left)):
        last = rows[-1][-1] if rows else None
        if last is not None and _middle(line.top, line.bottom) > last.bottom + 0.25 * (last.top - last.bottom):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_joined(sorted(row, key=lambda line: line.left)) for row in rows]


def _joined(row: Sequence[TextLine]) -> TextLine:
    if len(row) == 1:
        return row[0]
    return TextLine(
        row[0].left,
        min(line.bottom for line in row),
        right=max(line.right for line in row),
        top=max(line.top for line in row),
        size=max(row, key=lambda line: len(line.text)).size,
        text=" ".join(line.text.strip() for line in row if line.text.strip()),
        cells=1 + sum(right.left - left.right > _APART * left.size for left, right in pairwise(row)),
    )
