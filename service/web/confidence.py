"""How sure an answer is, in percents and in words."""

from dataclasses import dataclass

_WORDS = ((90, "very_likely"), (66, "likely"), (33, "even"), (10, "unlikely"), (0, "very_unlikely"))
"""From which percentage on which words are used: the scale of Mastrandrea et al., Guidance note for lead authors of the
IPCC fifth assessment report on consistent treatment of uncertainties (2010)."""
_MAY_BE = 33
"""Percent from which on it can't be said that nothing answers: "as likely right as wrong" begins here."""
_LIKELY = frozenset(f"sure_{words}" for least, words in _WORDS if least >= 66)


@dataclass(frozen=True, slots=True)
class Confidence:
    """A likelihood in whole percents; nothing is ever 0 % or 100 % sure."""

    percent: int

    @classmethod
    def of(cls, likelihood: float, below: float = 0.0) -> "Confidence":
        """A likelihood of 0 to 1.

        Args:
            likelihood: Of being right.
            below: A limit that it does not reach, and so is not rounded up to; 0 for none.

        >>> Confidence.of(0.857), Confidence.of(0.857, below=0.86)
        (Confidence(percent=86), Confidence(percent=85))
        """
        percent = round(likelihood * 100)
        if likelihood < below:
            percent = min(percent, round(below * 100) - 1)
        return cls(min(max(percent, 1), 99))

    @property
    def words(self) -> str:
        """The key of its words in `strings.json`.

        >>> Confidence(92).words
        'sure_very_likely'
        """
        return next(f"sure_{words}" for least, words in _WORDS if self.percent >= least)

    @property
    def likely(self) -> bool:
        """Whether its words are "likely right" or better."""
        return self.words in _LIKELY

    @property
    def hardly(self) -> bool:
        """Whether its words are the last of the scale: what is that unlikely is no answer to show of its own accord."""
        return self.words == f"sure_{_WORDS[-1][1]}"

    def __str__(self) -> str:
        return f"{self.percent}%"


def reason_told(reason: str, likeliest: float | None) -> str:
    """The reason for which there is no answer, as it is told: "unsure" where what is shown below it would belie the reason itself.

    That no sentence answers can't be said above one that may, nor that no answer stands out above one that is likely right.

    Args:
        reason: As in `AskResult`.
        likeliest: How likely the first of the alternatives is right, 0 to 1; None where there is none.

    >>> reason_told("no_evidence", 0.67), reason_told("no_evidence", 0.02), reason_told("conflict", 0.9)
    ('unsure', 'no_evidence', 'conflict')
    >>> reason_told("low_margin", 0.7), reason_told("low_margin", 0.4)
    ('unsure', 'low_margin')
    """
    if likeliest is None:
        return reason
    sure = Confidence.of(likeliest)
    belied = (reason == "no_evidence" and sure.percent >= _MAY_BE) or (reason == "low_margin" and sure.likely)
    return "unsure" if belied else reason
