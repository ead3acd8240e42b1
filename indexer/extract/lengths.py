"""How long a field of an article may be: what is shown beside a body is a line, whatever a page puts there.

A body is kept whole. Titles, names and keywords that are longer are cut, as their beginning still says what they are; a cut
address would lead elsewhere, so one that is too long is left out, and a cut id could be another article's, so it is hashed.
"""

from dataclasses import replace

from indexer.domain import Article
from indexer.extract.characters import shortened

TITLE = 500
NAME = 100
"""A source, an author, an editor."""
NAMES = 20
KEYWORD = 40
"""What is longer is a sentence."""
KEYWORDS = 50
URL = 2048
ID = 200


def line_lengths(article: Article) -> Article:
    """The same article with what stands beside its body cut to these lengths."""
    return replace(
        article,
        title=shortened(article.title, TITLE),
        url=article.url if len(article.url) <= URL else "",
        source=shortened(article.source, NAME),
        authors=tuple(shortened(name, NAME) for name in article.authors[:NAMES]),
        editor=shortened(article.editor, NAME),
        image=article.image if len(article.image) <= URL else "",
        keywords=tuple(word for word in article.keywords if len(word) <= KEYWORD)[:KEYWORDS],
    )
