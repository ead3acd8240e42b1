"""Whether figures of two sentences count the same: what stands right beside them, and what part they play.

3人遇难 and 8人遇难 do, 41人在井下 counts something else; the toll that "rises to eight" takes the place of one before it. Words of
this kind are in same_count.toml.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from indexer.analyze import different_terms
from indexer.domain import Span
from indexer.fold import fold
from service.answer.word_pattern import word_pattern
from service.question import content

FILE = "same_count.toml"
_STOPS = re.compile(r"[,，、;；:：](?![0-9]{3}(?![0-9]))|\. |[。!?！？()（）“”\"]")
_HAN, _OTHER = 8, 24
"""Characters on either side of a figure that say what it counts: of texts that are not spaced, and of others."""


def counts_the_same(earlier: str, before: Span, later: str, now: Span, *, language: str) -> bool:
    """Whether a figure of a later sentence counts what one of an earlier sentence does.

    Args:
        earlier: The earlier sentence.
        before: Its figure.
        later: The later sentence.
        now: Its figure.
        language: Of both, as articles name it.
    """
    one, other = _beside(earlier, before), _beside(later, now)
    plays = _words()
    if bool(plays["part"].search(one)) != bool(plays["part"].search(other)):
        return False
    if plays["total"].search(one) and not plays["total"].search(other) and not plays["updates"].search(other):
        return False
    return bool(plays["updates"].search(other)) or not _counted(one, language).isdisjoint(_counted(other, language))


def _beside(sentence: str, figure: Span) -> str:
    """What stands right before and behind a figure in its clause, folded, a mark in its place."""
    folded = fold(sentence)
    reach = _HAN if re.search("[\u3040-\u9fff]", folded) else _OTHER
    before = _STOPS.split(folded[max(0, figure.start - reach) : figure.start])[-1]
    behind = _STOPS.split(folded[figure.end : figure.end + reach], maxsplit=1)[0]
    return f"{before} | {behind}"


def _counted(beside: str, language: str) -> frozenset[str]:
    """Terms that tell what is counted: no words that stand in every sentence, no single characters, no numbers."""
    main = language.partition("-")[0]
    terms = different_terms(content(beside, main), language=main)
    return frozenset(term for term in terms if len(term) > 1 and not term[0].isdigit())


@lru_cache(maxsize=1)
def _words() -> Mapping[str, re.Pattern[str]]:
    stored = tomllib.loads((files("service.answer") / FILE).read_text(encoding="utf-8"))
    return {
        name: re.compile("|".join(word_pattern(word) for language in stored.values() for word in language[name]))
        for name in ("updates", "total", "part")
    }
