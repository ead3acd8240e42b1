"""Values that a page shows as a picture: behind a label, a logo is read as its alternative text.

As in `inline`, a tree is changed in place: "来源：<img alt="江湾晚报">" is "来源：江湾晚报".
"""

import re

from lxml import html

from indexer.extract.dates import without_date
from indexer.extract.patterns import PatternKind, cut
from indexer.text.characters import one_line

_LONGEST = 30
"""Characters of a name."""

_MOST_AROUND = 3
"""Elements around a picture that may hold nothing but it."""

_NAMED = (PatternKind.SOURCE, PatternKind.AUTHOR)


def settle_pictures(root: html.HtmlElement) -> None:
    """Write the name that a picture stands for behind the label of a source or an author that has no other value."""
    for picture in root.iter("img"):
        name = one_line((picture.get("alt") or picture.get("title") or "")[: _LONGEST + 1])
        if 1 < len(name) <= _LONGEST and _is_value(picture) and not _has_value(picture.tail or ""):
            picture.tail = f"{name} {picture.tail or ''}"


def _is_value(picture: html.HtmlElement) -> bool:
    """Whether the text right before a picture ends with a label."""
    said = cut(_before(picture))[-1:]
    return bool(said) and said[0].kind in _NAMED and not said[0].value


def _has_value(behind: str) -> bool:
    """Whether what stands behind a picture is a value of its own, which makes the picture an icon: no date, nor the next label."""
    first = next(iter(cut(without_date(behind))), None)
    return first is not None and first.kind is None and bool(re.search(r"\w", first.value))


def _before(element: html.HtmlElement) -> str:
    """The text right before an element in its line, out of a link or the like that it is alone in."""
    for _ in range(_MOST_AROUND):
        beside, parent = element.getprevious(), element.getparent()
        if beside is not None:
            return (beside.tail or "") or "".join(map(str, beside.itertext()))[-_LONGEST:]
        if parent is None or (parent.text or "").strip():
            break
        element = parent
    parent = element.getparent()
    return (parent.text or "")[-_LONGEST:] if parent is not None else ""
