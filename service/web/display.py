"""How values are written for a reader: titles cut, numbers, languages, addresses, and texts with marked spans."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import quote, urlencode, urlsplit

from markupsafe import Markup

from indexer.core.article import Span
from service.web.root import rooted

_TITLE = 160
"""Characters of a title that a page shows; scraped titles of 100,000 exist."""

# What HTML can't hold, and halves of pairs that UTF-8 can't.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

_LANGUAGES = {
    "zh": "中文",
    "zh-Hans": "简体中文",
    "zh-Hant": "繁體中文",
    "en": "English",
    "es": "Español",
    "fr": "Français",
    "de": "Deutsch",
    "ru": "Русский",
    "ar": "العربية",
    "vi": "Tiếng Việt",
    "ja": "日本語",
    "ko": "한국어",
    "pt": "Português",
}


def printable(text: str) -> str:
    """The text with a replacement character for each that no page can carry."""
    return _UNPRINTABLE.sub("\ufffd", text)


def cut(text: str, most: int = _TITLE) -> str:
    r"""At most so many characters, with an ellipsis where some are missing; blanks and line ends become one space.

    >>> cut("a  very\nlong title", 8)
    'a very…'
    """
    line = " ".join(text[: 4 * most + 200].split())
    whole = len(line) <= most and len(text) <= 4 * most + 200
    return line if whole else line[: most - 1].rstrip() + "…"


def number(value: float) -> str:
    """A count with thousands set off.

    >>> number(87667)
    '87,667'
    """
    return f"{value:,}"


_NAMED = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)")


def built(snapshot: str) -> str:
    """When a snapshot was begun, in ISO 8601, as its name tells; empty for a name that does not.

    >>> built("20261123T150735.892Z")
    '2026-11-23T15:07:35Z'
    """
    found = _NAMED.match(snapshot)
    return "{}-{}-{}T{}:{}:{}Z".format(*found.groups()) if found else ""


def moment(iso: str) -> str:
    """A moment in UTC as a page shows it, to the minute.

    >>> moment("2026-11-23T15:07:35Z")
    '2026-11-23 15:07 UTC'
    """
    return f"{iso[:16].replace('T', ' ')} UTC"


def language_name(tag: str) -> str:
    """A language in its own words, or its tag where we don't know them.

    >>> language_name("zh"), language_name("tlh")
    ('中文', 'tlh')
    """
    return _LANGUAGES.get(tag, cut(tag, 20))


def article_path(article_id: str, *, base: str = "/articles/") -> str:
    """Where an article's page is: its id percent-encoded whole, slashes too."""
    return base + quote(article_id, safe="", errors="replace")


def with_query(path: str, parameters: list[tuple[str, str]], *, fragment: str = "") -> str:
    """A link to a path of this service, with those parameters that are not empty."""
    query = urlencode([(name, value) for name, value in parameters if value], errors="replace")
    return rooted(path) + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")


def outward(url: str) -> str:
    """The address of the article where it was published, if it is one of the web; nothing else becomes a link.

    >>> outward("javascript:alert(1)"), outward("https://news.example/a")
    ('', 'https://news.example/a')
    """
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme in {"http", "https"} and parts.netloc else ""


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A part of a text; the pieces of a text together are the text."""

    text: str
    marked: bool = False
    anchor: str = ""
    """The id of the mark; only the first piece of a citation has one."""
    kind: str = ""
    """What it is where figures, dates and names are marked."""
    meaning: str = ""
    """What it comes to."""


class Marked(Protocol):
    """Characters of a body that are marked for what they are."""

    @property
    def span(self) -> Span:
        """Where they stand."""
        ...

    @property
    def kind(self) -> str:
        """What they are."""
        ...

    @property
    def meaning(self) -> str:
        """What they come to; empty where they say it themselves."""
        ...


def pieces(text: str, spans: Iterable[Span]) -> tuple[MarkedText, ...]:
    """The text cut at the ends of the spans.

    Args:
        text: Any text.
        spans: What to mark; may overlap or reach beyond the text.

    >>> [(piece.text, piece.marked) for piece in pieces("abcde", [Span(1, 3)])]
    [('a', False), ('bc', True), ('de', False)]
    """
    found: list[MarkedText] = []
    place = 0
    for span in sorted(spans, key=lambda each: (each.start, each.end)):
        start, end = max(span.start, place), min(span.end, len(text))
        if start >= end:
            continue
        if start > place:
            found.append(MarkedText(text[place:start]))
        found.append(MarkedText(text[start:end], marked=True))
        place = end
    if place < len(text):
        found.append(MarkedText(text[place:]))
    return tuple(found)


def paragraphs(
    body: str, cited: Span | None = None, marks: Sequence[Marked] = ()
) -> tuple[tuple[MarkedText, ...], ...]:
    """The lines of a body that have text, each in pieces; the first piece of what is cited carries its anchor.

    Args:
        body: An article's body.
        cited: Characters of the body to mark; may run over several lines.
        marks: What else to mark, in order, none overlapping another.
    """
    found: list[tuple[MarkedText, ...]] = []
    place, anchored = 0, False
    for line in body.split("\n"):
        begin, place = place, place + len(line) + 1
        if not line.strip():
            continue  # a line that is not shown can't carry the anchor either
        spans = [] if cited is None else [Span(max(0, cited.start - begin), cited.end - begin)]
        cut = pieces(line, spans)
        if cited is not None and not anchored and any(piece.marked for piece in cut):
            cut, anchored = _with_anchor(cut, anchor(cited)), True
        here = [each for each in marks if begin <= each.span.start and each.span.end <= begin + len(line)]
        found.append(tuple(_with_kinds(cut, here, begin)) if here else cut)
    return tuple(found)


def _with_kinds(cut: Iterable[MarkedText], marks: Sequence[Marked], begin: int) -> Iterator[MarkedText]:
    """The pieces cut at the marks as well; a mark that reaches over an end of one is left out."""
    place = begin
    for piece in cut:
        end, kept = place + len(piece.text), piece
        for each in marks:
            if each.span.start < place or each.span.end > end:
                continue
            head = kept.text[: each.span.start - place]
            if head:
                yield replace(kept, text=head)
                kept = replace(kept, anchor="")
            words = kept.text[len(head) : each.span.end - place]
            yield replace(kept, text=words, kind=each.kind, meaning=each.meaning)
            kept = replace(kept, text=kept.text[each.span.end - place :], anchor="")
            place = each.span.end
        if kept.text:
            yield kept
        place = end


def anchor(cited: Span) -> str:
    """The id of the mark around cited characters, "c-76-121"."""
    return f"c-{cited.start}-{cited.end}"


def _with_anchor(cut: Sequence[MarkedText], name: str) -> tuple[MarkedText, ...]:
    first = next(place for place, piece in enumerate(cut) if piece.marked)
    return (*cut[:first], MarkedText(cut[first].text, marked=True, anchor=name), *cut[first + 1 :])


_DAY = re.compile(r"(\d{4}-\d\d-\d\d)")


def whole_days(text: str) -> Markup:
    """A text in which no day is broken at the end of a line, be the line as narrow as it may.

    >>> whole_days("2021-03-05 & later")
    Markup('<span class="day">2021-03-05</span> &amp; later')
    """
    whole = Markup('<span class="day">{}</span>')
    return Markup().join(whole.format(piece) if _DAY.fullmatch(piece) else piece for piece in _DAY.split(text))


_WIDE_STOPS = tuple("。！？；：，、")


def then(text: str) -> str:
    """A text of the page with what parts it from what follows: a blank, but none behind a Chinese mark, which brings its own room.

    >>> then("Named in 4 articles."), then("4 篇文章提到。")
    ('Named in 4 articles. ', '4 篇文章提到。')
    """
    return text if text.endswith(_WIDE_STOPS) else f"{text} "
