"""Which names an archive's articles tell of, and which only stand around them: in the name of a paper, the title of a column or a byline.

青禾 of 青禾新闻网, 新闻网 itself, and 快讯 of a column 国内联播快讯 are in many articles, and no article is about them. What an article
says in its own words is its body without the names of sources and of its reporters: a name that most of its articles hold nowhere else is none.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from indexer.core.article import Article
from indexer.extract.credits import persons_in

_SHORTEST = 2
"""Characters of a part of a source's name."""
_LEAST_SHARE = 0.5


def source_parts(sources: Iterable[str]) -> tuple[str, ...]:
    """The words that sources are called by, the longest first: 央视网 新闻联播 is called by both."""
    parts = {part for source in sources for part in (source, *source.split()) if len(part) >= _SHORTEST}
    return tuple(sorted(parts, key=lambda each: (-len(each), each)))


def own_words(article: Article, parts: Sequence[str]) -> str:
    r"""What an article says itself.

    >>> own_words(Article(id="a", title="", body="青禾新闻网讯 青禾县下雨"), ["青禾新闻网"])
    '\n讯 青禾县下雨'
    >>> own_words(Article(id="a", title="", body="（记者 何青）下雨", authors=("记者 何青",)), [])
    '（记者 \n）下雨'

    Args:
        article: Any.
        parts: Of the names of sources, the longest first.
    """
    body = article.body
    for part in (*parts, *persons_in(article.authors)):
        body = body.replace(part, "\n")
    return body


def told_names(names: Sequence[str], articles: Iterable[Article], sources: Iterable[str]) -> set[str]:
    """Those of the names that at least half of the articles which hold them tell of in their own words; and those that none holds.

    Args:
        names: As articles write them.
        articles: A sample.
        sources: Of the archive.
    """
    parts = source_parts(sources)
    held: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for article in articles:
        written, own = f"{article.title}\n{article.body}", own_words(article, parts)
        for name in names:
            if name in written:
                held[name] += 1
                told[name] += name in own
    return {name for name in names if told[name] >= _LEAST_SHARE * held[name]}
