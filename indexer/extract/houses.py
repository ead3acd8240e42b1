"""Of which medium the people are who made an article, and which of a house's several names is meant."""

import re
from collections.abc import Sequence

from indexer.extract.bylines import people_and_medium
from indexer.extract.credits import credited_medium
from indexer.extract.fields import FieldCandidate
from indexer.extract.media_names import clean_source, reporters_medium

_PARTS_OF_WINDOW = re.compile(r"[\s_\-|｜–—]+")


def reporters_house(lines: Sequence[str], *, site: str) -> FieldCandidate:
    """The medium whose reporter some lines name; `site` is what the window's title says beside the article's."""
    named = reporters_medium(lines) or _of_several(credited_medium(lines), site=site)
    return FieldCandidate(named, "before the reporter")


def signers_house(pieces: Sequence[str]) -> FieldCandidate:
    """The medium that stands before names alone at the end of a text: "（江湾融媒体中心 何青山 唐敏）"."""
    found = (people_and_medium(piece)[1] for piece in pieces)
    return FieldCandidate(clean_source(next(filter(None, found), "")), "before the names at the end of the text")


def _of_several(house: str, *, site: str) -> str:
    """The name of a house that the page is under, else the first: of "江湾晚报·江湾一点" either, as the window's title says."""
    names = house.split("·")
    return next((name for name in names if name in _PARTS_OF_WINDOW.split(site)), names[0])
