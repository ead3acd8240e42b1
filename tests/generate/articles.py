"""Articles to write from, and hits and passages of them as a search would give them."""

from indexer.core.article import Article, Chunk, Span
from service.generate.prompt import Passage
from service.results import Hit, HitScores, Signals

VILLAGE = Article(
    "village",
    "柳河村党员带头捐款",
    "三月五日，柳河村党支部发出倡议。\n据统计，全村共捐款三万多元，口罩一千余个，消毒液二吨。其中村民李大山捐款13万元。\n"
    "款项用于修缮村小学的屋顶，没有用于其他项目。联系电话13140103919。",
    source="青禾日报",
    published_at="2021-03-05",
    language="zh",
)
LIBRARY = Article(
    "library",
    "Harbour library reopens after two years",
    "The library reopened on Monday.\nThe council spent US$1.5 million on the new roof and the\nreading room. "
    "Mayor Anna Lind did not attend.",
    source="Harbour Gazette",
    published_at="2022-01-10",
    language="en",
)
ARTICLES = (VILLAGE, LIBRARY)
SIGNALS = Signals(None, None, 1.0, 1.0, None, None, 0.0, 0.0, 1.0)


def passage(article: Article, start: int = 0, end: int | None = None) -> Passage:
    return Passage.of(article, Span(start, len(article.body) if end is None else end))


PASSAGES = tuple(map(passage, ARTICLES))


def hits(*articles: Article) -> tuple[Hit, ...]:
    """A hit on the whole of each article."""
    return tuple(hit(rank, article, 0, len(article.body)) for rank, article in enumerate(articles, start=1))


def hit(rank: int, article: Article, start: int, end: int) -> Hit:
    chunk = Chunk(article.id, 0, start, end, article.body[start:end])
    return Hit(rank, article, chunk, HitScores(None, 1 / rank, 1 / rank, SIGNALS), Span(start, end), (), ())
