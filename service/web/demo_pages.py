"""The front page of the demo site."""

from collections.abc import Sequence

from indexer.domain import Article
from service.web.article_page import Site
from service.web.form import AskForm
from service.web.look import Look
from service.web.render import render

DEMO = Site("/demo/", "demo/article.html")
SHOWN = 40
"""Articles on the front page."""
_LEADS = 3


def demo_front(look: Look, articles: Sequence[Article]) -> str:
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
