"""Web origins as browsers send them: a scheme and a host, with a port where it is not the scheme's own."""

import re
from typing import Annotated, TypeAlias

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

ANY = "*"
"""Stands for every origin in settings."""

_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[^/\s?#*]+/?", re.IGNORECASE)


def origin_of(text: str) -> str:
    """An origin as browsers send it; empty where a text is none.

    >>> origin_of("https://News.example/")
    'https://news.example'
    """
    return text.rstrip("/").lower() if _ORIGIN.fullmatch(text) else ""


def _origin_or_any(text: str) -> str:
    if text == ANY:
        return text
    if not (origin := origin_of(text)):
        raise PydanticCustomError("origin", "write scheme and host, as in https://news.example, or *")
    return origin


Origin: TypeAlias = Annotated[str, AfterValidator(_origin_or_any)]
"""One of a setting. What is written otherwise would be the origin of no page, and never match."""
