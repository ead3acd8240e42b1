"""Page to article: the room's door. Each kind of page has its reader; what they share is done here."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePath
from urllib.parse import quote

from indexer.core.article import Article, Page, PageKind, SkipReason
from indexer.core.errors import PageError
from indexer.extract.fields import Choice, PageFields
from indexer.extract.html import read_html
from indexer.extract.identity import article_id
from indexer.extract.record import read_record
from indexer.extract.text import read_text
from indexer.extract.titles import is_site_name
from indexer.extract.untitled import original_title, own_title
from indexer.text.characters import line_lengths, one_line
from indexer.text.language import detect_language

_READERS: dict[PageKind, Callable[[Page], PageFields]] = {
    PageKind.TEXT: lambda page: read_text(page.text),
    PageKind.HTML: lambda page: _with_what_was_said(read_html(page.text), page.record),
    PageKind.RECORD: lambda page: read_record(page.record),
}

_KEPT_IN_PARTS = "/=!$&'()*+,;:@?"


def extract_article(page: Page) -> Article:
    """The article of a page, with its id and language.

    Raises:
        PageError: As of `explain_article`.
    """
    return explain_article(page)[0]


def explain_article(page: Page) -> tuple[Article, tuple[Choice, ...]]:
    """The article of a page, and of each field that a page says several things of, what was believed and why.

    Raises:
        PageError: The page is empty (`EMPTY`), has no text that is an article's (`NO_BODY`), or more tags than a page has
            (`TOO_LARGE`).
    """
    if page.kind is not PageKind.RECORD and not page.text.strip():
        raise PageError(f"{page.name} is empty: there is nothing to index in it.", reason=SkipReason.EMPTY)
    reading = _READERS[page.kind](page)
    if not any(c.isalnum() for c in reading.body):
        raise PageError(
            f"{page.name} has no article text: check that it is one article's page, not a list or a redirect.",
            reason=SkipReason.NO_BODY,
        )
    return _article(reading, page), reading.choices


def _title(reading: PageFields) -> str:
    """The page's title, or what the text says of its own where the page names the site only, or nothing."""
    named = original_title(reading.body) if is_site_name(reading.title) else ""
    return named or reading.title or own_title(reading.body)


def _article(reading: PageFields, page: Page) -> Article:
    address = one_line(reading.url) or page.address
    article = line_lengths(
        Article(
            id="",
            title=_title(reading),
            body=reading.body,
            url=_shown_address(address, page),
            source=reading.source,
            authors=reading.authors,
            editor=reading.editor,
            published_at=reading.published_at,
            keywords=reading.keywords,
            image=reading.image,
        )
    )
    return replace(
        article,
        id=article_id(
            own=one_line(reading.id),
            url=address,
            part=page.part,
            # Not a title of our own making, so that an article keeps its id whatever we make of it.
            title=article.title if reading.title else "",
            published_at=article.published_at,
            source=article.source,
            body=article.body,
        ),
        language=reading.language or detect_language(f"{article.title}\n{article.body}"),
    )


def _with_what_was_said(reading: PageFields, said: Mapping[str, object]) -> PageFields:
    """What a page says of itself, and where it does not, what was said of it where it was found."""
    if not said or (reading.title and reading.published_at):
        return reading
    found = read_record(said)
    return replace(reading, title=reading.title or found.title, published_at=reading.published_at or found.published_at)


def _shown_address(address: str, page: Page) -> str:
    """Where a reader finds the article: its address; of a part of a document that part, of the file where it has no address.

    A file is named without its folders: they say nothing outside of the machine that it lies on.
    """
    if not page.part:
        return address
    return f"{address or quote(PurePath(page.file).name)}#{quote(page.part, safe=_KEPT_IN_PARTS)}"
