"""The pages of a name, of a query over time, and of an event."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from indexer.core.article import Article
from service.insights.overview import Timeline
from service.results import FigureSaid, Hit, Tally
from service.topics.event import Event
from service.topics.name import NameTold
from service.topics.periods import by_month, counted
from service.web.display import MarkedText, pieces
from service.web.followed_figures import FigureRow, cite, figure_row, followed_rows, last_read_in
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
class SentenceRow:
    """A sentence with all its amounts marked."""

    article: Article
    pieces: tuple[MarkedText, ...]
    amounts: tuple[FigureRow, ...]


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
        heads=last_read_in(look, dated) or asked,
        until=dated[-1].day if dated else "",
        changed=followed_rows(look, [each for each in event.followed if each.changed]),
        agreed=followed_rows(look, agreed),
        agreeing=len(agreed),
        most_characters=most_characters,
    )


def _times(timeline: Timeline) -> dict[str, object]:
    """The chart in both sizes; none where all is of one period or undated, as one bar tells nothing."""
    if len(timeline.periods) < 2:
        return {}
    return {"broad": time_chart(timeline), "narrow": time_chart(timeline, NARROW)}


def _sentence_rows(look: PageContext, figures: Sequence[FigureSaid]) -> list[SentenceRow]:
    """Amounts of one sentence in one row."""
    found = []
    for _, group in groupby(figures, key=lambda each: (each.article.id, each.sentence)):
        said = list(group)
        amounts = tuple(figure_row(look, each) for each in said)
        found.append(SentenceRow(said[0].article, pieces(said[0].text, [each.span for each in said]), amounts))
    return found


def _hit_row(look: PageContext, hit: Hit) -> HitRow:
    span, shown = passage_of(hit)
    return HitRow(hit, shown, cite(look, hit.article, span))
