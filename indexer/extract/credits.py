"""Lines that say who made an article and nothing else, read by a grammar that has to account for every character.

A line of credits is a row of roles with the people of each: "江湾日报首席记者 何青 通讯员 唐敏 责编：陆小满 江城报道".
Roles need no colon, a medium may stand before each, and a place before what was done there. What leaves a rest is a sentence.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from indexer.extract.media_names import clean_source, is_media
from indexer.extract.patterns import AUTHOR_ROLES, BEFORE_ROLES, OTHER_ROLES, OWN_NAMES, SIGNED_ROLES, SURNAMES, any_of
from indexer.extract.person_names import is_chinese_name, joined_characters

_LONGEST = 100
_MOST_NAMES = 8
_LONGEST_PERSON = 3
_LONGEST_MEDIUM = 14
_SHORT_ROLE = 2
"""Characters; a longer one is told from a name that it stands right behind: "何青通讯员 唐敏"."""

_SIGNS = " \u3000:：/／|｜丨】]〕"
_HAN = re.compile(r"[\u4e00-\u9fff·]+")
_TOLD = re.compile(r"(?<=.)(?:报道|消息|讯)$")
_MARKS = re.compile(r"^[\s■□●○◎◆◇▲△▍▎*＊·•|｜丨]+|[\s|｜丨。.]+$")
_BRACKETS = {"（": "）", "(": ")", "【": "】", "[": "]", "〔": "〕"}
_SENTENCE = re.compile(r"[。！？!?“”\"]")
_SURNAME = "".join(sorted(SURNAMES))
_SIGN = r"\s*[:：/／|｜丨】\]〕]\s*"
_ROLE = re.compile(
    rf"(?:(?<!\w)(?:{any_of(OWN_NAMES)}))?(?:{any_of(BEFORE_ROLES)})*"
    rf"(?:(?:(?P<author>{any_of(AUTHOR_ROLES)})|{any_of(OTHER_ROLES)})(?:{_SIGN}|\s+|(?=[{_SURNAME}]))|(?P<signed>{any_of(SIGNED_ROLES)}){_SIGN})"
)
_PARTS = re.compile(r"[^\w·•‧.-]+|\s*(?<![\u4e00-\u9fffA-Za-z])[·•‧.-]+\s*|\s*[·•‧.-]+(?![\u4e00-\u9fffA-Za-z])\s*")
_DONE = re.compile(
    r"(?:\d{1,2}月)?(?:\d{1,2}日)?[\u4e00-\u9fff]{0,8}?(?:综合|专电|现场|联合)?(?:报道|報道|報導|摄影报道|整理|电|摄|文图|图文|发自.*)"
)
"""What was done, with its place perhaps: "江城报道", "发自江城"."""

_DONE_ALONE = frozenset({"报道", "報道", "報導", "综合报道", "摄影报道", "文图", "图文", "文", "图", "摄"})
_NAME = r"[\u4e00-\u9fff·]{2,}|(?<![\u4e00-\u9fff])[\u4e00-\u9fff][\s　]+[\u4e00-\u9fff]{1,2}"
_PICTURED = re.compile(rf"({_NAME})\s*(?:[/／]\s*(?:图|摄影?)(?!\w)|\s(?:图|摄影?)(?=\s*(?:[，,、;；|｜]|$)))")
_BOTH = re.compile(r"(?<!\w)(?:(?:文\s?[/／、]\s?图|图\s?[/／、]\s?文)(?:\s?[/／:：|｜]|(?!\w)))")
_WROTE = re.compile(r"(?<=[\u4e00-\u9fff])\s*(?:[/／]|\s)\s*文(?!\w)")
_BESIDE = 2
"""Characters of a place's name that is no name with a surname."""


@dataclass(frozen=True, slots=True)
class Credits:
    """The people of a line: who wrote, who did something else, and for which medium."""

    authors: tuple[str, ...]
    staff: tuple[str, ...] = ()
    medium: str = ""


def read_credits(line: str) -> Credits | None:
    """The credits that a line is; None where any of it is something else.

    >>> read_credits("江湾日报首席记者 何青 通讯员 唐敏 责编：陆小满 江城报道")
    Credits(authors=('何青', '唐敏'), staff=('陆小满',), medium='江湾日报')
    >>> read_credits("江湾日报记者 何青 走进村子发现")
    """
    text = _unwrapped(line) if len(line) <= _LONGEST else ""
    if not text or _SENTENCE.search(text):
        return None
    text = joined_characters(_parted(_BOTH.sub(" ", text)))
    roles = [found for found in _ROLE.finditer(text) if _begins(text, found)]
    if not roles:
        return None
    before = _before(text[: roles[0].start()])
    if before is None:
        return None
    people: dict[str, list[str]] = {"author": before[0], "other": []}
    ends = [*(found.start() for found in roles[1:]), len(text)]
    for found, end in zip(roles, ends, strict=True):
        names = _people(text[found.end() : end], is_last=end == len(text))
        if names is None:
            return None
        people["author" if found["author"] or found["signed"] else "other"] += names
    authors, staff = (tuple(dict.fromkeys(people[kind])) for kind in ("author", "other"))
    return Credits(authors, staff, before[1]) if authors or staff else None


def credited_medium(lines: Iterable[str]) -> str:
    """The medium that the first line of credits with authors names; "" where none does."""
    made = (read_credits(line) for line in lines)
    return next((each.medium for each in made if each and each.authors and each.medium), "")


def _unwrapped(line: str) -> str:
    """A line without marks before it and brackets around it."""
    text = _MARKS.sub("", line)
    while len(text) > 1 and _BRACKETS.get(text[0]) == text[-1] and text.count(text[0]) == 1:
        text = _MARKS.sub("", text[1:-1])
    return text


def _parted(text: str) -> str:
    """A line with the one who took the pictures under a role of its own, where another is said to have written: "何青/文 唐敏/图"."""
    plain = _WROTE.sub(" ", text)
    return _PICTURED.sub(r" \1 " if plain == text else r" 摄影 \1 ", plain)


def _begins(text: str, role: re.Match[str]) -> bool:
    """Whether a role stands at the beginning, after a sign or a blank, or right behind a medium's name or another role's people."""
    before = text[: role.start()]
    if not (before and before[-1].isalnum()):
        return True
    return len(role[0].strip(_SIGNS)) > _SHORT_ROLE or _before(re.split(r"[^\w·]+", before)[-1]) is not None


def _before(prefix: str) -> tuple[list[str], str] | None:
    """Names and a medium before the first role; None where something else is said there.

    A medium's name that does not end like one stands alone and is longer than a person's: "江湾观察记者"; of a house's
    several names one tells: "江湾观察·江湾新闻记者". Whoever is named before the medium wrote as well: "丁一 江湾日报记者 何青".
    """
    parts = [part for part in re.split(r"[^\w·]+", prefix) if part.strip("·")]
    if not parts:
        return [], ""
    parts[-1] = _TOLD.sub("", parts[-1])
    alone = len(parts) == 1 and _LONGEST_PERSON < len(parts[0]) <= _LONGEST_MEDIUM and bool(_HAN.fullmatch(parts[0]))
    media = [part for part in parts if _is_medium(part)]
    names = [part for part in parts if part not in media]
    if alone and not media:
        media, names = parts, []
    if media != parts[len(names) :] or not all(name[0] in SURNAMES and is_chinese_name(name) for name in names):
        return None
    return names, clean_source(media[-1].split("·")[0]) if media else ""


def _is_medium(part: str) -> bool:
    return len(part) <= _LONGEST_MEDIUM and any(is_media(name) for name in part.split("·"))


def _people(field: str, *, is_last: bool) -> list[str] | None:
    """The names of a role, without the medium of the next one and what was done; None where anything else is said."""
    parts = [part for part in _PARTS.split(field) if part]
    if parts and is_media(parts[-1]) and not is_last:
        parts.pop()
    while parts and _DONE.fullmatch(parts[-1]):
        alone = parts.pop() in _DONE_ALONE
        if alone and len(parts) > 1 and len(parts[-1]) == _BESIDE and parts[-1][0] not in SURNAMES:
            parts.pop()
    names = [part for part in parts if part not in _DONE_ALONE]
    if len(names) > _MOST_NAMES or not all(is_chinese_name(name) for name in names):
        return None
    return names
