"""Whether an article tells in another language of what one does: by meaning it is as near as such articles are, and numbers tell it.

Words of two languages do not meet, numbers do. A number says the more the more digits it has: 1,873 is in both by chance in few
pairs, 3 in many. The nearer two articles are, the less their numbers need to say: docs/lab/events.md has how often that is right.
"""

from collections.abc import Collection

from indexer.core.article import Article
from indexer.related.article_text import own_text
from indexer.text.number_terms import number_terms
from service.search.index import SearchIndex

_DIGIT = 0.1
"""What a digit that tells counts, where 1 is the way from as near as retold articles are at least to the same vector."""
_LEAST = 0.3


def is_retold(one: Article, other: Article, index: SearchIndex) -> bool:
    """Whether two articles in different languages report the same.

    Args:
        one: An article of the index.
        other: Another.
        index: That has both, and knows how near such articles are.
    """
    if not one.main_language or not other.main_language:
        return False
    vectors = index.article_vectors(index.numbers([one.id, other.id]))
    return tell_the_same(_numbers(one) & _numbers(other), float(vectors[0] @ vectors[1]), index.statistics.retold_from)


def tell_the_same(numbers: Collection[str], cosine: float, retold_from: float) -> bool:
    """Whether numbers and nearness are enough.

    >>> tell_the_same(["#1873"], 0.9, 0.88), tell_the_same(["#3"], 0.9, 0.88), tell_the_same(["#1873"], 0.8, 0.88)
    (True, False, False)

    Args:
        numbers: Terms of the numbers that two articles share.
        cosine: Of their vectors.
        retold_from: From which on articles in two languages may tell the same.
    """
    digits = telling_digits(numbers)
    near = (cosine - retold_from) / max(1 - retold_from, 1e-6)
    return digits > 0 and near >= 0 and near + _DIGIT * digits >= _LEAST


def telling_digits(numbers: Collection[str]) -> int:
    """How many digits some numbers have behind the first of each, leading and closing zeros aside.

    >>> telling_digits(["#1873", "#26000000", "#3"])
    4
    """
    digits = ("".join(filter(str.isdigit, each)).strip("0") for each in numbers)
    return sum(max(len(each) - 1, 0) for each in digits)


def _numbers(article: Article) -> frozenset[str]:
    return frozenset(term for term, _, _ in number_terms(own_text(article)))
