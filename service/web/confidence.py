"""How sure an answer is, in percents and in words."""

from dataclasses import dataclass

_WORDS = ((90, "very_likely"), (66, "likely"), (33, "even"), (10, "unlikely"), (0, "very_unlikely"))
"""From which percentage on which words are used: the scale of Mastrandrea et al., Guidance note for lead authors of the
IPCC fifth assessment report on consistent treatment of uncertainties (2010)."""


@dataclass(frozen=True, slots=True)
class Confidence:
    """A likelihood in whole percents; nothing is ever 0 % or 100 % sure."""

    percent: int

    @classmethod
    def of(cls, likelihood: float) -> "Confidence":
        """A likelihood of 0 to 1."""
        return cls(min(max(round(likelihood * 100), 1), 99))

    @property
    def words(self) -> str:
        """The key of its words in `strings.json`.

        >>> Confidence(92).words
        'sure_very_likely'
        """
        return next(f"sure_{words}" for least, words in _WORDS if self.percent >= least)

    def __str__(self) -> str:
        return f"{self.percent}%"
