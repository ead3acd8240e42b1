"""The process that opens one PDF: its bytes on standard input, what it holds as lines of JSON on standard output.

A PDF can make any reader run for ever or take all memory. What does so ends this process alone, and costs that PDF.
"""

import json
import logging
import re
import resource
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple
from io import BytesIO
from statistics import median

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LAParams, LTChar, LTComponent, LTContainer, LTImage, LTTextLine
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1
from pdfminer.utils import decode_text

from indexer.extract.raised import written
from indexer.input.documents.pdf_order import TextLine, columns

MOST_PAGES = 2_000
MOST_CHARACTERS = 20_000_000
_NUMBERED = re.compile(r"\(cid:\d+\)")
_UNKNOWN = "\ufffd"
_FACTS = ("Title", "Author", "Keywords", "CreationDate")
_SMALL, _MOVED = 0.85, 0.2
"""Of the size of a line's letters: smaller ones that stand so much higher are raised, half as much lower lowered."""

# Characters further apart than one of them is wide belong to two lines: columns may stand that close together.
_LAYOUT = LAParams(char_margin=1.0, line_margin=0.01, boxes_flow=None, all_texts=True)


def main() -> None:
    """Reads a PDF within the memory and the seconds that the arguments allow."""
    memory, seconds = (int(argument) for argument in sys.argv[1:3])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable()
    try:
        for told in _read(sys.stdin.buffer.read()):
            sys.stdout.write(json.dumps(told) + "\n")
            sys.stdout.flush()
    except PDFPasswordIncorrect:
        _end("encrypted", "It wants a password.")
    except MemoryError:
        _end("too large", "It takes more memory than a PDF is given.")
    except RecursionError:
        _end("unsafe", "It is nested too deeply.")
    except Exception as error:  # noqa: BLE001  whatever a stranger's file leads to
        _end("unreadable", f"{type(error).__name__}: {error}"[:300])


def _end(reason: str, detail: str) -> None:
    sys.stdout.write(json.dumps({"fault": reason, "detail": detail}) + "\n")


def _read(data: bytes) -> Iterator[dict[str, object]]:
    document = PDFDocument(PDFParser(BytesIO(data)))
    yield {"facts": _facts(document)}
    device = PDFPageAggregator(PDFResourceManager(), laparams=_LAYOUT)
    interpreter = PDFPageInterpreter(device.rsrcmgr, device)
    characters = 0
    for number, page in enumerate(PDFPage.create_pages(document), start=1):
        if number > MOST_PAGES or characters > MOST_CHARACTERS:
            _end("too large", f"Only {number - 1:,} of its pages are read.")
            return
        try:
            interpreter.process_page(page)
        except (MemoryError, RecursionError):
            raise
        except Exception as error:  # noqa: BLE001  one page costs itself
            yield {"page": number, "broken": f"{type(error).__name__}: {error}"[:300]}
            continue
        layout = device.get_result()
        lines = [line for found in _find(layout, LTTextLine) if (line := _line(found)).text]
        characters += sum(len(line.text) for line in lines)
        if _unmapped(lines):
            yield {"page": number, "broken": "its font does not say which letters its signs are"}
            continue
        has_picture = next(_find(layout, LTImage), None) is not None
        yield {"page": number, "height": layout.height, "columns": _columns(lines), "picture": has_picture}


def _unmapped(lines: Sequence[TextLine]) -> bool:
    """Whether most signs of a page are no letters that anybody knows: its font gives them numbers alone."""
    unknown = sum(line.text.count(_UNKNOWN) for line in lines)
    return unknown * 3 > sum(len(line.text) for line in lines) > 0


def _facts(document: PDFDocument) -> dict[str, str]:
    """What the document says of itself."""
    found: dict[str, str] = {}
    for info in document.info:
        for name in _FACTS:
            value = resolve1(info.get(name))
            if isinstance(value, bytes) and (text := decode_text(value).strip()):
                found[name] = text
    language = resolve1(document.catalog.get("Lang"))
    if isinstance(language, bytes):
        found["Lang"] = decode_text(language)
    return found


def _find(container: Iterable[object], kind: type[LTComponent]) -> Iterator[LTComponent]:
    """Everything of a kind in a page, however deep in figures and groups."""
    waiting = [container]
    while waiting:
        for each in waiting.pop():
            if isinstance(each, kind):
                yield each
            elif isinstance(each, LTContainer):
                waiting.append(each)


def _columns(lines: Sequence[TextLine]) -> list[list[tuple[object, ...]]]:
    return [[astuple(line) for line in column] for column in columns(lines)]


def _line(line: LTComponent) -> TextLine:
    assert isinstance(line, LTTextLine)  # noqa: S101 - they were looked for
    sizes = [character.size for character in line if isinstance(character, LTChar)]
    size = median(sizes) if sizes else line.height
    left, bottom, right, top = (round(each, 1) for each in line.bbox)
    text = _NUMBERED.sub(_UNKNOWN, written(_runs(line, size))).rstrip()
    return TextLine(left, bottom, right=right, top=top, size=round(size, 1), text=text)


def _runs(line: LTTextLine, size: float) -> list[tuple[str, int]]:
    """The texts of a line with where they stand: small letters above or below the others' base are raised or lowered."""
    bases = [character.matrix[5] for character in line if isinstance(character, LTChar) and _is_full(character, size)]
    base = median(bases) if bases else 0.0
    runs: list[tuple[str, int]] = []
    for character in line:
        level = 0
        if isinstance(character, LTChar) and bases and not _is_full(character, size):
            moved = (character.matrix[5] - base) / max(1.0, size)
            level = 1 if moved > _MOVED else -1 if moved < -_MOVED / 2 else 0
        if runs and runs[-1][1] == level:
            runs[-1] = (runs[-1][0] + character.get_text(), level)
        else:
            runs.append((character.get_text(), level))
    return runs


def _is_full(character: LTChar, size: float) -> bool:
    return bool(character.size >= _SMALL * size)


if __name__ == "__main__":
    main()
