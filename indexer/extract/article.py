"""Page to article: the room's door. Each kind of page has its reader; what they share is done here."""

from collections.abc import Callable

from indexer.domain import Article, Page, PageKind, SkipReason
from indexer.errors import PageError
from indexer.extract import lengths
from indexer.extract.characters import one_line, shortened
from indexer.extract.html_page import read_html
from indexer.extract.identity import article_id
from indexer.extract.language import detect_language
from indexer.extract.reading import Reading
from indexer.extract.record_page import read_record
from indexer.extract.text_page import read_text

_READERS: dict[PageKind, Callable[[Page], Reading]] = {
    PageKind.TEXT: lambda page: read_text(page.text),
    PageKind.HTML: lambda page: read_html(page.text),
    PageKind.RECORD: lambda page: read_record(page.record),
}


def extract_article(page: Page) -> Article:
    """The article of a page, with its id and language.

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
    return _article(reading)


def _article(reading: Reading) -> Article:
    title, source = shortened(reading.title, lengths.TITLE), shortened(reading.source, lengths.NAME)
    url = one_line(reading.url)
    return Article(
        id=article_id(
            own=one_line(reading.id),
            url=url,
            title=title,
            published_at=reading.published_at,
            source=source,
            body=reading.body,
        ),
        title=title,
        body=reading.body,
        url=lengths.address(url),
        source=source,
        authors=lengths.names(reading.authors),
        editor=shortened(reading.editor, lengths.NAME),
        published_at=reading.published_at,
        language=reading.language or detect_language(f"{title}\n{reading.body}"),
        keywords=lengths.words(reading.keywords),
    )
