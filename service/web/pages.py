"""The pages for people: the ask page, one article, the demo site's front page, and what can't be shown."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.core.article import Article, Span
from service.related.page import RelatedItem
from service.results import AskResult
from service.search.facets import Facets
from service.settings import ServiceSettings
from service.web.display import article_path, number, paragraphs, with_query
from service.web.form import AskForm
from service.web.render import PageContext, render
from service.web.results import AskOutcome, Results, results
from service.web.strings import text_of


def ask_page(
    look: PageContext,
    form: AskForm,
    settings: ServiceSettings,
    facets: Facets,
    outcome: AskOutcome,
    *,
    latest: Sequence[Article] = (),
) -> str:
    """The page in one of its states.

    Args:
        look: The frame.
        form: What was filled in; shown again as it came.
        settings: Limits of questions.
        facets: Counts beside the filters.
        outcome: How asking ended.
        latest: Articles to begin with, where nothing was asked.
    """
    found, trouble = outcome.found, outcome.trouble
    usable = trouble not in {"error_date", "error_dates"}
    shown = results(found, form) if found else None
    more = form.more("/", settings) if found and len(found.search.hits) >= form.limit else ""
    return render(
        "ask.html",
        look.ui,
        look=look,
        form=form,
        most_characters=settings.max_query_characters,
        inside=False,
        found=shown,
        more=more,
        say=spoken(shown, look, trouble),
        latest=latest,
        trouble=trouble,
        trouble_detail=outcome.detail,
        retry=with_query("/", form.parameters()) if trouble == "error_failed" else "",
        counts=facets.counts((form if usable else AskForm()).filters()),
        days=facets.days,
        filtered=form.filters().active,
        clear=with_query("/", [("q", form.question), ("lang-ui", form.ui)]),
    )


def spoken(shown: Results | None, look: PageContext, trouble: str) -> str:
    """The outcome in one sentence, for a reader who does not see the page change."""
    if trouble:
        return text_of(look.ui, trouble)
    if shown is None:
        return ""
    first = {"answered": "answer", "abstained": "abstained", "nothing": "nothing"}[shown.state]
    counted = text_of(look.ui, "passages_n", n=number(len(shown.hits)), ms=shown.milliseconds)
    return f"{text_of(look.ui, first)}. {counted}"


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

PASSAGES_INSIDE = 3
"""Passages that the box of an article shows: the article itself stands beside it."""


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
    found, trouble = outcome.found, outcome.trouble
    span = cited_span(cite, article.body) if cite else _cited(found)
    here = article_path(article.id, base=site.base)
    answered = results(found, form, base=site.base, inside=True, here=here) if found else None
    return render(
        site.template,
        look.ui,
        look=look,
        form=form,
        most_characters=settings.max_query_characters,
        article=article,
        lines=paragraphs(article.body, span),
        beyond=bool(cite) and span is None,
        here=here,
        base=site.base,
        related=shown.related,
        inside=True,
        found=answered,
        more="",
        say=spoken(answered, look, trouble),
        trouble=trouble,
        trouble_detail=outcome.detail,
        retry=with_query(here, form.parameters()) if trouble == "error_failed" else "",
    )


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


def _cited(found: AskResult | None) -> Span | None:
    if found is None or not found.citations:
        return None
    return Span(found.citations[0].start, found.citations[0].end)


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
