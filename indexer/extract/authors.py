"""Who wrote an article: everything that its page says of that, and who of it is believed."""

import re
from collections.abc import Iterator

from indexer.extract.account_names import is_account
from indexer.extract.bylines import (
    body_authors,
    bracketed_name,
    ending_pieces,
    header_authors,
    labelled_pieces,
    names_alone,
    reporters_named,
    vietnamese_signature,
)
from indexer.extract.fact_sources import LONGEST_SITE, PLATFORMS, FactSources, named
from indexer.extract.fields import Choice, FieldCandidate, choose
from indexer.extract.header import OWNER, SEEN
from indexer.extract.likely_names import likely_names
from indexer.extract.media_names import is_media
from indexer.extract.named_words import NameSurroundings
from indexer.extract.page_state import author_of, state_field
from indexer.extract.person_names import is_nobody, split_names
from indexer.extract.titles import parts_of_window
from indexer.text.characters import match_form

_HAN = re.compile(r"[\u4e00-\u9fff]")
_DATA = ("meta", "JSON-LD", "itemprop", "rel=author", "script")
"""How the reasons of statements begin that are made for machines."""

_BY_SURNAME = ("names ", "name alone", "name beside", "name in")
"""How the reasons of statements begin that only a Chinese surname makes a name."""

_LISTED = ("JSON-LD author", "meta author")
LEARNT = "names by all that stands around them"
"""How the reason begins of what fitted weights say, behind all that labels and the grammar of by-lines tell."""

_SIGNED = "organisation that signs by JSON-LD"


def read_authors(page: FactSources) -> tuple[tuple[str, ...], Choice]:
    """The authors of a page, and what they were chosen from."""
    return choose("authors", _statements(page), lambda candidate: _people(page, candidate))


def _statements(page: FactSources) -> Iterator[FieldCandidate]:
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
    below = [block.text for block in page.header.below[:1]]
    signed_below = names_alone(ending_pieces(below)) if below and below[0].startswith(("（", "(")) else ()
    yield FieldCandidate("、".join(signed_below), "names below the text")
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
    said, names = candidate.said, named(candidate.said)
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
    media += [part for part in parts_of_window(page.site_in_title) if len(part) <= LONGEST_SITE]
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
    if candidate.reason.startswith((*_DATA, *_BY_SURNAME)) and names and page.staff.issuperset(names):
        return ()
    if len(names) == 1 and any(match_form(names[0]) in match_form(medium) for medium in media if medium):
        return names if candidate.reason == OWNER or f"{names[0]}的" in page.site_in_title else ()
    return () if is_media(said) or re.search(r"\S@\S", said) or PLATFORMS.fullmatch(said) else names


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
