"""Lines that say who made an article and nothing else, read by a grammar that has to account for every character.

A line of credits is a row of roles with the people of each: "江湾日报首席记者 何青 通讯员 唐敏 责编：陆小满 江城报道".
Roles need no colon, a medium may stand before each, and a place before what was done there. What leaves a rest is a sentence.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from indexer.extract.media_names import clean_source, is_media
from indexer.extract.patterns import (
    AUTHOR_ROLES,
    BEFORE_ROLES,
    DOUBLE_SURNAMES,
    LABELS,
    OTHER_ROLES,
    OWN_NAMES,
    PICTURES_FROM,
    PICTURES_GIVEN,
    RARE_SURNAMES,
    SIGNED_ROLES,
    SURNAMES,
    PatternKind,
    any_of,
    cut,
)
from indexer.extract.person_names import (
    has_surname,
    is_chinese_name,
    is_organisation,
    is_surnamed,
    joined_characters,
)
from indexer.text.normalize import normalize

_LONGEST = 100
_MOST_NAMES = 8
_LONGEST_PERSON = 3
_LONGEST_MEDIUM = 14
_LONGEST_PLACE = 4
_REPORTER = "记者"
_SHORT_ROLE = 2
"""Characters; a longer one is told from a name that it stands right behind: "何青通讯员 唐敏"."""

_SIGNS = " \u3000:：/／|｜丨】]〕"
_HOUSE = re.compile(r"(?!.*\d[月日])[\w·+]*[\u4e00-\u9fff][\w·+]*")
"""What a medium may be called: "21世纪经济报道", "n视频"."""
_TITLE_MARKS = re.compile(r"[《》]")
_ADDRESS = re.compile(r"[（(]\s*(?:https?://)?[\w-]+(?:\.[\w-]+)+/?\s*[）)]")
_TOLD = re.compile(r"(?<=.)(?:报道|报导|消息|讯)$")
_SHORT_NAME = re.compile(r"[\u4e00-\u9fff]{2,3}")
"""A house's name in short, right before a role."""

_LONGEST_OPENING = 70
_CLOSINGS = re.compile(r"[:：)）】\]〕］]|(?<=报道)\s|(?<=報道)\s|(?<=報導)\s")
_DATELINE = re.compile(r"^\S{2,16}\d{1,2}日[讯訊电電]\s*")
_BLANK = re.compile(r"(?<=[\u4e00-\u9fff])[ \u3000]+")
_BRACKET = re.compile(r"[（(【\[〔［）)】\]〕］]")
_MARKS = re.compile(r"^[\s■□●○◎◆◇▲△▍▎*＊·•|｜丨]+|[\s|｜丨。.]+$")
_BRACKETS = {"（": "）", "(": ")", "【": "】", "[": "]", "〔": "〕"}
_SENTENCE_END = re.compile(r"[，。！？]")
_SENTENCE = re.compile(r"[。！？!?“”\"]")
_SURNAME = rf"[{''.join(sorted(SURNAMES | RARE_SURNAMES))}]|{any_of(DOUBLE_SURNAMES)}"
_SIGN = r"(?:\s*[:：/／|｜丨】\]〕]\s*|\s+[·•]\s+|(?<=[文图])[·•])"
_ROLE = re.compile(
    rf"(?:(?<!\w)(?:{any_of(OWN_NAMES)}))?(?:{any_of(BEFORE_ROLES)})*"
    rf"(?:(?:(?P<author>{any_of(AUTHOR_ROLES)})|{any_of(OTHER_ROLES)})(?:{_SIGN}|\s+|(?={_SURNAME}))|(?P<signed>{any_of(SIGNED_ROLES)}){_SIGN})"
)
_PARTS = re.compile(r"[^\w·•‧.-]+|\s*(?<![\u4e00-\u9fffA-Za-z])[·•‧.-]+\s*|\s*[·•‧.-]+(?![\u4e00-\u9fffA-Za-z])\s*")
_DONE = re.compile(
    r"(?:\d{1,2}月)?(?:\d{1,2}日)?[\u4e00-\u9fff]{0,8}?(?:综合|专电|现场|联合)?(?:报道|报导|摄影报道|整理|电|摄|文图|图文|发自.*)"
)
"""What was done, with its place perhaps: "江城报道", "发自江城"."""

_MAY_END_NAME = re.compile(r"(?:报道|报导)$")
"""What was done, and how media are called as well: "21世纪经济报道"."""

_SUPPLIED = re.compile(r"(?<=[\u4e00-\u9fff]{2})(供稿|撰稿|编译)$")
_TEXT_AND_PICTURES_DONE = "文图报道"
"""What stands for a "文/图" in a line that is read."""

_REPORTED = frozenset(
    {"供稿", "撰稿", "编译", _TEXT_AND_PICTURES_DONE}
    | {before + told for before in ("", "摄影", "综合", "联合") for told in ("报道", "报导")}
)
_TOLD_AT = re.compile(r"[\u4e00-\u9fff]{2,3}(?:报道|报导)")
"""With the place: "台北报导"."""

_NAME_AND_PLACE = re.compile(rf"([{''.join(sorted(SURNAMES))}][\u4e00-\u9fff]{{2}})[\u4e00-\u9fff]{{2}}(?:报道|报导)")
_GIVEN = re.compile(rf"(?:{any_of(PICTURES_FROM)})?(?:{any_of(PICTURES_GIVEN)})|{any_of(PICTURES_FROM)}", re.IGNORECASE)
"""Whom a picture is from where it is nobody of the house: "受访者提供"."""

_BRACKETED_ROLE = re.compile(rf"[（(](?:{any_of(BEFORE_ROLES)})*(?:{any_of(AUTHOR_ROLES)})?[）)]")
_ROLES_TOGETHER = re.compile(
    rf"({any_of((*AUTHOR_ROLES, *SIGNED_ROLES))})[、&和/](?:{any_of((*AUTHOR_ROLES, *OTHER_ROLES))})(?=\s*[:：])"
)
"""Roles of the same people: "供稿、摄影：何青"."""

_SPACED_ROLE = re.compile(rf"(?:{any_of((*AUTHOR_ROLES, *OTHER_ROLES), spaced=True)})(?=\s*[:：])")
_ANY_ROLE = any_of((*BEFORE_ROLES, *AUTHOR_ROLES, *OTHER_ROLES, *SIGNED_ROLES, "摄"))
_WHAT_ONE_IS = re.compile(
    rf"(?P<name>(?:(?<![\u4e00-\u9fff])|(?<={_REPORTER}))[\u4e00-\u9fff]{{2,4}})[（(](?!(?:{_ANY_ROLE})+[）)])[^\s:：/／|｜丨（）()]{{2,12}}[）)]"
)
"""What is said in brackets of a person right before them, where it is no role: "何青（媒体人）"."""

_CREDIT = re.compile(rf"(?:{any_of(OWN_NAMES)})?(?:{_ANY_ROLE})+|发自.+")
_BRACKETED_LABEL = re.compile(r"(?<=\w)\s*[（(][^（）()]*[:：][^（）()]*[）)]")
"""What is said of a person behind the name: "何青（作者单位：江湾大学）"."""

_DONE_ALONE = frozenset(
    {"报道", "报导", "综合报道", "摄影报道", "文图", "图文", "文", "图", "摄", _TEXT_AND_PICTURES_DONE}
)
_DONE_AT = _DONE_ALONE - {_TEXT_AND_PICTURES_DONE}
"""What was done, which a place may stand before."""

_NAME = r"[\u4e00-\u9fff·]{2,}|(?<![\u4e00-\u9fff])[\u4e00-\u9fff][\s　]+[\u4e00-\u9fff]{1,2}"
_PICTURED = re.compile(rf"({_NAME})\s*(?:[/／]\s*(?:图|摄影?)(?!\w)|\s(?:图|摄影?)(?=\s*(?:[，,、;；|｜]|$)))")
_PICTURED_BY = re.compile(rf"(?:(?<!\w)(?:{any_of(AUTHOR_ROLES)})\s+)?{_PICTURED.pattern}")
"""As before it, with the role of who took pictures beside others' words: "何青/文 记者 唐敏/图"."""

_TEXT_AND_PICTURES = r"(?:文\s?[/、并]\s?[图摄]|[图摄]\s?[/、并]\s?文|文图|图文)"
_BOTH_BEHIND = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?=文\s?[/、并]\s?摄$)")
_BOTH_FIRST = re.compile(rf"^{_TEXT_AND_PICTURES}(?:\s?[/:|]|(?!\w))")
_BOTH = re.compile(rf"(?<!\w){_TEXT_AND_PICTURES}(?!\w)")
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
    text = _unwrapped(normalize(_without_facts(line))) if len(line) <= _LONGEST else ""
    if not text or _SENTENCE.search(text):
        return None
    made = _parsed(joined_characters(_parted(text)))
    return _as_written(made, line) if made else None


def persons_in(authors: Iterable[str]) -> tuple[str, ...]:
    """Names as they were extracted, without the words for what somebody does.

    >>> persons_in(["通讯员 唐敏", "本报记者 何青", "Ann Lee"])
    ('唐敏', '何青', 'Ann Lee')
    """
    found = (_persons(each) for each in authors)
    return tuple(dict.fromkeys(name for names in found for name in names))


def _persons(author: str) -> tuple[str, ...]:
    made = read_credits(author)
    return (made.authors or made.staff or (author,)) if made else (author,)


def is_credit(word: str) -> bool:
    """Whether a word says what people are or did, and names nobody: "特约撰稿人", "文", "发自台北"."""
    return bool(_CREDIT.fullmatch(normalize(word)))


def _without_facts(line: str) -> str:
    """A line without its labelled source and dates: "江湾网记者 何青 来源：江湾日报"."""
    parts = cut(line)
    if all(part.kind not in (PatternKind.SOURCE, PatternKind.DATE) for part in parts):
        return line
    kept = (part for part in parts if part.kind not in (PatternKind.SOURCE, PatternKind.DATE))
    return " ".join(f"{part.label}：{part.value}" if part.label else part.value for part in kept)


def opening_credits(paragraph: str) -> Credits | None:
    """The credits that a text begins with, before a colon or in brackets: "江湾日报讯（记者 何青）…", "记者何青报道：…"."""
    head = paragraph[:_LONGEST_OPENING]
    for end in _CLOSINGS.finditer(head):
        said = head[: end.start()]
        for part in (_BRACKET.sub(" ", said), _BRACKET.split(said)[-1], _DATELINE.sub("", said)):
            if (made := read_credits(part)) and made.authors:
                return made
    return _credits_before_text(head) if _SENTENCE_END.search(paragraph) else None


def _credits_before_text(head: str) -> Credits | None:
    """Credits that only a blank parts from the text: "江湾新闻·江湾晨报记者 何青 昨天，…"; the longest such."""
    for end in reversed([found.start() for found in _BLANK.finditer(head)]):
        made = read_credits(head[:end])
        if made and made.medium and made.authors and all(map(has_surname, made.authors)):
            return made
    return None


def credited_medium(lines: Iterable[str]) -> str:
    """The medium that the first line of credits with authors, or a text that opens with them, names; "" where none does."""
    made = (read_credits(line) or opening_credits(line) for line in lines)
    return next((each.medium for each in made if each and each.authors and each.medium), "")


def credited_authors(lines: Sequence[str]) -> tuple[str, ...]:
    """Who wrote by the first lines of credits that stand together; none where no line is one of authors."""
    found: list[str] = []
    for line in lines:
        made = read_credits(line)
        if made:
            found += made.authors
        elif found:
            break
    return tuple(dict.fromkeys(found))


def _unwrapped(line: str) -> str:
    """A line without marks before it and brackets around it."""
    text = _MARKS.sub("", line)
    while len(text) > 1 and _BRACKETS.get(text[0]) == text[-1] and text.count(text[0]) == 1:
        text = _MARKS.sub("", text[1:-1])
    return text


def _parted(text: str) -> str:
    """A line with roles in place of signs: "文/图" is one before names and a deed behind them, "何青/文 唐敏/图" has two."""
    text = _BOTH_BEHIND.sub(" ", _ROLES_TOGETHER.sub(r"\1", text))
    text = _SPACED_ROLE.sub(lambda found: "".join(found[0].split()), text)
    text = _BRACKETED_ROLE.sub(" ", _BRACKETED_LABEL.sub(" ", _ADDRESS.sub("", text)))
    text = _WHAT_ONE_IS.sub(lambda found: found[0] if is_organisation(found["name"]) else found["name"] + " ", text)
    text = _BOTH.sub(f" {_TEXT_AND_PICTURES_DONE} ", _BOTH_FIRST.sub("文字: ", text))
    plain = _WROTE.sub(" ", text)
    return _PICTURED.sub(r" \1 ", plain) if plain == text else _PICTURED_BY.sub(r" 摄影 \1 ", plain)


def _parsed(text: str) -> Credits | None:
    roles = [found for found in _ROLE.finditer(text) if _begins(text, found)]
    if not roles:
        return _done_by(text)
    prefix = text[: roles[0].start()]
    # How a house calls itself before each of its people: "金塔记者 何青 金塔编辑 唐敏".
    if _SHORT_NAME.fullmatch(prefix) and prefix in text[len(prefix) :]:
        return _parsed(text.replace(prefix, " "))
    before = _before(prefix)
    if before is None:
        return None
    people: dict[str, list[str]] = {"author": before[0], "other": []}
    medium = before[1]
    ends = [*(found.start() for found in roles[1:]), len(text)]
    did = ""
    for found, end, follows in zip(roles, ends, [*roles[1:], None], strict=True):
        said = _people(text[found.end() : end], medium=medium, before=follows[0] if follows else "")
        if said is None:
            return None
        wrote = bool(found["author"] or found["signed"])
        # Behind an empty "作者：" an editor is still one.
        did = (did or "author") if wrote else "other"
        people[did] += said[0]
        medium = said[1]
        # "摄影：江湾日报记者 何青": a role with nobody behind it says what the next one's people did.
        did = "" if said[0] else did
    authors, staff = (tuple(dict.fromkeys(people[kind])) for kind in ("author", "other"))
    return Credits(authors, staff, medium) if authors or staff else None


def _done_by(text: str) -> Credits | None:
    """Credits without a role: surely people, and what they did: "何青 唐敏 摄影报道"."""
    parts = [part for part in _PARTS.split(_SUPPLIED.sub(r" \1", text)) if part]
    medium = clean_source(parts.pop(0)) if len(parts) > 2 and _is_medium(parts[0]) else ""
    *names, done = parts or [""]
    surely = names and len(names) <= _MOST_NAMES and all(map(is_surnamed, names))
    reported = done in _REPORTED or _TOLD_AT.fullmatch(done)
    return Credits(tuple(names), (), medium) if surely and reported else None


def _as_written(made: Credits, line: str) -> Credits:
    """Credits read from a normalized line, in the line's own characters."""
    shown = "".join(line.split())
    if (form := normalize(shown)) == shown:
        return made

    def own(name: str) -> str:
        at = form.find("".join(name.split()))
        return shown[at : at + len(name)] if at >= 0 else name

    return Credits(tuple(map(own, made.authors)), tuple(map(own, made.staff)), own(made.medium))


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
    prefix = _TITLE_MARKS.sub("", prefix)
    parts = [part for part in re.split(r"[^\w·+]+", prefix) if part.strip("·+")]
    if not parts or (_SHORT_NAME.fullmatch(prefix) and not is_media(prefix)):
        return [], ""
    told = parts[-1] if is_media(parts[-1]) else _without_place(_TOLD.sub("", parts[-1]))
    # Right before a role nothing was told yet: "江湾经济报道记者".
    if prefix[-1].isalnum() and not is_media(told) and _MAY_END_NAME.search(parts[-1]):
        told = parts[-1]
    # "大江时讯记者": what ends like "told" is a part of a name that would be too short without it.
    parts[-1] = told if len(parts) > 1 or len(told) > _LONGEST_PERSON or is_media(told) else parts[-1]
    alone = len(parts) == 1 and _LONGEST_PERSON < len(parts[0]) <= _LONGEST_MEDIUM and bool(_HOUSE.fullmatch(parts[0]))
    if len(parts) > 1 and is_organisation(parts[0]) and not _is_medium(parts[0]):
        parts = parts[1:]
    media = [part for part in parts if _is_medium(part)]
    names = [part for part in parts if part not in media]
    if alone and not media:
        media, names = parts, []
    if media != parts[len(names) :] or not all(map(is_surnamed, names)):
        return None
    return names, clean_source(media[-1]) if media else ""


def _without_place(name: str) -> str:
    """A medium's name without where it told from: "江湾晨报" of "江湾晨报云浦"."""
    ends = range(len(name) - 1, max(_LONGEST_PERSON, len(name) - _LONGEST_PLACE) - 1, -1)
    return next((name[:end] for end in ends if is_media(name[:end])), name)


def _is_medium(part: str) -> bool:
    return len(part) <= _LONGEST_MEDIUM and any(is_media(name) for name in part.split("·"))


def _people(field: str, *, medium: str, before: str) -> tuple[list[str], str] | None:
    """The names of a role, without what was done and media before and behind them, and the medium; None where anything else is said.

    Args:
        field: What stands between a role and the next.
        medium: What was named before, which may stand in short before the next role.
        before: The role that follows; "" for none.
    """
    parts = [part for part in _PARTS.split(field) if part]
    if parts and before and (is_media(parts[-1]) or (field[-1].isalnum() and _is_house(parts[-1], medium, before))):
        last = parts.pop()
        medium = medium or clean_source(last)
    if len(parts) > 1 and _is_medium(parts[0]):
        medium = medium or clean_source(parts[0])
        parts = parts[1:]
    if len(parts) > 1 and not before and _is_medium(parts[-1]):
        medium = medium or clean_source(parts[-1])
        parts = parts[:-1]
    parts = [part for part in parts if not is_organisation(part)] or parts
    # Name and place are written together; most names have three characters.
    if len(parts) == 1 and (told := _NAME_AND_PLACE.fullmatch(parts[0])):
        return [told[1]], medium
    while parts and _DONE.fullmatch(parts[-1]):
        done = parts.pop()
        if not parts and is_surnamed(name := _TOLD.sub("", done)) and name != done:
            parts.append(name)  # "记者何青报道"
            break
        # A place is not listed with people: "何青、麦田报道".
        if (name := _TOLD.sub("", done)) != done and f"、{done}" in field and is_chinese_name(name):
            parts.append(name)
            break
        if done in _DONE_AT and len(parts) > 1 and len(parts[-1]) == _BESIDE and parts[-1][0] not in SURNAMES:
            parts.pop()
    names = [part for part in parts if part not in _DONE_ALONE and not _GIVEN.fullmatch(part)]
    if len(names) > _MOST_NAMES or not all(is_chinese_name(name) and name not in LABELS for name in names):
        return None
    return names, medium


def _is_house(name: str, medium: str, role: str) -> bool:
    """Whether a name right before a role is the house's: in short, as it was named before, or nobody's by its surname."""
    return medium.startswith(name) or is_organisation(name) or (_REPORTER in role and not has_surname(name))
