"""Which characters of a passage match the question, and which passages hold all of it in one sentence."""

import re
from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from indexer.core.article import Article, Span
from indexer.index.wants import Want
from indexer.text.analyzer import held_terms, places_of, terms
from indexer.text.normalize import normalize, unjoined
from indexer.text.number_terms import number_terms
from indexer.text.sentences import sentences


def highlights(sought: Collection[str], text: str, *, language: str = "") -> tuple[Span, ...]:
    """Spans of `text` that the question's terms match, merged and in order.

    Single characters of scripts without spaces match too often to tell anything and count only inside a longer
    match, unless the question has nothing longer.

    Args:
        sought: The question's terms and what may stand for them.
        text: The passage.
        language: BCP 47 tag of the passage.
    """
    telling = _telling(frozenset(sought))
    if not telling:
        return ()
    merged: list[Span] = []
    begun, ended = -1, -1
    for start, end in sorted(places_of(text, telling, language=language)):
        if start > ended:
            if begun >= 0:
                merged.append(Span(begun, ended))
            begun, ended = start, end
        elif end > ended:
            ended = end
    if begun >= 0:
        merged.append(Span(begun, ended))
    return tuple(merged)


@lru_cache(maxsize=64)
def _telling(sought: frozenset[str]) -> frozenset[str]:
    """The terms that are longer than a character, or all where none is."""
    return frozenset(term for term in sought if len(term) > 1) or sought


HEAD = 30
"""How many of the best candidates are looked at again."""

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
_QUOTED = re.compile(
    '“([^“”]{2,40})”|「([^「」]{2,40})」|『([^『』]{2,40})』|《([^《》]{2,40})》|«([^«»]{2,40})»|"([^"]{2,40})"'
)


def term_share(wants: Sequence[Want], text: str, *, language: str = "") -> float:
    """How much of what is wanted a text holds, by idf, 0 to 1; how often it holds it does not matter."""
    return share_among(wants, held_terms(text, spellings_of(wants), language=language))


def spellings_of(wants: Iterable[Want]) -> frozenset[str]:
    """Every term that stands for something wanted."""
    return frozenset(term for want in wants for term in want.spellings)


def share_among(wants: Sequence[Want], held: Set[str]) -> float:
    """How much of what is wanted some terms hold, by idf, 0 to 1."""
    wanted = sum(want.idf for want in wants)
    return sum(want.idf for want in wants if not held.isdisjoint(want.spellings)) / max(wanted, 1e-6)


class _Sought(NamedTuple):
    """One thing that is wanted, by how a text is seen to hold it."""

    idf: float
    only: str
    """Its one spelling, of Han characters; empty where it has others."""
    written: Sequence[str]
    """Its spellings of Han characters, which a text holds as they are written."""
    others: Set[str]
    """Its other spellings, for which a text has to be cut into terms."""

    @classmethod
    def of(cls, want: Want) -> "_Sought":
        """The same thing."""
        written = [each for each in want.spellings if _HAN.fullmatch(each)]
        others = frozenset(each for each in want.spellings if not _HAN.fullmatch(each))
        return cls(want.idf, written[0] if len(written) == 1 and not others else "", written, others)

    def is_written_in(self, text: str) -> bool:
        """Whether a folded text has one of its spellings of Han characters."""
        return any(each in text for each in self.written)


class BestSentence:
    """Tells how much of what a question wants the best sentence of a text holds."""

    def __init__(self, wants: Sequence[Want]) -> None:
        # A text holds Han characters and pairs of them as it is written; anything else it has to be cut into terms for.
        self._wants = [_Sought.of(want) for want in wants]
        self._wanted = max(sum(want.idf for want in wants), 1e-6)
        self.cut = frozenset[str]().union(*(want.others for want in self._wants))
        """Terms that a text has to be cut for; see `of`."""

    def of(self, text: str, *, language: str = "", cut: bool = True) -> float:
        """The highest share that one sentence of a text holds, 0 to 1.

        Args:
            text: Of any length.
            language: BCP 47 tag of the text; empty when unknown.
            cut: Whether it may hold any of `self.cut`.
        """
        read, best, nothing = _read(text), 0.0, frozenset[str]()
        cutting, whole = cut and bool(self.cut), read.whole
        # What no sentence holds would be looked for in each of them. Most has one spelling, whose test costs no call.
        possible = [
            want
            for want in self._wants
            if (want[1] in whole if want[1] else (cutting and want.others) or want.is_written_in(whole))
        ]
        for sentence in read.sentences if possible else ():
            held, found = 0.0, _cut(sentence, language) if cutting else nothing
            for want in possible:
                idf, only, _, others = want
                if only:
                    if only in sentence:
                        held += idf
                elif want.is_written_in(sentence) or not found.isdisjoint(others):
                    held += idf
            best = max(best, held)
        return best / self._wanted


_KEPT_TEXTS = 8192
"""Passages that are remembered as they are compared, in about 12 MB: questions meet the same ones again and again."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A text as it is compared."""

    sentences: tuple[str, ...]
    """Folded, without joiners."""
    whole: str
    """All of them, each on its line."""


@lru_cache(maxsize=_KEPT_TEXTS)
def _read(text: str) -> _Read:
    """Folds a text and cuts it into sentences."""
    folded = normalize(text)
    found = tuple(unjoined(folded[span.start : span.end]) for span in sentences(text))
    return _Read(found, "\n".join(found))


@lru_cache(maxsize=_KEPT_TEXTS)
def _cut(sentence: str, language: str) -> Set[str]:
    """The terms of a folded sentence but for those of Han characters, which are most of a Chinese one."""
    found = {term for term in terms(_HAN.sub(" ", sentence), language=language) if term[0] != "#"}
    return found.union(term for term, _, _ in number_terms(sentence))


def quoted_names(question: str) -> list[str]:
    """What stands in quotation marks or title marks, folded.

    >>> quoted_names("谁写了《青禾纪事》？")
    ['青禾纪事']
    """
    found = (next(filter(None, match.groups())).strip() for match in _QUOTED.finditer(question))
    return [unjoined(normalize(name)) for name in found if name]


def phrases_held(names: Sequence[str], article: Article) -> float:
    """Share of names that an article's title or body holds character for character, but for folding, 0 to 1."""
    if not names:
        return 0.0
    text = unjoined(normalize(f"{article.title}\n{article.body}"))
    return sum(name in text for name in names) / len(names)
