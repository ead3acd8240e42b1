"""What stands around a figure that tells what it counts: the words of its clause and what its sentence names."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from indexer.core.article import Article, Span
from indexer.core.figure import FigureKind
from indexer.text.analyzer import different_terms
from indexer.text.normalize import normalize
from indexer.text.sentences import sentences
from indexer.text.words.cutting import Kind, words_of
from service.answer.same_count import HAN_BESIDE, OTHER_BESIDE, Counted, clause_around, counts_up_to_a_day
from service.figures.read import figures
from service.query.name_evidence import may_be_name
from service.results import FigureSaid

_NAMES = frozenset({Kind.NAME, Kind.PLACE})
_HAN = re.compile("[\u3400-\u9fff]")
_CAPITALISED = re.compile(r"(?<=[\w,;] )[^\W\d_a-z][\w’'-]+")
_QUOTED = re.compile(r"“([^“”]{2,8})”")
"""Characters of what is called so: 台风“红霞”."""
_DIGITS = re.compile(r"\d+")
_BEFORE = 2
"""Sentences before one that names nothing, in which what it tells of may be named."""
_DATED = frozenset({FigureKind.DATE, FigureKind.TIME})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What tells of one figure what it counts; sets are of folded words."""

    counted: Counted
    behind: frozenset[str]
    """Pairs of characters right behind the figure, in its clause."""
    clause: frozenset[str]
    sentence: frozenset[str]
    names: frozenset[str]
    """Places, persons and bodies of the sentence; where it names none, of those right before it, or of the title."""
    is_of_its_day: bool
    """Whether the sentence states the day of its report or the one before, and does not count up to it."""


@lru_cache(maxsize=4096)
def surroundings_of(said: FigureSaid) -> Surroundings:
    """Reads what stands around a figure.

    Args:
        said: With its sentence and article.
    """
    counted = Counted(said.text, said.span, said.figure.unit)
    before, behind = clause_around(counted)
    language = said.article.language
    reach = HAN_BESIDE if _HAN.search(said.text) else OTHER_BESIDE
    return Surroundings(
        counted,
        _pairs(behind[:reach]),
        _words(f"{before} {behind}", language),
        _words(f"{said.text[: said.span.start]} {said.text[said.span.end :]}", language),
        _named(said.article, said.sentence),
        _is_of_its_day(said),
    )


def _pairs(text: str) -> frozenset[str]:
    """Neighbouring characters, numbers as one sign."""
    plain = _DIGITS.sub("#", "".join(text.split()))
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1)) if len(plain) > 1 else frozenset(plain)


def _words(text: str, language: str) -> frozenset[str]:
    """Words that tell something, without numbers; stems of languages other than Chinese."""
    folded = normalize(text)
    if language.partition("-")[0] == "zh":
        found = [word.text for word in words_of(folded) if word.kind is not Kind.OTHER]
    else:
        found = different_terms(folded, language=language)
    return frozenset(each for each in found if len(each) > 1 and not each[0].isdigit() and each[0] != "#")


def _is_of_its_day(said: FigureSaid) -> bool:
    if not said.article.day or counts_up_to_a_day(said.text):
        return False
    own = date.fromisoformat(said.article.day)
    days = {own.isoformat(), (own - timedelta(days=1)).isoformat()}  # a morning's report tells of the day before
    found = figures(said.text, published_at=said.article.local_time, language=said.article.language)
    return any(each.kind in _DATED and str(each.max)[: len("2020-02-21")] in days for each in found)


@lru_cache(maxsize=2048)
def _named(article: Article, sentence: Span) -> frozenset[str]:
    """What a sentence names; what those right before it do, where it names nothing; else what the title does. Its source is none of it."""
    before = list(sentences(article.body[: sentence.start]))[-_BEFORE:]
    texts = [article.body[each.start : each.end] for each in (sentence, *reversed(before))]
    source = normalize(article.source)
    for text in (*texts, article.title):
        if found := frozenset(each for each in _names_of(text) if each not in source):
            return found
    return frozenset()


def _names_of(text: str) -> frozenset[str]:
    quoted = {normalize(found) for found in _QUOTED.findall(text)}
    if not _HAN.search(text):
        return frozenset(quoted | {normalize(found) for found in _CAPITALISED.findall(text)})
    tagged = (word.text for word in words_of(normalize(text)) if word.kind in _NAMES and len(word.text) > 1)
    return frozenset(quoted | {each for each in tagged if may_be_name(each)})
