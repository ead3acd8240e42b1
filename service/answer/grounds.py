"""What a question holds its sources to, whatever their words: the time that it asks about, and that they mean what they say."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from indexer.domain import Span
from service.answer.asked_period import asked_day, asked_period
from service.answer.candidate import Candidate
from service.answer.denial import asks_of_rumours, is_denied
from service.answer.told_period import ELSEWHERE, OWN, ToldPeriods
from service.figures.days import Days


@dataclass(frozen=True, slots=True)
class Grounds:
    """What one question holds candidates to."""

    period: Days | None
    """The days that it asks about; None where it names none."""
    of_rumours: bool
    """Whether it asks for what is denied or hearsay."""
    day: tuple[int, int] | None = None
    """The month and day that it names without a year, which leave no candidate out; None where it names none."""

    @classmethod
    def of(cls, question: str, today: date) -> "Grounds":
        """What a question that is asked on a day holds candidates to."""
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
