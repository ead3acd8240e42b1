"""How long a field of an article may be: what is shown beside a body is a line, whatever a page puts there.

A body is kept whole. Titles, names and keywords that are longer are cut, as their beginning still says what they are; a cut
address would lead elsewhere, so one that is too long is left out, and a cut id could be another article's, so it is hashed.
"""

from collections.abc import Sequence

from indexer.extract.characters import shortened

TITLE = 500
NAME = 100
"""A source, an author, an editor."""
NAMES = 20
KEYWORD = 40
KEYWORDS = 50
URL = 2048
ID = 200


def names(found: Sequence[str]) -> tuple[str, ...]:
    """The first so many authors, each cut."""
    return tuple(shortened(name, NAME) for name in found[:NAMES])


def words(found: Sequence[str]) -> tuple[str, ...]:
    """The first so many keywords; what is longer than one is a sentence."""
    return tuple(word for word in found if len(word) <= KEYWORD)[:KEYWORDS]


def address(url: str) -> str:
    """The address, or nothing."""
    return url if len(url) <= URL else ""
