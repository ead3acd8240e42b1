"""What can be suggested of an archive is in one order, whatever process builds it."""

from indexer.index.aliases import NameTable
from indexer.index.suggestions.entries import Heading, entries_of

KEYWORDS = tuple(f"keyword {letter}" for letter in "hgfedcbaponmlkji")


def test_keywords_are_kept_in_the_order_of_their_article() -> None:
    """A set's order changes with every process: two builds of one archive would differ."""
    heading = Heading("", "2022-01-10", 0, KEYWORDS, ())
    assert [entry.text for entry in entries_of([heading], (), NameTable())] == list(KEYWORDS)
