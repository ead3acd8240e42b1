"""Whether the sentence that was found for a yes/no question says yes or no; nothing where that is not certain.

A sentence is taken apart into clauses, and the one that shares most of the question's words is looked at, of which the last
ones weigh most: they ask. What negates there (not, 尚未, never) and what says the opposite (denied, 取消, closed) turns the
verdict round, as it does in the question: "Was it cancelled?" and "It was not cancelled" are no. The words are data,
`polarity.toml`.
"""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Literal, TypeAlias

from indexer.core.article import Span
from indexer.text.normalize import normalize
from service.query.question import content

Verdict: TypeAlias = Literal["yes", "no"]

FILE = "polarity.toml"
_KINDS = ("harmless", "unsure", "reverses", "negates", "planned")
_CLAUSE_END = r"[，,;；:：。！？!?\n]\s*|\.\s"
_HAN_OR_KANA = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_HANGUL = re.compile("[\uac00-\ud7af]")
_RUN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_BEGINNING = 5
"""Letters that the forms of a word share, in whichever language: postpone, postponed; démissionner, démissionné."""
_WORD = re.compile(r"[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
# 会不会 asks whether 会; "Didn't he know?" whether he knew; a tail only asks.
_EITHER_WAY = re.compile("([\u4e00-\u9fff])[不没]\\1")
_FRONTED = re.compile(r"^(\w+?)n['’]t\b")
_TAILS = re.compile(r"(?:没有?|没有了|不|(?<!\w)không|(?<!\w)chưa)[\s?？。]*$")
_LAST_WEIGHS = 6.0
"""Times as much as the first of a question's words where the verb comes last, in scripts without spaces."""
_LAST_OF_SPACED_WEIGHS = 3.0
"""The same in other scripts."""
_PHRASE = 40
"""Characters within which a phrase ends."""
_PREDICATE = 3
"""Parts of a question behind 的 that are more than the noun there: two characters and their pair."""
_SAYS_YES = 0.5
"""The share of the question's words, weighed, that a clause holds which says yes; one that says no may say it in others."""
_SAYS_NO = 0.15


@dataclass(frozen=True, slots=True)
class _Cue:
    kind: str
    """negates, reverses, unsure or planned."""
    word: str
    """As the data have it."""
    span: Span


class _Language:
    """The words of one language, or of several where it isn't known which."""

    def __init__(self, rows: Sequence[Mapping[str, str]]) -> None:
        # What is harmless has a kind of its own: it is longer than the cue that it holds, and the longest is tried first.
        self._kinds = {
            _plain(word): (kind, word) for kind in reversed(_KINDS) for row in rows for word in row[kind].split()
        }
        self._cues = _any_of({word for _, word in self._kinds.values()})
        turns = _any_of({word for row in rows for word in row["turns"].split()})
        self._ends = re.compile(f"{_CLAUSE_END}|{turns.pattern}")
        self._asks = _any_of({word for row in rows for word in row["asks"].split()})

    def cues(self, folded: str) -> list[_Cue]:
        """Those of a text, in order; none overlap."""
        found = []
        for match in self._cues.finditer(folded):
            kind, word = self._kinds[next(filter(None, match.groups()))]
            if kind != "harmless":
                found.append(_Cue(kind, word, Span(*match.span())))
        return found

    def clauses(self, folded: str) -> Iterator[Span]:
        """The text cut at marks and where another clause begins."""
        start = 0
        for match in self._ends.finditer(folded):
            if match.start() > start:
                yield Span(start, match.start())
            start = match.start() if folded[match.start() : match.end()].strip(" ，,;；:：。！？!?.\n") else match.end()
        if start < len(folded):
            yield Span(start, len(folded))

    def without_asking(self, folded: str) -> str:
        """A question with its asking words blanked out."""
        return self._asks.sub(lambda match: " " * len(match.group()), folded)


def verdict(question: str, sentence: str, language: str) -> Verdict | None:
    """Tells what a sentence answers to a yes/no question.

    >>> verdict("比赛取消了吗？", "比赛没有取消，将如期举行。", "zh")
    'no'
    >>> verdict("Is the museum open on Mondays?", "The museum is closed on Mondays.", "en")
    'no'

    Args:
        question: In any of the languages of the data; another than the sentence's may be.
        sentence: What was found for it; that it is about the question is taken for granted.
        language: Of the sentence, BCP 47; where the data don't have it, the words of all its script hold.

    Returns:
        None where the sentence leaves it open, tells of a plan where a fact is asked for, or does not say it in words
        that the data know.
    """
    told = normalize(sentence)
    words, asked_in = _words(language, told), _words("", normalize(question))
    plain = _positive(normalize(question))
    in_question = asked_in.cues(plain)
    if any(cue.kind == "negates" for cue in in_question) and not _HAN_OR_KANA.search(plain):
        return None  # "Was it not open?": yes and no are said either way
    asked = _units(asked_in.without_asking(content(plain)))
    clause, share = _best_clause(asked, told, words)
    cues = [
        cue
        for cue in words.cues(told[clause.start : clause.end])
        if not _modifies(cue, told[clause.start : clause.end], asked)
    ]
    if {cue.kind for cue in cues} - {cue.kind for cue in in_question} >= {"unsure"}:
        return None
    turned = _turns(cues, in_question) != _turns(in_question, in_question)
    foreign = bool(_HAN_OR_KANA.search(plain)) != bool(_HAN_OR_KANA.search(told))
    if turned:
        return "no" if share >= _SAYS_NO or foreign else None
    if any(cue.kind == "planned" for cue in cues) and not any(cue.kind == "planned" for cue in in_question):
        return None
    return "yes" if share >= _SAYS_YES or foreign else None


def _positive(folded: str) -> str:
    """A question without what only makes it one: 是不是, a tail, a contraction at its head."""
    return _FRONTED.sub(r"\1", _TAILS.sub("", _EITHER_WAY.sub(r"\1", folded.strip().lstrip("¿"))))


def _turns(cues: Sequence[_Cue], in_question: Sequence[_Cue]) -> bool:
    """Whether cues turn a statement round: negations are one, as "никто не" is; what says the opposite is another."""
    asked = {cue.word for cue in in_question if cue.kind == "reverses"}
    opposite = {cue.word for cue in cues if cue.kind == "reverses"}
    return (any(cue.kind == "negates" for cue in cues) + bool(opposite & asked) + bool(opposite - asked)) % 2 == 1


def _units(folded: str) -> list[str]:
    """The parts of a text as they are compared: characters of scripts without spaces, alone and in pairs, and the beginnings of stems."""
    found = [(match.start(), match.group()[:_BEGINNING]) for match in _WORD.finditer(folded)]
    for run in _RUN.finditer(folded):
        characters = run.group()
        found += [
            (run.start() + place, characters[place : place + length])
            for length in (1, 2)
            for place in range(len(characters) - length + 1)
        ]
    return [unit for _, unit in sorted(found)]


def _best_clause(asked: Sequence[str], told: str, words: _Language) -> tuple[Span, float]:
    """The clause that holds most of what is asked, and the share of it."""
    last = _LAST_WEIGHS if asked and _RUN.match(asked[-1]) else _LAST_OF_SPACED_WEIGHS
    weights = [last ** (place / max(len(asked) - 1, 1)) for place in range(len(asked))]
    best, most = Span(0, len(told)), 0.0
    for clause in words.clauses(told):
        held = set(_units(told[clause.start : clause.end]))
        share = sum(weight for unit, weight in zip(asked, weights, strict=True) if unit in held) / (sum(weights) or 1.0)
        if share > most:
            best, most = clause, share
    return best, most


def _modifies(cue: _Cue, clause: str, asked: Sequence[str]) -> bool:
    """Whether a cue only describes something: 停飞两天的航班恢复 says nothing of what stands behind 的."""
    end = clause.find("的", cue.span.end, cue.span.end + _PHRASE)
    if end < 0 or set(asked) & set(_units(clause[cue.span.end : end])):
        return False
    behind = set(_units(clause[end : end + _PHRASE]))
    return len(behind.intersection(asked)) >= _PREDICATE


@lru_cache(maxsize=64)
def _of(languages: tuple[str, ...]) -> _Language:
    return _Language([_data()[language] for language in languages])


@lru_cache(maxsize=1)
def _data() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((files("service.answer") / "data" / FILE).read_text("utf-8"))


def _words(language: str, folded: str) -> _Language:
    """The words of a language; of all that are written as the text is where there are none for it."""
    data, primary = _data(), language.partition("-")[0].lower()
    if primary in data:
        return _of((primary,))
    for script, languages in _BY_SCRIPT:
        if script.search(folded):
            return _of(languages)
    return _of(("en",))


_BY_SCRIPT = (
    (re.compile("[\u3040-\u30ff]"), ("ja",)),
    (re.compile("[\u3400-\u9fff]"), ("zh",)),
    (_HANGUL, ("ko",)),
    (re.compile("[\u0400-\u04ff]"), ("ru",)),
    (re.compile("[\u0600-\u06ff]"), ("ar",)),
    (re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]"), ("vi",)),
    (re.compile("[¿¡ñ]"), ("es",)),
    (re.compile("[ßäöü]|\\b(?:der|die|das|ist|wird|wurde|hat)\\b"), ("de",)),
    (re.compile("\\b(?:est|les|une|des|du|elle|t-il)\\b"), ("fr",)),
)


def _plain(word: str) -> str:
    """A word of the data as it is written in a text: "_" is a blank, and a star is for any beginning or ending."""
    return normalize(word).replace("_", " ").strip("*")


def _any_of(words: set[str]) -> re.Pattern[str]:
    """Any of the words, the longest first, each way of standing in a text as a group of its own."""
    joined = {word for word in words if _HAN_OR_KANA.search(word) or _HANGUL.search(word) or word.startswith("*")}
    begun = {word for word in words - joined if word.endswith(("*", "_", "'"))}
    whole = words - joined - begun
    any_ending = {word for word in begun if word.endswith("*")}
    groups = [
        (joined, "({})"),
        (whole, r"(?<!\w)({})(?!\w)"),
        (begun - any_ending, r"(?<!\w)({})"),
        (any_ending, r"(?<!\w)({})\w*"),
    ]
    return re.compile("|".join(form.format(_alternatives(group)) for group, form in groups if group) or "(?!)")


def _alternatives(words: Collection[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(map(_plain, words), key=len, reverse=True))
