"""The pages for people: the ask page, one article, the demo site's front page, and what can't be shown."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from indexer.core.article import Article, Span
from service.related.page import RelatedItem
from service.results import Tally
from service.search.facets import Facets
from service.settings import ServiceSettings
from service.web.answer_view import styles_of
from service.web.article_view import figures_of, marks_of, said_in, structured_data, summary_of
from service.web.display import anchor, article_path, number, paragraphs, with_query
from service.web.examples import NO_EXAMPLES, Examples, of_titles
from service.web.form import AskForm
from service.web.histogram import histograms_of, undated
from service.web.narrowing import Sideways, chips_of, facets_of, of_archive, sorts_of
from service.web.render import PageContext, render
from service.web.results import AskOutcome, Results, picture_of, results
from service.web.source_shortcut import source_named
from service.web.strings import text_of
from service.web.time_shortcuts import period_named, shortcuts_of


@dataclass(frozen=True, slots=True)
class AskState:
    """What the ask page is made of."""

    form: AskForm
    """What was filled in; shown again as it came."""
    outcome: AskOutcome
    """How asking ended."""
    facets: Facets
    """Of the archive."""
    today: date
    """By the archive's clock."""
    sideways: Sideways = field(default_factory=dict)
    """Values to choose from among what matches; without any, those of the archive are to choose from."""
    latest: tuple[Article, ...] = ()
    """Articles to begin with, where nothing was asked."""
    examples: Examples = NO_EXAMPLES
    matching: Callable[[AskForm], Tally] | None = None
    """Counts by day the articles that hold a question's words."""


def ask_page(look: PageContext, settings: ServiceSettings, state: AskState) -> str:
    """The page in one of its states.

    Args:
        look: The frame.
        settings: Limits of questions.
        state: What was asked, and what came of it.
    """
    form, outcome, trouble = state.form, state.outcome, state.outcome.trouble
    usable = form if trouble not in {"error_date", "error_dates"} else AskForm()
    counts = state.facets.counts(usable.filters())
    shown = results(outcome, form, look)
    more = form.more("/", settings) if outcome.search and len(outcome.search.hits) >= form.limit else ""
    values = state.sideways if any(state.sideways.values()) else of_archive(counts)
    examples = state.examples.in_language(look.ui) or of_titles(state.latest).in_language(look.ui)
    return render(
        "ask.html",
        look.ui,
        look=look,
        form=form,
        most_characters=settings.max_query_characters,
        inside=False,
        found=shown,
        more=more,
        say=spoken(shown, look, trouble, understood=form.question if form.written else ""),
        alone=with_query("/", form.parameters(question=form.written)) if form.written else "",
        before=with_query("/", form.before()) if form.written else "",
        otherwise=[(each, with_query("/", form.parameters(question=each))) for each in form.otherwise],
        latest=state.latest,
        latest_undated=undated(state.facets.by_day) if state.latest else 0,
        latest_over_time=() if state.latest == () else histograms_of(state.facets.by_day, form, look.ui),
        examples=examples,
        hint=_hint(examples, look),
        trouble=trouble,
        trouble_detail=outcome.detail,
        retry=with_query("/", form.parameters()) if trouble == "error_failed" else "",
        searched=counts.articles,
        facets=facets_of(values, form, look.ui),
        days=state.facets.days,
        chips=chips_of(form, look.ui) if usable is form else (),
        sorts=sorts_of(form),
        histograms=histograms_of(outcome.tally, form, look.ui)
        if outcome.tally and _worth_drawing(outcome.tally, shown)
        else (),
        undated=undated(outcome.tally) if outcome.tally else 0,
        shortcuts=shortcuts_of(outcome.tally or state.facets.by_day, form, today=state.today, ui=look.ui)
        if usable is form
        else (),
        named_period=period_named(form, state.facets, today=state.today, ui=look.ui, matching=state.matching)
        if shown and shown.otherwise
        else None,
        named_source=source_named(usable, state.facets) if shown else None,
        matching=outcome.tally.articles if outcome.tally else 0,
        timeline=with_query("/timeline", form.parameters()),
        feed=with_query("/feed.atom", form.parameters()) if shown and not trouble else "",
        clear=with_query("/", [("q", form.question), ("lang-ui", form.ui)]),
        filtered=form.filters().active,
    )


_DRAWN = 3
"""Articles from which on a drawing of time tells more than their days do."""


def _worth_drawing(tally: Tally, shown: Results | None) -> bool:
    return shown is not None and shown.matches and tally.articles >= _DRAWN


def _hint(examples: Sequence[str], look: PageContext) -> str:
    """What the empty box suggests: the first example, else what the box is for."""
    first = next(iter(examples), "")
    return text_of(look.ui, "question_hint", example=first) if first else text_of(look.ui, "question")


def spoken(shown: Results | None, look: PageContext, trouble: str, *, understood: str = "") -> str:
    """The outcome in a sentence or two, for a reader who does not see the page change.

    Args:
        shown: The outcome.
        look: The frame.
        trouble: The key of what went wrong.
        understood: A follow-up in full; empty where the question was no follow-up.
    """
    if trouble:
        return text_of(look.ui, trouble)
    if shown is None:
        return ""
    means = f"{text_of(look.ui, 'understood_as')} {understood} " if understood else ""
    return means + _spoken(shown, look)


def _spoken(shown: Results, look: PageContext) -> str:
    counted = text_of(look.ui, "passages_n", n=number(len(shown.hits)), ms=shown.milliseconds)
    if shown.only_weak_came:
        return text_of(look.ui, "only_weak_came")
    if shown.state == "found":
        return counted
    nothing = "nothing_has" if shown.hits else "nothing"
    first = text_of(look.ui, {"answered": "answer", "abstained": shown.without_answer, "nothing": nothing}[shown.state])
    likeliest = next((each.words for each in shown.others if each.words), "") if shown.state == "abstained" else ""
    may_be = f" {text_of(look.ui, 'possible_say', words=likeliest)}" if likeliest else ""
    return f"{first}.{may_be} {counted}"


REFRESH_SECONDS = 4


def trouble_page(look: PageContext, key: str, *, detail: str = "", next_step: str = "", retry: str = "") -> str:
    """A page that says what happened and where to go on.

    Args:
        look: The frame.
        key: The string that names it; "loading" makes a page that looks again by itself.
        detail: A sentence about it.
        next_step: What a person can do.
        retry: The address to try again; empty where that makes no sense.
    """
    refresh = REFRESH_SECONDS if key == "loading" else 0
    return render(
        "trouble.html", look.ui, look=look, key=key, detail=detail, next=next_step, retry=retry, refresh=refresh
    )


_CITE = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)

RELATED = 4
"""Related articles beside an article."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where articles have their pages, and what those look like."""

    base: str
    template: str


ARCHIVE = Site("/articles/", "article.html")


@dataclass(frozen=True, slots=True)
class ShownArticle:
    """An article as a reader comes to it."""

    article: Article
    cite: str = ""
    """Such as "76-121", the characters of the body to mark; anything else marks nothing and says so."""
    related: tuple[RelatedItem, ...] = ()
    """What to read next, for readers without scripts: the widget puts its own list in its place."""
    reports: int = 1
    """Articles on the event that it reports, itself one of them."""


def article_page(
    look: PageContext,
    form: AskForm,
    settings: ServiceSettings,
    shown: ShownArticle,
    outcome: AskOutcome,
    *,
    site: Site = ARCHIVE,
) -> str:
    """The page in one of its states.

    Args:
        look: The frame.
        form: What was asked of this article.
        settings: Limits of questions.
        shown: The article, what of it is cited, and what to read next.
        outcome: How asking ended; the first citation is marked where the address cites nothing.
        site: Whose page it is.
    """
    article, cite = shown.article, shown.cite
    trouble = outcome.trouble
    span = cited_span(cite, article.body) if cite else _cited(outcome)
    here = article_path(article.id, base=site.base)
    page = look.origin + with_query(article_path(article.id), [])
    return render(
        site.template,
        look.ui,
        look=look,
        form=form,
        most_characters=settings.max_query_characters,
        article=article,
        picture_address=picture_of(article) if look.pictures else "",
        lines=paragraphs(article.body, span, marks_of(article, look.ui) if form.marked else ()),
        beyond=bool(cite) and span is None,
        here=here,
        base=site.base,
        page=page,
        styles=styles_of(article, "", look),
        summary=summary_of(article),
        data=structured_data(article, page=page),
        told=figures_of(article, look.ui),
        said=said_in(article),
        to=lambda place: _within(here, form, place),
        marking=with_query(here, replace(form, marked=not form.marked).parameters()),
        related=shown.related,
        reports=shown.reports,
        inside=True,
        found=(answered := results(outcome, form, look, base=site.base, inside=True, here=here)),
        named_period=None,
        named_source=None,
        more="",
        say=spoken(answered, look, trouble),
        trouble=trouble,
        trouble_detail=outcome.detail,
        retry=with_query(here, form.parameters()) if trouble == "error_failed" else "",
    )


def _within(here: str, form: AskForm, place: Span) -> str:
    """The address of characters of the article on its own page."""
    return with_query(here, [("cite", f"{place.start}-{place.end}"), ("lang-ui", form.ui)], fragment=anchor(place))


def cited_span(cite: str, body: str) -> Span | None:
    """The characters that a `cite` parameter names, if they are some of this body.

    >>> cited_span("2-4", "abcdef"), cited_span("4-99", "abcdef")
    (Span(start=2, end=4), None)
    """
    match = _CITE.fullmatch(cite)
    if match is None:
        return None
    span = Span(int(match[1]), int(match[2]))
    return span if span.start < span.end <= len(body) else None


def _cited(outcome: AskOutcome) -> Span | None:
    """What of an article answers: the quote, else the first of the words that were looked for."""
    if outcome.found is not None and outcome.found.citations:
        return Span(outcome.found.citations[0].start, outcome.found.citations[0].end)
    if outcome.found is None and outcome.search is not None:
        found = ((hit.chunk.start, each) for hit in outcome.search.hits for each in hit.highlights)
        return next((Span(start + each.start, start + each.end) for start, each in found), None)
    return None


DEMO = Site("/demo/", "demo/article.html")
SHOWN = 40
"""Articles on the front page."""
_LEADS = 3


def demo_front(look: PageContext, articles: Sequence[Article]) -> str:
    """The latest articles as a news site lays them out: a few large, the others as a list."""
    return render(
        "demo/front.html",
        look.ui,
        look=look,
        leads=articles[:_LEADS],
        articles=articles[_LEADS:],
        form=AskForm(ui=look.chosen),
        base=DEMO.base,
    )
