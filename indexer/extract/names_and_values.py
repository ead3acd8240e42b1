"""Lists of names and values (`<dl>`) as lines that can be quoted: a name is a line, with its value behind it.

As in `inline`, a tree is changed in place. Lists of links, of texts, or with several values under a name are left as they are.
"""

from collections.abc import Iterator
from itertools import islice

from lxml import html

from indexer.text.characters import one_line

_MOST_ITEMS = 400
_MOST_NODES = 40
"""In one item."""

_LONGEST_NAME, _LONGEST_VALUE = 40, 300
_LINES = frozenset({"a", "p", "div", "br", "li", "ul", "ol", "dl", "table", "h1", "h2", "h3", "h4", "form", "iframe"})


def settle_names_and_values(root: html.HtmlElement) -> bool:
    """Write each name of a list of names and values before its value; whether anything was changed.

    "捐款" and "三万元" below it read "捐款: 三万元".
    """
    changed = False
    for listed in list(root.iter("dl")):
        items = list(islice(_items(listed), _MOST_ITEMS + 1))
        if _are_names_and_values(items):
            for name, value in zip(items[::2], items[1::2], strict=True):
                _settle(name, value)
            changed = True
    return changed


def _items(listed: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Names and values in order; a name may be grouped with its values in a `<div>`. What else there is is given too."""
    for child in listed:
        if child.tag == "div":
            yield from child
        else:
            yield child


def _are_names_and_values(items: list[html.HtmlElement]) -> bool:
    """Whether each name has one short value, and there is nothing else."""
    paired = 1 < len(items) <= _MOST_ITEMS and [item.tag for item in items] == ["dt", "dd"] * (len(items) // 2)
    return paired and all(map(_is_short, items))


def _is_short(item: html.HtmlElement) -> bool:
    inner = list(islice(item.iterdescendants(), _MOST_NODES))
    if len(inner) == _MOST_NODES or any(each.tag in _LINES or each.get("onclick") for each in inner):
        return False
    length = len(one_line("".join(map(str, item.itertext()))))
    return 0 < length <= (_LONGEST_NAME if item.tag == "dt" else _LONGEST_VALUE)


def _settle(name: html.HtmlElement, value: html.HtmlElement) -> None:
    _strip_colon(name)
    value.text = f": {(value.text or '').lstrip()}"
    value.tag, value.tail = "span", None
    name.tag, name.tail = "p", None
    name.append(value)


def _strip_colon(name: html.HtmlElement) -> None:
    """A name without a colon of its own at its end."""
    if len(name):
        name[-1].tail = (name[-1].tail or "").rstrip(" :：\n\t") or None
    else:
        name.text = (name.text or "").rstrip(" :：\n\t")
