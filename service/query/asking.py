"""Whether a query asks something, so that an answer is looked for, or names what it is about, so that articles are."""

import re
import tomllib
from functools import lru_cache
from importlib.resources import files

from indexer.text.normalize import normalize

_EARLY = 3
"""Words at the beginning among which a question word makes a question: "In which year", not "the man who"."""
_LEAST = 3
"""Words of a question in a language that parts them: "Who" is a band, "how big" a title."""
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_ENDS = re.compile(r"[?؟][\s\"”’'」』）)]*\Z")


def asks(query: str) -> bool:
    """Whether a query is a question: by its mark, or by the words that ask.

    >>> [asks(query) for query in ("洪水", "防汛应急响应", "捐了多少钱", "Who led the crew", "flood relief", "洪水？")]
    [False, False, True, True, False, True]
    """
    folded = normalize(query).strip()
    if _ENDS.search(folded):
        return True
    within, early, first = _patterns()
    if within.search(folded):
        return True
    words = _WORD.findall(folded)
    if len(words) < _LEAST:
        return False
    return words[0] in first or not early.isdisjoint(words[:_EARLY])


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], frozenset[str], frozenset[str]]:
    """What asks wherever it stands, among the first words, and as the first, out of asking.toml."""
    table = tomllib.loads(files("service.query").joinpath("asking.toml").read_text(encoding="utf-8"))
    spaced = [rf"(?<!\w){re.escape(word)}(?!\w)" for word in table["words"]]
    return re.compile("|".join((*table["within"], *spaced))), frozenset(table["early"]), frozenset(table["first"])
