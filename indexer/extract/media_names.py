"""What media are called: names of papers, stations and sites in labels, datelines and beside dates, and what is none."""

import re
from collections.abc import Sequence

from indexer.extract.dates import read_date, without_date
from indexer.extract.patterns import (
    BEHIND_WEEKDAY,
    CAME_BY,
    CLOCK_WORDS,
    FROM_ANY,
    FROM_MEDIUM,
    KNOWN_MEDIA,
    LABELS,
    NO_MEDIA,
    PLACES,
    SECTIONS,
    SHOWN_BY,
    WEEKDAYS,
    Field,
    PatternKind,
    any_of,
    fields_of,
    kind_of_label,
    whole_words,
)
from indexer.extract.person_names import has_surname, is_organisation, is_surnamed, may_be_person, split_names
from indexer.text.characters import label_form, one_line
from indexer.text.normalize import normalize

_MEDIA = re.compile(
    r".*(?:网|报|社|台|新闻|周刊|杂志|中心|频道|客户端|日报|晚报|传媒|融媒体?|财经|广播|公众号|在线|时讯|热线|信息港|广电|卫视|之声|导报|[导月旬季]刊|网易|搜狐|新浪|腾讯|凤凰)$"
)
_SOURCE_ENDS = re.compile(
    r"\s{2,}|[|｜\[【（(，]|(?:\s|^)(?:作者|记者|编辑|责编|责任编辑|时间|发布|发表|日期|字号|字体|点击|阅读|浏览|分享|评论|通讯员|撰稿|原标题|原创|请勿|转载|版权|\d{4}[-年])"
)
_WIRE = re.compile(r"^[（(【\[]?\s?(新华社|中新社|中新网|央视网|人民网|新华网|法新社|路透社|美联社)")
_DATELINE_MEDIA = re.compile(
    r"^[（(【\[]?\s?([\u4e00-\u9fffA-Za-z·]{1,10}(?:网|报|社|新闻|台|商报|日报|晚报))"
    r"(?:(?:记者)?.{0,16}?(?<!通)[讯电]\s?[（(，,：:　\s\d\u4e00-\u9fff]|.{0,4}\d{1,2}日消息)"
)
_SAID_BY = re.compile(r"(?:据|[转来选摘]自)\s*[:：]?\s*(.{2,}?)(?:消息|报道|讯)?")
# Whoever reports on a day: "江湾财立方5月6日电"; the medium's name need not end like one.
_DATED = re.compile(
    r"^[（(【\[]?\s?(?!.{0,3}[据今昨]|.{2}时间)([\u4e00-\u9fffA-Za-z]{3,10}?)(?:客户端)?(?:\d{1,2}月)\d{1,2}日(?:[电電讯訊]|消息)[\s（(，,：:\u4e00-\u9fff]"
)
_BRACKETED_DATELINE = re.compile(r"^\s*【([\u4e00-\u9fff]{1,9}[报報网網社])[专專]?[讯訊电電]】")
"""As papers of Hong Kong begin: "【濠江日報專訊】"."""

_HEADLINE = re.compile(r"^\s*【[^【】]{8,60}】(?=.)")
"""As flashes begin: "【外汇储备下降】海岸财讯11月5日电，…"."""

_ISSUE = re.compile(r"(?:总)?第\s*[A-Za-z]?\d+\s*(?:[期号號]|版(?:\s*[:：]\s*\S{1,8})?)|(?<!\w)[A-Z]\d{1,3}\s*版")
_ISSUE_BEHIND = re.compile(
    r"(?<=.)\s*(?:(?:19|20)\d\d\s*(?:/\s*\d{1,2}|年\s*第?\s*\d{1,2}\s*期)|(?:总)?第\s*\d+\s*期)$"
)
_FIRST_IN = re.compile(r"^(?:(?:本文)?(?:首发|原载|刊载|刊发)(?:于|自|在)?|(?:综合|整理|编译)自)(?=.{2})")
_ON_PLATFORM = re.compile(
    r"^(?:微信|新浪|今日)?(?:公众号|公众平台|订阅号|头条号?|微博)\s*[“「『《\"‘]([^”」』》\"’“]{2,20})[”」』》\"’]$"
)
"""An account with its platform: "微信公众号“江湾夜话”"."""

_APP = re.compile(r"(?<=[\u4e00-\u9fff])\s*(?:App|APP|app)$")
_BETWEEN = re.compile(r"[\s　/／|｜、]+")
_OTHER_LABEL = re.compile(r"(?<=\w)\s+[\u4e00-\u9fff]{2,5}[:：].*")
"""A label that is in no list: "教体局 录入：管理员"."""

_SUPPLIED = "供稿"
_COUNT = re.compile(r"\d[\d.,]*万?[\u4e00-\u9fff]")
"""What counts readers: "1203次"."""

_FIGURED = re.compile(
    r"(?!.*\d[年月日号时分秒次条人期版个点])(?=.*[\u4e00-\u9fff]{2})(?:\d+[\u4e00-\u9fffA-Za-z]+|[\u4e00-\u9fff]+[A-Z]+\d[\d.]*)"
)
"""A name with a figure that counts nothing: "24小时快线", "江湾广播FM98.2"."""

_HOUSE = re.compile(r"\w+(?:·\w+)*\+?")
_TITLED = re.compile(r"《[^《》]*》")
_PROGRAMME = re.compile(r"(?<=.)《[^《》]+》$")
"""The programme of a station: "江湾卫视《夜线》"."""

_STROKE = re.compile(r"[|｜丨]")
_ORIGIN = re.compile(r"(?:据|载|刊|转|摘|选|来源)[^《》，。]{0,16}《([^《》]{2,16})》")
# "本文来自微信公众号“江湾夜话”（ID：jwyh），作者：…", "本文首发于《江湾日报》".
_REPRINTED = re.compile(
    r"[（(【\[*※]?\s*(?:本文|文章|原文|稿件)(?:原)?(?:来自|来源(?:于|自)?|转(?:载)?自|首发(?:于|自|在)?|源自|摘自|选自|出自|载于|刊于)"
    r"\s*(?:微信|新浪|今日)?(?:公众号|公众平台|订阅号|头条号?|微博)?\s*[:：]?\s*[“「『《\"‘]([^”」』》\"’“]{2,20})[”」』》\"’]"
)
_UNSIGNED = re.compile(
    rf"(?:(?P<any>{any_of(FROM_ANY)})|{any_of(FROM_MEDIUM)})\s*[《“「]?(?P<name>[\u4e00-\u9fffA-Za-z0-9+·]{{2,16}})[》”」]?"
)
_OF_THE_TEXT = ("本文", "文章", "原文", "稿件")
_CAME_BY = re.compile(rf"(?<=[\u4e00-\u9fff]{{2}})(?:{any_of(CAME_BY)})$")
_WEEKDAY = re.compile(whole_words(WEEKDAYS), re.IGNORECASE)
_PART_OF_DATE = re.compile(whole_words((*CLOCK_WORDS, *WEEKDAYS)), re.IGNORECASE)
DAY = re.compile(r"(?<!\d)\d{1,2}(?:[-/]\d{1,2}|月\d{1,2}日)(?:\s*\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?(?!\w)")
"""A day without its year, with its time perhaps."""
_LABEL_OF_DATE = re.compile(r"^\W*[^\s\d:：]{1,10}[:：](?=\s*\d)")
_LONGEST_LINE = 100
_LONGEST_NAME = 3
_LONGEST_PAIR = 30
_LONGEST_CHINESE, _LONGEST_OTHER = 30, 60
_HAN = re.compile(r"[\u4e00-\u9fff]")
_REPORTER_OF = re.compile(
    r"(?:^|[\s（(【\[|])([\u4e00-\u9fff·]{2,14}?)((?:首席|见习|实习|特约|全媒体|融媒体?)*)[记記]者"
)


def origin(pieces: Sequence[str]) -> str:
    """The paper that a short piece names in title marks behind a word of origin: "（原载《江湾日报》2024年5月6日）"."""
    for piece in pieces:
        found = _ORIGIN.search(piece) if len(piece) <= _LONGEST_LINE else None
        if found and (name := clean_source(found[1])):
            return name
    return ""


def unsigned_origin(pieces: Sequence[str]) -> str:
    """The name that a short piece has right behind a word of origin, and nothing else: "转自江湾晚报", "来源 江湾日报"."""
    for piece in pieces:
        said = piece.split("，")[0] if piece.startswith(_OF_THE_TEXT) else piece
        found = _UNSIGNED.fullmatch(said.strip("（）()【】[] ")) if len(said) <= _LONGEST_PAIR else None
        if found and (found["any"] or is_media(found["name"])) and (name := clean_source(found["name"])):
            return name
    return ""


def reprinted_from(paragraphs: Sequence[str]) -> str:
    """The account or paper that a text says of itself, in quotation or title marks, to be from: "本文来自公众号“江湾夜话”，…"."""
    found = (_REPRINTED.match(paragraph[:_LONGEST_LINE]) for paragraph in paragraphs)
    return next((name for each in found if each and (name := clean_source(each[1]))), "")


def _is_supplied(field: Field) -> bool:
    """Whether an office supplied the text: "供稿：土木学院"."""
    return field.label.startswith(_SUPPLIED) and is_organisation(clean_source(field.value))


def is_media(name: str) -> bool:
    """Whether a name is a medium's by its last characters, "新京报", "长江网", "央视新闻", or as it is known: "澎湃"."""
    form = normalize(_PROGRAMME.sub("", name))
    return bool(_MEDIA.fullmatch(form)) or form in KNOWN_MEDIA


def clean_source(value: str) -> str:
    """A medium's name without what pages hang on it; "" for what can't be one."""
    said = _OTHER_LABEL.sub("", one_line(value))
    said = _ISSUE.sub(" ", without_date(said)) if read_date(said) else said
    text = _SOURCE_ENDS.split(said.strip(" :：[]【】|"))[0].strip(" :：[]【】|,，;；")
    if text.count("《") != text.count("》") or _TITLED.fullmatch(text):
        text = text.strip("《》")
    text = re.sub(r"(?<=.)(?:官方)?(?:微信)?公众?号$", "", text)
    text = text[:-1] if text.endswith(("讯", "訊")) and is_media(text[:-1]) else text
    text = _APP.sub("", _ISSUE_BEHIND.sub("", _FIRST_IN.sub("", text)))
    text = _alone(text if is_media(text) else _CAME_BY.sub("", text))
    text = _ON_PLATFORM.sub(r"\1", text)
    if found := _SAID_BY.fullmatch(text):
        text = found[1]
    if (
        len(text) > (_LONGEST_CHINESE if _HAN.search(text) else _LONGEST_OTHER)
        or re.fullmatch(r"[\d\W_]*", text)
        or re.match(r"(?:https?:|www\.)", text)
    ):
        return ""
    # "凡注明“来源：江湾网”的所有作品，…" names no source.
    if text.count("”") > text.count("“"):
        return ""
    own = normalize(text) in NO_MEDIA
    return "" if own or re.search(r"[。！？]|原标题", text) or text in PLACES else text


def _alone(text: str) -> str:
    """A medium's name without other words in its line, if they name none as well: "江湾日报" of "江湾日报 我有话说"."""
    first, _, rest = text.partition(" ")
    named = is_media(first) and bool(_HAN.search(rest)) and not any(map(is_media, rest.split()))
    return first if named else text


def header_source(pieces: Sequence[str]) -> str:
    """The labelled source of a header: "来源：青禾网", the value perhaps in the next piece; "" without a label."""
    fields = [field for field in fields_of(pieces) if field.kind is PatternKind.SOURCE or _is_supplied(field)]
    fields.sort(key=lambda field: label_form(field.label).casefold() in SHOWN_BY)
    values = [medium_and_name(field.value)[0] for field in fields]
    # Between strokes a blank is enough behind a Chinese label: "2024-05-06 | 来源 江湾网 | 作者 何青".
    parts = (
        part.strip().partition(" ") for piece in pieces if len(piece) <= _LONGEST_LINE for part in _STROKE.split(piece)
    )
    kind = PatternKind.SOURCE
    values += [value for label, _, value in parts if not label.isascii() and LABELS.get(label_form(label)) is kind]
    names = [name for value in values if (name := clean_source(value))]
    # "发布机构：江湾市水利局 来源：水利局": the whole name tells whose office it is.
    return next((name for name in names if names[0] != name and name.endswith(names[0])), names[0]) if names else ""


def medium_and_name(source: str) -> tuple[str, str]:
    """A medium and who stands behind it in what a label calls the source: "江湾日报", "何青"; of anything else all of it and ""."""
    medium, _, name = " ".join(source.split()).partition(" ")
    return (medium, name) if is_media(medium) and is_surnamed(name) and not is_organisation(name) else (source, "")


def beside_date(line: str) -> str:
    """The medium that stands in the same line as a date and nothing else: "云浦日报" of "2024-08-22 09:15 云浦日报"."""
    words = words_beside_date(line).split(" ") if read_date(line) else []
    media = [name for name in words if is_media(name) and normalize(name) not in SECTIONS]
    return clean_source(media[0]) if media else ""


def is_part_of_date(text: str) -> bool:
    """Whether a text is what dates are printed with: "星期日", "PM", "오후"."""
    return bool(_PART_OF_DATE.fullmatch(text))


def is_head_of_paper(text: str) -> bool:
    """Whether a line says the day of the week with the weather or the old calendar's day, as the heads of papers do."""
    return bool(_WEEKDAY.search(text)) and any(word in normalize(text) for word in BEHIND_WEEKDAY)


def words_beside_date(line: str) -> str:
    """What a line says beside its dates, without weekdays and a label right before the date: "云浦日报"."""
    line = _ISSUE.sub(" ", line)
    rest = _PART_OF_DATE.sub(" ", DAY.sub(" ", without_date(_LABEL_OF_DATE.sub("", line))))
    titled = _TITLED.findall(rest)
    rest = titled[0].strip("《》") if len(titled) == 1 and is_media(titled[0].strip("《》")) else rest
    return " ".join(filter(None, map(_word_beside_date, rest.replace("|", " ").split())))


def _word_beside_date(word: str) -> str:
    """A word without figures and signs, which are counters and the rest of dates, unless they are a part of a medium's name.

    "21世纪经济报道" and a house's two names, "江湾周报·江湾网"; not a person and a medium, "何青山·江湾网".
    """
    if _COUNT.fullmatch(word):
        return ""
    # "信源：江湾日报": a label that is in no list.
    label, _, value = word.rpartition("：")
    word = value if is_media(value) and not kind_of_label(label) else word
    named = bool(_FIGURED.fullmatch(word)) or (is_media(word) and bool(_HOUSE.fullmatch(word)))
    if named and not any(map(is_surnamed, word.split("·")[:-1])):
        return word
    return re.sub(r"[\s\d:：+.·]+", " ", word).strip()


def without_people(text: str) -> str:
    """What is said in a few words without the people and places among them: "江湾财经" of "江湾财经 何青山", "" of "何青山/丁一"."""
    parts = [part for part in _BETWEEN.split(text) if part]
    if len(parts) == 1:
        return "" if text in PLACES else text
    media = [part for part in parts if is_media(part)]
    among = any(map(is_organisation, parts))
    others = [part for part in parts if not (may_be_person(part) or part in PLACES or (among and _is_beside(part)))]
    return media[0] if media else text if len(others) == len(parts) else " ".join(others)


def _is_beside(name: str) -> bool:
    """Whether a name beside an office's may be a person's, with a rare surname too."""
    return len(name) <= _LONGEST_NAME and has_surname(name) and not is_organisation(name)


def media_after_author(pieces: Sequence[str]) -> str:
    """The medium of an "author/medium" piece: "江城青年报" of "何青/江城青年报"."""
    return next((medium for piece in pieces if (medium := author_and_medium(piece)[1])), "")


def author_and_medium(piece: str) -> tuple[tuple[str, ...], str]:
    """The names and the medium of a piece like "何青/江城青年报"; none and "" of any other."""
    parts = piece.strip().split("/")
    if len(parts) != 2 or not is_media(parts[1].strip()) or len(piece) > _LONGEST_PAIR:
        return (), ""
    names = split_names(parts[0])
    return (names, parts[1].strip()) if names else ((), "")


def reporters_medium(pieces: Sequence[str]) -> str:
    """The medium whose reporter a short piece names: "江湾日报" of "江湾日报记者 丁一"."""
    for piece in pieces:
        for found in _REPORTER_OF.finditer(piece) if len(piece) <= _LONGEST_LINE else ():
            # "江湾融媒记者": a rank may be the end of the name.
            medium = next(filter(is_media, (found[1], found[1] + found[2])), "")
            if name := clean_source(medium):
                return name
    return ""


def dateline_source(paragraphs: Sequence[str]) -> str:
    """The medium that an article's first words name: "青禾网" of "青禾网讯（记者 …）", "新华社" of "新华社北京2月29日电"."""
    for paragraph in paragraphs[:3]:
        head = _HEADLINE.sub("", paragraph)[:40]
        if (
            found := _BRACKETED_DATELINE.match(head)
            or _WIRE.match(head)
            or _DATELINE_MEDIA.match(head)
            or _DATED.match(head)
        ):
            return found[1]
    return ""
