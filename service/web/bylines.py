"""What stands around a text for its makers: the byline that it begins or ends with, which is left out of quotes."""

import re

from indexer.extract.credits import read_credits

_BRACKETED = re.compile(r"[（(]([^（）()\n]{2,80})[）)]")
_DATELINE = re.compile(r"[^，,。.：:；;！？!?\n]{0,24}")
"""What may stand before the byline of a text: 江湾日报讯（记者 何青）."""
_LABELS = re.compile(r"(?:\s*(?:[（(][^（）()\n]{1,80}[）)]|【[^【】\n]{1,40}】|\[[^\[\]\n]{1,40}\]))+\s*")


def without_byline(text: str) -> str:
    """A text without the credits in brackets that it begins with, behind a dateline or not, or ends with.

    >>> without_byline("江湾日报讯（记者 何青 文/图）全村捐款三万元。"), without_byline("全村（共三户）捐款。（记者 何青）")
    ('全村捐款三万元。', '全村（共三户）捐款。')
    """
    kept = text.strip()
    brackets = [each for each in _BRACKETED.finditer(kept) if read_credits(each[1])]
    if brackets and brackets[-1].end() == len(kept):
        kept = kept[: brackets.pop().start()].rstrip()
    if brackets and _DATELINE.fullmatch(kept[: brackets[0].start()]):
        kept = kept[brackets[0].end() :].lstrip()
    return kept or text


def without_labels(text: str) -> str:
    """A text without what it begins with in brackets, whatever that is, and without its byline.

    >>> without_labels("（图片来源：江湾日报）【新春走基层】柳河村通车。")
    '柳河村通车。'
    """
    found = _LABELS.match(text)
    return without_byline((text[found.end() :] if found else text) or text)
