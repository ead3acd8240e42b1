"""What people are called: the names that a by-line of any language holds, and what is no name."""

import re

from indexer.extract.dates import read_date, read_date_in_words
from indexer.extract.patterns import (
    BEATS,
    BEFORE_ROLES,
    BY_ENDS,
    BY_WORDS,
    DOUBLE_SURNAMES,
    JOINING,
    LABELS,
    NOBODY,
    ORGANISATION_ENDINGS,
    OWN_NAMES,
    PARTICLES,
    PERSONS_TITLES,
    PLACES,
    RARE_SURNAMES,
    SURNAMES,
    PatternKind,
    any_of,
    cut,
    whole_words,
)
from indexer.text.characters import one_line
from indexer.text.months import PAGE_MONTHS
from indexer.text.normalize import normalize

_LONGEST = 300
_MOST_WORDS = 5
# A comma is for a list of names, or before a title or a place, which are no names.
_PARTED = re.compile(rf"\s*(?:[,，;；、/|｜•·]|\s[-–—]\s|(?<=\s)(?:{whole_words(JOINING)})(?=\s))\s*", re.IGNORECASE)
_ACCOUNT = re.compile(r"(?<=\w)\s+[(\[]?@\w+[)\]]?")
_NO_NAMES = NOBODY | PAGE_MONTHS.keys() | LABELS.keys() | {word.casefold() for word in BY_WORDS}
_BESIDE_NAMES = BY_ENDS | PARTICLES | {"vom", "um", "a", "an", "the", "to", "from"}
_ENDS = re.compile(rf"\s[-–—]\s|[|｜•·(（\[]|\s(?:{whole_words(BY_ENDS)})\s|\d", re.IGNORECASE)
_NOT_IN_NAMES = re.compile(r"[\d@:!?…\"<>=_#*]|https?|www\.|\.(?:com|net|org|de|ru)\b", re.IGNORECASE)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_CJK_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{1,8})+")
_LATIN_NAME = re.compile(r"[A-Z][\w.'-]*(?: (?:[a-z]{2,3} )?[A-Z][\w.'-]*){0,3}|[A-Za-z][\w-]{2,20}")
ROLES = re.compile(
    rf"(?:(?:{any_of((*BEFORE_ROLES, *OWN_NAMES))}|融媒体?|通讯|策划|央视)*"
    r"(?:[记記]者|[通报][讯訊道][员員]|实习生|撰稿人?|撰文|评论员|观察员|作者|编译|执笔)|文字整理)\s*[:：]?"
)
_NOT_A_NAME = re.compile(
    r".*(?:网|报|社|台|新闻|中心|编辑|公司|频道|客户端|周刊|杂志|日报|管理|发布|来源|原创|转载|综合|整理|视频|图片|摄影|文图|图文|报道|整合"
    r"|编译|供稿|供图|未知|佚名|匿名|本站|小编|财经|资讯|评论|微信|微博|官方[账帐]号|[账帐]号|提供|发自|获悉|表示|介绍|了解|从|在|注)$|从.*|在.*|注|admin.*|name|email"
)
PHOTO = re.compile(
    r"[;；。，,]?\s*(?:文\s?[/／]\s?图|图\s?[/／]\s?文|文图|图文|摄影报道|摄|图\s?[/／].*|[/／]\s?[文图摄].*|\s文(?=\s|$).*)"
)
_SPACED_OUT = re.compile(
    r"(?<![\u4e00-\u9fff])(?:([\u4e00-\u9fff])[\s　]+([\u4e00-\u9fff])"
    rf"|([{''.join(sorted(SURNAMES))}])[\s　]+([\u4e00-\u9fff]{{2}}))(?![\u4e00-\u9fff])"
)
_SURE_NAME = 3
_ANY_SURNAME = SURNAMES | RARE_SURNAMES
_ENDS_OF_NAMES = [end for end in ORGANISATION_ENDINGS if len(end) > 1]
_ORGANISATION = re.compile(
    rf"[\w·（）()]{{2,}}(?:{any_of(ORGANISATION_ENDINGS)}|[网报社台]|中心|频道)|[\w·（）()]*(?:{any_of(_ENDS_OF_NAMES)})"
    r"|[\w·]+(?:新闻|客户端|融媒体?|财经)"
)
_OFFICE = re.compile(r"\w{2,}[科会庭]")
"""An office's name, unless it begins with a surname."""

_AT_OFFICE = re.compile(rf"(\w{{2,}}(?:{any_of(ORGANISATION_ENDINGS)}|中心))[（(]([\u4e00-\u9fff·]{{2,6}})[）)]")
_LABEL_IN_BRACKETS = re.compile(r"(?<=\w)\s*[（(][^（）()]*[:：][^（）()]*[）)]")
_ROLE_IN_BRACKETS = re.compile(r"[（(]\s*(?:实习|见习|特约)?\s*[）)]")


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
        name = _without_title(name)
        if not is_person_name(name):
            break
        if name not in names:
            names.append(name)
    return tuple(names)


def _without_title(name: str) -> str:
    """A name without what the person is behind it: "Anna Whitlock" of "Anna Whitlock Environment Correspondent", "" of "Senior Reporter"."""
    words = name.split()
    if words and words[-1].casefold() in PERSONS_TITLES:
        words.pop()
        while words and words[-1].casefold() in BEATS:
            words.pop()
    # "Rasender Reporter" is what somebody signs with.
    return name if len(words) == 1 else " ".join(words)


def is_person_name(name: str) -> bool:
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


def split_names(text: str) -> tuple[str, ...]:
    """Names of people in a by-line, in order and once each: "周晓岚 通讯员 何青 文/图" gives two.

    A two-character name that the page spaces out ("张 三") is put together; for whom they work may stand before
    ("临溪县人民法院 佟小丫"), and what else is not a name ends the list.
    """
    if not _HAN.search(text[:_LONGEST]):
        return names_of(said_of_author(text))
    text = _LABEL_IN_BRACKETS.sub(" ", _AT_OFFICE.sub(r"\1 \2 ", text[:_LONGEST]))
    plain = _ROLE_IN_BRACKETS.sub(" ", PHOTO.sub(" ", ROLES.sub(" ", text[:_LONGEST])))
    names: list[str] = []
    for token in _people_beside(_tokens(joined_characters(plain))):
        if not is_chinese_name(token):
            break
        if token not in names:
            names.append(token)
    return tuple(names)


def _people_beside(tokens: list[str]) -> list[str]:
    """Words without the offices and media that stand before and behind names; as they are where nothing else stands there."""
    return [token for token in tokens if not is_organisation(token)] or tokens


def is_organisation(name: str) -> bool:
    """Whether a name is that of an office, a firm, a school or a medium by its last characters: "市水务局", "江湾日报"."""
    form = normalize(name)
    return bool(_ORGANISATION.fullmatch(form)) or (bool(_OFFICE.fullmatch(form)) and not has_surname(name))


def joined_characters(text: str) -> str:
    """A text whose names are not spaced out: "张 三" is "张三", "张 三丰" is "张三丰"."""
    return _SPACED_OUT.sub(lambda found: "".join(part for part in found.groups() if part), text)


def said_of_author(text: str) -> str:
    """What stands behind a label or a "By"; a text without any, as it is."""
    parts = cut(text)
    labelled = (part.value for part in parts if part.kind is PatternKind.AUTHOR)
    return next(labelled, parts[0].value if parts and parts[0].kind is None else "")


def has_surname(name: str) -> bool:
    """Whether a Chinese name begins with a surname, a rare one too."""
    form = normalize(name)
    return form[:1] in _ANY_SURNAME or (len(form) >= _SURE_NAME and form[:2] in DOUBLE_SURNAMES)


def is_surnamed(name: str) -> bool:
    """Whether a name is a Chinese one that begins with a surname, a rare one too."""
    return has_surname(name) and is_chinese_name(name)


def is_person(name: str) -> bool:
    """Whether a name without any label is surely a person's: three Chinese characters with a frequent surname."""
    return len(name) == _SURE_NAME and name[0] in SURNAMES and bool(_CJK_NAME.fullmatch(name)) and is_chinese_name(name)


def is_row_of_names(text: str) -> bool:
    """Whether a text is several names with blanks between them, each with a surname: "彭扬 赵白执南"."""
    names = joined_characters(text).split()
    return 1 < len(names) <= _MOST_WORDS and all(_is_named(name) for name in names)


def _is_named(name: str) -> bool:
    return is_surnamed(name) and bool(_CJK_NAME.fullmatch(name)) and not is_organisation(name)


def may_be_person(name: str) -> bool:
    """Whether a name without any label may be a person's: two or three Chinese characters with a frequent surname."""
    return (
        len(name) <= _SURE_NAME and name[:1] in SURNAMES and bool(_CJK_NAME.fullmatch(name)) and is_chinese_name(name)
    )


def is_chinese_name(token: str) -> bool:
    """Whether a word of a Chinese by-line may be a name: two to four characters or Latin letters, and no word that by-lines are made of."""
    if _NOT_A_NAME.fullmatch(token) or token in NOBODY or token in PLACES:
        return False
    return bool(_CJK_NAME.fullmatch(token) or _LATIN_NAME.fullmatch(token))


def _tokens(text: str) -> list[str]:
    if re.search(r"[\u4e00-\u9fff]", text):
        return [
            token
            for token in re.split(
                r"[\s、，,/／&＆;；|｜丨▪▫■□●○◆◇∙•]+|(?<=[\u4e00-\u9fff]{2})和(?=[\u4e00-\u9fff]{2,3}$)", text.strip()
            )
            if token
        ]
    return [token.strip() for token in re.split(r"[、，,/／&＆;；|｜丨]+|\band\b", text.strip()) if token.strip()]
