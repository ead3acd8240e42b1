"""The pages of a name, of a query over time, and of an event."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from indexer.core.article import Article, Span
from service.insights.overview import Timeline
from service.results import Hit, Tally
from service.topics.event import Event, Followed
from service.topics.name import NameTold
from service.topics.periods import by_month, counted
from service.topics.retold import main_language
from service.topics.stated_amounts import FigureSaid
from service.web.display import MarkedText, anchor, article_path, pieces, with_query
from service.web.figure_words import in_words
from service.web.form import AskForm
from service.web.histogram import undated
from service.web.insights_page import NARROW, time_chart
from service.web.narrowing import chips_of
from service.web.passage_view import passage_of
from service.web.render import PageContext, render

FIRST_FIGURES = 6
FIRST_ARTICLES = 10
"""Sentences and articles of a name's page that stand there unfolded: what is below them is not thousands of pixels away."""


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
class SentenceRow:
    """A sentence with all its amounts marked."""

    article: Article
    pieces: tuple[MarkedText, ...]
    amounts: tuple[FigureRow, ...]


@dataclass(frozen=True, slots=True)
class FollowedRow:
    """What several reports count in one sentence."""

    article: Article
    """The latest of them in the language of the page; where none is, the latest."""
    pieces: tuple[MarkedText, ...]
    """Its sentence, with all of these figures marked."""
    followed: tuple[tuple[FigureRow, ...], ...]
    """For each of its figures, what one report after the other states."""


@dataclass(frozen=True, slots=True)
class HitRow:
    """An article of a timeline by its best passage."""

    hit: Hit
    pieces: tuple[MarkedText, ...]
    link: str


def name_page(look: PageContext, tally: Tally, told: NameTold) -> str:
    """What the archive tells of a name.

    Args:
        look: The frame.
        tally: How many articles hold it, and on which days.
        told: What the newest of them tell.
    """
    figures = _sentence_rows(look, told.figures)
    return render(
        "topics/name.html",
        look.ui,
        look=look,
        name=told.name,
        quoted=f'"{told.name}"',
        tally=tally,
        told=told,
        figures=figures,
        first_figures=FIRST_FIGURES,
        first_articles=FIRST_ARTICLES,
        undated=undated(tally),
        times=_times(counted(tally.histogram)),
    )


def timeline_page(
    look: PageContext,
    form: AskForm,
    tally: Tally | None = None,
    hits: Sequence[Hit] = (),
    *,
    more: str = "",
    trouble: tuple[str, str] = ("", ""),
    most_characters: int,
) -> str:
    """What matches a query, by date.

    Args:
        look: The frame.
        form: What was asked; a question and filters may be empty.
        tally: How many articles match, and on which days; None where nothing was asked.
        hits: Those shown, newest first.
        more: Where the next are; empty where there are none.
        trouble: The key of what can't be used, and a sentence about it.
        most_characters: Of a question.
    """
    rows = [(month, [_hit_row(look, hit) for hit in found]) for month, found in by_month(hits)]
    return render(
        "topics/timeline.html",
        look.ui,
        look=look,
        form=form,
        chips=() if trouble[0] else chips_of(form, look.ui, path="/timeline"),
        kept=[(name, value) for name, value in form.followed_up() if name != "lang-ui"],
        tally=tally,
        undated=undated(tally) if tally else 0,
        months=rows,
        more=more,
        trouble=trouble[0],
        trouble_detail=trouble[1],
        most_characters=most_characters,
        times=_times(counted(tally.histogram)) if tally else {},
    )


def event_page(look: PageContext, asked: Article, event: Event, *, most_characters: int) -> str:
    """The reports of an event.

    Args:
        look: The frame.
        asked: The report that a reader comes from.
        event: Its reports and what they count.
        most_characters: Of a question.
    """
    dated = [each for each in event.reports if each.day]
    agreed = [each for each in event.followed if not each.changed]
    return render(
        "topics/event.html",
        look.ui,
        look=look,
        asked=asked.id,
        event=event,
        heads=_last_read_in(look, dated) or asked,
        until=dated[-1].day if dated else "",
        changed=_followed_rows(look, [each for each in event.followed if each.changed]),
        agreed=_followed_rows(look, agreed),
        agreeing=len(agreed),
        most_characters=most_characters,
    )


def _last_read_in(look: PageContext, articles: Sequence[Article]) -> Article | None:
    """The last of some articles in the language of the page; where none is, the last of all."""
    return next((each for each in reversed(articles) if main_language(each) == look.ui), next(reversed(articles), None))


def _times(timeline: Timeline) -> dict[str, object]:
    """The chart in both sizes; none where all is of one period or undated, as one bar tells nothing."""
    if len(timeline.periods) < 2:
        return {}
    return {"broad": time_chart(timeline), "narrow": time_chart(timeline, NARROW)}


def _figure_row(look: PageContext, said: FigureSaid, *, changed: bool = False) -> FigureRow:
    shown = in_words(said.figure, look.ui, beside=said.figure.text) if _tells_more(said) else ""
    start = said.sentence.start
    cited = Span(start + said.figure.start, start + said.figure.end)
    return FigureRow(said, shown, _cite(look, said.article, cited), changed)


def _sentence_rows(look: PageContext, figures: Sequence[FigureSaid]) -> list[SentenceRow]:
    """Amounts of one sentence in one row."""
    found = []
    for _, group in groupby(figures, key=lambda each: (each.article.id, each.sentence)):
        said = list(group)
        amounts = tuple(_figure_row(look, each) for each in said)
        found.append(SentenceRow(said[0].article, pieces(said[0].text, [each.span for each in said]), amounts))
    return found


_READ_AT_ONCE = 100
"""Below this a number in characters is read as quickly as digits."""


def _tells_more(said: FigureSaid) -> bool:
    """Whether digits say what the words don't at once: a large number, or one that is not exact."""
    low, high = said.figure.lowest, said.figure.highest
    return low != high or (low is not None and abs(low) >= _READ_AT_ONCE)


def _followed_rows(look: PageContext, followed: Sequence[Followed]) -> list[FollowedRow]:
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
    return rows


def _shown(look: PageContext, followed: Followed) -> FigureSaid:
    """What is said last in the language of the page; where nothing is, what is said last."""
    heads = _last_read_in(look, [each.article for each in followed.said])
    return next(each for each in reversed(followed.said) if each.article is heads)


def _steps(look: PageContext, followed: Followed) -> tuple[FigureRow, ...]:
    values = [each.value for each in followed.said]
    return tuple(
        _figure_row(look, each, changed=place > 0 and values[place] != values[place - 1])
        for place, each in enumerate(followed.said)
    )


def _hit_row(look: PageContext, hit: Hit) -> HitRow:
    span, shown = passage_of(hit)
    return HitRow(hit, shown, _cite(look, hit.article, span))


def _cite(look: PageContext, article: Article, cited: Span) -> str:
    parameters = [("cite", f"{cited.start}-{cited.end}"), ("lang-ui", look.chosen)]
    return with_query(article_path(article.id), parameters, fragment=anchor(cited))
