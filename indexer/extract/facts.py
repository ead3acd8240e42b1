"""Date, source, authors and the rest of an HTML article: which of the page's several statements is believed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import html

from indexer.extract.bylines import (
    body_authors,
    clean_source,
    dateline_source,
    ending_pieces,
    header_authors,
    header_source,
    is_media,
    names_alone,
    reporters_medium,
    split_names,
)
from indexer.extract.characters import match_form
from indexer.extract.choices import Candidate, Choice, choose
from indexer.extract.dates import date_in_url, finer, read_loose_date
from indexer.extract.general import general_date
from indexer.extract.header import SEEN, Header
from indexer.extract.images import image_candidates, picture_address
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
    container: html.HtmlElement | None
    """The element with the densest prose, whose first picture may be the article's."""
    title_choice: Choice


def read_facts(page: Sources, *, title: str, root: html.HtmlElement) -> Reading:
    """All fields of the article but its id and language."""
    authors, author_choice = choose("authors", _authors(page), lambda candidate: _people(page, candidate))
    source, source_choice = choose("source", _sources(page, authors), _medium)
    date, date_choice = choose("published_at", _dates(page, root), lambda candidate: (candidate.said,))
    image, image_choice = choose(
        "image", image_candidates(page.data, page.container), lambda candidate: _picture(page, candidate)
    )
    keywords = tuple(word for word in page.data.keywords if not _is_title_part(word, title))
    return Reading(
        title=title,
        body="\n".join(page.body),
        url=page.data.url,
        source="".join(source),
        authors=authors,
        editor=page.header.editor or page.hidden.get("editor-name", "") or state_field(page.scripts, "editor"),
        published_at="".join(date),
        keywords=keywords,
        image="".join(image),
        choices=(page.title_choice, date_choice, source_choice, author_choice, image_choice),
    )


def _dates(page: Sources, root: html.HtmlElement) -> Iterator[Candidate]:
    """What a reader sees above the text; told more exactly where the markup names the same minute."""
    declared = [date for value in page.data.dates if (date := read_loose_date(value))]
    if seen := page.header.date:
        exact = next((exact for date in declared if (exact := finer(seen, date)) != seen), seen)
        yield Candidate(
            exact, "printed above the text" if exact == seen else "printed above the text, and exactly in data"
        )
    for date in declared:
        yield Candidate(date, "meta, JSON-LD or microdata")
    for value, reason in ((page.hidden.get("time", ""), "hidden text"), (state_field(page.scripts, "date"), "script")):
        yield Candidate(read_loose_date(value), reason)
    if seen or declared:
        return
    elsewhere = [
        Candidate(date_in_url(page.data.url), "address"),
        *(Candidate(read_loose_date(value), "<time>") for value in page.data.marked.get("time", ())[:1]),
        Candidate(page.header.last_date, "date alone in a line near the text"),
    ]
    yield from elsewhere
    if not any(candidate.said for candidate in elsewhere):
        yield Candidate(general_date(root, page.data.url), "htmldate")


def _sources(page: Sources, authors: tuple[str, ...]) -> Iterator[Candidate]:
    ending = ending_pieces(page.body)
    yield from page.header.sources(authors=authors)
    yield Candidate(header_source(ending), "label at the end of the text")
    yield Candidate(page.hidden.get("source-name", ""), "hidden text")
    yield from page.data.sources
    for candidate in [*page.data.written_by, *page.data.authors]:
        yield candidate if is_media(candidate.said) else Candidate("", "")
    yield page.header.account
    yield Candidate(state_field(page.scripts, "source"), "script")
    yield Candidate(dateline_source(page.body), "dateline")
    yield Candidate(reporters_medium([*page.body[:1], *ending]), "before the reporter")
    yield page.data.publisher
    yield Candidate(page.data.site, "name of the site")
    title_site = re.split(r"[\s_\-|｜–—]+", page.site_in_title.strip(" _-|｜–—"))[-1]
    yield Candidate(title_site if is_media(title_site) else "", "title of the window")


def _medium(candidate: Candidate) -> tuple[str, ...]:
    name = clean_source(candidate.said)
    return (name,) if name and not _PLATFORMS.fullmatch(name) else ()


def _authors(page: Sources) -> Iterator[Candidate]:
    """By-line, data, then what the text says, then meta tags, which often name the medium or nobody."""
    yield from page.header.authors()
    yield Candidate("、".join(body_authors(page.body)), "by-line in the text")
    yield from page.data.written_by
    yield from page.header.named_authors()
    yield Candidate(page.hidden.get("author", ""), "hidden text")
    yield Candidate("、".join(header_authors(ending_pieces(page.body))), "label at the end of the text")
    yield from page.data.authors
    yield from page.header.last_authors()
    yield Candidate("、".join(names_alone(ending_pieces(page.body))), "names at the end of the text")


def _people(page: Sources, candidate: Candidate) -> tuple[str, ...]:
    """The names of people in a statement; none in data that names the site, a medium or a platform."""
    said, names = candidate.said, split_names(candidate.said)
    media = [page.data.site, page.data.publisher.said, *(each.said for each in page.data.sources), page.site_in_title]
    # "Jane Doe, Harbour Courier" names a person and the medium.
    forms = {match_form(medium) for medium in media if medium}
    names = tuple(name for name in names if match_form(name) not in forms) or names
    if candidate.reason in SEEN:
        return names or (said,)
    if len(names) == 1 and any(match_form(names[0]) in match_form(medium) for medium in media if medium):
        return ()
    return () if is_media(said) or re.search(r"\S@\S", said) or _PLATFORMS.fullmatch(said) else names


def _picture(page: Sources, candidate: Candidate) -> tuple[str, ...]:
    address = picture_address(candidate.said, page.data.base or page.data.url)
    return (address,) if address else ()


def _is_title_part(word: str, title: str) -> bool:
    """Whether a "keyword" is the title again, or a clause of it."""
    form = match_form(word)
    return form == match_form(title) or (len(form) >= 8 and form in match_form(title))
