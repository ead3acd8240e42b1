"""What the classes and ids of elements say of the names that stand in them: a source, an account, an author."""

import re
from collections.abc import Sequence

from indexer.extract.account_names import may_be_medium
from indexer.extract.dom import Piece
from indexer.extract.media_names import clean_source, without_people

SOURCE_ELEMENT = re.compile(
    r"(?:^|[-_ #])(?:\w*source\w*|sour|src|(?<!rich_)media|origin|laiyuan|ly|from|em_media|copyfrom|publisher)(?=$|[-_ \d])"
)
# Surest first: on WeChat the author's element stands before the account's.
_ACCOUNT_HINTS = (
    re.compile(r"js_name|profilebt|nickname|s-name|mp[-_]?name|media[-_]?name"),
    re.compile(r"author[-_]?name|account|user[-_]?name|user-info|title-icon-item|author[-_]?info"),
)
AUTHOR_ELEMENT = re.compile(
    r"author|title-icon-item|writer|reporter|byline|jizhe|rich_media_meta_text"
    r"|(?:^|[-_ ])(?:autor(?:en|in|es|a)?|auteurs?|autore|firma|signature|verfasser|redakteur|skribent)(?=$|[-_ ])"
)


def named_by_element(pieces: Sequence[Piece], hint: re.Pattern[str]) -> str:
    """The first name that stands in an element whose class or id matches; "" for none."""
    for piece in pieces:
        if hint.search(piece.hints) and may_be_medium(piece.text):
            return clean_source(without_people(piece.text))
    return ""


def account_of(pieces: Sequence[Piece]) -> str:
    """The account of a platform that elements are named for; "" for none."""
    return next((name for hint in _ACCOUNT_HINTS if (name := named_by_element(pieces, hint))), "")
