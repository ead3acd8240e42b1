"""What a source must be to answer: of the time asked about, and not denied or passed on as a rumour.

The words that do so are in denial.toml, by language. One before the words speaks of the rest of its clause, hearsay of all that
follows to the next turn; one behind them (300人的消息不实) of the clauses before it back to the last turn.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from importlib.resources import files

from indexer.core.article import Span
from indexer.text.normalize import normalize, word_pattern
from service.answer.candidate import Candidate
from service.answer.periods import ELSEWHERE, OWN, ToldPeriods, asked_day, asked_period
from service.figures.days import Days

FILE = "denial.toml"
_CLAUSE = re.compile(r"[,，、;；:：](?![0-9]{3}(?![0-9]))|\. |。|[!?！？؟،]")
"""Where a clause ends; 1,300 is one number."""


def is_denied(text: str, span: Span) -> bool:
    """Whether a sentence denies some of its words, or tells them as hearsay.

    >>> is_denied("公司否认裁员300人，称仅调整50人。", Span(6, 10)), is_denied("公司否认裁员300人，称仅调整50人。", Span(15, 18))
    (True, False)

    Args:
        text: A sentence.
        span: The words.
    """
    folded, cues = normalize(text), _cues()
    before, behind = folded[: span.start], folded[span.end :]
    return (
        any(not _CLAUSE.search(before, place) for place in _said(cues.says, before))
        or any(not cues.turns.search(before, place) for place in _said(cues.rumours, before))
        or _is_called(before, behind, cues)
    )


def asks_of_rumours(question: str) -> bool:
    """Whether a question itself asks what is denied or rumoured, as 网传裁员多少人 does."""
    folded, cues = normalize(question), _cues()
    return any(pattern.search(folded) for pattern in (cues.says, cues.rumours, cues.called))


def _said(cue: re.Pattern[str], before: str) -> list[int]:
    """Where cues end that nothing before them undoes."""
    undone = _cues().undone
    return [match.end() for match in cue.finditer(before) if not undone.search(before, 0, match.start())]


def _is_called(before: str, behind: str, cues: "_Cues") -> bool:
    """Whether what follows calls the words false, with no turn between."""
    found = cues.called.search(behind)
    if found is None or cues.undone.search(behind, 0, found.start()):
        return False
    between = behind[: found.start()]
    # 消息不实 of the next clause speaks of the words where something passed them on: “裁员300人”的说法,…消息不实.
    return not _CLAUSE.search(between) or (not cues.turns.search(between) and bool(cues.rumours.search(before)))


@dataclass(frozen=True, slots=True)
class _Cues:
    """The words of all languages: a text may quote in another one."""

    says: re.Pattern[str]
    rumours: re.Pattern[str]
    called: re.Pattern[str]
    turns: re.Pattern[str]
    undone: re.Pattern[str]
    """At the end of what stands before a word."""


@lru_cache(maxsize=1)
def _cues() -> _Cues:
    stored = tomllib.loads((files("service.answer") / "data" / FILE).read_text(encoding="utf-8"))

    def words(name: str) -> str:
        every = sorted({word for language in stored.values() for word in language[name]}, key=len, reverse=True)
        return "|".join(map(word_pattern, every))

    return _Cues(
        says=re.compile(words("says")),
        rumours=re.compile(words("rumours")),
        called=re.compile(words("called")),
        turns=re.compile(words("turns")),
        undone=re.compile(rf"(?:{words('undone')})\s*$"),
    )


@dataclass(frozen=True, slots=True)
class Grounds:
    """The conditions that one question sets for candidates."""

    period: Days | None
    """The days that it asks about; None where it names none."""
    of_rumours: bool
    """Whether it asks for what is denied or hearsay."""
    day: tuple[int, int] | None = None
    """The month and day that it names without a year, which leave no candidate out; None where it names none."""

    @classmethod
    def of(cls, question: str, today: date) -> "Grounds":
        """The conditions of a question that is asked on a day."""
        return cls(asked_period(question, today), asks_of_rumours(question), asked_day(question))

    def hold(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Those of the time asked about, with the features `period`, how well they tell of it, `denied` and `day`, 0 or 1."""
        told: dict[str, ToldPeriods] = {}
        held = []
        for each in candidates:
            # A sentence answers with all that it says, its dates among them, and so does one that denies.
            words = Span(0, 0) if each.is_whole else each.span
            article, period, day = each.sentence.article, OWN, 0.0
            if self.period is not None or self.day is not None:
                if article.id not in told:
                    told[article.id] = ToldPeriods(article)
                origin = each.sentence.span.start
                inside = Span(origin + words.start, origin + words.end)
                if self.period is not None:
                    period = told[article.id].tell(self.period, each.sentence.span, inside)
                if self.day is not None:
                    day = float(told[article.id].is_told_on(self.day, each.sentence.span, inside))
            if period > ELSEWHERE:
                denied = float(not self.of_rumours and not each.is_whole and is_denied(each.sentence.text, words))
                held.append(replace(each, features={**each.features, "period": period, "denied": denied, "day": day}))
        return held
