"""Names of months in many languages (months.toml)."""

import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files

_DATA = tomllib.loads(files("indexer.text").joinpath("months.toml").read_text("utf-8"))


def _numbers(languages: Mapping[str, str]) -> dict[str, int]:
    return {
        name.replace("_", " "): number
        for names in languages.values()
        for number, same in enumerate(names.split(), start=1)
        for name in same.split("/")
    }


ENGLISH_MONTHS: Sequence[str] = tuple(_DATA["written"]["en"].split())
"""In lower case, January first."""

FOREIGN_MONTHS: Mapping[str, int] = _numbers(
    {language: names for language, names in _DATA["written"].items() if language != "en"}
)
"""Numbers of months by their names in a text in languages other than Chinese and English: juillet is 7."""

PAGE_MONTHS: Mapping[str, int] = {
    name.rstrip(".").casefold(): month for name, month in _numbers(_DATA["written"]).items()
} | {name.casefold(): month for month, names in enumerate(_DATA["on_pages"]["months"], start=1) for name in names}
"""Numbers of months by all their names in the date of a page, case folded, without the point behind a short one."""
