"""The text of a scraped page read as an article: title, by-line and paragraphs out, furniture away."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.extract.boilerplate import (
    ends_sentence,
    is_breadcrumb,
    is_footer,
    is_furniture,
    is_prose,
    is_related_lead,
    starts_related,
)
from indexer.extract.bylines import body_authors, ending_pieces, find_editor, header_authors
from indexer.extract.dates import read_date, read_date_in_words
from indexer.extract.fields import FieldCandidate, PageFields, choose
from indexer.extract.media_names import beside_date, dateline_source, header_source, reporters_medium
from indexer.extract.metadata import split_keywords
from indexer.extract.person_names import split_names
from indexer.extract.titles import same_title, strip_site
from indexer.text.characters import clean_characters, one_line

_KEYWORDS = re.compile(r"(?:文章)?(?:关键词|关键字|标签)\s*[:：]\s*(.*?)(?=\s*(?:责编|责任编辑|编辑|来源)|$)")
_HEADER_LINES = 20
_LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class _Parts:
    title: str
    header: tuple[str, ...]
    """Lines from the top down to the text, without the title."""
    text: tuple[str, ...]
    """Lines from the first paragraph to the last before the related articles."""
    tail: tuple[str, ...]
    """A few lines after the text, where an editor may be named."""


def read_text(text: str) -> PageFields:
    """Title, by-line and body of a page's text; a text without furniture keeps every paragraph."""
    lines = _join_wrapped(clean_characters(text))
    parts = _part(lines)
    body = [line for line in parts.text if not (is_furniture(line) or is_related_lead(line))]
    notes = [line for line in [*parts.text, *parts.tail, *parts.header] if is_furniture(line)]
    source, source_choice = choose("source", _sources(parts, notes, body), lambda candidate: (candidate.said,))
    authors, author_choice = choose("authors", _authors(parts, body), lambda candidate: split_names(candidate.said))
    return PageFields(
        title=parts.title,
        body="\n".join(body),
        source="".join(source),
        authors=authors,
        editor=find_editor([*notes, *parts.header]),
        published_at=_header_date(parts.header),
        keywords=next((split_keywords(found[1]) for line in notes if (found := _KEYWORDS.search(line))), ()),
        choices=(source_choice, author_choice),
    )


def _sources(parts: _Parts, notes: Sequence[str], body: Sequence[str]) -> Iterator[FieldCandidate]:
    yield FieldCandidate(header_source(parts.header), "label above the text")
    yield FieldCandidate(next((name for line in parts.header if (name := beside_date(line))), ""), "beside the date")
    yield FieldCandidate(header_source(notes), "label in a line of notes")
    yield FieldCandidate(header_source(ending_pieces(body)), "label at the end of the text")
    yield FieldCandidate(dateline_source(body), "dateline")
    yield FieldCandidate(reporters_medium([*parts.header, *ending_pieces(body)]), "before the reporter")


def _authors(parts: _Parts, body: Sequence[str]) -> Iterator[FieldCandidate]:
    yield FieldCandidate("、".join(header_authors(parts.header)), "label above the text")
    yield FieldCandidate("、".join(body_authors(body)), "by-line in the text")
    yield FieldCandidate("、".join(header_authors(ending_pieces(body))), "label at the end of the text")


def _part(lines: Sequence[str]) -> _Parts:
    dated = _dated_line(lines)
    title_at = _title_line(lines, dated)
    start = _text_start(lines, dated, title_at)
    end = _text_end(lines, start)
    title = strip_site(lines[title_at]) if title_at is not None else ""
    header = tuple(line for place, line in enumerate(lines[:start]) if place != title_at and not is_breadcrumb(line))
    return _Parts(title, header, tuple(lines[start:end]), tuple(lines[end : end + 3]))


def _dated_line(lines: Sequence[str]) -> int | None:
    """The line of date and source, near the top and short."""
    for place, line in enumerate(lines[:_HEADER_LINES]):
        if len(line) <= 120 and not ends_sentence(line) and (read_date(line) or _english_header_date(line)):
            rest = re.sub(r"[\d\s\-/:年月日.T+：|]+", "", line)
            if len(rest) <= 60 and not (is_prose(line) and "来源" not in line):
                return place
    return None


def _english_header_date(line: str) -> str:
    return read_date_in_words(line) if len(line) <= 80 else ""


def _title_line(lines: Sequence[str], dated: int | None) -> int | None:
    """The nearest fit line above the date; without a date, the first line where text follows that is longer."""
    if dated:
        fit = [place for place in range(dated) if _may_be_title(lines[place])]
        named = [place for place in fit if not re.match(r"(?:By|作者|记者|来源|文[/|])", lines[place])]
        return max(named, key=lambda place: (min(len(lines[place]), 12), place), default=None)
    if dated is not None and len(lines) > 1 and _may_be_title(lines[1]):
        return 1
    first = next((place for place, line in enumerate(lines) if not (is_breadcrumb(line) or is_furniture(line))), None)
    if first is None or len(lines) < first + 2 or not _may_be_title(lines[first]):
        return None
    longest = max(len(line) for line in lines[first + 1 :])
    return first if longest > len(lines[first]) else None


def _may_be_title(line: str) -> bool:
    if is_breadcrumb(line) or is_furniture(line) or len(line) > _LONGEST_TITLE or len(line) < 2:
        return False
    # A title may ask or exclaim; it does not end in a full stop.
    return not re.search(r"[。；;，,…]$|(?<![A-Z.]..)[a-z]\.$", line)


def _text_start(lines: Sequence[str], dated: int | None, title_at: int | None) -> int:
    start = max((place + 1 for place in (dated, title_at) if place is not None), default=0)
    title = lines[title_at] if title_at is not None else ""
    while start < len(lines) and not is_prose(lines[start]):
        line = lines[start]
        by_line = bool(header_authors([line]) or header_source([line])) and len(line) <= 60
        if not (is_furniture(line) or is_breadcrumb(line) or by_line or same_title(line, title)):
            break
        start += 1
    return start


def _text_end(lines: Sequence[str], start: int) -> int:
    """Where the list of other articles, or the site's footer, begins: once there is some text before it."""
    seen = 0
    for place in range(start, len(lines)):
        line = lines[place]
        if seen and (starts_related(line) or is_footer(line)):
            return place
        seen += is_prose(line)
    return len(lines)


def _header_date(header: Sequence[str]) -> str:
    dates = [date for line in header if (date := read_date(line) or _english_header_date(line))]
    return max(dates, key=len, default="")


def _join_wrapped(text: str) -> list[str]:
    """Lines without white space around them; lines that were wrapped at a column are one paragraph again.

    Only text in words parted by spaces is wrapped so, and only where blank lines part its paragraphs.
    """
    joined: list[str] = []
    has_blank_lines = "\n\n" in text
    for paragraph in re.split(r"\n[ \t\u3000]*\n", text):
        lines = [line for raw in paragraph.split("\n") if (line := one_line(raw))]
        wrapped = len(lines) > 1 and all(40 <= len(line) <= 100 and _in_words(line) for line in lines[:-1])
        if wrapped and _in_words(lines[-1]) and has_blank_lines:
            joined.append(" ".join(lines))
        else:
            joined += lines
    return joined


def _in_words(line: str) -> bool:
    return not re.search(r"[\u3040-\u30ff\u3400-\u9fff]", line) and not re.match(r"[•*·\-]\s", line)
