"""The page of one article: what is cited marked in its body, and a box that asks this article only."""

import re
from dataclasses import dataclass

from indexer.domain import Article, AskResult, Span
from service.related_page import RelatedItem
from service.settings import ServiceSettings
from service.web.ask_page import spoken
from service.web.display import article_path, with_query
from service.web.form import AskForm
from service.web.look import Look
from service.web.marked import paragraphs
from service.web.render import render
from service.web.results import Outcome, results

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
class Shown:
    """An article as a reader comes to it."""

    article: Article
    cite: str = ""
    """Such as "76-121", the characters of the body to mark; anything else marks nothing and says so."""
    related: tuple[RelatedItem, ...] = ()
    """What to read next, for readers without scripts: the widget puts its own list in its place."""


def article_page(
    look: Look,
    form: AskForm,
    settings: ServiceSettings,
    shown: Shown,
    outcome: Outcome,
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
