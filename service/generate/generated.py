"""What comes of generation: statements that were checked, what was removed and why, and how it ended."""

from dataclasses import dataclass
from enum import StrEnum

from service.results import Citation


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that a model wrote, with the quotes that it was checked against."""

    text: str
    citations: tuple[Citation, ...]


class RemovalReason(StrEnum):
    """Why a sentence of the model is not shown."""

    UNCITED = "uncited"
    """It names no quote."""
    UNKNOWN_QUOTE = "unknown_quote"
    """Its quote stands in none of the passages."""
    FIGURE = "figure"
    """It states a figure that its quotes do not."""
    NEGATION = "negation"
    """It has a word that turns what is said (not, planned, alleged, some) which its quotes have not, or the reverse."""
    WORDS = "words"
    """It says what the sentences of its quotes do not, or says it in another order."""
    ADDRESS = "address"
    """It has a link or an address that its quotes have not."""
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Removal:
    """A sentence that could not be verified. Its text is for logs and tests: readers are told that it was, and why."""

    reason: RemovalReason
    detail: str
    text: str


class GenerationStatus(StrEnum):
    """How generation ended."""

    WRITTEN = "written"
    """The model finished, and something it wrote could be verified."""
    PARTIAL = "partial"
    """The model was cut off; what it wrote before that was verified."""
    NOTHING = "nothing"
    """The model finished, and there is nothing that could be verified."""
    FAILED = "failed"
    """The model's server gave nothing that could be used."""


@dataclass(frozen=True, slots=True)
class Generated:
    """An answer that a model wrote: the statements that held, and nothing else of it."""

    status: GenerationStatus
    statements: tuple[Statement, ...]
    removed: tuple[Removal, ...]
    model: str
    detail: str = ""
    """What went wrong or was found wanting, in a sentence; empty where all is well."""

    @property
    def text(self) -> str:
        """The statements as one text; a blank between them only where their script has blanks."""
        written = ""
        for statement in self.statements:
            spaced = bool(written) and written[-1].isascii()
            written += f" {statement.text}" if spaced else statement.text
        return written
