"""Which lines of a page are its article: small trees, fitted on labelled pages, judge every line by its structure and neighbours.

The first trees judge each line as it stands; the second see what the first made of the lines around it, of those in the
same elements and of the whole page, so that lines are chosen together. `python -m benchmarks.fit_body` fits both.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
import numpy.typing as npt

from indexer.extract.lines import Described
from indexer.extract.neighbours import Rows, columns, shifted, summed
from indexer.extract.trees import Trees, read_trees, written

_LENGTH = 0
"""The column of a line's length, as log(1 + length)."""

_NAMED, _ELSEWHERE = 0.15, 0.75
"""How likely a line must be in an element that is named as the text's, and outside of one. On the saved Chinese pages, by
trees that did not see them, F1 is .9985 with these and .9955 with one threshold; other sites' names say less."""

_CAPTION = 0.35
"""How likely a caption must be."""

_ROW = 0.45
"""How likely the rows of a table must be on average. With it four of the public sets gain a little and two lose less."""

_ABOVE = 3
"""Lines above the text where a picture's caption may stand."""

MOST_LINES = 5_000
"""Of a page that are judged: one with more is a data dump, and its densest element is as good."""


@dataclass(frozen=True, slots=True)
class _Fitted:
    first: Trees
    second: Trees
    threshold: float


@cache
def _fitted(file: Path) -> _Fitted:
    said = written(file.read_text("utf-8"))
    return _Fitted(read_trees(said["first"]), read_trees(said["second"]), float(said["threshold"]))  # type: ignore[arg-type]


_trees = [Path(str(files("indexer.extract").joinpath("body_trees.json")))]


@contextmanager
def trees_of(file: Path) -> Iterator[None]:
    """Judge lines by the trees of another file meanwhile: on a site's pages, those that were fitted on other sites."""
    _trees.append(file)
    try:
        yield
    finally:
        _trees.pop()


def article_lines(described: Described, *, named: Sequence[int] = ()) -> list[int]:
    """Places of the lines that are the article's, in order; the times of a live report's entries are kept with them.

    Args:
        described: The lines of a page, at least one.
        named: Places in an element that a content system names as the text's: there little need speak for a line, and
            elsewhere much.
    """
    fitted = _fitted(_trees[-1])
    first = fitted.first.probabilities(described.rows)
    second = fitted.second.probabilities(np.hstack([described.rows, in_context(first, described)]))
    wanted = np.full(len(second), _ELSEWHERE if named else fitted.threshold)
    wanted[list(named)] = _NAMED
    kept = (second > wanted) & ~described.in_comments
    _keep_tables(kept, second, described)
    _keep_captions(kept, second, described)
    for place in described.entry_times:
        kept[place] |= kept[place + 1]
    return [int(place) for place in np.flatnonzero(kept)]


def _keep_tables(kept: npt.NDArray[np.bool_], likely: npt.NDArray[np.float64], described: Described) -> None:
    """Adds the rest of a table that is partly chosen or stands among lines chosen: some of its rows would be another table."""
    for rows in described.tables:
        table = slice(rows.start, rows.stop)
        beside = kept[max(0, rows.start - _ABOVE) : rows.start].any() and kept[rows.stop : rows.stop + _ABOVE].any()
        if (kept[table].any() or beside) and likely[table].mean() > _ROW:
            kept[table] |= ~described.in_comments[table]


def _keep_captions(kept: npt.NDArray[np.bool_], likely: npt.NDArray[np.float64], described: Described) -> None:
    """Adds captions among the lines chosen, and right above them: some sets count them as text and some do not, we do."""
    chosen = np.flatnonzero(kept)
    for place in described.captions:
        if len(chosen) and chosen[0] - _ABOVE <= place <= chosen[-1] and likely[place] > _CAPTION:
            kept[place] = not described.in_comments[place]


def in_context(first: npt.NDArray[np.float64], described: Described) -> Rows:
    """What the first trees made of the lines around each line: the next ones, a window, its elements, the whole page."""
    likely = first.astype(np.float32)[:, None]
    lengths = np.expm1(described.rows[:, _LENGTH : _LENGTH + 1])
    weighed = np.hstack([likely * lengths, lengths]).astype(np.float32)
    total = max(1.0, float(weighed[:, 0].sum()))
    found: list[npt.NDArray[np.floating]] = [likely, *(shifted(likely, step) for step in (-3, -2, -1, 1, 2, 3))]
    for reach in (3, 8, 20):
        near = summed(weighed, reach)
        found.append(near[:, 0] / np.maximum(1, near[:, 1]))
    for level in range(1, described.chains.shape[1]):
        _, group = np.unique(described.chains[:, level], return_inverse=True)
        kept, every = (np.bincount(group, weighed[:, column])[group] for column in range(2))
        found += [kept / np.maximum(1, every), kept / total]
    found.append(np.cumsum(weighed[:, 0]) / total)
    found += [np.full_like(likely, value) for value in (likely.max(), np.log1p(total))]
    return columns(found)
