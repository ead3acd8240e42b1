"""An article as its page shows it: its body with what is marked in it, its figures, who said what, and what machines read."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from indexer.core.article import Article, Span
from indexer.core.figure import Figure, FigureKind
from indexer.extract.credits import persons_in
from indexer.text.sentences import sentences
from service.figures.read import figures
from service.quotations.read import quotations
from service.web.body_names import names_in
from service.web.display import cut, outward
from service.web.figure_words import in_words
from service.web.strings import PageLanguage

_MOST_READ = 60_000
"""Characters of a body whose figures and quotations are read: a page is to be there in time."""
_MOST_LISTED = 60
_MOMENTS = frozenset({FigureKind.DATE, FigureKind.TIME})


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure, date or name of a body."""

    span: Span
    kind: str
    """figure, date or name."""
    meaning: str = ""
    """What a figure comes to, in the words of the page's language."""


@dataclass(frozen=True, slots=True)
class ToldFigure:
    """A figure of an article in a table: its words, what they come to, and the sentence around them."""

    words: str
    meaning: str
    """Empty where the words say it as well."""
    sentence: str
    span: Span


@dataclass(frozen=True, slots=True)
class Said:
    """Words of somebody, as an article quotes them."""

    speaker: str
    words: str
    span: Span


def marks_of(article: Article, ui: PageLanguage) -> tuple[Mark, ...]:
    """The figures, dates and names of a body in order, its own reporters' left out; of two that overlap the first holds."""
    found = [
        Mark(Span(each.start, each.end), "date" if each.kind in _MOMENTS else "figure", in_words(each, ui))
        for each in _figures(article)
    ]
    makers = frozenset(persons_in(article.authors))
    found += [
        Mark(span, "name")
        for span in names_in(article, _MOST_READ)
        if article.body[span.start : span.end] not in makers
    ]
    kept: list[Mark] = []
    for mark in sorted(found, key=lambda each: (each.span.start, each.kind == "name")):
        if not kept or mark.span.start >= kept[-1].span.end:
            kept.append(mark)
    return tuple(kept)


def figures_of(article: Article, ui: PageLanguage) -> tuple[ToldFigure, ...]:
    """The figures of an article, each with its sentence and, where that is more than it reads, what it comes to; in order."""
    body = article.body[:_MOST_READ]
    spans = sentences(body)
    told = []
    for figure in _figures(article):
        if figure.kind in _MOMENTS:
            continue
        meaning = in_words(figure, ui, beside=figure.text)
        around = next((span for span in spans if span.start <= figure.start < span.end), Span(figure.start, figure.end))
        told.append(
            ToldFigure(figure.text, meaning, cut(body[around.start : around.end]), Span(figure.start, figure.end))
        )
    return tuple(told[:_MOST_LISTED])


def said_in(article: Article) -> tuple[Said, ...]:
    """Who said what in an article, in order."""
    body = article.body[:_MOST_READ]
    return tuple(
        Said(
            cut(body[each.speaker.start : each.speaker.end], 60),
            cut(body[each.words.start : each.words.end], 400),
            each.words,
        )
        for each in quotations(body)[:_MOST_LISTED]
    )


@lru_cache(maxsize=16)
def _figures(article: Article) -> tuple[Figure, ...]:
    return figures(article.body[:_MOST_READ], published_at=article.local_time, language=article.language)


def structured_data(article: Article, *, page: str) -> dict[str, object]:
    """The article as schema.org's NewsArticle, for search engines and readers of JSON-LD.

    Args:
        article: As the snapshot has it.
        page: Whole address of its page here.
    """
    told: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": cut(article.title, 110),
        "url": page,
        "mainEntityOfPage": page,
    }
    optional: Iterable[tuple[str, object]] = (
        ("datePublished", article.published_at),
        ("inLanguage", article.language),
        ("author", [{"@type": "Person", "name": cut(each, 120)} for each in persons_in(article.authors)]),
        ("publisher", {"@type": "Organization", "name": cut(article.source, 120)} if article.source else None),
        ("image", outward(article.image)),
        ("isBasedOn", outward(article.url)),
        ("keywords", [cut(each, 60) for each in article.keywords]),
        ("description", summary_of(article)),
    )
    return told | {name: value for name, value in optional if value}


def summary_of(article: Article) -> str:
    """The beginning of a body, as one line: what a link to it is shown with."""
    return cut(article.body, 160)
