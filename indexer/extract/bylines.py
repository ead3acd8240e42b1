"""Who wrote, edited and published an article, read from its header, dateline and last lines."""

import re
from collections.abc import Sequence

from indexer.extract.dates import read_date, read_date_in_words, without_date
from indexer.extract.patterns import (
    BY_ENDS,
    BY_WORDS,
    JOINING,
    LABELS,
    MONTHS,
    NOBODY,
    PARTICLES,
    SURNAMES,
    PatternKind,
    cut,
    fields_of,
    whole_words,
)
from indexer.text.characters import label_form, one_line

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
        if not is_person_name(name):
            break
        if name not in names:
            names.append(name)
    return tuple(names)


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


_HAN = re.compile(r"[\u4e00-\u9fff]")
_CJK_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{1,8})+")
_LATIN_NAME = re.compile(r"[A-Z][\w.'-]*(?: (?:[a-z]{2,3} )?[A-Z][\w.'-]*){0,3}|[A-Za-z][\w-]{2,20}")
_ROLES = re.compile(
    r"(?:(?:见习|实习|特约|摄影|首席|驻站|文字|全媒体|融媒体?|本报|本网|本台|通讯|责任|策划|总台|央视|特派)*"
    r"(?:[记記]者|[通报][讯訊道][员員]|实习生|撰稿人?|撰文|评论员|观察员|作者|编译|执笔)|文字整理)\s*[:：]?"
)
_NOT_A_NAME = re.compile(
    r".*(?:网|报|社|台|新闻|中心|编辑|公司|频道|客户端|周刊|杂志|日报|管理|发布|来源|原创|转载|综合|整理|视频|图片|摄影|文图|图文|报道|整合"
    r"|编译|供稿|供图|未知|佚名|匿名|本站|小编|财经|资讯|评论|微信|微博|发自|获悉|表示|介绍|了解|从|在|注)$|从.*|在.*|注|于.*|admin.*|name|email"
)
_MEDIA = re.compile(
    r".*(?:网|报|社|台|新闻|周刊|杂志|中心|频道|客户端|日报|晚报|传媒|融媒体?|财经|广播|公众号|在线|网易|搜狐|新浪|腾讯|凤凰)$"
)
_PHOTO = re.compile(
    r"[;；。，,]?\s*(?:文\s?[/／]\s?图|图\s?[/／]\s?文|文图|图文|摄影报道|摄|图\s?[/／].*|[/／]\s?[文图摄].*|\s文(?=\s|$).*)"
)

_BRACKETED = re.compile(
    r"[（(\[【][^（）()\[\]【】]{0,24}?(?:[记記]者|通[讯訊][员員])\s*[:：]?([^（）()\[\]【】]{2,60})[）)\]】]"
)
# "新华网福州10月12日电 (林可欣)": a name alone, right after the dateline.
_AFTER_DATELINE = re.compile(r"日[电電讯訊]\s*[（(](?:[记記]者)?\s*([\u4e00-\u9fff·、 　]{2,20})[)）]")
# "記者蔡智明嘉義縣6日電": name and place are written together; most names have three characters.
_TAIWAN = re.compile(r"[记記]者([\u4e00-\u9fff]{3})[\u4e00-\u9fff]{2,5}\d{1,2}日[电電]")
# "2024-08-22 来源：江湾日报 记者 丁一": a label and a name with nothing but a blank between.
_SPACED = re.compile(
    r"(?:^|[\s|｜])(?:作者|[记記]者|撰文|撰稿)[\s　]+((?:[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff] [\u4e00-\u9fff])(?:[\s　、]+[\u4e00-\u9fff]{2,4})*)(?=\s*$|\s*[|｜])"
)
_UNBRACKETED = re.compile(
    r"^(?:■|□|●|\s)*(?:(?:[\w·《》]{2,14}(?:网|报|社|新闻|台|周刊|客户端)|本报|本网|本刊|见习|实习|特约)\s?[\w·]{0,8}"
    r"(?:记者|评论员|撰稿人))\s*[:：]?\s*(.{2,40})$"
)
_LINE = re.compile(
    r"^[□■●◎◆▲\s]*[（(【\[]?\s*(?:(?:文\s?[/／]\s?图|图\s?[/／]\s?文|文图|图文)(?=[/／|｜丨:：\s])[/／|｜丨:：]?"
    r"|(?:作\s*者|撰\s*文|撰\s*稿|[记記]\s*者|[执執]\s*[笔筆]|采\s*写|文字|文(?=[/／|｜丨:：]))\s*[/／|｜丨:：])\s*(.{2,60}?)\s*[）)】\]]?$"
)
_SOURCE_ENDS = re.compile(
    r"\s{2,}|[|｜\[【（(]|(?:\s|^)(?:作者|记者|编辑|责编|责任编辑|时间|发布|发表|日期|字号|字体|点击|阅读|浏览|分享|评论|通讯员|撰稿|原标题|\d{4}[-年])"
)
_WIRE = re.compile(r"^[（(【\[]?\s?(新华社|中新社|中新网|央视网|人民网|新华网|法新社|路透社|美联社)")
_DATELINE_MEDIA = re.compile(
    r"^[（(【\[]?\s?([\u4e00-\u9fffA-Za-z·]{1,10}(?:网|报|社|新闻|台|商报|日报|晚报))"
    r"(?:(?:记者)?.{0,16}?[讯电]\s?[（(，,：:　\s\d\u4e00-\u9fff]|.{0,4}\d{1,2}日消息)"
)

_NO_SOURCE = (
    "本报",
    "本网",
    "本刊",
    "本台",
    "本社",
    "本站",
    "本站原创",
    "原创",
    "转载",
    "未知",
    "佚名",
    "不详",
    "其他",
    "网络",
    "互联网",
    "综合",
    "网络综合",
    "综合整理",
)
_SAID_BY = re.compile(r"(?:据|[转来选摘]自)\s*[:：]?\s*(.{2,}?)(?:消息|报道|讯)?")
_WEEKDAY = re.compile(r"(?:星期|周)[一二三四五六日天]")
_BETWEEN_PARTS = re.compile(r"\s*[|｜]\s*|\s[·•]\s")
_DAY = re.compile(r"(?<!\d)\d{1,2}(?:[-/]\d{1,2}|月\d{1,2}日)(?:\s+\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?(?!\w)")
"""A day without its year, with its time perhaps."""

_LABEL_OF_DATE = re.compile(r"^\W*[^\s\d:：]{1,10}[:：](?=\s*\d)")
_LONGEST_ENDING = 100
_SURE_NAME = 3
_MOST_ALONE = 4
_LISTING = ",，、;；&"
_REPORTER_OF = re.compile(
    r"(?:^|[\s（(【\[|])([\u4e00-\u9fff·]{2,12}?(?:网|报|社|新闻|台|周刊|客户端))(?:首席|见习|实习|特约|全媒体|融媒体?){0,2}[记記]者"
)
_ENDING_BRACKET = re.compile(r"[（(【\[]([^（）()【】\[\]]{2,90})[）)】\]]\s*[。.]?$")
"""Characters of a by-line that are read; of one that is a text, the names stand at the beginning or nowhere."""
_EDITOR_LABELS = ("责任编辑", "责编", "值班编辑", "网络编辑", "编辑")


def split_names(text: str) -> tuple[str, ...]:
    """Names of people in a by-line, in order and once each: "周晓岚 通讯员 何青 文/图" gives two.

    A two-character name that the page spaces out ("张 三") is put together; what is not a name ends the list.
    """
    if not _HAN.search(text[:_LONGEST]):
        return names_of(said_of_author(text))
    plain = _PHOTO.sub(" ", _ROLES.sub(" ", text[:_LONGEST]))
    plain = re.sub(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff])[\s　]+([\u4e00-\u9fff])(?![\u4e00-\u9fff])", r"\1\2", plain)
    names: list[str] = []
    for token in _tokens(plain):
        if not _is_name(token):
            break
        if token not in names:
            names.append(token)
    return tuple(names)


def said_of_author(text: str) -> str:
    """What stands behind a label or a "By"; a text without any, as it is."""
    parts = cut(text)
    labelled = (part.value for part in parts if part.kind is PatternKind.AUTHOR)
    return next(labelled, parts[0].value if parts and parts[0].kind is None else "")


def header_authors(pieces: Sequence[str]) -> tuple[str, ...]:
    """Authors of a header: labelled pieces ("作者：…", the value perhaps in the next piece) or "何青/江城青年报".

    Chinese pages name those who wrote together by label: "记者：何青 通讯员：唐敏".
    """
    found: list[str] = []
    for place, piece in enumerate(pieces):
        for field in cut(piece):
            if field.kind is not PatternKind.AUTHOR or (found and not _HAN.search(field.label)):
                continue
            found += split_names(field.value or _following(pieces[place + 1 : place + 6]))
    if found:
        return tuple(dict.fromkeys(found))
    for piece in pieces:
        if (spaced := _SPACED.search(piece[:_LONGEST_ENDING])) and (names := split_names(spaced[1])):
            return names
        if by := _by_media(piece):
            return by
        for part in _parts(piece):
            if by := _unbracketed(part):
                return by
    return ()


def _parts(piece: str) -> list[str]:
    """What stands before, between and behind the dates and strokes of a short line: "江湾网 | 2024-05-06 本网记者 何青" has two."""
    if len(piece) > _LONGEST_ENDING:
        return [piece]
    return [part.strip() for part in _BETWEEN_PARTS.split(_DAY.sub("|", without_date(piece, by="|"))) if part.strip()]


def name_beside(line: str) -> str:
    """The person of a line that names a medium, a person and a date, and nothing else: "江湾日报 | 何青 | 2024-05-06"."""
    if len(line) > _LONGEST_ENDING or not read_date(line):
        return ""
    others = [part for part in _parts(line) if not is_media(part)]
    media = len(_parts(line)) - len(others)
    return others[0] if media == len(others) == 1 and others[0][0] in SURNAMES and _is_name(others[0]) else ""


def names_alone(pieces: Sequence[str]) -> tuple[str, ...]:
    """The people of a piece that names surely people and says nothing else: "（丁一心 何青山）" at the end of a text."""
    for piece in pieces:
        names = piece.split()
        if 0 < len(names) <= _MOST_ALONE and all(is_person(name) for name in names):
            return tuple(names)
    return ()


def reporters_medium(pieces: Sequence[str]) -> str:
    """The medium whose reporter a short piece names: "江湾日报" of "江湾日报记者 丁一"."""
    for piece in pieces:
        found = _REPORTER_OF.search(piece) if len(piece) <= _LONGEST_ENDING else None
        if found and (name := clean_source(found[1])):
            return name
    return ""


def _following(pieces: Sequence[str]) -> str:
    """The value behind a label that stands alone: the next piece, and those after it that go on listing names.

    Names of Chinese characters may be links of their own with dots or nothing between them; others go on after a comma
    or an "and".
    """
    listed: list[str] = []
    for piece in pieces:
        if any(field.kind for field in cut(piece)):
            break
        # Between Chinese names stands any sign; beside others, a stroke or a dot begins something else.
        chinese = bool(listed) and bool(_HAN.search(listed[0]))
        ends = [each[-1] in _LISTING or (chinese and not each[-1].isalnum()) for each in (*listed[-1:], piece)]
        joins = [*ends, piece.casefold() in JOINING, bool(listed) and listed[-1].casefold() in JOINING]
        if listed and not (any(joins) or _HAN.search(piece)):
            break
        listed.append(piece if re.search(r"\w", piece) else "、")
    return " 、 ".join(piece.strip("、，,") for piece in listed)


def ending_pieces(paragraphs: Sequence[str]) -> list[str]:
    """What the end of a text may say of its making: its last short lines, and brackets that its last paragraphs end with."""
    pieces: list[str] = []
    for paragraph in paragraphs[-3:]:
        if found := _ENDING_BRACKET.search(paragraph[-_LONGEST_ENDING:]):
            pieces.append(found[1])
        elif len(paragraph) <= _LONGEST_ENDING:
            pieces.append(paragraph)
    return pieces


def labelled_pieces(paragraphs: Sequence[str]) -> list[str]:
    """Short lines at either end of a text that begin with a label, and what `ending_pieces` gives."""
    first = [text for text in paragraphs[:2] if len(text) <= _LONGEST_ENDING and (parts := cut(text)) and parts[0].kind]
    return [*first, *ending_pieces(paragraphs)]


def body_authors(paragraphs: Sequence[str]) -> tuple[str, ...]:
    """Authors that the text itself names: in the dateline, else in a line of their own near either end."""
    for paragraph in paragraphs[:3]:
        for pattern in (_TAIWAN, _BRACKETED, _AFTER_DATELINE):
            if (found := pattern.search(paragraph[:120])) and (names := split_names(found[1])):
                return names
    for paragraph in [*paragraphs[:3], *reversed(paragraphs[-4:])]:
        if names := _own_line(paragraph):
            return names
    for paragraph in reversed(paragraphs[-2:]):
        if (found := _BRACKETED.search(paragraph[-70:])) and (names := split_names(found[1])):
            return names
    return ()


def header_source(pieces: Sequence[str]) -> str:
    """The labelled source of a header: "来源：青禾网", the value perhaps in the next piece; "" without a label."""
    values = (clean_source(field.value) for field in fields_of(pieces) if field.kind is PatternKind.SOURCE)
    return next((value for value in values if value), "")


def beside_date(line: str) -> str:
    """The medium that stands in the same line as a date and nothing else: "云浦日报" of "2024-08-22 09:15 云浦日报"."""
    media = [name for name in words_beside_date(line).split(" ") if is_media(name)] if read_date(line) else []
    return clean_source(media[0]) if media else ""


def words_beside_date(line: str) -> str:
    """What a line says beside its dates, without weekdays and a label right before the date: "云浦日报"."""
    rest = _WEEKDAY.sub(" ", _DAY.sub(" ", without_date(_LABEL_OF_DATE.sub("", line))))
    return re.sub(r"[\s\d:：+.|·]+", " ", rest).strip()


def media_after_author(pieces: Sequence[str]) -> str:
    """The medium of an "author/medium" piece: "江城青年报" of "何青/江城青年报"."""
    for piece in pieces:
        if _by_media(piece):
            return piece.split("/")[1].strip()
    return ""


def dateline_source(paragraphs: Sequence[str]) -> str:
    """The medium that an article's first words name: "青禾网" of "青禾网讯（记者 …）", "新华社" of "新华社北京2月29日电"."""
    for paragraph in paragraphs[:3]:
        if found := _WIRE.match(paragraph) or _DATELINE_MEDIA.match(paragraph[:40]):
            return found[1]
    return ""


def clean_source(value: str) -> str:
    """A medium's name without what pages hang on it; "" for what can't be one."""
    text = _SOURCE_ENDS.split(one_line(value).strip(" :：[]【】《》|"))[0].strip(" :：[]【】《》|,，;；")
    text = re.sub(r"(?<=.)(?:官方)?(?:微信)?公众?号$", "", text)
    if found := _SAID_BY.fullmatch(text):
        text = found[1]
    if len(text) > 30 or re.fullmatch(r"[\d\W_]*", text) or re.match(r"(?:https?:|www\.)", text):
        return ""
    return "" if re.search(r"[。！？]|原标题", text) or text in _NO_SOURCE else text


def is_media(name: str) -> bool:
    """Whether a name is a medium's by its last characters: "新京报", "长江网", "央视新闻"."""
    return bool(_MEDIA.fullmatch(label_form(name)))


def is_person(name: str) -> bool:
    """Whether a name without any label is surely a person's: three Chinese characters with a frequent surname."""
    return len(name) == _SURE_NAME and name[0] in SURNAMES and bool(_CJK_NAME.fullmatch(name)) and _is_name(name)


def find_editor(lines: Sequence[str]) -> str:
    """The responsible editor, without the number that some sites add: "责编：何青" gives "何青"."""
    for label in _EDITOR_LABELS:
        pattern = re.compile(
            rf"{label}\s*[】\]]?\s*[:：]\s*([^\s\])）】|:：,，]+(?:[、 ][\u4e00-\u9fff]{{2,3}}(?![\u4e00-\u9fff:：]))*)"
        )
        for line in lines:
            found = pattern.search(line) if len(line) <= 200 else None
            if found and (name := re.sub(r"_\w+$|^[A-Z]+\d+$", "", found[1]).strip("_- ")):
                return name
    return ""


def _own_line(paragraph: str) -> tuple[str, ...]:
    if len(paragraph) > 70:
        return ()
    found = _LINE.match(paragraph)
    return split_names(found[1]) if found else _unbracketed(paragraph)


def _unbracketed(line: str) -> tuple[str, ...]:
    found = _UNBRACKETED.match(line) if len(line) <= 60 else None
    if not found:
        return ()
    value = re.split(r"\d{1,2}月|编辑|校对|责编|来源|摄影|图|视频|\s文(?=\s|$)|\d{4}", found[1])[0].strip()
    names = split_names(value)
    # "晚报记者 何青 走进村子发现…" is a sentence, not a by-line.
    said = re.sub(r"[\s、,，/]", "", _PHOTO.sub("", _ROLES.sub("", value)))
    return names if len("".join(names)) >= len(said) - 2 else ()


def _by_media(piece: str) -> tuple[str, ...]:
    parts = piece.strip().split("/")
    if len(parts) != 2 or not is_media(parts[1].strip()) or len(piece) > 30:
        return ()
    return split_names(parts[0])


def _tokens(text: str) -> list[str]:
    if re.search(r"[\u4e00-\u9fff]", text):
        return [
            token for token in re.split(r"[\s、，,/／&＆;；|｜丨]+|和(?=[\u4e00-\u9fff]{2,3}$)", text.strip()) if token
        ]
    return [token.strip() for token in re.split(r"[、，,/／&＆;；|｜丨]+|\band\b", text.strip()) if token.strip()]


def _is_name(token: str) -> bool:
    if _NOT_A_NAME.fullmatch(token):
        return False
    return bool(_CJK_NAME.fullmatch(token) or _LATIN_NAME.fullmatch(token))
