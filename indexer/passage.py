"""What stands for a chunk or an article where its words are indexed or compared."""

TITLE_CHARACTERS = 120
"""A title longer than this is a paragraph set as one: its head says what the article is about."""


def passage_text(title: str, text: str) -> str:
    """The title in front of a piece of the body, as it says what the piece is about; never part of a span.

    For words only. A chunk is embedded without its title, which would make the vectors of an article's chunks alike
    (8 points of dense hit@1 on news: docs/retrieval.md); the article's own vector holds it.
    """
    return f"{title[:TITLE_CHARACTERS]}\n{text}" if title else text
