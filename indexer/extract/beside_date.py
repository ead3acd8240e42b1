"""Which short words in the line of a date name a medium or an account: "2019-09-26 10:56:28 证券时报网"."""

import re
from collections.abc import Sequence
from itertools import pairwise

from indexer.extract.account_names import is_name, is_of_interface, may_be_medium
from indexer.extract.credits import is_credit, read_credits
from indexer.extract.dates import read_date
from indexer.extract.dom import Block
from indexer.extract.media_names import (
    beside_date,
    clean_source,
    is_head_of_paper,
    is_media,
    without_people,
    words_beside_date,
)
from indexer.extract.patterns import PatternKind, cut, kind_of_label

_WITHOUT_YEAR = re.compile(r"\d{1,2}[-/月]\d{1,2}日?\s+\d{1,2}[:：]\d\d")
_MOST_AWAY = 2
"""Texts beside a date that may name the medium: the nearest may say "原创"."""


def is_dated(text: str) -> bool:
    """Whether a short line prints a date, or a day without its year and a time."""
    return bool(read_date(text) or _WITHOUT_YEAR.fullmatch(text))


def name_beside_date(block: Block) -> str:
    """A short name in the same line as a date: "2019-09-26 10:56:28 证券时报网"."""
    texts = [piece.text.strip("|｜·• ") for piece in block.pieces]
    dated = [place for place, text in enumerate(texts) if is_dated(text)]
    for place in dated:
        if medium := beside_date(texts[place]):
            return medium
        words = words_beside_date(_without_people_labelled(texts[place])).split()
        rest = without_people(" ".join(_without_credits(words)))
        weather = is_head_of_paper(texts[place]) and not is_media(rest)
        named = rest and not weather and may_be_medium(rest) and not read_credits(rest)
        # "来自福建省" says where an account writes from, whose name stands beside it.
        if named and (medium := clean_source(rest)):
            return medium
        said = [*range(place + 1, len(texts))], [*range(place - 1, -1, -1)]
        near = [[texts[at] for at in side if re.search(r"\w", texts[at])][:_MOST_AWAY] for side in said]
        labelled = {value for label, value in pairwise(texts) if _labels_no_medium(label)}
        for name in sorted(
            (name for side in near for name in side if name not in labelled), key=lambda each: not is_media(each)
        ):
            if (
                may_be_medium(name)
                and not (cut(name)[0].kind or read_credits(name))
                and (medium := without_people(clean_source(name)))
            ):
                return medium
    return ""


def _without_credits(words: Sequence[str]) -> list[str]:
    """Words beside a date that may be a medium's: no label, nothing of the page's own, nobody's name where they say what people did."""
    words = [word for word in words if not (is_of_interface(word) or kind_of_label(word))]
    parts = [part for word in words for part in word.split("/")] if any(map(_credits, words)) else words
    return [part for part in parts if part and not is_credit(part) and (parts is words or not is_name(part))]


def _credits(word: str) -> bool:
    """Whether a word says what people are or did, alone or behind a name: "文", "何青/文"."""
    return any(map(is_credit, word.split("/")))


def _labels_no_medium(text: str) -> bool:
    """Whether a text ends with a label of anything but a source, or is one: "发布者:", "编辑"."""
    last = cut(text)[-1:]
    if last and last[0].kind and not last[0].value:
        return last[0].kind is not PatternKind.SOURCE
    return kind_of_label(text) not in (None, PatternKind.SOURCE)


def _without_people_labelled(text: str) -> str:
    """A text as it is where nobody is labelled in it, else without those: "2024-05-06 文：何青" says no medium."""
    fields = cut(text)
    kept = [field.value for field in fields if field.kind in (None, PatternKind.SOURCE, PatternKind.DATE)]
    return text if len(kept) == len(fields) else " ".join(kept)
