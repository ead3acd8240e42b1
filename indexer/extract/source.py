"""Which medium an article is from: everything that its page says of that, and which of it is believed."""

import re
from collections.abc import Iterable, Iterator

from lxml import html

from indexer.extract.bylines import bracketed_medium, ending_pieces, labelled_pieces
from indexer.extract.dates import without_date
from indexer.extract.fact_sources import LONGEST_SITE, PLATFORMS, FactSources
from indexer.extract.fields import Choice, FieldCandidate, choose
from indexer.extract.header import BESIDE_DATE
from indexer.extract.houses import reporters_house, signers_house
from indexer.extract.likely_source import likely_media
from indexer.extract.media_names import (
    clean_source,
    dateline_source,
    header_source,
    is_media,
    origin,
    reprinted_from,
    unsigned_origin,
)
from indexer.extract.named_media import MediaSurroundings, named_media
from indexer.extract.page_state import state_field
from indexer.extract.patterns import SECTIONS
from indexer.extract.person_names import is_organisation, is_surnamed
from indexer.extract.site_names import handle_of, host_of, site_statements
from indexer.extract.titles import parts_of_window
from indexer.text.normalize import normalize

# What a paper's name is followed by where its pages are shown.
_EDITION = re.compile(r"(?<=.)[·•]?(?:(?:多媒体)?(?:数字|电子|數位|電子)(?:[报報]刊?|版)(?:平台)?|手机版|官网)$")
_SHORTEST_OWNER, _SHORTEST_WHOLE = 4, 3
_WORD = re.compile(r"\w+")
_MOST_WORDS = 6
_PLAIN = re.compile(r"[\w·+]+")
_SHARED = 3
_LONGEST_ACCOUNT = 10
"""Characters of an account's name that no ending and no label tells."""

_NOTICES = 3
"""Lines below a text that may say where it is from, among rights and wishes."""
_BEHIND_TITLE = re.compile(r"\s*[|｜_]\s*|\s[-–—·•»:]\s")
_HAN = re.compile(r"[\u4e00-\u9fff]")
# "© 2023 Altmatter Tagblatt AG"
_OWNED = re.compile(
    r"(?:©|Copyright)\s*(?:(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)\d\d)?)?\s*([^\W\d_][^\d|.,©]{2,38}?)(?=\s+(?:AG|Ltd|GmbH|Inc|LLC|Limited|Media|S\.A\.)\b|[|.,]|$)"
)


CERTAIN = ("reprint by the text", "label above the text", "label in the text", "label below the text")
"""Reasons of statements that need no weighing: a page that labels its source means it."""

_SEVERAL = re.compile(r"[/;]")
"""In other languages than Chinese this parts agencies, or whom a picture is from: "sid/dpa", "fhm/Getty Images"."""


def read_source(page: FactSources, authors: tuple[str, ...], root: html.HtmlElement) -> tuple[str, Choice]:
    """The medium of a page that is by some authors, "" where nothing names one, and what it was chosen from.

    In Chinese all statements are believed in one order, and what is likely is asked where none is left. In other languages what a label
    says is believed, and else what is likely.
    """
    stated = [each for each in source_statements(page, authors) if each.said]
    believed = [each for each in stated if page.is_chinese or is_certain(each)]
    found, choice = choose("source", believed, lambda each: read_medium(each, authors))
    if page.is_chinese and (found or page.header.is_source_unknown):
        return _whole_name(found[0], page) if found else "", choice
    named = named_media(media_statements(page, authors, root, stated), media_surroundings(page, authors))
    likely = {FieldCandidate(each.name, each.reason): each.is_likely for each in likely_media(named)}

    def read(candidate: FieldCandidate) -> tuple[str, ...]:
        if candidate in likely:
            return (candidate.said,) if likely[candidate] else ()
        return read_medium(candidate, authors)

    found, choice = choose("source", [*believed, *likely], read)
    return "".join(found), choice


def _whole_name(medium: str, page: FactSources) -> str:
    """A medium as the window's title names it where the page has the end of that alone: "申江晨报" for "晨报"."""
    parts = re.split(r"[\s_\-|｜–—]+", page.site_in_title) if len(medium) < _SHORTEST_WHOLE else []
    return next((part for part in parts if part.endswith(medium) and is_media(part)), medium)


def is_certain(statement: FieldCandidate) -> bool:
    """Whether a statement needs no weighing: the label of a source that names one."""
    return statement.reason in CERTAIN and (bool(_HAN.search(statement.said)) or not _SEVERAL.search(statement.said))


def media_statements(
    page: FactSources, authors: tuple[str, ...], root: html.HtmlElement, stated: Iterable[FieldCandidate] | None = None
) -> list[FieldCandidate]:
    """Every statement of a medium's name that is weighed, read as one.

    Args:
        page: The page.
        authors: Who wrote its article.
        root: Its tree.
        stated: What it says of its source where that is known already.
    """
    stated = source_statements(page, authors) if stated is None else stated
    weighed = [each for each in stated if each.said and not is_certain(each)]
    read = (
        FieldCandidate("".join(read_medium(each, authors)), each.reason)
        for each in (*weighed, *site_statements(page, root))
    )
    return [each for each in read if each.said]


def media_surroundings(page: FactSources, authors: tuple[str, ...]) -> MediaSurroundings:
    """What the media that a page names are compared with."""
    return MediaSurroundings(
        host=host_of(page),
        handle=handle_of(page),
        title=page.title_choice.value,
        body=page.body,
        people=(*authors, *page.staff),
        imprint=page.imprint,
        lines=frozenset(block.text for block in (*page.header.above, *page.header.around)),
        is_chinese=page.is_chinese,
    )


def source_statements(page: FactSources, authors: tuple[str, ...]) -> Iterator[FieldCandidate]:
    """Everything by which a page may say where its article is from, in the order in which it is believed on Chinese pages."""
    ending = ending_pieces(page.body)
    # A platform's label names the account that shows the article; the text says itself whose it is.
    yield FieldCandidate(reprinted_from([*page.body[:2], *page.body[-2:]]), "reprint by the text")
    stated = list(page.header.sources(authors=authors, site=page.site_in_title))
    # The site's name beside the date says where the article is shown: a label says whose it is.
    shown = [each for each in stated if each.reason == BESIDE_DATE and _is_the_site(each.said, page)]
    yield from (each for each in stated if each not in shown)
    yield FieldCandidate(header_source(labelled_pieces(page.body)), "label in the text")
    notices = ending_pieces([block.text for block in page.header.below[:_NOTICES]])
    yield FieldCandidate(unsigned_origin([*ending, *notices]), "origin at the end of the text")
    yield from shown
    yield FieldCandidate(page.hidden.get("source-name", ""), "hidden text")
    in_data = [*page.data.sources]
    in_data += [each for each in (*page.data.written_by, *page.data.authors) if is_media(each.said)]
    # Data that names the site says where the article is shown: what the text says of itself comes before.
    of_the_site = [each for each in in_data if _is_the_site(each.said, page)]
    yield from (each for each in in_data if each not in of_the_site)
    told = dateline_source(page.body)
    yield FieldCandidate(told if told and _is_the_site(told, page) else "", "dateline, and name of the site")
    yield from page.header.accounts(authors=authors)
    yield FieldCandidate(state_field(page.scripts, "source"), "script")
    yield FieldCandidate(told, "dateline")
    said = [*page.body[:1], *ending]
    yield reporters_house(said, site=page.site_in_title)
    yield signers_house(ending)
    yield FieldCandidate(origin(ending) or bracketed_medium(page.body), "origin at the end of the text")
    yield from of_the_site
    yield page.header.signed_below(authors=authors)
    yield page.header.medium_near_date
    if PLATFORMS.fullmatch(page.header.labelled_source):
        yield page.header.line_beside_date
    # A page that says that nobody knows the source is not from its site either.
    if not page.header.is_source_unknown:
        yield from _whose_page(page, authors)


def _whose_page(page: FactSources, authors: tuple[str, ...]) -> Iterator[FieldCandidate]:
    """Everything by which a page may say whose it is, where nothing says where its article is from."""
    if (signing := page.header.signing_account).said in authors:
        yield signing
    yield from _named_alone(page, authors)
    yield page.data.publisher
    yield FieldCandidate(_EDITION.sub("", page.data.site), "name of the site")
    parts = [_EDITION.sub("", part) for part in reversed(re.split(r"[\s_\-|｜–—]+", page.site_in_title)) if part]
    # A name of other scripts is several words, and only all of them.
    long = [part for part in parts if len(part) >= _SHORTEST_OWNER and _HAN.search(part)]
    owned = {part for part in long if any(part in line for line in page.imprint)}
    parts = [part for part in parts if normalize(part) not in SECTIONS]
    told = next((part for part in parts if is_media(part) or part in owned or _is_office(part)), "")
    yield FieldCandidate(told, "title of the window and imprint" if told in owned else "title of the window")
    yield FieldCandidate(_site_shown(page), "title of the window, and seen on the page")
    yield FieldCandidate(_site_behind_title(page), "title of the window, behind the article's")
    if any(PLATFORMS.fullmatch(part) for part in (page.data.site, *parts)):
        yield page.header.signing_account
        yield page.header.line_beside_date
    account = authors[0] if len(authors) == 1 and page.is_chinese and not is_surnamed(authors[0]) else ""
    yield FieldCandidate(account, "account that signs as the author")
    # Three characters of a title may be a section's as well, so that whatever else is named comes before them.
    whole = {part for part in parts if len(part) == _SHORTEST_WHOLE and _HAN.search(part)}
    words = {word for line in page.imprint for word in _WORD.findall(line)} if whole else set()
    yield FieldCandidate(next(iter(whole & words), ""), "title of the window, and a word of the imprint")


def _named_alone(page: FactSources, authors: tuple[str, ...]) -> Iterator[FieldCandidate]:
    """The short name in the line beside the date's that is nobody's, and no kicker, which has three characters in a row of the title."""
    found = page.header.line_beside_date
    name, title = found.said, page.title_choice.value
    kicker = any(name[at : at + _SHARED] in title for at in range(len(name) - _SHARED + 1))
    plain = _PLAIN.fullmatch(name) and not any(author in name for author in authors)
    if plain and not kicker and len(name) <= _LONGEST_ACCOUNT:
        yield found


def _is_office(part: str) -> bool:
    """Whether a part of the window's title is the office, school or hospital whose site it is: "江湾市中医院"."""
    return len(part) > _SHORTEST_OWNER and is_organisation(part)


def _is_the_site(medium: str, page: FactSources) -> bool:
    """Whether a medium's name is that of the site, by its data, the title of its window or its imprint."""
    return any(medium in place for place in (page.data.site, page.site_in_title, *page.imprint))


def _site_shown(page: FactSources) -> str:
    """The part of the window's title, or the owner by the imprint, that the page shows beside the article or in its data.

    Of other scripts than Chinese, whose sites no ending tells.
    """
    header = page.header
    shown = [block.text for block in (*header.above, *header.around)]
    shown += [*page.imprint, *page.body[:1], *(each.said for each in page.data.authors)]
    forms = [f" {each.casefold()} " for each in shown]
    parts = [without_date(part).strip(" ,·") for part in reversed(parts_of_window(page.site_in_title)[1:])]
    owners = [found[1] for line in page.imprint if (found := _OWNED.search(line))]
    for part in [*parts, *owners]:
        named = _SHORTEST_OWNER <= len(part) <= LONGEST_SITE and not _HAN.search(part)
        if named and any(part.casefold() in form for form in forms if part not in owners or "©" not in form):
            return part
    return ""


def _site_behind_title(page: FactSources) -> str:
    """What the window's title says last, behind the article's own, in another script than Chinese.

    A row of a few words with a capital where the script has them; the address of a site is no name.
    """
    parts = _BEHIND_TITLE.split(page.site_in_title)
    # Without a separator before it, the article's title is no part of the window's.
    last = parts[-1].strip() if len(parts) > 1 and not parts[0].strip() else ""
    named = len(last.split()) <= _MOST_WORDS and _SHORTEST_OWNER <= len(last) <= LONGEST_SITE
    other = _HAN.search(last) or re.search(r"\d|\w\.\w", last) or last[:1].islower()
    return last if named and not other else ""


def read_medium(candidate: FieldCandidate, authors: tuple[str, ...]) -> tuple[str, ...]:
    """The medium of a statement, without the article's authors where they stand beside it: "何青山 江湾日报·江湾网"."""
    words = candidate.said.split()
    # In other languages an author's name may well be a word of the medium's: "The Beachbody Blog".
    others = [word for word in words if word not in authors or not _HAN.search(word)]
    name = clean_source(" ".join(others) if 0 < len(others) < len(words) else candidate.said)
    return (name,) if name and not PLATFORMS.fullmatch(name) else ()
