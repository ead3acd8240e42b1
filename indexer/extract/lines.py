"""What the lines of a page look like by structure: a row of numbers for each, which says nothing of any site's names.

The order of the numbers is that of the fitted trees (`body_trees.json`): whoever changes it fits them anew.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from math import log1p

import numpy as np
import numpy.typing as npt
from lxml import html

from indexer.extract.boilerplate import ends_sentence, is_furniture, is_prose, starts_related
from indexer.extract.dates import read_date, read_date_in_words
from indexer.extract.dom import Block
from indexer.extract.neighbours import Rows, beside
from indexer.extract.patterns import cut
from indexer.extract.surroundings import Marked, Surroundings, amounts, holders_of, in_comments, kinds_around, survey
from indexer.extract.titles import same_title

_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CJK_WEIGHT = 1.5
"""A character of these scripts says as much as two and a half of an alphabet: so many more than one."""

_TAGS = ["p", "li", "div", "td", "tr", "br", "h1", "h2", "h3", "h4", "figcaption", "blockquote", "dd", "pre"]
_SENTENCES = re.compile(r"[.!?。！？؟।…](?:\s|$|[”\"»’)）])|[。！？]")
_COMMAS = re.compile("[,，、;；،]")
_SIGNS = re.compile(r"[|©»›]")
_CUT_OFF = ("…", "...", "[…]")
_SAMPLE = 2_000
"""Characters of a line by which its script is told."""

_BEGINNING = 200
_FAR = 200
"""Lines beyond which it does not matter how far away something is."""

_LONGEST_LABELLED = 120
_LONGEST_FURNITURE = 640
_CLOCK = re.compile(
    r"[【\[(]?(?:\D{0,4}\d{1,4}[-/.年月]){0,2}(?:\d{1,2}日?\s{0,2})?(?:[01]?\d|2[0-3])\s?[:：h.]\s?[0-5]\d(?:[:：][0-5]\d)?"
    r"\s?(?:[ap]\.?m\.?|uhr|分|h|GMT|UTC|ET)?[】\])]?\s?[:：·•|—–-]?",
    re.IGNORECASE,
)
_LONGEST_CLOCK = 24
_MOST_AROUND = 8
_ROWS = {"tr": ("td", "th"), "dl": ("dt", "dd")}
"""What holds a line of data, and its cells where they were not settled."""

_MOST_ROWS = 200
"""Of a table that is kept whole: a longer one lays the page out, or is a data dump."""


@dataclass(frozen=True, slots=True)
class Described:
    """A page's lines as numbers."""

    rows: Rows
    """A row for each line; shape (lines, features)."""
    chains: npt.NDArray[np.int64]
    """Numbers of the elements around each line, the nearest first; shape (lines, levels)."""
    in_comments: npt.NDArray[np.bool_]
    """Whether each line stands among readers' comments."""
    entry_times: tuple[int, ...]
    """Places of lines that are the time of the entry below, where a page has several: a live report's."""
    captions: tuple[int, ...]
    """Places of lines that are marked as a picture's."""
    tables: tuple[range, ...] = ()
    """Places of the lines of each table of data and each list of names and values that has several and is none of links."""


def describe_lines(
    blocks: Sequence[Block], *, elements: Sequence[html.HtmlElement], marked: Marked, title: str
) -> Described:
    """What each line of a page looks like, and which elements are around it.

    Args:
        blocks: The page's lines, at least one.
        elements: All its elements in reading order.
        marked: What is known of them.
        title: The article's title.
    """
    found = survey(elements, marked)
    chains = [holders_of(found.numbers[block.pieces[0].owner], found) for block in blocks]
    owners = [chain[0] for chain in chains]
    shares = [_share_of_cjk(block) for block in blocks]
    texts = np.array([_amounts_of(block, share) for block, share in zip(blocks, shares, strict=True)])
    totals = amounts(found, owners, texts)
    numbers = np.array(chains, dtype=np.int64)
    rows = [
        np.array(_own(blocks, shares, texts, title)),
        _of_page(len(blocks), totals[0], [found.levels[owner] for owner in owners]),
        np.array([[block.tag == tag for tag in _TAGS] for block in blocks]),
        kinds_around(found, owners),
        _of_elements(found, totals)[numbers].reshape(len(blocks), -1),
        _of_paths(found, chains, texts, totals[0, 2]),
        beside(texts, numbers),
    ]
    times = tuple(entry_times([block.text for block in blocks]))
    captions = tuple(place for place, block in enumerate(blocks) if block.tag == "figcaption")
    described = np.hstack(rows).astype(np.float32)
    return Described(described, numbers, in_comments(found, owners), times, captions, tuple(_tables(blocks)))


def _tables(blocks: Sequence[Block]) -> Iterator[range]:
    holders = [_table_around(block) for block in blocks]
    for holder, places in groupby(range(len(blocks)), key=lambda place: holders[place]):
        lines = list(places)
        links = any(2 * blocks[place].linked > blocks[place].length for place in lines)
        if holder is not None and 1 < len(lines) <= _MOST_ROWS and not links:
            yield range(lines[0], lines[-1] + 1)


def _table_around(block: Block) -> html.HtmlElement | None:
    owner = block.pieces[0].owner
    near = (owner, *islice(owner.iterancestors(), _MOST_AROUND))
    row = next((each for each in near if each.tag in _ROWS), None)
    # Cells that are left as they were lay the page out.
    if row is None or next(row.iterchildren(*_ROWS[str(row.tag)]), None) is not None:
        return None
    return row if row.tag == "dl" else next((each for each in row.iterancestors("table")), row)


def entry_times(texts: Sequence[str]) -> list[int]:
    """Places of lines that are the time of the entry below, where a page has several: a live report's."""
    clocks = [len(text) <= _LONGEST_CLOCK and bool(_CLOCK.fullmatch(text)) for text in texts]
    found = [place for place in range(len(texts) - 1) if clocks[place] and not clocks[place + 1]]
    return found if len(found) > 1 else []


def _share_of_cjk(block: Block) -> float:
    """Share of a line's characters that are of a script in which one says as much as two."""
    text = block.text
    if text.isascii():
        return 0.0
    return len(_CJK.findall(text[:_SAMPLE])) / max(1, min(block.length, _SAMPLE))


def _amounts_of(block: Block, share: float) -> tuple[float, float, float]:
    """Length, link text and prose of a line, as characters of an alphabet."""
    weight = 1 + _CJK_WEIGHT * share
    length, linked = block.length * weight, block.linked * weight
    return length, linked, length - linked if is_prose(block.text) else 0.0


def _own(
    blocks: Sequence[Block], shares: Sequence[float], texts: npt.NDArray[np.float64], title: str
) -> list[list[float]]:
    """What a line's own text says, and where it stands."""
    repeated = Counter(block.text for block in blocks)
    heading = next((row for row, block in enumerate(blocks) if same_title(block.text, title)), None)
    if heading is None:
        heading = next((row for row, block in enumerate(blocks) if block.tag == "h1"), -1)
    total = max(1.0, float(texts[:, 0].sum()))
    before, related = 0.0, -_FAR
    rows: list[list[float]] = []
    for row, (block, share, (length, linked, prose)) in enumerate(zip(blocks, shares, texts.tolist(), strict=True)):
        text = block.text
        if starts_related(text):
            related = row
        short = block.length <= _LONGEST_LABELLED
        beginning = text[:_BEGINNING]
        sentences, commas = len(_SENTENCES.findall(text)), len(_COMMAS.findall(text))
        rows.append([
            log1p(length),
            linked / max(1.0, length),
            sentences,
            commas,
            100 * (sentences + commas) / max(30.0, length),
            share,
            prose > 0,
            ends_sentence(text),
            short and bool(read_date(text) or read_date_in_words(text)),
            block.length <= _LONGEST_FURNITURE and is_furniture(text),
            sum(map(str.isdigit, beginning)) / max(1, len(beginning)),
            sum(map(str.isupper, beginning)) / max(1, sum(map(str.isalpha, beginning))),
            text[:1].islower(),
            text.endswith((":", "：")),
            text.endswith(_CUT_OFF),
            bool(_SIGNS.search(text)),
            len(block.pieces),
            min(3, repeated[text]),
            min(_FAR, row - related),
            row == related,
            row / len(blocks),
            before / total,
            max(-_FAR, min(_FAR, row - heading)),
            heading >= 0,
            short and any(part.kind for part in cut(text)),
        ])  # fmt: skip
        before += length
    return rows


def _of_page(count: int, totals: npt.NDArray[np.float64], levels: Sequence[int]) -> npt.NDArray[np.float64]:
    """What all lines of a page share, and how deep each lies."""
    text, linked, prose = (float(value) for value in totals[:3])
    whole = [log1p(count), log1p(max(1.0, text)), max(1.0, prose) / max(1.0, text), linked / max(1.0, text)]
    return np.hstack([np.tile(whole, (count, 1)), np.array(levels, dtype=np.float64)[:, None]])


def _of_elements(found: Surroundings, totals: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """What lies in each element, and how many are like it beside it; shape (elements, 7)."""
    text, linked, prose, lines = totals.T
    some = np.maximum(1.0, text)
    return np.stack(
        [
            np.log1p(text),
            linked / some,
            prose / some,
            prose / max(1.0, prose[0]),
            text / max(1.0, text[0]),
            np.log1p(lines),
            np.log1p(found.alike),
        ],
        axis=1,
    )


def _of_paths(
    found: Surroundings, chains: Sequence[Sequence[int]], texts: npt.NDArray[np.float64], all_prose: float
) -> npt.NDArray[np.float64]:
    """How many lines of the page stand in elements of the same tags and classes, and what they hold."""
    paths = [tuple(found.signatures[each] for each in chain[:3]) for chain in chains]
    sums: defaultdict[tuple[tuple[str, str], ...], list[float]] = defaultdict(lambda: [0.0] * 4)
    for path, (length, linked, prose) in zip(paths, texts.tolist(), strict=True):
        known = sums[path]
        known[:] = [known[0] + 1, known[1] + length, known[2] + linked, known[3] + prose]
    rows = [sums[path] for path in paths]
    return np.array(
        [
            [log1p(count), log1p(length / count), linked / max(1.0, length), prose / max(1.0, all_prose)]
            for count, length, linked, prose in rows
        ]
    )
