"""Where a name in a text begins and ends, as the rest of the text tells: what always stands beside a part belongs to it.

Chinese has no spaces, so a reader may mark 韩建 of 韩建中, or 在北京 where 北京 is asked for. Every other place of the same text
that has the name tells which it is. How often that helps, and what it costs: docs/answers.md.
"""

import re
from collections import Counter

from service.names.spelled import surnames

_HAN = re.compile("[\u3400-\u9fff·]")
_AROUND = 10_000
"""Characters on either side in which a name is looked for again: all of an article, but not all of a book."""
_LONGEST = 16
_OFTEN = 3
"""Places of a text from which what always stands beside a word belongs to it; two, where it makes a person's name."""
_NEVER_FIRST = "在与被把"
_NEVER_LAST = "的了"
_SELDOM_FIRST = "和由向从对为于及以到自给让将据"
_SPEAKING = "说称"
"""What a person's name is as often followed by as by anything."""
_BEHIND_A_NAME = _NEVER_FIRST + _NEVER_LAST + _SELDOM_FIRST + _SPEAKING + "是有也就还都曾等因来去没不又"
"""What often follows a name and is hardly its last character."""
_LONGEST_PERSON = 3


def whole(text: str, start: int, end: int) -> tuple[int, int]:
    """The span of the name that a span of a text is a part of, or that it has words around; the same where nothing tells.

    >>> text = "在韩建中的诊所，韩建中是唯一的医生。"
    >>> [text[slice(*whole(text, *span))] for span in ((1, 3), (9, 11), (0, 5))]
    ['韩建中', '韩建中', '韩建中']

    Args:
        text: Of the whole article.
        start: Of what was marked.
        end: Behind it.
    """
    left = max(start - _AROUND, 0)
    text = text[left : end + _AROUND]
    first, last = _whole(text, start - left, end - left)
    return left + first, left + last


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    start, end = _without_links(text, start, end)
    if not _HAN.match(text, start) or end - start < 2 or not _HAN.match(text, end - 1):
        return start, end
    name = text[start:end]
    while len(name) < _LONGEST and _belongs(text, name, name + text[end : end + 1], _NEVER_LAST + _SPEAKING):
        name, end = text[start : end + 1], end + 1
    before = _NEVER_FIRST + _SELDOM_FIRST
    while len(name) < _LONGEST and start and _belongs(text, name, text[start - 1] + name, before):
        name, start = text[start - 1 : end], start - 1
    return start, end


def _belongs(text: str, name: str, wider: str, links: str) -> bool:
    """Whether a text has a name nowhere without one more character beside it, which is no linking word."""
    added = wider.replace(name, "", 1)
    if not _HAN.match(added) or added in links:
        return False
    is_person = len(wider) <= _LONGEST_PERSON and wider[0] in surnames()
    places = text.count(name)
    if places == text.count(wider) and places >= (2 if is_person else _OFTEN):
        return True
    return is_person and wider.startswith(name) and _is_only_begun(text, name)


def _is_only_begun(text: str, name: str) -> bool:
    """Whether a text has a name nowhere without one of some characters behind it, each of which comes again: 韩建中 and 韩建民."""
    behind = Counter(text[match.end() : match.end() + 1] for match in re.finditer(re.escape(name), text))
    return all(count > 1 and _HAN.match(added) and added not in _BEHIND_A_NAME for added, count in behind.items())


def _without_links(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without a preposition in front and a particle behind; 和平 and 向前 keep what they begin with."""
    while end - start > 2 and text[end - 1] in _NEVER_LAST:
        end -= 1
    while end - start > 2 and (text[start] in _NEVER_FIRST or _is_link(text, start, end)):
        start += 1
    return start, end


def _is_link(text: str, start: int, end: int) -> bool:
    """Whether the rest of the text has the name without its first character, which may stand before a name."""
    rest = text[start + 1 : end]
    return text[start] in _SELDOM_FIRST and text.count(rest) > text.count(text[start:end])
