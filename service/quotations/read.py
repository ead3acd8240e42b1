"""Reads who said what: quoted words with the speaker that their sentence names before or behind them.

What a text quotes without a verb of saying beside it is a title or a word in doubt, and none of anybody's speech.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from indexer.core.article import Span
from indexer.text.normalize import normalize

_QUOTED = re.compile('“[^“”\n]{4,600}”|「[^「」\n]{4,600}」|"[^"\n]{4,600}"|«[^«»\n]{4,600}»|„[^„“\n]{4,600}“')
_CLAUSE = re.compile(r"[\n。！？!?；;”」»\"“「«„，,：:.…]")
_HAN_OR_KANA = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_LONGEST = 60
"""Characters of a speaker: a whole clause names none."""
_SHORTEST_QUOTE = 6
_LOOKED_BACK = 90


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words that somebody said; both spans are of the text."""

    speaker: Span
    words: Span
    """Without the quotation marks."""


def quotations(text: str) -> tuple[Quotation, ...]:
    """The quotations of a text whose speaker it names, in order.

    Args:
        text: Any text.

    >>> text = "村支书谭守义说：“家家都送来了菜，一共三吨。”"
    >>> [(text[q.speaker.start : q.speaker.end], text[q.words.start : q.words.end]) for q in quotations(text)]
    [('村支书谭守义', '家家都送来了菜，一共三吨。')]
    """
    folded, found = normalize(text), []
    last: Span | None = None
    ended = 0
    for match in _QUOTED.finditer(text):
        words = Span(match.start() + 1, match.end() - 1)
        speaker = _before(folded, match.start()) or _behind(folded, match.end())
        if speaker is None and last is not None and not text[ended : match.start()].strip():
            speaker = last  # the speech goes on in another pair of marks
        last, ended = speaker, match.end()
        if speaker is not None and words.end - words.start >= _SHORTEST_QUOTE:
            found.append(Quotation(speaker, words))
    return tuple(found)


def _before(folded: str, place: int) -> Span | None:
    """The speaker of `X说：“…”` and `X said: “…”`, which end where the quote begins."""
    grammar = _grammar()
    begin = max(folded.rfind("\n", 0, place) + 1, place - _LOOKED_BACK)
    led = grammar.leads.search(folded, begin, place)
    if led is None:
        return None
    start = max((each.end() for each in _CLAUSE.finditer(folded, begin, led.start())), default=begin)
    if start == begin and begin and folded[begin - 1] != "\n":
        return None  # the clause is longer than any that names a speaker
    return _trimmed(folded, start, led.start())


def _behind(folded: str, place: int) -> Span | None:
    """The speaker of `“…”，X说。` and `“…,” said X` or `“…,” X said`, up to the end of that clause."""
    grammar = _grammar()
    lead = re.compile(r"[ ,，—–-]*").match(folded, place)
    start = lead.end() if lead else place
    stop = _CLAUSE.search(folded, start)
    end = min(stop.start() if stop else len(folded), start + _LOOKED_BACK)
    if first := grammar.verb_first.match(folded, start, end):
        return _trimmed(folded, first.end(), end)
    if last := grammar.verb_last.search(folded, start, end):
        return _trimmed(folded, start, last.start())
    return None


def _trimmed(folded: str, start: int, end: int) -> Span | None:
    """The speaker's own characters of a span; None where they are none, or too many."""
    grammar = _grammar()
    while True:
        piece = folded[start:end]
        start += len(piece) - len(piece.lstrip())
        end = start + len(piece.strip())
        if (before := grammar.before.match(folded, start, end)) and before.end() > start:
            start = before.end()
        elif (behind := grammar.behind.search(folded, start, end)) and behind.start() < end:
            end = behind.start()
        else:
            break
    named = folded[start:end] not in grammar.nameless and re.search(r"[^\W\d_]{2}", folded[start:end])
    return Span(start, end) if named and end - start <= _LONGEST else None


@dataclass(frozen=True, slots=True)
class _Grammar:
    leads: re.Pattern[str]
    verb_first: re.Pattern[str]
    verb_last: re.Pattern[str]
    before: re.Pattern[str]
    behind: re.Pattern[str]
    nameless: frozenset[str]


@lru_cache(maxsize=1)
def _grammar() -> _Grammar:
    """The patterns out of speech.toml."""
    table = tomllib.loads(files("service.quotations").joinpath("speech.toml").read_text(encoding="utf-8"))
    said = f"(?:{_any(table['said_unspaced'])}|{_any(table['said_spaced'])})"
    behind = [word for word in table["behind"] if _HAN_OR_KANA.search(word)]
    return _Grammar(
        re.compile(rf"{said}[^\w“”\"]{{0,3}}\Z|{said}[ ,，:：]*$"),
        re.compile(rf"(?:{_any(table['said_spaced'])}) (?=\S)"),
        verb_last=re.compile(rf"{said}[^\W]{{0,4}}\Z"),
        before=re.compile(_any(table["before"])),
        behind=re.compile(rf"(?:{'|'.join(map(re.escape, behind))})\Z"),
        nameless=frozenset(table["nameless"]),
    )


def _any(words: Sequence[str]) -> str:
    """A pattern for any of some words: those of spaced scripts as whole words."""
    return "|".join(
        re.escape(word) if _HAN_OR_KANA.search(word) else rf"(?<!\w){re.escape(word)}(?!\w)"
        for word in sorted(words, key=len, reverse=True)
    )
