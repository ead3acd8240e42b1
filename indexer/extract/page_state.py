"""What the state says of an article that a page's scripts and hidden text areas carry for a program to show.

No script is run. String literals are found by their form, decoded as JSON strings, and judged by the prose in them.
"""

import html as entities
import json
import re
from collections.abc import Iterable
from itertools import islice

from lxml import html

from indexer.text.characters import match_form

_LITERAL = re.compile(
    r"(?:content|body|article|text|data|html|detail|desc\w*|paragraphs?)[\w-]{0,20}[\"']?\s*[:=]\s*"
    r"(?:\"((?:[^\"\\\n]|\\.){80,})\"|'((?:[^'\\\n]|\\.){80,})')",
    re.IGNORECASE,
)
_VALUE = r"[\"']?\s*[:=]\s*[\"']([^\"'\n<>]{1,80})[\"']"
_FIELDS = {
    "date": re.compile(
        r"\b(?:publish_?[Tt]ime|pub_?[Tt]ime|publish_?[Dd]ate|pubDate|newsTime|ptime|ct|ctime|datePublished|time)\"?'?\s*[:=]\s*[\"']?([^\"'\n<>,;}]{1,40})"
    ),
    "source": re.compile(
        r"(?<![\w-])(?:source|sourceName|source_name|mediaName|media_name|media|nickname|__\$source)" + _VALUE
    ),
    "author": re.compile(r"(?<![\w-])(?:authorName|author_name|author|writer)" + _VALUE),
    "editor": re.compile(r"(?<![\w-])(?:editorName|editor_name|responsibleEditor|editor)" + _VALUE),
}
_TITLED = re.compile(r"[\"'](?:title|newsTitle|headline|name)[\"']\s*:\s*\"((?:[^\"\\\n]|\\.){4,200})\"")
_AUTHOR_NAMES = ("author", "authorName", "author_name", "writer", "reporter")
_JSON = json.JSONDecoder(strict=False)
_MOST_TITLES, _MOST_STEPS = 200, 12
_LONGEST_OBJECT, _LONGEST_AUTHOR = 200_000, 60
_DATED = re.compile(r"^1\d{9}(?:\d{3})?$|(?:19|20)\d\d[-/.年]?\d")
_TEXTAREA = re.compile(r"article[-_](title|time|source-name|source|author|editor-name|content)")


def script_texts(root: html.HtmlElement) -> list[str]:
    """The text of every script that is not JSON-LD."""
    return [
        element.text for element in root.iter("script") if element.text and "ld+json" not in (element.get("type") or "")
    ]


def textareas(root: html.HtmlElement) -> dict[str, str]:
    """What hidden text areas named "article-title", "article-content"... hold, by the name without "article-"."""
    found: dict[str, str] = {}
    for element in root.iter("textarea"):
        named = _TEXTAREA.search(f"{element.get('class') or ''} {element.get('id') or ''}")
        if named and (text := (element.text_content() or "").strip()):
            found.setdefault(named[1], text)
    return found


def embedded_html(scripts: list[str]) -> list[str]:
    """Long string literals that are assigned to a content-like name, decoded and unescaped, longest first."""
    found: set[str] = set()
    for script in scripts:
        for literal in _LITERAL.finditer(script):
            text = _decoded(literal[1] or literal[2].replace("\\'", "'").replace('"', '\\"').replace('\\\\"', '\\"'))
            if re.search(r"<p[ >]|<br|[。，]", text):
                found.add(text)
    return sorted(found, key=lambda text: (-len(text), text))


def state_field(scripts: Iterable[str], name: str) -> str:
    """The first value that any script gives to a date, source or editor; "" where none does."""
    for script in scripts:
        for value in _FIELDS[name].finditer(script):
            if (text := _decoded(value[1]).strip()) and (name != "date" or _DATED.search(text)):
                return text
    return ""


def author_of(scripts: Iterable[str], title: str) -> str:
    """The author in the object of a script's data that has the article's own title; "" where none does.

    The same data tells of other articles, with authors of theirs.
    """
    form = match_form(title)
    for script in scripts:
        for named in islice(_TITLED.finditer(script), _MOST_TITLES):
            if form and match_form(_decoded(named[1])) == form and (said := _author_around(script, named.start())):
                return said
    return ""


def _author_around(script: str, place: int) -> str:
    """The author of the innermost object of JSON that holds a place of a script."""
    opening = place
    for _ in range(_MOST_STEPS):
        opening = script.rfind("{", max(0, place - _LONGEST_OBJECT), opening)
        if opening < 0:
            break
        try:
            found, end = _JSON.raw_decode(script[: place + _LONGEST_OBJECT], opening)
        except (ValueError, RecursionError):
            continue
        if end > place:
            said = (found.get(name) for name in _AUTHOR_NAMES)
            return next(
                (each.strip() for each in said if isinstance(each, str) and 0 < len(each) <= _LONGEST_AUTHOR), ""
            )
    return ""


def _decoded(literal: str) -> str:
    try:
        text = str(json.loads(f'"{literal}"', strict=False))
    except ValueError:
        text = literal.replace("\\/", "/").replace('\\"', '"').replace("\\n", "\n")
    if "&lt;" in text or "&quot;" in text:
        text = entities.unescape(text)
    return text.strip('"')
