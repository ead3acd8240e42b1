"""Whether a text contains an accepted answer."""

import re
from collections.abc import Sequence

from indexer.fold import fold


def contains_answer(text: str, answers: Sequence[str]) -> bool:
    """Whether any answer stands in the text, folded (繁 = 简, full width = half, case) and with white space as one blank.

    A number matches only where the digits end with it:

    >>> contains_answer("共1308人", ["308"]), contains_answer("共３０８人", ["308"])
    (False, True)
    """
    plain = _plain(text)
    return any(re.search(_pattern(answer), plain) for answer in answers)


def _plain(text: str) -> str:
    return " ".join(fold(text).split())


def _pattern(answer: str) -> str:
    plain = _plain(answer)
    before = r"(?<![0-9])" if plain[:1].isdigit() else ""
    after = r"(?![0-9])" if plain[-1:].isdigit() else ""
    return before + re.escape(plain) + after
