"""An EPUB as records: each chapter of its spine is an article of the book."""

import posixpath
from collections.abc import Iterator

from lxml import etree, html

from indexer.core.article import Page, PageKind, Skip, SkipReason
from indexer.core.errors import PageError
from indexer.extract.dom import parse_html
from indexer.extract.inline import settle_inline
from indexer.extract.markup_limits import bounded
from indexer.extract.titles import same_title
from indexer.input.documents.document import Document, damaged
from indexer.input.documents.fragment import line_of, tree_text
from indexer.input.documents.packed import Packed, inside
from indexer.input.documents.xml import local, parse_xml, text_of
from indexer.text.encoding import decode

_CONTAINER = "META-INF/container.xml"
_RIGHTS = "META-INF/encryption.xml"
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Ways to obscure fonts; any other encryption is of the text."""

_READABLE = {"application/xhtml+xml", "text/html", "application/x-dtbook+xml", ""}
_HEADINGS = ("h1", "h2", "h3")


def read_epub(document: Document) -> Iterator[Page | Skip]:
    """A record for each chapter that has text, named by the file that it is in: "book.epub#OEBPS/chapter1.xhtml".

    Raises:
        PageError: It can't be read as a whole.
    """
    with Packed(document, "EPUB") as packed:
        _check_rights(packed)
        package, folder = _package(packed)
        facts = _facts(package)
        given = 0
        for number, chapter in enumerate(_spine(package, folder), start=1):
            name = f"{document.name}#{chapter}"
            try:
                found = _chapter(packed.read(chapter))
            except PageError as error:
                given += 1
                yield Skip(name, error.reason, error.message, line=number)
                continue
            if found is None:
                continue
            given += 1
            title, text = found
            record = {**facts, "title": title or facts["source"], "text": text}
            yield Page(name, PageKind.RECORD, record=record, line=number, address=document.address, part=chapter)
        if not given:
            raise PageError("The EPUB has no chapter with text.", reason=SkipReason.NO_BODY)


def _check_rights(packed: Packed) -> None:
    if _RIGHTS not in packed:
        return
    for element in parse_xml(packed.read(_RIGHTS), what="EPUB").iter():
        if local(element) == "encryptionmethod" and element.get("Algorithm", "") not in _FONTS:
            raise PageError("The EPUB is encrypted.", reason=SkipReason.ENCRYPTED)


def _package(packed: Packed) -> tuple[etree._Element, str]:
    """The root of the package document, and the folder that its references count from."""
    container = parse_xml(packed.read(_CONTAINER), what="EPUB")
    named = (each.get("full-path") for each in container.iter() if local(each) == "rootfile")
    name = next((inside("", path) for path in named if path), "")
    if not name:
        raise damaged("EPUB", "it names no package document")
    return parse_xml(packed.read(name), what="EPUB"), posixpath.dirname(name)


def _facts(package: etree._Element) -> dict[str, object]:
    """What the book says of itself: each of its chapters is an article of the medium that it is."""
    found: dict[str, list[str]] = {}
    metadata = next((element for element in package if local(element) == "metadata"), package)
    for element in metadata.iter():
        if text := text_of(element):
            found.setdefault(local(element), []).append(text)
    return {
        "source": line_of(" ".join(found.get("title", [])[:1])),
        "author": [line_of(name) for name in found.get("creator", [])],
        "published_at": next(iter(found.get("date", [])), ""),
        "lang": next(iter(found.get("language", [])), ""),
        "keywords": found.get("subject", []),
    }


def _spine(package: etree._Element, folder: str) -> list[str]:
    """Names of the files that are read one after the other, each once; not its table of contents."""
    items: dict[str, str] = {}
    order: list[str] = []
    for element in package.iter():
        if local(element) == "item" and "nav" not in element.get("properties", "").split():
            if element.get("media-type", "") in _READABLE and element.get("href"):
                items[element.get("id", "")] = inside(folder, element.get("href", ""))
        elif local(element) == "itemref":
            order.append(element.get("idref", ""))
    return list(dict.fromkeys(items[reference] for reference in order if reference in items))


def _chapter(data: bytes) -> tuple[str, str] | None:
    """Title and text of a chapter; None where it has no text."""
    root = parse_html(bounded(decode(data)[0])) if data.strip() else None
    if root is None:
        return None
    settle_inline(root)
    headings = (line_of(str(each.text_content())) for tag in _HEADINGS for each in root.iter(tag))
    title = next((heading for heading in headings if heading), "")
    lines = tree_text(root).split("\n")
    if title and same_title(lines[0], title):
        lines = lines[1:]
    text = "\n".join(lines)
    return (title or _window(root), text) if any(map(str.isalnum, text)) else None


def _window(root: html.HtmlElement) -> str:
    return next((line_of(str(each.text_content())) for each in root.iter("title")), "")
