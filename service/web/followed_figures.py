"""What several reports count, as pages show it: a sentence, and below it what one report after the other states."""

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.core.article import Article, Span
from service.results import FigureSaid, Followed
from service.web.display import MarkedText, anchor, article_path, pieces, with_query
from service.web.figure_words import in_words
from service.web.render import PageContext


@dataclass(frozen=True, slots=True)
class FigureRow:
    """An amount as a page shows it, with a link to where it stands."""

    said: FigureSaid
    amount: str
    """As signs and digits; empty where that says no more than its own words."""
    link: str
    changed: bool = False
    """Whether the report before stated another."""


@dataclass(frozen=True, slots=True)
class FollowedRow:
    """What several reports count in one sentence."""

    article: Article
    """The latest of them in the language of the page; where none is, the latest."""
    pieces: tuple[MarkedText, ...]
    """Its sentence, with all of these figures marked."""
    followed: tuple[tuple[FigureRow, ...], ...]
    """For each of its figures, what one report after the other states."""


def last_read_in(look: PageContext, articles: Sequence[Article]) -> Article | None:
    """The last of some articles in the language of the page; where none is, the last of all."""
    return next((each for each in reversed(articles) if each.main_language == look.ui), next(reversed(articles), None))


def figure_row(look: PageContext, said: FigureSaid, *, changed: bool = False) -> FigureRow:
    """An amount with a link to it; `changed` says that the report before stated another."""
    shown = in_words(said.figure, look.ui, beside=said.figure.text) if _tells_more(said) else ""
    start = said.sentence.start
    cited = Span(start + said.figure.start, start + said.figure.end)
    return FigureRow(said, shown, cite(look, said.article, cited), changed)


_READ_AT_ONCE = 100
"""Below this a number in characters is read as quickly as digits."""


def _tells_more(said: FigureSaid) -> bool:
    """Whether digits say what the words don't at once: a large number, or one that is not exact."""
    low, high = said.figure.lowest, said.figure.highest
    return low != high or (low is not None and abs(low) >= _READ_AT_ONCE)


def followed_rows(look: PageContext, followed: Sequence[Followed]) -> tuple[FollowedRow, ...]:
    """Each sentence once, with all that is followed to it, in order of the first."""
    of_sentences: dict[str, list[Followed]] = {}
    for each in followed:
        of_sentences.setdefault(_shown(look, each).text, []).append(each)
    rows = []
    for group in of_sentences.values():
        group.sort(key=lambda each: _shown(look, each).span.start)
        shown = [_shown(look, each) for each in group]
        marked = pieces(shown[0].text, [each.span for each in shown])
        rows.append(FollowedRow(shown[0].article, marked, tuple(_steps(look, each) for each in group)))
    return tuple(rows)


def _shown(look: PageContext, followed: Followed) -> FigureSaid:
    """What is said last in the language of the page; where nothing is, what is said last."""
    heads = last_read_in(look, [each.article for each in followed.said])
    return next(each for each in reversed(followed.said) if each.article is heads)


def _steps(look: PageContext, followed: Followed) -> tuple[FigureRow, ...]:
    values = [each.value for each in followed.said]
    return tuple(
        figure_row(look, each, changed=place > 0 and values[place] != values[place - 1])
        for place, each in enumerate(followed.said)
    )


def cite(look: PageContext, article: Article, cited: Span) -> str:
    """The article's page with these characters marked."""
    parameters = [("cite", f"{cited.start}-{cited.end}"), ("lang-ui", look.chosen)]
    return with_query(article_path(article.id), parameters, fragment=anchor(cited))
