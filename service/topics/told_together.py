"""Whether two sentences tell of the same: what one counts in 福建 is no news of what another counts in 广东."""

import re
from collections.abc import Iterable
from functools import lru_cache

from indexer.core.article import Article, Span
from indexer.core.figure import FigureKind
from indexer.text.analyzer import different_terms
from indexer.text.normalize import normalize
from indexer.text.sentences import sentences
from indexer.text.words.cutting import Kind, words_of
from service.answer.same_count import OF_PEOPLE, Counted, clause_around, says_what_happened
from service.query.name_evidence import may_be_name
from service.topics.stated_amounts import FigureSaid

_NAMES = frozenset({Kind.NAME, Kind.PLACE})
_HAN = re.compile("[\u3400-\u9fff]")
_CAPITALISED = re.compile(r"(?<=[\w,;] )[^\W\d_a-z][\w’'-]+")
_QUOTED = re.compile(r"“([^“”]{2,8})”")
"""Characters of what is called so: 台风“红霞”."""
_BEFORE = 2
"""Sentences before one that names nothing, in which what it tells of may be named."""
_OF_PEOPLE = OF_PEOPLE | {"person_time"}
_LEAST_SHARED = 0.5
"""Share of the words of the shorter of two clauses that the other has, from which on they may tell of the same."""


def tells_of_the_same(before: FigureSaid, now: FigureSaid) -> bool:
    """Whether the sentences of two figures name the same places, persons and bodies, or one of them fewer; and share words.

    What is counted in boxes or boats has a name of its own, and people have what happened to them: they need no other words in common.

    Args:
        before: Of an earlier report.
        now: Of a later one, in the same language.
    """
    return _agree(_named(before.article, before.sentence), _named(now.article, now.sentence)) and (
        _is_told_by_itself(now) or _share(before, now)
    )


def _agree(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether all that either names stands in the names of the other; true where one names nothing."""
    return _stand_in(one, other) or _stand_in(other, one)


def _stand_in(names: Iterable[str], others: frozenset[str]) -> bool:
    return all(any(name in other or other in name for other in others) for name in names)


def _is_told_by_itself(said: FigureSaid) -> bool:
    if said.figure.kind is not FigureKind.COUNT:
        return False
    return said.figure.unit not in _OF_PEOPLE or says_what_happened(Counted(said.text, said.span, said.figure.unit))


def _share(before: FigureSaid, now: FigureSaid) -> bool:
    one, other = (_clause_words(each.text, each.span, now.article.language) for each in (before, now))
    return len(one & other) >= _LEAST_SHARED * min(len(one), len(other))


@lru_cache(maxsize=1024)
def _clause_words(text: str, figure: Span, language: str) -> frozenset[str]:
    """Words of the clause of a figure; stems of those of languages other than Chinese."""
    clause = " ".join(clause_around(Counted(text, figure)))
    if language.partition("-")[0] == "zh":
        return frozenset(word.text for word in words_of(clause) if word.kind is not Kind.OTHER and len(word.text) > 1)
    return frozenset(
        each for each in different_terms(clause, language=language) if len(each) > 1 and not each.isdigit()
    )


@lru_cache(maxsize=1024)
def _named(article: Article, sentence: Span) -> frozenset[str]:
    """What a sentence names; what those right before it do, where it names nothing."""
    before = list(sentences(article.body[: sentence.start]))[-_BEFORE:]
    for each in (sentence, *reversed(before)):
        if found := _names_of(article.body[each.start : each.end]):
            return found
    return frozenset()


def _names_of(text: str) -> frozenset[str]:
    quoted = {normalize(found) for found in _QUOTED.findall(text)}
    if not _HAN.search(text):
        return frozenset(quoted | {normalize(found) for found in _CAPITALISED.findall(text)})
    tagged = (word.text for word in words_of(normalize(text)) if word.kind in _NAMES and len(word.text) > 1)
    return frozenset(quoted | {each for each in tagged if may_be_name(each)})
