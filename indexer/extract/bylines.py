"""Who wrote and edited an article, read from the lines above its text, its dateline and its last lines."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from indexer.extract.credits import credited_authors, opening_credits, read_credits
from indexer.extract.dates import read_date, read_date_in_words, without_date
from indexer.extract.media_names import DAY, author_and_medium, is_media, medium_and_name
from indexer.extract.patterns import (
    BY_WORDS,
    DOUBLE_SURNAMES,
    JOINING,
    VIETNAMESE_SURNAMES,
    WROTE,
    Field,
    PatternKind,
    any_of,
    cut,
    fields_of,
    kind_of_label,
    label_alone,
    may_hold_labels,
    whole_words,
)
from indexer.extract.person_names import (
    is_organisation,
    is_person,
    is_row_of_names,
    is_surnamed,
    joined_characters,
    may_be_person,
    split_names,
)

_HAN = re.compile(r"[\u4e00-\u9fff]")
_BRACKETED = re.compile(
    r"[（(\[【][^（）()\[\]【】]{0,24}?(?:[记記]者|通[讯訊][员員])\s*[:：]?([^（）()\[\]【】]{2,60})[）)\]】]"
)
# "新华网福州10月12日电 (林可欣)": a name alone, right after the dateline.
_AFTER_DATELINE = re.compile(r"(?:日[电電]|[讯訊])\s*[（(](?:[记記]者)?\s*([\u4e00-\u9fff·、 　]{2,20})[)）]")
# "記者蔡智明嘉義縣6日電": name and place are written together; most names have three characters.
_TAIWAN = re.compile(r"[记記]者([\u4e00-\u9fff]{3})[\u4e00-\u9fff]{2,5}\d{1,2}日[电電]")
_LINE = re.compile(
    r"^[□■●◎◆▲\s]*[（(【\[]?\s*(?:(?:文\s?[/／]\s?图|图\s?[/／]\s?文|文图|图文)(?=[/／|｜丨:：\s])[/／|｜丨:：]?"
    r"|(?:作\s*者|撰\s*文|撰\s*稿|[记記]\s*者|[执執]\s*[笔筆]|采\s*写|文字|文(?=[/／|｜丨:：]))\s*[/／|｜丨:：])\s*(.{2,60}?)\s*[）)】\]]?$"
)
_BETWEEN_PARTS = re.compile(r"\s*[|｜]\s*|\s[·•]\s|[】）)\]]\s*[【（(\[]")
_COUNTER = re.compile(r"(?:阅读|浏览|点击|评论|播放|访问|热度)[量数次]*\s*[:：]?\s*\d[\d.,]*\s*[万次]*")
_LONGEST_ENDING = 100
_LAST = 3
_KINDS_OF_TEXTS = ("新闻", "报道", "在线")
"""Last paragraphs that may say who made the article; more where each of them does."""

_OF_THE_TEXT = "本文"
_MOST_ALONE = 4
_LONGEST_MEDIUM = 16
_LISTING = ",，、;；&"
_ENDING_BRACKET = re.compile(r"[（(【\[［]([^（）()【】\[\]［］]{2,90})[）)】\]］]\s*[。.]?$")
"""Characters of a by-line that are read; of one that is a text, the names stand at the beginning or nowhere."""
_KOREAN = re.compile(r"(?<![\uac00-\ud7a3])([\uac00-\ud7a3]{2,4})\s+(?:[\uac00-\ud7a3]{1,4})?기자(?![\uac00-\ud7a3])")
_WROTE = re.compile(rf"([^\W\d_][\w'’.-]+(?: [^\W\d_][\w'’.-]+){{1,3}})\s+\((?:{any_of(WROTE)})\)")
_BY_INSIDE = re.compile(rf"(?<=\S\s)(?:{whole_words(BY_WORDS)})\s+(?=\S)", re.IGNORECASE)
_LONGEST_NAME, _FEWEST_WORDS = 40, 2
_LONGEST_ALONE = 3
_MARK = re.compile(r"^[□■●○◎◆◇▲△]\s*")
_DEED = re.compile(r"\s*(?:文\s?[/、]?\s?图|图\s?[/、]\s?文|[/／]文|文|摄影报道|供稿)$")
_EDITOR_LABELS = ("责任编辑", "责编", "值班编辑", "网络编辑", "编辑")


def header_authors(pieces: Sequence[str]) -> tuple[str, ...]:
    """Authors of a header: labelled pieces ("作者：…", the value perhaps in the next piece) or "何青/江城青年报".

    Chinese pages name those who wrote together by label: "记者：何青 通讯员：唐敏".
    """
    found: list[str] = []
    for place, piece in enumerate(pieces):
        for field in [Field(alone, piece, "")] if (alone := label_alone(piece)) else cut(piece):
            if field.kind is not PatternKind.AUTHOR or (found and not _HAN.search(field.label)):
                continue
            found += split_names(field.value or _following(pieces[place + 1 : place + 6]))
    if found:
        return tuple(dict.fromkeys(found))
    return next((names for piece in pieces if (names := _unlabelled(piece))), ())


def _unlabelled(piece: str) -> tuple[str, ...]:
    """Authors of a header's piece without a label that ends in a sign."""
    if by := author_and_medium(piece)[0] or _behind_date(piece):
        return by
    for part in parts_between_dates(piece):
        for said in (part, *(field.value for field in cut(part) if field.kind is PatternKind.SOURCE)):
            if (made := read_credits(said)) and made.authors:
                return made.authors
    return ()


def _behind_date(piece: str) -> tuple[str, ...]:
    """Who is named by a "by" behind the date of a line in another language than Chinese: "Posted on May 6, 2024 by Elena Marsh"."""
    found = _BY_INSIDE.search(piece) if len(piece) <= _LONGEST_ENDING and not _HAN.search(piece) else None
    said = piece[: found.start()] if found else ""
    if not found or not piece[found.end()].isupper() or not (read_date(said) or read_date_in_words(said)):
        return ()
    return split_names(piece[found.end() :])


def parts_between_dates(piece: str) -> list[str]:
    """What stands before, between and behind the dates and strokes of a short line: "江湾网 | 2024-05-06 本网记者 何青" has two."""
    if len(piece) > _LONGEST_ENDING:
        return [piece]
    undated = DAY.sub("|", without_date(_COUNTER.sub("|", piece), by="|"))
    return [part.strip() for part in _BETWEEN_PARTS.split(undated) if part.strip()]


def name_beside(line: str, *, near_date: bool = False, site: str = "") -> str:
    """Who stands without a label in a line that also has a date and a medium's name: "江湾日报 | 何青 | 2024-05-06".

    `near_date` says that the date is in the line above or below; `site` is what the window's title says beside the article's.
    """
    if len(line) > _LONGEST_ENDING or not (near_date or read_date(line)):
        return ""
    fields = [field for part in parts_between_dates(line) for field in cut(part)]
    said = [word for field in fields if field.kind is None for word in _with_names_whole(field.value)]
    said += [name for field in fields if field.kind is PatternKind.SOURCE and (name := medium_and_name(field.value)[1])]
    media = [part for part in said if is_media(part) or is_organisation(part) or _names_site(part, site)]
    others = [part for part in said if part not in media and _HAN.search(part)]
    named = len(others) < len(said) or any(field.kind is PatternKind.SOURCE for field in fields)
    if not named or len(others) != 1:
        return ""
    name = others[0]
    if near_date and len(name) > _LONGEST_ALONE and not name.startswith(DOUBLE_SURNAMES):
        return ""
    return name if is_row_of_names(name) or is_surnamed(name) else ""


def _names_site(part: str, site: str) -> bool:
    return len(part) > _LONGEST_ALONE and part in site


def _with_names_whole(text: str) -> list[str]:
    """The words of a text; as it is where all of it are names: "江湾网", "何青" of "江湾网 何青", "何青 唐敏" of itself."""
    return [text] if is_row_of_names(text) else joined_characters(text).split()


def reporters_named(lines: Sequence[str]) -> tuple[str, ...]:
    """Who is called a reporter in Korean or has "(Text)" behind the name: "정다운 기자", "Urs Keller (Text) und Nina Frei (Bilder)"."""
    for line in lines:
        for pattern in (_KOREAN, _WROTE):
            if found := list(dict.fromkeys(pattern.findall(line[:_LONGEST_ENDING]))):
                return tuple(found)
    return ()


def vietnamese_signature(paragraphs: Sequence[str]) -> str:
    """The name that a Vietnamese text ends with, in a line of its own."""
    words = paragraphs[-1].split() if paragraphs and len(paragraphs[-1]) <= _LONGEST_NAME else []
    signed = _FEWEST_WORDS <= len(words) <= _MOST_ALONE and words[0] in VIETNAMESE_SURNAMES
    return " ".join(words) if signed and all(word.istitle() for word in words) else ""


def names_alone(pieces: Sequence[str]) -> tuple[str, ...]:
    """The people of a piece that names surely people and says nothing else: "（丁一心 何青山）" at the end of a text.

    Who has three characters and a frequent surname is surely one, and so is a name of two that is spaced out or behind
    a mark: "（丁　一）", "□ 丁一".
    """
    for piece in pieces:
        if people := _behind_organisations(piece):
            return people
        plain = _MARK.sub("", piece)
        names = joined_characters(plain).split() if len(piece) <= _LONGEST_ENDING else []
        if is_row_of_names(plain) and len(names) <= _MOST_ALONE:
            return tuple(names)
        sure = {name for name in names if name not in piece and may_be_person(name)}
        sure |= {name for name in names if plain != piece and is_surnamed(name)}
        if 0 < len(names) <= _MOST_ALONE and all(name in sure or is_person(name) for name in names):
            return tuple(names)
    return ()


def _behind_organisations(piece: str) -> tuple[str, ...]:
    """The people of a piece that says for whom they work and nothing else: "市水务局 综合科 胡雯倩"."""
    parts = joined_characters(_DEED.sub("", piece)).split() if len(piece) <= _LONGEST_ENDING else []
    names = tuple(part for part in parts if not is_organisation(part))
    if not (0 < len(names) <= _MOST_ALONE and is_organisation(parts[0])):
        return ()
    return names if all(map(is_surnamed, names)) else ()


def people_and_medium(piece: str) -> tuple[tuple[str, ...], str]:
    """The names of a piece that has a medium before them and nothing else, and the medium; none and "" of any other."""
    medium, *names = joined_characters(piece).split() if len(piece) <= _LONGEST_ENDING else [""]
    signed = (
        is_media(medium)
        and not may_hold_labels(medium)
        and 0 < len(names) <= _MOST_ALONE
        and all(map(is_surnamed, names))
    )
    return (tuple(names), medium) if signed and not any(map(is_organisation, names)) else ((), "")


def _following(pieces: Sequence[str]) -> str:
    """The value behind a label that stands alone: the next piece, and those after it that go on listing names.

    Names of Chinese characters may be links of their own with dots or nothing between them; others go on after a comma
    or an "and".
    """
    listed: list[str] = []
    for piece in pieces:
        if any(field.kind for field in cut(piece)) or kind_of_label(piece):
            break
        # Between Chinese names stands any sign; beside others, a stroke or a dot begins something else.
        chinese = bool(listed) and bool(_HAN.search(listed[0]))
        ends = [each[-1] in _LISTING or (chinese and not each[-1].isalnum()) for each in (*listed[-1:], piece)]
        joins = [*ends, piece.casefold() in JOINING, bool(listed) and listed[-1].casefold() in JOINING]
        if listed and not (any(joins) or (chinese and (is_surnamed(piece) or not re.search(r"\w", piece)))):
            break
        listed.append(piece if re.search(r"\w", piece) else "、")
    return " 、 ".join(piece.strip("、，,") for piece in listed)


def bracketed_name(paragraphs: Sequence[str]) -> str:
    """The name that stands alone in brackets at a text's very end, a rare one or one of two characters too: "…。（章回）"."""
    found = _ENDING_BRACKET.search(paragraphs[-1][-_LONGEST_ENDING:]) if paragraphs else None
    name = joined_characters(found[1]).strip() if found else ""
    surely = len(name) <= _LONGEST_ALONE and is_surnamed(name)
    return name if surely and not is_organisation(name) else ""


def bracketed_medium(paragraphs: Sequence[str]) -> str:
    """The medium that stands alone in brackets at a text's very end: "…。（江湾社）"."""
    found = _ENDING_BRACKET.search(paragraphs[-1][-_LONGEST_ENDING:]) if paragraphs else None
    named = found is not None and is_media(found[1]) and not found[1].endswith(_KINDS_OF_TEXTS)
    return found[1] if found and named else ""


def ending_pieces(paragraphs: Sequence[str]) -> list[str]:
    """What the end of a text may say of its making: its last short lines, and brackets that its last paragraphs end with.

    More than three lines where each says who made the article: "来源：…", "记者：…", "编辑：…", "审核：…", "监制：…".
    """
    pieces: list[str] = []
    closing = list(takewhile(_says_who, reversed(paragraphs)))
    for paragraph in paragraphs[-max(_LAST, len(closing)) :]:
        found = _ENDING_BRACKET.search(paragraph[-_LONGEST_ENDING:])
        if found and not read_date(found[1]):
            pieces.append(found[1])
            # "来源：江湾夜话（ID：jwyh）"
            if found.start() and len(paragraph) <= _LONGEST_ENDING and _is_labelled(paragraph):
                pieces.append(paragraph)
            # "（江湾网 何青供稿，更多资讯请关注…）"
            pieces += [clause for clause in found[1].split("，", 1)[:1] if clause != found[1]]
        elif len(paragraph) <= _LONGEST_ENDING:
            pieces.append(paragraph)
    return pieces


def _says_who(line: str) -> bool:
    """Whether a line says who made the article, as each of several at its end may."""
    return len(line) <= _LONGEST_ENDING and (_is_labelled(line) or read_credits(line) is not None)


def labelled_pieces(paragraphs: Sequence[str]) -> list[str]:
    """Short lines at either end of a text that begin with a label, and what `ending_pieces` gives."""
    first = [text for text in paragraphs[:2] if len(text) <= _LONGEST_ENDING and _is_labelled(text)]
    return [*first, *ending_pieces(paragraphs)]


def _is_labelled(line: str) -> bool:
    """Whether a line begins with a label, or has one of an author behind few words or those that say where it is from.

    "江湾新闻《河湾》 作者：何青", "本文来自公众号“江湾夜话”，作者：何青".
    """
    parts = cut(line)
    if not parts or parts[0].kind or len(parts) == 1:
        return bool(parts and parts[0].kind)
    chinese = bool(_HAN.search(parts[1].label))
    short = len(parts[0].value) <= _LONGEST_MEDIUM or parts[0].value.startswith(_OF_THE_TEXT)
    return chinese and short and parts[1].kind is PatternKind.AUTHOR


def body_authors(paragraphs: Sequence[str]) -> tuple[str, ...]:
    """Authors that the text itself names: in the dateline, else in a line of their own near either end."""
    return next((names for names in _stated_authors(paragraphs) if names), ())


def _stated_authors(paragraphs: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for paragraph in paragraphs[:3]:
        if opened := opening_credits(paragraph):
            yield opened.authors
        for pattern in (_TAIWAN, _BRACKETED, _AFTER_DATELINE):
            if found := pattern.search(paragraph[:120]):
                yield split_names(found[1])
    for lines in (paragraphs[:3], paragraphs[-4:]):
        yield credited_authors(lines)
    for paragraph in [*paragraphs[:3], *reversed(paragraphs[-4:])]:
        yield _own_line(paragraph)
    yield credited_authors(ending_pieces(paragraphs))
    for paragraph in reversed(paragraphs[-2:]):
        if found := _BRACKETED.search(paragraph[-70:]):
            yield split_names(found[1])


def staff_of(pieces: Sequence[str]) -> frozenset[str]:
    """Everybody whom pieces name with a role or a label other than an author's: editors, photographers, proofreaders."""
    others = (PatternKind.EDITOR, PatternKind.OTHER)
    found = [name for field in fields_of(pieces) if field.kind in others for name in split_names(field.value)]
    # A label in an element of its own: "编辑", "何青".
    alone = (value for label, value in pairwise(pieces) if kind_of_label(label) in others)
    found += [name for value in alone for name in split_names(value)]
    return frozenset(found).union(*(made.staff for piece in pieces if (made := read_credits(piece))))


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
    return split_names(found[1]) if found else ()
