"""Date, source, authors and the rest of an HTML article: which of the page's several statements is believed."""

import re
from dataclasses import dataclass

from lxml import html

from indexer.extract.bylines import body_authors, clean_source, dateline_source, is_media, split_names
from indexer.extract.characters import match_form
from indexer.extract.dates import date_in_url, finer, read_loose_date
from indexer.extract.general import general_date
from indexer.extract.header import Header
from indexer.extract.metadata import Metadata
from indexer.extract.reading import Reading
from indexer.extract.state import state_field

# Names of platforms: true of every article on them, and so of none.
_PLATFORMS = re.compile(r"微信公众平台|微信公众号|百家号|百度.*|今日头条|头条号|网易号|搜狐号|一点资讯")


@dataclass(frozen=True, slots=True)
class Sources:
    """Everywhere that a page speaks of its article, the most visible first."""

    header: Header
    data: Metadata
    scripts: tuple[str, ...]
    hidden: dict[str, str]
    body: tuple[str, ...]
    site_in_title: str
    """What the window title adds to the article's: "_网易新闻"."""


def read_facts(page: Sources, *, title: str, root: html.HtmlElement) -> Reading:
    """All fields of the article but its id and language."""
    authors = _authors(page)
    keywords = tuple(word for word in page.data.keywords if not _is_title_part(word, title))
    return Reading(
        title=title,
        body="\n".join(page.body),
        url=page.data.url,
        source=_source(page, authors),
        authors=authors,
        editor=page.header.editor or page.hidden.get("editor-name", "") or state_field(page.scripts, "editor"),
        published_at=_date(page, root),
        keywords=keywords,
    )


def _date(page: Sources, root: html.HtmlElement) -> str:
    """What a reader sees above the text; told more exactly where the markup names the same minute."""
    declared = [date for value in page.data.dates if (date := read_loose_date(value))]
    if seen := page.header.date:
        return next((exact for date in declared if (exact := finer(seen, date)) != seen), seen)
    others = [page.hidden.get("time", ""), state_field(page.scripts, "date")]
    declared += [date for value in others if (date := read_loose_date(value))]
    return next(iter(declared), "") or date_in_url(page.data.url) or general_date(root, page.data.url)


def _source(page: Sources, authors: tuple[str, ...]) -> str:
    candidates = [
        page.header.source(authors=authors),
        page.hidden.get("source-name", ""),
        *page.data.sources,
        *(name for name in page.data.authors if is_media(name)),
        page.header.account,
        state_field(page.scripts, "source"),
        dateline_source(page.body),
        page.data.site,
    ]
    cleaned = (clean_source(candidate) for candidate in candidates)
    return next((name for name in cleaned if name and not _PLATFORMS.fullmatch(name)), "")


def _authors(page: Sources) -> tuple[str, ...]:
    """By-line, then what the text says, then meta tags, which often name the medium or nobody."""
    named = page.header.authors or split_names(page.hidden.get("author", "")) or body_authors(page.body)
    if named:
        return named
    others = [page.data.site, *page.data.sources, page.header.source(authors=()), page.site_in_title]
    for value in page.data.authors:
        of_site = any(match_form(value) in match_form(other) for other in others)
        if not (of_site or is_media(value) or "@" in value or _PLATFORMS.fullmatch(value)) and (
            names := split_names(value)
        ):
            return names
    return ()


def _is_title_part(word: str, title: str) -> bool:
    """Whether a "keyword" is the title again, or a clause of it."""
    form = match_form(word)
    return form == match_form(title) or (len(form) >= 8 and form in match_form(title))
