"""Paragraphs out of the lines of a PDF: what repeats on its pages goes, words that were parted are whole again."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from indexer.extract.boilerplate import ends_sentence
from indexer.extract.dates import read_date, read_date_in_words
from indexer.input.documents.pdf_order import TextLine
from indexer.text.characters import one_line, without_space

_MARGIN = 0.12
"""Of a page's height: what repeats within it, above or below, is no part of the text."""
_REPEATED = 0.3
"""Of the pages: left and right ones may have heads of their own, and a first page may have none."""
_SAME_PLACE = 4.0
_LONGEST_HEAD = 60
_NUMBER = re.compile(r"[-–—·•|\s]*(?:page|seite|pág\.?|p\.|第)?\s*(?:\d{1,4}|[ivxlc]{1,7})\s*(?:页|頁|版)?(?:\s*(?:of|/|von|de|共)\s*\d{1,4}\s*页?)?[-–—·•|\s]*", re.IGNORECASE)  # fmt: skip
_DIGITS = re.compile(r"\d+")
_HYPHENS = ("-", "\u2010", "\xad")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_BULLET = re.compile(
    r"(?:[•●▪◦■□◆※▶]|[-–—*]\s|\(?\d{1,2}[.)、]\s?(?=\D)|[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、)"
)
_UNSPACED_SCRIPTS = ("THAI", "LAO", "KHMER", "MYANMAR")


@dataclass(frozen=True, slots=True)
class PdfPage:
    """A page as it was read."""

    number: int
    height: float
    columns: tuple[tuple[TextLine, ...], ...]
    has_picture: bool = False
    broken: str = ""

    @property
    def lines(self) -> Iterator[TextLine]:
        """All lines in reading order."""
        return (line for column in self.columns for line in column)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with the size of its letters."""

    text: str
    size: float


def running_lines(pages: Sequence[PdfPage]) -> list[frozenset[TextLine]]:
    """Of each page the lines above and below its text: heads and feet that repeat, with other numbers, and page numbers."""
    edges = [list(_edges(page)) for page in pages]
    size = median([line.size for page in pages for line in page.lines] or [0.0])
    seen: Counter[tuple[str, int]] = Counter()
    for lines in edges:
        seen.update({(_repeatable(line, size), step) for line in lines for step in _steps(line)})
    most = max(2, _REPEATED * len(pages))
    return [
        frozenset(
            line
            for line in lines
            if _is_head(line.text) or any(seen[_repeatable(line, size), step] >= most for step in _steps(line))
        )
        for lines in edges
    ]


def words_of(pages: Iterable[PdfPage]) -> Counter[str]:
    """The words of a document as they stand within its lines, where no hyphen was put in to part them."""
    return Counter(word.lower() for page in pages for line in page.lines for word in _WORD.findall(line.text)[:-1])


def paragraphs(page: PdfPage, without: frozenset[TextLine], words: Counter[str]) -> list[Paragraph]:
    """The paragraphs of a page; one that goes on in the next column is one.

    Args:
        page: Its lines in reading order.
        without: Lines that are no part of the text.
        words: Of the whole document, by which a hyphen is told from a word that has one.
    """
    found: list[list[TextLine]] = []
    for column in page.columns:
        parts = list(_parted([line for line in column if line not in without]))
        if found and parts and _goes_on(found[-1][-1], parts[0][0], column):
            found[-1] = [*found[-1], *parts.pop(0)]
        found += parts
    return [Paragraph(text, median(line.size for line in lines)) for lines in found if (text := _joined(lines, words))]


def title_of(found: Sequence[Paragraph]) -> Paragraph | None:
    """The first of the largest letters, where these are clearly larger than the text's; None where none are."""
    sizes = [each.size for each in found for _ in range(min(len(each.text), 400))]
    short = [each for each in found if 2 <= len(each.text) <= 150]
    largest = max(short, key=lambda each: each.size, default=None)
    return largest if largest is not None and largest.size > 1.2 * median(sizes) else None


def _edges(page: PdfPage) -> Iterator[TextLine]:
    lines = list(page.lines)
    below, above = _MARGIN * page.height, (1 - _MARGIN) * page.height
    return (line for line in lines if line.top <= below or line.bottom >= above)


def _is_head(text: str) -> bool:
    """Whether a line at the edge is no text though it stands there once: a page's number, the day of the paper."""
    dated = len(text) <= _LONGEST_HEAD and not ends_sentence(text) and bool(read_date(text) or read_date_in_words(text))
    return dated or _NUMBER.fullmatch(text) is not None


def _repeatable(line: TextLine, size: float) -> str:
    """What of a line stays the same from page to page; of a line in larger letters, which may be a title, all of it."""
    text = without_space(line.text).lower()
    return text if line.size > 1.2 * size else _DIGITS.sub("#", text)


def _steps(line: TextLine) -> tuple[int, int]:
    """Its height on the page, roughly: two lines at about the same height have one in common."""
    step = int(line.bottom // _SAME_PLACE)
    return step, step + 1


def _parted(lines: Sequence[TextLine]) -> Iterator[list[TextLine]]:
    """The lines of a column, parted where a paragraph begins."""
    if not lines:
        return
    pitches = [above.bottom - below.bottom for above, below in pairwise(lines)]
    pitch = median(pitches) if pitches else 0.0
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    current = [lines[0]]
    for above, below in pairwise(lines):
        if _begins(above, below, pitch=pitch, left=left, right=right):
            yield current
            current = []
        current.append(below)
    yield current


def _begins(above: TextLine, below: TextLine, *, pitch: float, left: float, right: float) -> bool:
    """Whether a paragraph begins with the lower of two lines."""
    size = below.size
    if abs(above.size - size) > 0.12 * max(above.size, size):
        return True
    if above.bottom - below.bottom > 1.3 * max(pitch, size):
        return True
    if _is_indented(below, left) and not _BULLET.match(above.text.strip()):
        # Lines that are indented alike are one quotation, or the first and only lines of as many paragraphs.
        alike = abs(above.left - below.left) < 0.3 * size
        if below.text.startswith("\u3000") or not alike or ends_sentence(above.text.strip()):
            return True
    if below.cells > 1 or _BULLET.match(below.text.strip()):
        return True
    return right - above.right > 0.15 * (right - left) and ends_sentence(above.text.strip())


def _is_indented(line: TextLine, left: float) -> bool:
    return line.text.startswith("\u3000") or line.left - left > 0.8 * line.size


def _goes_on(last: TextLine, first: TextLine, column: Sequence[TextLine]) -> bool:
    """Whether a paragraph that ended a column goes on at the top of the next."""
    left = min(line.left for line in column)
    same = abs(last.size - first.size) <= 0.05 * last.size
    return same and not ends_sentence(last.text.strip()) and not _is_indented(first, left) and first.left > last.left


def _joined(lines: Sequence[TextLine], words: Counter[str]) -> str:
    """Lines as one, without what was put in at their ends."""
    text = ""
    for line in lines:
        following = one_line(line.text)
        if not following:
            continue
        # A soft hyphen is gone from `one_line`, and is only ever put in.
        if text.endswith("\xad"):
            text = text[:-1] + following
        elif text.endswith(_HYPHENS):
            text = _unparted(text, following, words)
        else:
            text += ("" if not text or _closes_up(text[-1], following[0]) else " ") + following
        text += "\xad" if line.text.rstrip().endswith("\xad") else ""
    return text.removesuffix("\xad")


def _unparted(text: str, following: str, words: Counter[str]) -> str:
    """Two lines, the hyphen between them kept where it belongs to the word."""
    before, after = re.search(r"[^\W\d_]+$", text[:-1]), re.match(r"[^\W\d_]+", following)
    if before is None or after is None or not after[0].islower():
        return text + following
    whole, hyphened = (f"{before[0]}{sign}{after[0]}".lower() for sign in ("", "-"))
    return text + following if words[hyphened] > words[whole] else text[:-1] + following


def _closes_up(end: str, begin: str) -> bool:
    """Whether nothing stands between two characters of one text: Chinese, Japanese and others write no blanks."""
    return _is_unspaced(end) or _is_unspaced(begin)


def _is_unspaced(character: str) -> bool:
    if unicodedata.east_asian_width(character) in "WF":
        return not "\uac00" <= character <= "\ud7a3"
    return unicodedata.name(character, "").startswith(_UNSPACED_SCRIPTS)
