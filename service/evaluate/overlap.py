"""Exact match and F1 of an answer's words, as SQuAD and CMRC 2018 count them: by characters of Chinese, by words else."""

import re
from collections import Counter
from collections.abc import Sequence

from indexer.fold import fold

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_TOKENS = re.compile("[\u3400-\u9fff\uf900-\ufaff]|[^\\W\u3400-\u9fff\uf900-\ufaff]+")


def exact_match(text: str, accepted: Sequence[str]) -> float:
    """1 where the words are those of an accepted answer, punctuation and English articles aside; else 0.

    >>> exact_match("The roof.", ["roof"]), exact_match("三万多元", ["三万元"])
    (1.0, 0.0)
    """
    return float(any(_words(text) == _words(answer) for answer in accepted))


def f1(text: str, accepted: Sequence[str]) -> float:
    """The best F1 against an accepted answer, 0 to 1: harmonic mean of the shares of shared words on either side.

    Shared words are counted with their number and whatever their order, as SQuAD's script does.

    >>> f1("捐款三万元", ["三万元"])
    0.75
    """
    return max((_f1(_words(text), _words(answer)) for answer in accepted), default=0.0)


def _words(text: str) -> list[str]:
    return _TOKENS.findall(_ARTICLES.sub(" ", fold(text)))


def _f1(given: Sequence[str], right: Sequence[str]) -> float:
    shared = (Counter(given) & Counter(right)).total()
    return 2 * shared / (len(given) + len(right)) if shared else 0.0
