"""Date, source, authors and image of an HTML article: of all that its page states, the most credible statement is chosen."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from lxml import html

from indexer.extract.authors import read_authors
from indexer.extract.containers import general_date
from indexer.extract.dates import date_in_url, finer, read_date, read_loose_date, without_date
from indexer.extract.fact_sources import FactSources
from indexer.extract.fields import FieldCandidate, PageFields, choose
from indexer.extract.images import image_candidates, picture_address
from indexer.extract.page_state import state_field
from indexer.extract.source import read_source
from indexer.text.characters import match_form

_LAST_LINES, _LONGEST_SIGNED = 3, 24
_DAY = len("2024-05-06")
_DAYS_APART = timedelta(days=2)
"""One day apart may be one moment in two zones."""

_DATELINE = re.compile(r"[^，。\d]{0,16}((?:19|20)\d\d年\d{1,2}月\d{1,2}日)\s*(?:[讯訊电電]|消息)")


def read_facts(page: FactSources, *, title: str, root: html.HtmlElement) -> PageFields:
    """All fields of the article but its id and language."""
    authors, author_choice = read_authors(page)
    source, source_choice = read_source(page, authors, root)
    date, date_choice = choose("published_at", _dates(page, root), lambda candidate: (candidate.said,))
    image, image_choice = choose(
        "image", image_candidates(page.data, page.container), lambda candidate: _picture(page, candidate)
    )
    keywords = tuple(word for word in page.data.keywords if not _is_title_part(word, title))
    return PageFields(
        title=title,
        body="\n".join(page.body),
        url=page.data.url,
        source=source,
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


def _picture(page: FactSources, candidate: FieldCandidate) -> tuple[str, ...]:
    address = picture_address(candidate.said, page.data.base or page.data.url)
    return (address,) if address else ()


def _is_title_part(word: str, title: str) -> bool:
    """Whether a "keyword" is the title again, or a clause of it."""
    form = match_form(word)
    return form == match_form(title) or (len(form) >= 8 and form in match_form(title))
