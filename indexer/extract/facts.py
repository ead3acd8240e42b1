"""Date, source, authors and image of an HTML article: of all that its page states, the most credible statement is chosen."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from lxml import html

from indexer.extract.bylines import (
    body_authors,
    bracketed_name,
    ending_pieces,
    header_authors,
    labelled_pieces,
    names_alone,
    reporters_named,
    staff_of,
    vietnamese_signature,
)
from indexer.extract.containers import general_date
from indexer.extract.credits import credited_medium, read_credits
from indexer.extract.dates import date_in_url, finer, read_date, read_loose_date, without_date
from indexer.extract.fields import Choice, FieldCandidate, PageFields, choose
from indexer.extract.header import BESIDE_DATE, OWNER, SEEN, Header, is_account
from indexer.extract.images import image_candidates, picture_address
from indexer.extract.likely_names import likely_names
from indexer.extract.media_names import (
    clean_source,
    dateline_source,
    header_source,
    is_media,
    origin,
    reporters_medium,
    reprinted_from,
)
from indexer.extract.metadata import Metadata
from indexer.extract.named_words import NameSurroundings
from indexer.extract.page_state import author_of, state_field
from indexer.extract.patterns import SECTIONS
from indexer.extract.person_names import is_nobody, is_organisation, is_surnamed, split_names
from indexer.extract.titles import parts_of_window
from indexer.text.characters import match_form
from indexer.text.language import mostly_han
from indexer.text.normalize import normalize

# What a paper's name is followed by where its pages are shown.
_EDITION = re.compile(r"(?<=.)[·•]?(?:(?:多媒体)?(?:数字|电子|數位|電子)(?:[报報]刊?|版)(?:平台)?|手机版|官网)$")
_KANA = re.compile(r"[\u3040-\u30ff]{2}")
_LINES_READ = 10
_SHORTEST_OWNER = 4
_MOST_WORDS = 6
_BEHIND_TITLE = re.compile(r"\s*[|｜_]\s*|\s[-–—·•»:]\s")
_LAST_LINES, _LONGEST_SIGNED = 3, 24

_DAY = len("2024-05-06")
_DAYS_APART = timedelta(days=2)
"""One day apart may be one moment in two zones."""

_LONGEST_SITE = 40
_HAN = re.compile(r"[\u4e00-\u9fff]")
# "© 2023 Altmatter Tagblatt AG"
_OWNED = re.compile(
    r"(?:©|Copyright)\s*(?:(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)\d\d)?)?\s*([^\W\d_][^\d|.,©]{2,38}?)(?=\s+(?:AG|Ltd|GmbH|Inc|LLC|Limited|Media|S\.A\.)\b|[|.,]|$)"
)
_DATELINE = re.compile(r"[^，。\d]{0,16}((?:19|20)\d\d年\d{1,2}月\d{1,2}日)\s*(?:[讯訊电電]|消息)")
_DATA = ("meta", "JSON-LD", "itemprop", "rel=author", "script")
"""How the reasons of statements begin that are made for machines."""

_BY_SURNAME = ("names ", "name alone", "name beside", "name in")
"""How the reasons of statements begin that only a Chinese surname makes a name."""

_LISTED = ("JSON-LD author", "meta author")
LEARNT = "names by all that stands around them"
"""How the reason begins of what fitted weights say, behind all that labels and the grammar of by-lines tell."""

_SIGNED = "organisation that signs by JSON-LD"
# Names of platforms: true of every article on them, and so of none.
_PLATFORMS = re.compile(
    r"微信公众平台|微信公众号|百度.*|今日头条|一点资讯|.*(?:百家|头条|网易|搜狐|澎湃|企鹅|大鱼|大风|一点)号(?:[·•∙].*)?"
)


@dataclass(frozen=True)
class FactSources:
    """Everywhere that a page speaks of its article, the most visible first."""

    header: Header
    data: Metadata
    scripts: tuple[str, ...]
    hidden: dict[str, str]
    body: tuple[str, ...]
    site_in_title: str
    """What the window title adds to the article's: "_网易新闻"."""
    imprint: tuple[str, ...]
    """The page's last lines that say whose it is: "江湾网 版权所有"."""
    container: html.HtmlElement | None
    """The element with the densest prose, whose first picture may be the article's."""
    title_choice: Choice

    @cached_property
    def staff(self) -> frozenset[str]:
        """Whom the page shows as its editors and others who did not write: data calls them its authors as well."""
        return frozenset(self.header.staff) | staff_of(ending_pieces(self.body))

    @cached_property
    def is_japanese(self) -> bool:
        """Whether the text has kana: surnames tell nobody there, and a blank stands inside names."""
        return bool(_KANA.search("".join(self.body[:_LINES_READ])))

    @cached_property
    def is_chinese(self) -> bool:
        """Whether the text is Chinese, where a medium is the source and never an author."""
        return not self.is_japanese and mostly_han("".join(self.body))

    @property
    def confirmed_author(self) -> str:
        """Whom a script names as the author, where a line above the text shows each of them."""
        said = _named(state_field(self.scripts, "author"))
        shown = "\n".join(block.text for block in self.header.above)
        return "、".join(said) if all(name in shown for name in said) else ""


def read_facts(page: FactSources, *, title: str, root: html.HtmlElement) -> PageFields:
    """All fields of the article but its id and language."""
    authors, author_choice = choose("authors", _authors(page), lambda candidate: _people(page, candidate))
    source, source_choice = choose("source", _sources(page, authors), lambda candidate: _medium(candidate, authors))
    date, date_choice = choose("published_at", _dates(page, root), lambda candidate: (candidate.said,))
    image, image_choice = choose(
        "image", image_candidates(page.data, page.container), lambda candidate: _picture(page, candidate)
    )
    keywords = tuple(word for word in page.data.keywords if not _is_title_part(word, title))
    return PageFields(
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


def _dates(page: FactSources, root: html.HtmlElement) -> Iterator[FieldCandidate]:
    """What a reader sees above the text; told more exactly where the markup names the same minute."""
    declared = [date for value in page.data.dates if (date := read_loose_date(value))]
    in_scripts = read_loose_date(state_field(page.scripts, "date"))
    if seen := page.header.date:
        published = read_loose_date(page.data.published)
        if published and _is_other_day(page, seen, published):
            yield FieldCandidate(published, "data, where the page prints another day")
        exact = next((exact for date in (*declared, in_scripts) if (exact := finer(seen, date)) != seen), seen)
        yield FieldCandidate(
            exact, "printed above the text" if exact == seen else "printed above the text, and exactly in data"
        )
    for date in declared:
        yield FieldCandidate(date, "meta, JSON-LD or microdata")
    yield FieldCandidate(read_loose_date(page.hidden.get("time", "")), "hidden text")
    yield FieldCandidate(in_scripts, "script")
    if seen or declared:
        return
    elsewhere = [
        FieldCandidate(date_in_url(page.data.url), "address"),
        *(FieldCandidate(read_loose_date(value), "<time>") for value in page.data.marked.get("time", ())[:1]),
        FieldCandidate(page.header.last_date, "date alone in a line near the text"),
        FieldCandidate(_signed_date(page.body), "date alone at the end of the text"),
        FieldCandidate(_dateline_date(page.body), "dateline"),
    ]
    yield from elsewhere
    if not any(candidate.said for candidate in elsewhere):
        yield FieldCandidate(general_date(root, page.data.url), "htmldate")


def _is_other_day(page: FactSources, seen: str, published: str) -> bool:
    """Whether the day that a page prints is days away from the one that data says, and above the title.

    There pages print the day they are read on.
    """
    apart = abs(datetime.fromisoformat(seen[:_DAY]) - datetime.fromisoformat(published[:_DAY]))
    return page.header.dated_over_title and apart >= _DAYS_APART


def _signed_date(body: Sequence[str]) -> str:
    """The day that a text ends with, as offices sign: a date and nothing else in one of its last lines."""
    lines = [line for line in body[-_LAST_LINES:] if len(line) <= _LONGEST_SIGNED]
    days = (read_date(line) for line in reversed(lines) if not re.search(r"\w", without_date(line)))
    return next((day for day in days if day), "")


def _dateline_date(body: Sequence[str]) -> str:
    """The day with its year that a dateline names: "江湾网2023年8月27日讯"."""
    found = _DATELINE.match(body[0]) if body else None
    return read_date(found[1]) if found else ""


def _sources(page: FactSources, authors: tuple[str, ...]) -> Iterator[FieldCandidate]:
    ending = ending_pieces(page.body)
    # A platform's label names the account that shows the article; the text says itself whose it is.
    yield FieldCandidate(reprinted_from([*page.body[:2], *page.body[-2:]]), "reprint by the text")
    stated = list(page.header.sources(authors=authors, site=page.site_in_title))
    # The site's name beside the date says where the article is shown: a label says whose it is.
    shown = [each for each in stated if each.reason == BESIDE_DATE and _is_the_site(each.said, page)]
    yield from (each for each in stated if each not in shown)
    yield FieldCandidate(header_source(labelled_pieces(page.body)), "label in the text")
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
    yield FieldCandidate(reporters_medium(said) or credited_medium(said), "before the reporter")
    yield FieldCandidate(origin(ending), "origin at the end of the text")
    yield from of_the_site
    yield page.header.signed_below(authors=authors)
    yield page.header.medium_near_date
    if _PLATFORMS.fullmatch(page.header.labelled_source):
        yield page.header.line_beside_date
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
    if any(_PLATFORMS.fullmatch(part) for part in (page.data.site, *parts)):
        yield page.header.signing_account
        yield page.header.line_beside_date
    account = authors[0] if len(authors) == 1 and page.is_chinese and not is_surnamed(authors[0]) else ""
    yield FieldCandidate(account, "account that signs as the author")


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
        named = _SHORTEST_OWNER <= len(part) <= _LONGEST_SITE and not _HAN.search(part)
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
    named = len(last.split()) <= _MOST_WORDS and _SHORTEST_OWNER <= len(last) <= _LONGEST_SITE
    other = _HAN.search(last) or re.search(r"\d|\w\.\w", last) or last[:1].islower()
    return last if named and not other else ""


def _medium(candidate: FieldCandidate, authors: tuple[str, ...]) -> tuple[str, ...]:
    """The medium of a statement, without the article's authors where they stand beside it: "何青山 江湾日报·江湾网"."""
    words = candidate.said.split()
    # In other languages an author's name may well be a word of the medium's: "The Beachbody Blog".
    others = [word for word in words if word not in authors or not _HAN.search(word)]
    name = clean_source(" ".join(others) if 0 < len(others) < len(words) else candidate.said)
    return (name,) if name and not _PLATFORMS.fullmatch(name) else ()


def _authors(page: FactSources) -> Iterator[FieldCandidate]:
    """By-line, data, then what the text says, then meta tags, which often name the medium or nobody."""
    yield from page.header.authors()
    if page.header.is_unsigned:
        return
    yield FieldCandidate("、".join(body_authors(page.body)), "by-line in the text")
    yield from page.data.written_by
    yield FieldCandidate("、".join(header_authors(labelled_pieces(page.body))), "label in the text")
    near = [*(block.text for block in page.header.above), *page.body[:1], *page.body[-2:]]
    yield FieldCandidate("、".join(reporters_named(near)), "reporter by the words beside the name")
    yield from page.header.named_authors()
    yield FieldCandidate(page.hidden.get("author", ""), "hidden text")
    yield from page.data.authors
    yield FieldCandidate(page.confirmed_author, "script, and seen above the text")
    yield from page.header.last_authors(site=page.site_in_title)
    yield FieldCandidate("、".join(names_alone(page.body[:1])), "names at the beginning of the text")
    yield FieldCandidate("、".join(names_alone(ending_pieces(page.body))), "names at the end of the text")
    yield FieldCandidate(bracketed_name(page.body), "name in brackets at the end of the text")
    signed = [vietnamese_signature(lines) for lines in (page.body, [block.text for block in page.header.below[:1]])]
    yield FieldCandidate(next(filter(None, signed), ""), "names at the end of the text")
    yield FieldCandidate(author_of(page.scripts, page.title_choice.value), "script, of the article of this title")
    yield FieldCandidate("" if page.is_chinese else page.data.signed_by, _SIGNED)
    if not (page.header.above or page.header.below):
        yield FieldCandidate(state_field(page.scripts, "author"), "script")
    if page.is_chinese:
        likely = likely_names(surroundings_of(page))
        yield FieldCandidate("、".join(likely), f"{LEARNT}, {min(likely.values(), default=0):.0%} sure")


def surroundings_of(page: FactSources) -> NameSurroundings:
    """What of a page is read for names that no label and no grammar tells."""
    header = page.header
    declared = [each.said for each in (*page.data.written_by, *page.data.authors)]
    declared.append(state_field(page.scripts, "author"))
    return NameSurroundings(
        above=header.above,
        under_lead=header.under_lead,
        below=header.below,
        body=page.body,
        declared=[said for said in declared if said],
        site=page.site_in_title,
        staff=page.staff,
    )


def _people(page: FactSources, candidate: FieldCandidate) -> tuple[str, ...]:
    """The people, or who else signs, in a statement, by the rules of the page's language."""
    said, names = candidate.said, _named(candidate.said)
    if candidate.reason == _SIGNED:
        return tuple(name for name in said.split("、") if is_account(name) and not is_nobody(name))
    if page.is_japanese and _HAN.search(said):
        if candidate.reason.startswith(_BY_SURNAME):
            return ()
        names = tuple(name.strip() for name in re.split("[、，,]", said)) if candidate.reason in _LISTED else names
    return _believed(page, candidate, names)


def _believed(page: FactSources, candidate: FieldCandidate, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the names in a statement that are people; none in data that names the site, a medium or a platform."""
    said = candidate.said
    media = [page.data.site, page.data.publisher.said, *(each.said for each in page.data.sources)]
    # A longer part of the window's title is another title of the article's, which may name people.
    media += [part for part in parts_of_window(page.site_in_title) if len(part) <= _LONGEST_SITE]
    media += [page.header.labelled_source]
    # "Jane Doe, Harbour Courier" names a person and the medium.
    forms = {match_form(medium) for medium in media if medium}
    # And "财新 何青" a person and the medium in short.
    names = tuple(name for name in names if not any(form.startswith(match_form(name)) for form in forms)) or names
    if candidate.reason in SEEN:
        return _as_data_knows_them(page, names) or (said,)
    if candidate.reason == "rel=author":
        names = _shown(page, names)
        if is_account(said) and match_form(said) not in forms:
            return names or (said,)
    if candidate.reason.startswith(_DATA) and names and page.staff.issuperset(names):
        return ()
    if len(names) == 1 and any(match_form(names[0]) in match_form(medium) for medium in media if medium):
        return names if candidate.reason == OWNER or f"{names[0]}的" in page.site_in_title else ()
    return () if is_media(said) or re.search(r"\S@\S", said) or _PLATFORMS.fullmatch(said) else names


def _as_data_knows_them(page: FactSources, names: tuple[str, ...]) -> tuple[str, ...]:
    """Names of a by-line in other languages than Chinese, which JSON-LD has as well and more exactly.

    A by-line may show the first of several only, or the place where somebody wrote behind the name: "Von Jana Ruf, Bern".
    """
    known = split_names(page.data.signed_by)
    if not (names and known) or any(map(_HAN.search, (*names, *known))):
        return names
    if set(names) < set(known):
        return known
    return tuple(name for name in names if name in known or " " in name) if set(known) < set(names) else names


def _shown(page: FactSources, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of some names that stand above the text, where some do: links to authors are those of other articles as well."""
    above = "\n".join(block.text for block in page.header.above)
    return tuple(name for name in names if name in above) or names


def _named(said: str) -> tuple[str, ...]:
    """The people of a statement: of a line of credits those who wrote."""
    made = read_credits(said)
    return made.authors if made else split_names(said)


def _picture(page: FactSources, candidate: FieldCandidate) -> tuple[str, ...]:
    address = picture_address(candidate.said, page.data.base or page.data.url)
    return (address,) if address else ()


def _is_title_part(word: str, title: str) -> bool:
    """Whether a "keyword" is the title again, or a clause of it."""
    form = match_form(word)
    return form == match_form(title) or (len(form) >= 8 and form in match_form(title))
