"""The articles that a reader sees while still typing: the best few, each a line and a link to its passage."""

from typing import TypedDict

from indexer.core.article import Span
from service.results import Hit, SearchResult
from service.web.display import anchor, article_path, cut, printable, with_query
from service.web.form import AskForm
from service.web.headings import heading_of
from service.web.strings import PageLanguage, text_of

MOST = 3
"""Articles under the box, below what may be typed next."""


class QuickResult(TypedDict):
    """One line."""

    id: str
    text: str
    """Its title, or the beginning of its body."""
    facts: str
    """Source and day."""
    link: str
    """To its best passage, marked."""


def quick_results(found: SearchResult, form: AskForm, ui: PageLanguage) -> list[QuickResult]:
    """The articles of a search that have the words, best first.

    Args:
        found: What was searched for.
        form: What narrows it, and the language that links carry on.
        ui: The language of the page.
    """
    return [_line(hit, form, ui) for hit in found.hits if not hit.weak]


def _line(hit: Hit, form: AskForm, ui: PageLanguage) -> QuickResult:
    article, span = hit.article, Span(hit.chunk.start, hit.chunk.end)
    title = heading_of(article) or text_of(ui, "untitled")
    facts = " · ".join(
        (cut(article.source, 40) or text_of(ui, "source_unknown"), article.day or text_of(ui, "undated"))
    )
    parameters = [("cite", f"{span.start}-{span.end}"), ("lang-ui", form.ui)]
    link = with_query(article_path(article.id), parameters, fragment=anchor(span))
    return QuickResult(id=article.id, text=printable(title), facts=printable(facts), link=link)
