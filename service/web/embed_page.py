"""Related reading as a page that other sites show in a frame: for their readers who have scripts off."""

from dataclasses import dataclass
from urllib.parse import quote

from indexer.core.article import Article
from service.related.page import RelatedPage, titled_once
from service.web.display import article_path, outward
from service.web.render import PageContext, render
from service.web.root import rooted


@dataclass(frozen=True, slots=True)
class EmbeddedItem:
    """A related article and where its link leads."""

    article: Article
    href: str


def embedded_related(look: PageContext, found: RelatedPage, *, link: str = "") -> str:
    """The list as a page of its own.

    Args:
        look: The frame.
        found: The list.
        link: Address of an article with {id} in it; without one, articles lead to where they were published, else to
            their page here.
    """
    items = [EmbeddedItem(each.article, _address(each.article, outward(link))) for each in titled_once(found.items)]
    return render("embed/related.html", look.ui, items=items)


def _address(article: Article, link: str) -> str:
    if link:
        return link.replace("{id}", quote(article.id, safe=""))
    return outward(article.url) or rooted(article_path(article.id))
