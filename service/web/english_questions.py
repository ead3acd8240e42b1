"""Whole questions for the amounts of English titles, where nothing of the title has to be guessed to ask for one."""

import re
from collections.abc import Iterator

from indexer.core.article import Article
from indexer.core.figure import Figure, FigureKind
from service.figures.read import figures

_NO_AMOUNT = frozenset(
    {FigureKind.DATE, FigureKind.TIME, FigureKind.ORDINAL, FigureKind.RATIO, FigureKind.PERCENT, FigureKind.DURATION}
)
_DOES = re.compile(r"(?P<who>\S.*) (?P<verb>[a-z]{2,}(?<![su])s) ")
"""Who does something, and the verb right before the amount: "family gives" of "Korda family gives US$1.5 million"."""
_ENDINGS = ((re.compile("ies$"), "y"), (re.compile("(?<=ch|sh|ss|zz)es$|(?<=[xo])es$"), ""), (re.compile("s$"), ""))
_NO_VERB = frozenset({"has", "is", "was", "plus", "versus", "times", "its", "this", "perhaps", "across"})
_BEFORE_NOUNS = frozenset(
    [
        "a",
        "an",
        "the",
        "this",
        "that",
        "each",
        "every",
        "one",
        "another",
        "no",
        "some",
        "my",
        "our",
        "his",
        "her",
        "its",
        "their",
    ]
)
_WORD = re.compile(r"\w+")
_LONGEST = 80


def english_questions_of(article: Article) -> Iterator[tuple[str, Figure]]:
    """Questions for the amount of an English title, with the figure that each asks for.

    "Nearly 1,900 people return home" asks how many people return home, and "Korda family gives US$1.5 million for clinic" how
    much Korda family does give for it. A title that has several amounts, or one elsewhere, asks nothing.

    Args:
        article: In English; one in another language has none.
    """
    title = article.title.strip().rstrip(".!")
    if not article.language.startswith("en") or len(title) > _LONGEST:
        return
    told = [each for each in figures(title, language=article.language) if each.kind not in _NO_AMOUNT]
    if len(told) != 1 or not (told[0].unit_text or told[0].currency):
        return
    figure = told[0]
    before, behind = title[: figure.start], title[figure.end :]
    asks = "How much" if figure.kind is FigureKind.MONEY else f"How many {figure.unit_text}"
    if not before and behind[:1] == " " and figure.kind is not FigureKind.MONEY:
        yield f"{asks}{behind}?", figure
    elif (found := _DOES.fullmatch(before)) and found["verb"] not in _NO_VERB:
        yield f"{asks} does {_beginning(found['who'], article.body)} {_infinitive(found['verb'])}{behind}?", figure


def _infinitive(verb: str) -> str:
    return next(ending.sub(rest, verb) for ending, rest in _ENDINGS if ending.search(verb))


def _beginning(who: str, body: str) -> str:
    """Who, with a small letter where the text writes the first word so, and then with the "the" that headlines leave out.

    One person or thing that a sentence tells of has such a word before it, and the verb says that it is one; a name has its capital
    and nothing before it.
    """
    first = _WORD.match(who)
    if first is None or not re.search(rf"\b{first.group().lower()}\b", body):
        return who
    small = f"{who[0].lower()}{who[1:]}"
    return small if first.group().lower() in _BEFORE_NOUNS else f"the {small}"
