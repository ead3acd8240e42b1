"""The sentences of the pages in both languages (strings.json), and which language a reader gets."""

import json
from enum import StrEnum
from functools import cache
from importlib.resources import files


class PageLanguage(StrEnum):
    """The language that a page speaks; the articles keep their own."""

    ZH = "zh"
    EN = "en"


_KNOWN = {each.value: each for each in PageLanguage}


def page_language(accept_language: str, chosen: str = "") -> PageLanguage:
    """The language of the pages for one reader.

    Args:
        accept_language: The header as it came, "zh-CN,zh;q=0.9,en;q=0.8"; may be empty or nonsense.
        chosen: What the reader asked for on the page itself, "zh" or "en"; wins over the header.

    Returns:
        The best of the two that the reader takes; English where neither is named, as most who read neither know some.
    """
    if chosen in _KNOWN:
        return _KNOWN[chosen]
    wanted = sorted(_ranges(accept_language), key=lambda each: -each[0])
    return next((_KNOWN[name] for weight, name in wanted if weight > 0 and name in _KNOWN), PageLanguage.EN)


def _ranges(header: str) -> list[tuple[float, str]]:
    """Weight and primary language of each range of the header, in its order; a weight that is no number counts 0."""
    found: list[tuple[float, str]] = []
    for part in header.split(",")[:50]:
        name, _, parameters = part.partition(";")
        weight = parameters.strip().removeprefix("q=") if parameters else "1"
        found.append((_number(weight), name.strip().partition("-")[0].lower()))
    return found


def _number(text: str) -> float:
    try:
        return min(float(text), 1.0)
    except ValueError:
        return 0.0


def text_of(ui: PageLanguage, key: str, **values: object) -> str:
    """One string of the pages, with its values filled in.

    Args:
        ui: The language.
        key: Its name in `strings.json`; an unknown one is a bug and raises KeyError.
        values: By the names in braces. Where `n` is 1, the string of this name with "_one" is taken, if there is one.
    """
    one = f"{key}_one"
    chosen = one if str(values.get("n")) == "1" and one in strings() else key
    return strings()[chosen][ui].format(**values)


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
