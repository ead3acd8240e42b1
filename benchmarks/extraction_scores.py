"""How near what a reader gives is to what a labelled page says: the text, and each field."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from statistics import fmean

from benchmarks.extraction_sets import LabelledPage

_LENGTH = 4
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]|\w+")
_BETWEEN_NAMES = re.compile(r"\s*[;,/&、]\s*|\s+(?:and|und|et|y|e|i)\s+")


@dataclass(slots=True)
class BodyScore:
    """What bodies of a set come to: F1 of shingles where all of the text is known, else of the pieces found."""

    whole: list[float] = field(default_factory=list)
    found: int = 0
    missed: int = 0
    wrong: int = 0

    def add(self, other: "BodyScore") -> None:
        """Counts another page's score in."""
        self.whole += other.whole
        self.found, self.missed, self.wrong = (
            self.found + other.found,
            self.missed + other.missed,
            self.wrong + other.wrong,
        )

    @property
    def value(self) -> float:
        """The mean F1 over pages, or the F1 of all pieces; 0 where nothing was scored."""
        if self.whole:
            return fmean(self.whole)
        return 2 * self.found / max(1, 2 * self.found + self.missed + self.wrong)

    def shown(self) -> str:
        """The figure, with what was missed and what was wrong where pieces are counted."""
        return f"{self.value:.4f}" if self.whole else f"{self.value:.4f} (-{self.missed} +{self.wrong})"


def body_score(body: str, page: LabelledPage) -> BodyScore:
    """What one reader's body of a page is worth."""
    if page.body:
        return BodyScore(whole=[shingle_f1(body, page.body)])
    text = squeezed(body)
    found = sum(squeezed(piece) in text for piece in page.has)
    return BodyScore([], found, len(page.has) - found, sum(squeezed(piece) in text for piece in page.lacks))


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Four words in a row each; characters of languages without blanks count as words."""
    words = _WORD.findall(text.casefold())
    return (
        Counter(tuple(words[start : start + _LENGTH]) for start in range(max(1, len(words) - _LENGTH + 1)))
        if words
        else Counter()
    )


def shingle_f1(found: str, gold: str) -> float:
    """F1 of two texts' shingles, as the article extraction benchmark has it; two empty texts agree."""
    ours, theirs = shingles(found), shingles(gold)
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 1.0


def squeezed(text: str) -> str:
    """Any run of white space as one blank."""
    return re.sub(r"\s+", " ", text).strip()


def same_text(found: str, gold: str) -> bool:
    """Whether two titles or names are the same in letters and digits."""
    return _form(found) == _form(gold)


def same_people(found: str | tuple[str, ...], gold: tuple[str, ...]) -> bool:
    """Whether the same people are named, in any order and however they are parted."""
    return _people(found) == _people(gold)


def _people(names: str | tuple[str, ...]) -> set[str]:
    listed = _BETWEEN_NAMES.split(names) if isinstance(names, str) else names
    return {form for name in listed if (form := _form(name))}


def _form(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())
