"""Questions to begin with that the archive really answers: made of its own titles, and tried."""

import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from indexer.core.article import Article
from indexer.core.figure import Figure, FigureKind
from service.figures.read import figures
from service.results import AskResult
from service.web.english_questions import english_questions_of
from service.web.strings import PageLanguage

WANTED = 3
"""Questions to show."""
LOOKED_AT = 200
"""Titles that are looked at, the newest."""
_TRIED = 12
"""Questions that are asked: each takes what a reader's takes."""
_SURE = 0.5
"""How likely an answer has to be right."""
_LONGEST = 40
_LONGEST_TITLE = 80
"""Characters of a title in spaced words, which has no clause to take: a longer one is no example."""
_OF_A_COLUMN = 3
"""Titles with the same clause from which on it names a column, 国内联播快讯, and finds none of its articles."""
_SHORT = 16
"""Characters of a title that a box shows on a phone."""
_ROUNDED = 20
"""A title that rounds may be off by this part of what it tells: nearly 1,900 of 1,873."""
_HAN = re.compile("[\u3400-\u9fff]")
_LEAST = 4
"""Characters before the amount: who or what it is of."""
_NO_AMOUNT = frozenset({FigureKind.DATE, FigureKind.TIME, FigureKind.ORDINAL, FigureKind.RATIO, FigureKind.PERCENT})
_MOMENTS = frozenset({FigureKind.DATE, FigureKind.TIME})
_PARTS = str.maketrans(dict.fromkeys(" \u3000，,。；;：:！!—|｜【】“”", "\n"))

Ask = Callable[[str], AskResult]


@dataclass(frozen=True, slots=True)
class Examples:
    """What a reader may begin with."""

    questions: Mapping[PageLanguage, tuple[str, ...]] = field(default_factory=dict)
    """In each language that pages speak, for those that have some; each was answered with the figure of its title."""
    titles: tuple[str, ...] = ()
    """Of the newest articles of any language, whose words find them."""
    own_titles: Mapping[PageLanguage, tuple[str, ...]] = field(default_factory=dict)
    """The same of articles in each language that pages speak, for those that have some."""

    def in_language(self, ui: PageLanguage) -> tuple[str, ...]:
        """What a page of a language begins with, as far as the archive has it in that language."""
        elsewhere = next(filter(None, self.questions.values()), ())
        return self.questions.get(ui, ()) or self.own_titles.get(ui, ()) or elsewhere or self.titles


NO_EXAMPLES = Examples()


def examples(articles: Iterable[Article], ask: Ask) -> Examples:
    """Questions whose answer was seen, and titles.

    Args:
        articles: The newest, in order.
        ask: Answers a question out of the same archive.
    """
    looked_at = list(islice(articles, LOOKED_AT))
    made = {PageLanguage.ZH: questions_of, PageLanguage.EN: english_questions_of}
    questions = {ui: _answered(looked_at, questions, ask) for ui, questions in made.items()}
    return replace(of_titles(looked_at), questions=questions)


def _answered(
    articles: Sequence[Article], made: Callable[[Article], Iterable[tuple[str, Figure]]], ask: Ask
) -> tuple[str, ...]:
    """Questions that are answered as their title does, of the first that are made of articles' titles."""
    tried = islice(((article, *each) for article in articles for each in made(article)), _TRIED)
    answered = (question for article, question, figure in tried if _is_answered(ask(question), article, figure))
    return tuple(islice(dict.fromkeys(answered), WANTED))


def of_titles(articles: Sequence[Article]) -> Examples:
    """Words of the first titles, in any language and in those of the pages; no questions, as these have to be tried."""
    own = {ui: words_of_titles(each for each in articles if _speaks(each, ui)) for ui in PageLanguage}
    return Examples(titles=words_of_titles(articles), own_titles=own)


def _speaks(article: Article, ui: PageLanguage) -> bool:
    return article.main_language == ui


def words_of_titles(articles: Iterable[Article]) -> tuple[str, ...]:
    """A few words of the first titles, that find their articles: of one in clauses a short clause, and of none what names a column.

    None is cut: an ellipsis finds nothing.
    """
    titles = [article.title for article in articles if article.title]
    clauses = Counter(clause for title in titles for clause in {title, *_clauses(title)})
    columns = {clause for clause, several in clauses.items() if several >= _OF_A_COLUMN}
    found = (_short(title, columns) for title in titles)
    return tuple(islice(dict.fromkeys(filter(None, found)), WANTED))


def _short(title: str, columns: Container[str]) -> str:
    """The first clause of a title that is short enough for a box; empty where it has none."""
    if title in columns:
        return ""
    if len(title) <= _SHORT or not _HAN.search(title):
        return title if len(title) <= _LONGEST_TITLE else ""
    fitting = (each for each in _clauses(title) if _LEAST <= len(each) <= _SHORT and each not in columns)
    return next((each for each in fitting if not _is_day(each)), "")


def _is_day(clause: str) -> bool:
    """Whether a clause is a time and nothing else: 8月9日 finds all of that day."""
    return any(each.start == 0 and each.end == len(clause) for each in figures(clause) if each.kind in _MOMENTS)


def _clauses(title: str) -> list[str]:
    return title.translate(_PARTS).split("\n")


def questions_of(article: Article) -> Iterator[tuple[str, Figure]]:
    """Questions for the amounts of a Chinese title: 村民三天捐款三万多元 asks 村民三天捐款多少元？, with the figure it asks for.

    Chinese asks for an amount in the amount's own place, so that nothing else of the clause has to change.
    """
    if not article.language.startswith("zh"):
        return
    for part in _clauses(article.title):
        told = [each for each in figures(part, language=article.language) if each.kind not in _NO_AMOUNT]
        if len(told) == 1 and told[0].unit_text and told[0].start >= _LEAST and len(part) <= _LONGEST:
            figure = told[0]
            yield f"{part[: figure.start]}多少{figure.unit_text}{part[figure.end :]}？", figure


def _is_answered(found: AskResult, article: Article, wanted: Figure) -> bool:
    """Whether the answer is surely the figure of the title, by its value, out of that article or one that says the same."""
    answer = found.answer
    if answer is None or answer.confidence < _SURE or answer.figure is None:
        return False
    told = answer.figure
    of_one_kind = (told.currency or told.unit) == (wanted.currency or wanted.unit)
    same = of_one_kind and ((told.min, told.max) == (wanted.min, wanted.max) or _rounds(wanted, told))
    return same and article.id in {each.article.id for each in found.citations}


def _rounds(title: Figure, told: Figure) -> bool:
    """Whether a title that is not exact means what a text tells."""
    about, exactly = title.known_end, told.lowest
    if title.min == title.max or about is None or exactly is None or told.min != told.max:
        return False
    return abs(exactly - about) * _ROUNDED <= abs(about)
