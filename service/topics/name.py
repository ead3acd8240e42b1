"""A person, a place or an organisation: the articles that name it, amounts that are said of it, and names beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.core.article import Article
from indexer.text.normalize import normalize
from indexer.text.words.learning import words_in
from indexer.text.words.table import KnownWord
from service.insights.own_words import own_words, source_parts
from service.query.name_evidence import may_be_name
from service.results import FigureSaid
from service.topics.stated_amounts import figures_said

MOST_READ = 60
"""Articles that are read for a page, the newest."""
MOST_FIGURES = 40
MOST_BESIDE = 30


@dataclass(frozen=True, slots=True)
class NameTold:
    """What the newest articles that name something tell of it."""

    name: str
    articles: tuple[Article, ...]
    """Newest first."""
    figures: tuple[FigureSaid, ...]
    """Of sentences that name it, newest first, what was said before left out."""
    beside: tuple[KnownWord, ...]
    """Names that the same articles tell of, those of the most articles first; what is only a source's name is none."""


def told_of(name: str, articles: Sequence[Article]) -> NameTold:
    """Reads the articles that hold a name.

    Args:
        name: As a reader writes it.
        articles: That hold it, newest first; the first `MOST_READ` are read.
    """
    read = tuple(articles[:MOST_READ])
    said: dict[object, FigureSaid] = {}
    for article in read:
        for each in figures_said(article, of=name):
            said.setdefault((each.value, normalize(each.text)), each)
    own = normalize(name)
    parts = source_parts({article.source for article in read})
    beside = (
        each
        for each in words_in(("", own_words(article, parts), article.day) for article in read)
        if each.sort == "name"
        and may_be_name(each.text)
        and normalize(each.text) not in own
        and own not in normalize(each.text)
    )
    return NameTold(name, read, tuple(said.values())[:MOST_FIGURES], tuple(beside)[:MOST_BESIDE])
