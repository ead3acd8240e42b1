"""What the reports of an evaluation say, in both languages (report_words.json)."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from xml.etree.ElementTree import Element

from indexer.core.markup import bilingual


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence in both languages: a page shows its reader's, a terminal the English one."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.en

    @property
    def element(self) -> Element:
        """Both, of which a reader sees one."""
        return bilingual(self.zh, self.en)


def words(key: str, **values: object) -> Words:
    """A sentence with its values filled in.

    Args:
        key: Its name in `report_words.json`; an unknown one is a bug and raises KeyError.
        values: By the names in braces; those that are Words are filled in by language.
    """
    zh, en = (
        _known()[key][language].format(
            **{name: getattr(value, language) if isinstance(value, Words) else value for name, value in values.items()}
        )
        for language in ("zh", "en")
    )
    return Words(zh, en)


@cache
def _known() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(
        files("service.evaluate").joinpath("report_words.json").read_text(encoding="utf-8")
    )
    return found
