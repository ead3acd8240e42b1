"""What the reports of an evaluation say, in both languages (report_words.json)."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from xml.etree.ElementTree import Element

from indexer.core.markup import bilingual
from service.evaluate.results import ModeComparison, SetFigures


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


SIGNIFICANT = 0.05


def set_notes(figures: SetFigures) -> list[Words]:
    """What a reader of the figures must know, in sentences."""
    told = {"left_out": figures.unanswerable, "missing": figures.missing_positives, "unjudged": figures.unjudged}
    return [words(key, n=f"{number:,}") for key, number in told.items() if number]


def comparison_words(found: ModeComparison) -> str:
    """The difference, its sign and how sure it is: "hit@1 +0.031 (p 0.004)".

    A `*` marks p below 0.05.
    """
    p = f"p {found.p:.4f}" if found.p < 0.001 else f"p {found.p:.3f}"
    mark = "*" if found.p < SIGNIFICANT else ""
    return f"{found.measure} {found.difference:+.3f}{mark} ({p})"
