"""What a reader of any page kind finds, before it has an id and a language."""

from dataclasses import dataclass

from indexer.extract.choices import Choice


@dataclass(frozen=True, slots=True)
class Reading:
    """The fields of an article as read; empty where the page does not give them."""

    title: str = ""
    body: str = ""
    id: str = ""
    url: str = ""
    source: str = ""
    authors: tuple[str, ...] = ()
    editor: str = ""
    published_at: str = ""
    language: str = ""
    keywords: tuple[str, ...] = ()
    image: str = ""
    choices: tuple[Choice, ...] = ()
    """What was believed of each field that a page says several things of."""
