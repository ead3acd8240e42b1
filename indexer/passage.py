"""What stands for a chunk where it is embedded, indexed or compared."""

_TITLE_CHARACTERS = 120
"""A title longer than this is a paragraph set as one: its head says what the article is about."""


def passage_text(title: str, text: str) -> str:
    """The title in front of a piece of the body, as it says what the piece is about; never part of a span."""
    return f"{title[:_TITLE_CHARACTERS]}\n{text}" if title else text
