"""A PDF as records: each of its pages that has text is one, "report.pdf#page=3"."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec

from indexer.core.article import Page, PageKind, Skip, SkipReason
from indexer.core.errors import PageError
from indexer.extract.dates import read_date, read_date_in_words
from indexer.input.documents.document import Document, not_installed
from indexer.input.documents.pdf_order import TextLine
from indexer.input.documents.pdf_paragraphs import PdfPage, paragraphs, running_lines, title_of, words_of
from indexer.text.characters import one_line

SECONDS = 120
"""How long one PDF may take."""
MEMORY = 2**30 * 3 // 2

_PROCESS = "indexer.input.documents.pdf_process"
_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?(?:(\d\d)(\d\d)(\d\d)?)?(?:([+-]\d\d)'?(\d\d)?|Z)?")
# What programs write as a title or an author where nobody has named any.
_UNNAMED = re.compile(
    r"untitled|anonymous|unspecified|unknown|microsoft word\b.*|.*\.(?:docx?|indd|qxd|pdf|odt|pptx?|tex)", re.IGNORECASE
)


@dataclass(slots=True)
class _Told:
    """What the process has told of a PDF."""

    facts: dict[str, str] = field(default_factory=dict)
    pages: list[PdfPage] = field(default_factory=list)
    fault: PageError | None = None


def read_pdf(document: Document) -> Iterator[Page | Skip]:
    """A record for each page with text, its title the largest line on it.

    Raises:
        PageError: The reader is not here (`NOT_INSTALLED`), or the PDF can't be read: damaged, encrypted, without text,
            too large or too slow; what was read before is kept.
    """
    if find_spec("pdfminer") is None:
        raise not_installed("PDF")
    told = _ask(document.data)
    running = running_lines(told.pages)
    words = words_of(told.pages)
    read = False
    for page, without in zip(told.pages, running, strict=True):
        part = f"page={page.number}"
        name = f"{document.name}#{part}"
        found = paragraphs(page, without, words)
        if any(character.isalnum() for paragraph in found for character in paragraph.text):
            read = True
            title = title_of(found)
            body = found[1:] if title is not None and found[0] is title and len(found) > 1 else found
            heads = [line.text for line in without]
            record = {
                **_facts(told.facts),
                **({"title": title.text} if title is not None else {}),
                "text": "\n".join(paragraph.text for paragraph in body),
                "published_at": _date(heads, [paragraph.text for paragraph in found[:4]], told.facts),
            }
            yield Page(name, PageKind.RECORD, record=record, line=page.number, address=document.address, part=part)
        elif page.broken:
            yield Skip(name, SkipReason.UNREADABLE, f"The page is damaged: {page.broken}", line=page.number)
        elif page.has_picture and len(told.pages) > 1:
            yield Skip(name, SkipReason.NO_BODY, "The page is a picture without a text layer.", line=page.number)
    if told.fault is not None:
        raise told.fault
    if not read:
        scanned = any(page.has_picture for page in told.pages)
        why = "it was scanned, and its text not recognised (OCR)" if scanned else "its pages are empty"
        raise PageError(f"The PDF has no text layer: {why}.", reason=SkipReason.NO_BODY)


def _ask(data: bytes) -> _Told:
    """What a process of its own finds in a PDF."""
    # It finds what this process finds, and nothing that lies in the folder where it was started.
    path = os.pathsep.join(entry for entry in sys.path if entry)
    process = subprocess.Popen(  # noqa: S603  this interpreter, and a module of ours
        [sys.executable, "-P", "-m", _PROCESS, str(MEMORY), str(SECONDS)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"},
    )
    slow = False
    try:
        try:
            out, _ = process.communicate(data, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            slow = True
            process.kill()
            out, _ = process.communicate()
    finally:
        process.kill()
        process.wait()
    told = _understand(out)
    if told.fault is None and (slow or process.returncode):
        reason = SkipReason.TOO_SLOW if slow or process.returncode < 0 else SkipReason.UNREADABLE
        message = f"Reading the PDF took over {SECONDS} seconds." if slow else "Reading the PDF ended before its end."
        told.fault = PageError(message, reason=reason)
    return told


def _understand(out: bytes) -> _Told:
    told = _Told()
    for line in out.splitlines():
        try:
            said = json.loads(line)
        except ValueError:  # cut off where the process was ended
            break
        if "facts" in said:
            told.facts = said["facts"]
        elif "fault" in said:
            told.fault = PageError(f"The PDF can't be read. {said['detail']}", reason=SkipReason(said["fault"]))
        elif "broken" in said:
            told.pages.append(PdfPage(said["page"], 0, (), broken=said["broken"]))
        else:
            columns = tuple(tuple(TextLine(*line) for line in column) for column in said["columns"])
            told.pages.append(PdfPage(said["page"], said["height"], columns, said["picture"]))
    return told


def _facts(facts: dict[str, str]) -> dict[str, object]:
    """What the PDF says of itself, as far as a person has said it."""
    title, author = (one_line(facts.get(name, "")) for name in ("Title", "Author"))
    return {
        "title": "" if _UNNAMED.fullmatch(title) else title,
        "author": "" if _UNNAMED.fullmatch(author) else author,
        "keywords": facts.get("Keywords", ""),
        "lang": facts.get("Lang", ""),
    }


def _date(heads: list[str], first: list[str], facts: dict[str, str]) -> str:
    """The date above the text, else near its beginning, else when the PDF was made."""
    for line in (*heads, *(text for text in first if len(text) <= 100)):
        if date := read_date(line) or read_date_in_words(line):
            return date
    found = _DATE.match(facts.get("CreationDate", ""))
    if found is None:
        return ""
    year, month, day, hour, minute, second, zone, minutes = found.groups()
    if not (month and day):
        return year
    clock = f"T{hour}:{minute}:{second or '00'}" if hour else ""
    offset = f"{zone}:{minutes or '00'}" if zone and clock else ""
    return read_date(f"{year}-{month}-{day}{clock}{offset}")
