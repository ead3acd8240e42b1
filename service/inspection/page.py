"""One page as the indexer reads it, for those who ask why it gave no article, or that one."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.core.article import Article, Page, PageKind, Skip
from indexer.core.errors import PageError
from indexer.extract.article import explain_article
from indexer.extract.fields import Choice
from indexer.input.folders import Fence
from indexer.input.pages import read_pages
from service.jobs.job import ForbiddenSourceError, UnknownPageError, allowed_sources

BEGINNING = 4_000
"""Characters of what was read that are shown."""

_PART = re.compile(r"[:!#][^/:!#]*$")
"""What stands behind the name of a file that holds several pages: a line, a chapter, an entry."""


@dataclass(frozen=True, slots=True)
class ExplainedPage:
    """What came of a page: an article with its reasons, or a skip with its own."""

    name: str
    kind: str
    """How it was read: "html", "text" or "record"; empty where it could not be."""
    beginning: str
    """Of what was read, at most `BEGINNING` characters."""
    characters: int
    """Of all that was read."""
    article: Article | None
    choices: tuple[Choice, ...]
    skip: Skip | None


def explain_page(name: str, roots: Sequence[Path]) -> ExplainedPage:
    """Reads a page again.

    Args:
        name: As a job names what it skipped: a path, of a file with several pages with the page's place behind it.
        roots: The folders that may be read.

    Raises:
        UnknownPageError: There is none of this name under these folders; the message is the same for what may not be read.
    """
    fence = Fence(tuple(root.resolve() for root in roots))
    for file in _files(name):
        try:
            allowed_sources([file], roots)
        except ForbiddenSourceError:
            continue
        found = next((each for each in read_pages([file], fence=fence) if each.name == name), None)
        if found is not None:
            return _explained(found)
    raise UnknownPageError(
        f"No page {name!r} is there any more in the folders that this job reads.",
        next_step="What was uploaded is deleted when its job ends: hand the line in again.",
    )


def _files(name: str) -> Iterator[str]:
    """The name, and what is left of it without its last parts: one of them is a file."""
    while name:
        yield name
        shorter = _PART.sub("", name)
        if shorter == name:
            return
        name = shorter


def _explained(found: Page | Skip) -> ExplainedPage:
    if isinstance(found, Skip):
        return ExplainedPage(found.name, "", beginning="", characters=0, article=None, choices=(), skip=found)
    is_record = found.kind is PageKind.RECORD
    read = json.dumps(found.record, ensure_ascii=False, indent=1, default=str) if is_record else found.text
    kind, beginning = str(found.kind), read[:BEGINNING]
    try:
        article, choices = explain_article(found)
    except PageError as error:
        skip = Skip(found.name, error.reason, error.message)
        return ExplainedPage(
            found.name, kind, beginning=beginning, characters=len(read), article=None, choices=(), skip=skip
        )
    return ExplainedPage(
        found.name, kind, beginning=beginning, characters=len(read), article=article, choices=choices, skip=None
    )
