"""Names of people in any script but Chinese characters, as by-lines write them."""

import re

from indexer.extract.characters import one_line
from indexer.extract.dates import read_date, read_date_in_words
from indexer.extract.patterns import BY_ENDS, BY_WORDS, JOINING, LABELS, MONTHS, NOBODY, PARTICLES, whole_words

_LONGEST = 300
_MOST_WORDS = 5
# A comma is for a list of names, or before a title or a place, which are no names.
_PARTED = re.compile(rf"\s*(?:[,，;；、/|｜•·]|\s[-–—]\s|(?<=\s)(?:{whole_words(JOINING)})(?=\s))\s*", re.IGNORECASE)
_ACCOUNT = re.compile(r"(?<=\w)\s+[(\[]?@\w+[)\]]?")
_NO_NAMES = NOBODY | MONTHS.keys() | LABELS.keys() | {word.casefold() for word in BY_WORDS}
_BESIDE_NAMES = BY_ENDS | PARTICLES | {"vom", "um", "a", "an", "the", "to", "from"}
_ENDS = re.compile(rf"\s[-–—]\s|[|｜•·(（\[]|\s(?:{whole_words(BY_ENDS)})\s|\d", re.IGNORECASE)
_NOT_IN_NAMES = re.compile(r"[\d@:!?…\"<>=_#*]|https?|www\.|\.(?:com|net|org|de|ru)\b", re.IGNORECASE)


def names_of(value: str) -> tuple[str, ...]:
    """The names that a by-line begins with, in order and once each; none where it begins with something else.

    >>> names_of("Tom Ashgrove and Nora Whitlock, Harbour Bureau · 2023-05-06")
    ('Tom Ashgrove', 'Nora Whitlock', 'Harbour Bureau')
    """
    text = _ACCOUNT.sub("", one_line(value[:_LONGEST]))
    found = _ENDS.search(text)
    names: list[str] = []
    for part in _PARTED.split(text[: found.start()] if found else text):
        if not part or part.casefold() in JOINING:
            continue
        name = part.strip(" .,;:'\"“”„«»")
        name = part.strip() if part.rstrip().endswith(".") and re.search(r"\b\w\.$|[JS]r\.$", part) else name
        if not is_name(name):
            break
        if name not in names:
            names.append(name)
    return tuple(names)


def is_name(name: str) -> bool:
    """Whether a few words may be what somebody is called: capitals where the script has them, no figures, no date."""
    words = name.split()
    if not 0 < len(words) <= _MOST_WORDS or not 2 <= len(name) <= 50 or is_nobody(name):
        return False
    if _NOT_IN_NAMES.search(name) or read_date(name) or read_date_in_words(name):
        return False
    return all(_may_be_in_name(word) for word in words) and words[-1].casefold() not in PARTICLES - {"do", "y", "e"}


def is_nobody(name: str) -> bool:
    """Whether a text is what pages write beside names or in their place: a label, a "by", a month, "staff"."""
    return name.casefold().strip(" .,:;") in _NO_NAMES or name.casefold() in _BESIDE_NAMES


def _may_be_in_name(word: str) -> bool:
    first = next((character for character in word if character.isalpha()), "")
    if not first:
        return False
    return (
        not first.islower()
        or word.casefold() in PARTICLES
        or bool(re.match(r"(?:d'|l'|al-|el-|'t)\w", word, re.IGNORECASE))
    )
