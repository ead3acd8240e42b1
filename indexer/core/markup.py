"""Elements of HTML and SVG whose texts and attributes are escaped by the serializer, so that none can be forgotten."""

import os
import re
from importlib.resources import files
from xml.etree import ElementTree as Tree

# Characters that HTML can't hold, and halves of pairs that UTF-8 can't.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

Content = Tree.Element | str


def element(tag: str, *contents: Content, **attributes: str | float) -> Tree.Element:
    """An element with texts and elements in the order given.

    `class_` gives the attribute class, `stroke_width` gives stroke-width.

    >>> to_html(element("p", "a < b ", element("b", "c"), class_="x"))
    '<p class="x">a &lt; b <b>c</b></p>'
    """
    made = Tree.Element(tag, {_name(name): _printable(_number(value)) for name, value in attributes.items()})
    last: Tree.Element | None = None
    for content in contents:
        if isinstance(content, Tree.Element):
            made.append(content)
            last = content
        elif last is None:
            made.text = (made.text or "") + _printable(content)
        else:
            last.tail = (last.tail or "") + _printable(content)
    return made


# Whatever a text of the page holds, the browser itself refuses to load or run anything.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


REPORT_MARK = '<meta name="generator" content="Xunwen">'
"""Stands in the head of every report, so that an index that comes across one leaves it alone."""

_MARKED_WITHIN = 1000
"""Characters: it is the second of the head's elements."""


def is_report(html: str) -> bool:
    """Whether a page is a report that this project wrote."""
    return REPORT_MARK in html[:_MARKED_WITHIN]


def bilingual(zh: str, en: str) -> Tree.Element:
    """A text of a report in both languages, of which its reader sees one."""
    return element("span", element("span", zh, class_="ui", lang="zh"), element("span", en, class_="ui", lang="en"))


def _tongues() -> Tree.Element:
    """The choice of the language: at first that of whoever makes the report."""
    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    first = "zh" if spoken.startswith("zh") else "en"
    choices = []
    for language, name in (("zh", "中文"), ("en", "English")):
        chosen = element("input", type="radio", name="in", id=f"in-{language}")
        if language == first:
            chosen.set("checked", "checked")
        choices.append(element("label", chosen, f" {name}", lang=language))
    return element("p", *choices, class_="tongues")


def report_page(title: str, style: str, body: Tree.Element) -> str:
    """A whole HTML page that loads nothing, in the look that all reports share.

    Args:
        title: Of the window.
        style: CSS of this kind of report, set into the page behind what all share.
        body: The element "body"; its texts by `bilingual`, where they are not data.
    """
    framed = element("body", element("header", _tongues()), element("main", *body))
    shared = files("indexer.core").joinpath("report.css").read_text(encoding="utf-8")
    policy = element("meta", content=_POLICY)
    policy.set("http-equiv", "Content-Security-Policy")
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="generator", content="Xunwen"),
        policy,
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("style", shared + style),
    )
    return "<!doctype html>\n" + to_html(element("html", head, framed, lang="en")) + "\n"


def to_html(root: Tree.Element) -> str:
    """The element as HTML, escaped."""
    return Tree.tostring(root, encoding="unicode", method="html")


def _name(name: str) -> str:
    return name.rstrip("_").replace("_", "-") if name not in {"viewBox"} else name


def _number(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub("\ufffd", text)
