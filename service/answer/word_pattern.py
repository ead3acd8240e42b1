"""A word of a data file as a pattern of how it stands in a folded text."""

import re

from indexer.fold import fold


def word_pattern(word: str) -> str:
    """A word by itself, * for any letters; Chinese, Japanese and Korean are not spaced."""
    escaped = re.escape(fold(word)).replace(r"\*", r"\w*")
    return escaped if re.match("[\u3040-\u9fff\uac00-\ud7af]", word) else rf"(?<!\w){escaped}(?!\w)"
