"""Which questions ask for what changed between reports: 转移人数怎么变了, "How did the toll change?"."""

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import chain

from indexer.text.normalize import normalize

FILE = "change_words.toml"


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns of one language; one that has none finds nothing."""

    changed: re.Pattern[str]
    stated: re.Pattern[str]
    """What reports state, or the reports themselves."""
    both: re.Pattern[str]
    """What asks so by itself, as a comparison with an earlier report does."""
    unless: re.Pattern[str]
    """What a thing is compared with in one report."""

    def asks(self, folded: str) -> bool:
        """Whether a folded question has a word of change and a word of what reports state."""
        return bool(self.changed.search(folded) and self.stated.search(folded))


def asks_for_changes(question: str) -> bool:
    """Whether a question asks for what changed between reports of one event.

    >>> asks_for_changes("青溪镇洪水转移人数怎么变了？"), asks_for_changes("青溪镇洪水转移了多少人？")
    (True, False)
    """
    folded = normalize(question)
    # "Compared with the first report" holds a word that excludes others ("compared with 2022").
    if any(words.both.search(folded) for words in _languages()):
        return True
    # Words are alike in languages that are near: what one of them excludes, none takes in.
    if any(words.unless.search(folded) for words in _languages()):
        return False
    return any(words.asks(folded) for words in _languages())


@lru_cache(maxsize=1)
def _languages() -> tuple[_Words, ...]:
    stored = tomllib.loads((files("service.topics") / "data" / FILE).read_text(encoding="utf-8"))
    return tuple(_Words(**{kind: _any_of(patterns) for kind, patterns in words.items()}) for words in stored.values())


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    # An empty alternative would be found everywhere.
    return re.compile("|".join(chain(map(normalize, patterns), [r"(?!)"])))
