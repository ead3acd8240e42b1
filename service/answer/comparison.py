"""Questions that compare two things: split into two questions, and answered by the larger or smaller figure.

The words are in comparing.toml, by language. "Which raised more, Ashby or Corran?" is how much each raised, and then whose figure is
larger.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from typing import Any

from indexer.core.figure import Bound, Figure
from indexer.text.normalize import normalize
from service.answer.cite import quoted
from service.results import Answer, AnswerKind, AskResult, Citation, SearchResult

FILE = "comparing.toml"
_MARKS = " \t,，:：;；?？!！¿、—-"
_NAME = "\0"
_LONGEST = 40
"""Characters of a name."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two things that a question compares."""

    names: tuple[str, str]
    questions: tuple[str, str]
    """The question that is asked of each."""
    larger: bool
    """Whether the one with the larger or later figure is asked for, and not the other."""


def compared(question: str) -> Comparison | None:
    """What a question compares; None where it does not compare two things that it names.

    >>> found = compared("枫树村和竹溪村哪个村茶叶收入高？")
    >>> found.names, found.questions[0], found.larger
    (('枫树村', '竹溪村'), '枫树村茶叶收入多少', True)
    """
    folded = normalize(question)
    for words in _languages():
        if (found := words.compared(question, folded)) is not None:
            return found
    return None


@dataclass(frozen=True, slots=True)
class _Words:
    """The patterns of one language."""

    pair: re.Pattern[str]
    """Two names, and the marks that set them apart from the rest; beside a chooser none are needed."""
    chooser: re.Pattern[str]
    comparing: re.Pattern[str]
    """Groups more, less, later and earlier."""
    amount: str
    time: str
    measures: Mapping[str, str]
    in_place: bool

    def compared(self, question: str, folded: str) -> Comparison | None:
        """What a question of this language compares."""
        for pair in self.pair.finditer(folded):
            parts = (question[: pair.start()], question[pair.end() :])
            rest = " ".join(part.strip(_MARKS) for part in parts).strip()
            if (asked := self._asked(rest)) is not None:
                names = tuple(question[slice(*pair.span(name))].strip() for name in ("one", "other"))
                text, larger = asked
                first, second = (text.replace(_NAME, name, 1) for name in names)
                return Comparison((names[0], names[1]), (first, second), larger)
        return None

    def _asked(self, rest: str) -> tuple[str, bool] | None:
        """What is left of a question as it is asked of one thing, _NAME for its name, and whether the larger is wanted."""
        folded = normalize(rest)
        chooser = self.chooser.search(folded)
        if chooser is None or (comparing := self._last_comparing(folded, chooser.end())) is None:
            return None
        larger = comparing.lastgroup in {"more", "later"}
        asking = self._asking(comparing)
        before, between, behind = (
            rest[: chooser.start()],
            rest[chooser.end() : comparing.start()],
            rest[comparing.end() :],
        )
        if self.in_place:
            return f"{before}{_NAME}{between}{asking}{behind}".replace(" ", ""), larger
        return " ".join(f"{asking} {before} {_NAME} {between} {behind}".split()) + "?", larger

    def _asking(self, comparing: re.Match[str]) -> str:
        """The question word for the figure that a comparing word compares."""
        if comparing.lastgroup in {"later", "earlier"}:
            return self.time
        word = comparing.group().removeprefix("更")
        return self.measures.get(word, self.amount)

    def _last_comparing(self, folded: str, start: int) -> re.Match[str] | None:
        """The last word of comparing: in 多多村和…哪个捐得多 the names may hold one."""
        found = list(self.comparing.finditer(folded, start))
        return found[-1] if found else None


@lru_cache(maxsize=1)
def _languages() -> tuple[_Words, ...]:
    stored = tomllib.loads((files("service.answer") / "data" / FILE).read_text(encoding="utf-8"))
    return tuple(_words(name, language) for name, language in stored.items())


def _words(name: str, stored: Mapping[str, Any]) -> _Words:
    def any_of(kind: str) -> str:
        return "|".join(re.escape(normalize(word)) for word in sorted(stored[kind], key=len, reverse=True))

    spaced = name != "zh"
    edge, end = (r"(?<!\w)", r"(?!\w)") if spaced else ("", "")
    # One character ends the question, or it is a part of a word: 捐得多 compares, 最高委员 and 附近 do not.
    short = "(?:(?<=[更较].)|(?<=[更较]..)|(?=些?[呢吗的]?$))" if not spaced else ""
    comparing = "|".join(f"(?P<{kind}>{edge}(?:{any_of(kind)}){short}{end})" for kind in _KINDS)
    # A chooser may name what they are: 哪个村, "which of the two villages", "which village raised".
    plain = "|".join(any_of(kind) for kind in _KINDS)
    noun = rf"(?: of the two \w+| (?!had|has|have|is|was|were|did)\w+(?= (?!(?:{plain})(?!\w))\w+ ))?"
    noun = noun if name == "en" else "" if spaced else "[村镇县市区省校厂店司国队桥路馆院]?"
    chooser = rf"{edge}(?:{any_of('choosers')}){noun}{end}(?:的(?=.))?"
    return _Words(
        re.compile(_pair(any_of("joints"), any_of("around"), chooser, spaced=spaced)),
        re.compile(chooser),
        comparing=re.compile(comparing),
        amount=stored["amount"],
        time=stored["time"],
        measures=stored.get("measures", {}),
        in_place=stored["in_place"],
    )


_KINDS = ("later", "earlier", "more", "less")


def _pair(joints: str, around: str, chooser: str, *, spaced: bool) -> str:
    """Two names between the marks, or the beginning, a chooser or the end, that set them apart."""
    name = rf"[^,，:：;；?？!！]{{1,{_LONGEST}}}?"
    if spaced:
        joint, lead = rf"\s+(?:{joints})\s+", rf"(?:(?:^|[,:;—-]\s*|\s(?=did\b))(?:(?:{around}|did)\s+)?)"
        behind = r"(?=\s*(?:[,:;?!—-]|$))"
    else:
        joint, lead = f"(?:{joints})", f"(?:(?:^|[,，:：;；、])(?:{around})*)"
        both = r"这?两[^,，:：;；?？]{1,2}"
        ended = rf"(?=[,，:：;；?？!！]|$|{chooser})"
        behind = rf"(?:{both}{ended}|(?:{around})+(?:{both})?{ended}|{ended})"
    return rf"{lead}(?P<one>{name}){joint}(?P<other>{name}){behind}"


_OPEN = Decimal("1.34")
"""三万多 may be all but 40,000: an end that is left open lies this factor away at most."""


def outcome(comparison: Comparison, first: AskResult, second: AskResult, found: SearchResult) -> AskResult:
    """Which of two a comparison asks for, where both were answered with figures that can be told apart; else why not.

    Args:
        comparison: What is compared.
        first: What was answered of the first alone.
        second: And of the second.
        found: What the question itself found; it is returned beside the answer.
    """
    degraded = tuple(dict.fromkeys((*found.degraded, *first.search.degraded, *second.search.degraded)))
    found = replace(found, degraded=degraded)
    silent = AskResult(
        None, "no_evidence", wanted="comparison", citations=(), alternatives=(), search=found, took_ms=found.took_ms
    )
    if first.answer is None or second.answer is None:
        lacking = first if first.answer is None else second
        return replace(silent, reason=lacking.reason)
    larger = _larger(first.answer.figure, second.answer.figure)
    if larger is None or not _apart(first, second):
        equal_kinds = _alike(first.answer.figure, second.answer.figure)
        return replace(silent, reason="low_margin" if equal_kinds else "type_mismatch")
    order = (0, 1) if (larger == 0) == comparison.larger else (1, 0)
    winner, loser = ((first, second)[place] for place in order)
    name = comparison.names[order[0]]
    likelihood = round(first.answer.confidence * second.answer.confidence, 4)
    answer, named = _named(name, winner, likelihood)
    cited = dict.fromkeys((named, winner.citations[0], loser.citations[0]))
    return replace(silent, answer=answer, reason="", citations=tuple(cited))


def _alike(one: Figure | None, other: Figure | None) -> bool:
    return one is not None and other is not None and (one.kind, one.unit) == (other.kind, other.unit)


def _apart(first: AskResult, second: AskResult) -> bool:
    """Whether two answers stand in different places."""
    places = [(each.citations[0].article.id, each.answer.start) for each in (first, second) if each.answer is not None]
    return len(set(places)) == 2


def _larger(one: Figure | None, other: Figure | None) -> int | None:
    """0 where the first figure is larger or later, 1 where the second is; None where that can't be told."""
    if one is None or other is None or not _alike(one, other):
        return None
    first, second = _ends(one), _ends(other)
    if first is None or second is None or isinstance(first[0], str) != isinstance(second[0], str):
        return None
    if _less(first[1], second[0]):
        return 1
    return 0 if _less(second[1], first[0]) else None


def _ends(figure: Figure) -> tuple[Bound, Bound] | None:
    low, high = figure.min, figure.max
    if low is None and high is None:
        return None
    if isinstance(low, str) or isinstance(high, str):
        return (low or high, high or low)
    return (low if low is not None else _scaled(high, 1 / _OPEN), high if high is not None else _scaled(low, _OPEN))


def _scaled(bound: Bound, factor: Decimal) -> Bound:
    return bound * factor if isinstance(bound, Decimal) else bound


def _less(one: Bound, other: Bound) -> bool:
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return one < other
    return isinstance(one, str) and isinstance(other, str) and one < other


def _named(name: str, winner: AskResult, likelihood: float) -> tuple[Answer, Citation]:
    """The name as the winner's article has it, with its sentence; the sentence of its figure where it has it otherwise."""
    citation = winner.citations[0]
    body, wanted = normalize(citation.article.body), normalize(name)
    start = body.find(wanted, citation.start, citation.end)
    if start < 0:
        start = body.find(wanted)
    if start < 0:
        return Answer(
            citation.quote,
            AnswerKind.SENTENCE,
            start=citation.start,
            end=citation.end,
            figure=None,
            confidence=likelihood,
        ), citation
    end = start + len(wanted)
    holds = citation.start <= start and end <= citation.end
    answer = Answer(
        citation.article.body[start:end], AnswerKind.SPAN, start=start, end=end, figure=None, confidence=likelihood
    )
    return answer, citation if holds else quoted(citation.article, start)
