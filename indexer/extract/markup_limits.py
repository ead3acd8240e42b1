"""How much markup of a page is read: pages of more tags are refused, and tags of more attributes cut."""

import re
from itertools import islice

from indexer.core.article import SkipReason
from indexer.core.errors import PageError

MOST_TAGS = 130_000
"""In a page, those that end counted too: one of so many takes two seconds and 150 MB. The largest of 1,400 saved pages has 20,000."""

MOST_ATTRIBUTES = 1_000
"""In one tag."""

# As browsers part them: a quotation mark means something behind "=" only, and what is not closed reaches to the end.
_ATTRIBUTE = r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"?+|'[^']*+'?+|[^\s>"'][^\s>]*+)?+)?+"""
_TAG_OF_MANY = re.compile(rf"(<[a-zA-Z][^\s/>]*+(?:{_ATTRIBUTE}){{{MOST_ATTRIBUTES}}})(?:{_ATTRIBUTE})++")
_TAG_BEGINS = re.compile("</?[a-zA-Z]")
_SCRIPT_ENDS = re.compile("</(?:script|style)", re.IGNORECASE)
_TAG = re.compile(rf"<[a-zA-Z][^\s/>]*+(?:{_ATTRIBUTE})*+")


def bounded(source: str) -> str:
    """The HTML of a page with no more attributes in a tag than MOST_ATTRIBUTES, the first ones.

    libxml2 goes through all attributes of a tag for each of them. A comparison in a script may look like such a tag: what
    ends the script is kept.

    Raises:
        PageError: The page has more tags than MOST_TAGS (`TOO_LARGE`).
    """
    # Where there are no more of the sign, which is told in a moment, there are no more tags.
    if source.count("<") > MOST_TAGS and next(islice(_TAG_BEGINS.finditer(source), MOST_TAGS, None), None):
        message = f"More than {MOST_TAGS:,} tags: this is no page of one article."
        raise PageError(message, reason=SkipReason.TOO_LARGE)
    return _TAG.sub(_with_few, source) if len(source) > 2 * MOST_ATTRIBUTES else source


def _with_few(tag: re.Match[str]) -> str:
    if len(tag[0]) <= 2 * MOST_ATTRIBUTES or (many := _TAG_OF_MANY.match(tag[0])) is None:
        return tag[0]
    end = _SCRIPT_ENDS.search(tag[0], many.end(1))
    return many[1] + (end[0] if end else "")
