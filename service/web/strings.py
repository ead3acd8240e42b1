"""The sentences of the pages in both languages, from `strings.json`."""

import json
from functools import cache
from importlib.resources import files

from service.web.languages import PageLanguage


def text_of(ui: PageLanguage, key: str, **values: object) -> str:
    """One string of the pages, with its values filled in.

    Args:
        ui: The language.
        key: Its name in `strings.json`; an unknown one is a bug and raises KeyError.
        values: By the names in braces.
    """
    return strings()[key][ui].format(**values)


def has_text(key: str) -> bool:
    """Whether there is a string of this name: reasons of abstention come from elsewhere."""
    return key in strings()


@cache
def strings() -> dict[str, dict[PageLanguage, str]]:
    """All strings by key and language."""
    found: dict[str, dict[PageLanguage, str]] = json.loads(
        files("service.web").joinpath("strings.json").read_text(encoding="utf-8")
    )
    return found
