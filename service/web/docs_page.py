"""The page for people who write programs: every operation of the service, out of its OpenAPI description, in both languages."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from service.web.render import PageContext, render
from service.web.strings import PageLanguage

GROUPS = ("questions", "related reading", "alerts", "OpenAI", "index", "service")
"""Tags of operations in the order of the page; `strings.json` has a heading for each."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that a program may ask for."""

    method: str
    path: str
    about: tuple[tuple[str, bool], ...]
    """What it does, in pieces: each with whether it is code."""
    lang: str
    """Language of that: English where nobody has said it in the page's."""
    scopes: tuple[str, ...]
    statuses: tuple[str, ...]


def docs_page(look: PageContext, document: Mapping[str, Any]) -> str:
    """The page of an OpenAPI description."""
    groups: dict[str, list[Operation]] = {name: [] for name in GROUPS}
    for tag, operation in _operations(document, look.ui):
        groups.setdefault(tag, []).append(operation)
    shown = [(name, operations) for name, operations in groups.items() if operations]
    return render("docs.html", look.ui, look=look, info=document["info"], groups=shown)


def _operations(document: Mapping[str, Any], ui: PageLanguage) -> Iterator[tuple[str, Operation]]:
    for path, item in document["paths"].items():
        for method, each in item.items():
            name = f"{method.upper()} {path}"
            chinese = chinese_words().get(name, "") if ui is PageLanguage.ZH else ""
            yield (
                each["tags"][0],
                Operation(
                    method.upper(),
                    path,
                    about=_pieces(chinese or each.get("description", "")),
                    lang="zh-CN" if chinese else "en",
                    scopes=tuple(each.get("x-scopes", ())),
                    statuses=tuple(status for status in each["responses"] if status.isdecimal()),
                ),
            )


def _pieces(text: str) -> tuple[tuple[str, bool], ...]:
    """A text cut where code begins and ends: between single backticks."""
    return tuple((piece, place % 2 == 1) for place, piece in enumerate(text.split("`")) if piece)


@cache
def chinese_words() -> dict[str, str]:
    """What each operation does, in Chinese, by its method and path."""
    found: dict[str, str] = json.loads(files("service.web").joinpath("operations.json").read_text(encoding="utf-8"))
    return found
