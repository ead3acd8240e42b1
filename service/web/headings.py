"""What an article is called where it stands in a list: by its title, or, calmly, by how it begins."""

import re

from indexer.core.article import Article
from indexer.extract.untitled import own_title
from service.web.bylines import without_labels
from service.web.display import cut

_READ = 600
"""Characters of a body, of which the first sentence that is not a label is looked for."""
_ORIGINAL = re.compile(r"[（(【\[]?\s*原标题\s*[:：]")
_HAN = re.compile("[\u3400-\u9fff]")
_MOST = 80
_MOST_HAN = 40
"""Characters, so that it takes two lines of a phone."""
_CLAUSE_END = re.compile(r"[，,；;：:、]|[,;:](?=\s)")


def headline_of(article: Article) -> str:
    """The title, whole; empty where the article came without one, and the index put its first sentence in its place.

    >>> headline_of(Article("a", "柳河村的老桥通车", "柳河村的老桥通车。村民高兴。"))
    ''
    >>> headline_of(Article("a", "春节里的中国", "请看《春节里的中国》。"))
    '春节里的中国'
    """
    if article.title != own_title(article.body):
        return article.title
    # A title that the text itself names is one, unless the text follows it without a break.
    named = _ORIGINAL.match(article.body) and not article.title.endswith("…")
    return article.title if named else ""


def heading_of(article: Article) -> str:
    """The title, at most 160 characters of it, or else the beginning of the body; empty where there is neither."""
    return cut(headline_of(article)) or opening(article.body)


def opening(body: str) -> str:
    """How a text begins: its first sentence, or so many of its clauses as two lines of a phone hold.

    Labels and credits that stand before it in brackets are left out, and what a newsroom writes before its text.

    >>> opening("（记者 何青 摄）柳河村的老桥今天通车。村民不再绕路。")
    '柳河村的老桥今天通车'
    """
    sentence = own_title(without_labels(body[:_READ]))
    most = _MOST_HAN if _HAN.search(sentence) else _MOST
    if len(sentence) <= most:
        return sentence
    ends = [found.start() for found in _CLAUSE_END.finditer(sentence) if most // 2 <= found.start() < most]
    return f"{sentence[: ends[-1]]}…" if ends else cut(sentence, most)
