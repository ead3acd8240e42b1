"""What narrows the articles of a page: the values that can be chosen, those that are, and the orders."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from service.results import FacetName, Sort
from service.search.facets import FacetCounts
from service.web.display import cut, language_name, number, with_query
from service.web.figure_words import day_in_words, in_period
from service.web.form import AskForm
from service.web.strings import PageLanguage, text_of

FACETS: tuple[FacetName, ...] = ("sources", "languages", "authors", "keywords")
_PARAMETERS: Mapping[FacetName, str] = {
    "sources": "source",
    "languages": "lang",
    "authors": "author",
    "keywords": "keyword",
}
FIRST_SHOWN = 6
"""Values of a filter; the others unfold."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter, with how many articles it lets through."""

    value: str
    label: str
    articles: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One filter with its values: the first few, and those that unfold."""

    name: str
    """Of the parameter in the address."""
    heading: str
    first: tuple[Choice, ...]
    more: tuple[Choice, ...]
    lacking: str = ""
    """How many articles have no value, in a sentence; empty where all have one, or most need none."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One thing that narrows the articles, and where the page is without it."""

    label: str
    link: str


Sideways: TypeAlias = Mapping[FacetName, Sequence[tuple[str, int]]]
"""Values of each filter with their articles, as if nothing of that filter were chosen: another can be added. Those that have
none stand under ""."""
_EXPECTED: frozenset[FacetName] = frozenset({"sources", "languages"})
"""What an article should have: that it lacks an author or keywords is nothing to be told."""


def facets_of(found: Sideways, form: AskForm, ui: PageLanguage) -> tuple[Facet, ...]:
    """The filters that have something to choose, those chosen always among them."""
    chosen: Mapping[FacetName, tuple[str, ...]] = {
        "sources": form.sources,
        "languages": form.languages,
        "authors": form.authors,
        "keywords": form.keywords,
    }
    every = (_facet(name, found.get(name, ()), chosen[name], ui) for name in FACETS)
    return tuple(facet for facet in every if facet.first)


def _facet(name: FacetName, values: Sequence[tuple[str, int]], chosen: Sequence[str], ui: PageLanguage) -> Facet:
    counts = dict(values)
    every = [*(each for each in values if each[0]), *((value, 0) for value in chosen if value not in counts)]
    choices = [
        Choice(value, language_name(value) if name == "languages" else cut(value, 40), articles, value in chosen)
        for value, articles in every
    ]
    first = [each for place, each in enumerate(choices) if place < FIRST_SHOWN or each.chosen]
    more = [each for place, each in enumerate(choices) if place >= FIRST_SHOWN and not each.chosen]
    parameter = _PARAMETERS[name]
    lacking = counts.get("", 0) if name in _EXPECTED else 0
    told = text_of(ui, f"lacking_{parameter}", n=number(lacking)) if lacking else ""
    return Facet(parameter, text_of(ui, f"filter_{parameter}"), tuple(first), tuple(more), told)


def of_archive(counts: FacetCounts) -> Sideways:
    """The filters where nothing is asked: by all articles."""
    return {
        "sources": [*((each.value, each.articles) for each in counts.sources), ("", counts.without_source)],
        "languages": [*((each.value, each.articles) for each in counts.languages), ("", counts.without_language)],
    }


def chips_of(form: AskForm, ui: PageLanguage, *, path: str = "/") -> tuple[Chip, ...]:
    """What is applied, in the order of the page, each with the address of this path without it."""
    return tuple(Chip(label, with_query(path, left.parameters())) for label, left in _applied(form, ui))


def _applied(form: AskForm, ui: PageLanguage) -> Iterator[tuple[str, AskForm]]:
    for operator in form.query.operators:
        yield operator.text, replace(form, question=" ".join(form.question.replace(operator.text, " ", 1).split()))
    for value in form.sources:
        yield cut(value, 40), replace(form, sources=_without(form.sources, value))
    for value in form.languages:
        yield language_name(value), replace(form, languages=_without(form.languages, value))
    for value in form.authors:
        yield cut(value, 40), replace(form, authors=_without(form.authors, value))
    for value in form.keywords:
        yield cut(value, 40), replace(form, keywords=_without(form.keywords, value))
    first, last = form.days
    if first or last:
        yield _days(first, last, ui), replace(form, published_from="", published_to="")


def _without(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(each for each in values if each != value)


def _days(first: str, last: str, ui: PageLanguage) -> str:
    if first and last:
        return in_period(first, last, ui)
    key = "since" if first else "until"
    return text_of(ui, key, day=day_in_words(date.fromisoformat(first or last), ui))


def sorts_of(form: AskForm) -> tuple[tuple[Sort, str, bool], ...]:
    """The orders: name, address, and whether it is the one shown. Without a question there is none of relevance."""
    names: tuple[Sort, ...] = ("relevance", "newest", "oldest") if form.question else ("newest", "oldest")
    shown = form.sort if form.sort in names else names[0]
    return tuple((name, with_query("/", replace(form, sort=name).parameters()), name == shown) for name in names)
