"""The words of dates, and one pattern that finds any of them in folded text."""

import re
import tomllib
from collections.abc import Iterable
from importlib.resources import files

from indexer.text.numerals_en import MONTH_NAME

HAN_YEAR = "[0-9]{4}|[一二][零〇一二三四五六七八九]{3}"
YEARS = {"今年": 0, "本年": 0, "去年": -1, "上年": -1, "前年": -2, "大前年": -3, "明年": 1, "来年": 1, "后年": 2}
MONTHS = {"上上个月": -2, "上上月": -2, "本月": 0, "这个月": 0, "上个月": -1, "上月": -1, "下个月": 1, "下月": 1}
DAYS = {
    "今天": 0, "今日": 0, "今晚": 0, "今晨": 0, "今早": 0, "昨天": -1, "昨日": -1, "昨晚": -1, "昨夜": -1, "前天": -2, "前日": -2,
    "前晚": -2, "大前天": -3, "明天": 1, "明日": 1, "明晚": 1, "明早": 1, "后天": 2, "大后天": 3,
    "today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1,
}  # fmt: skip
WEEKS = {"本": 0, "这": 0, "上": -1, "下": 1, "上上": -2, "下下": 2}
WEEKDAYS = {day: number for number, same in enumerate(("一", "二", "三", "四", "五", "六", "日天末")) for day in same}
ENGLISH_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
RELATIVE = {"last": -1, "this": 0, "next": 1, "past": -1}

MONTH = "1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]"
DAY = "3[01]|[12][0-9]|0?[1-9]|三十一?|二?十[一二三四五六七八九]|[二]?十|[一二三四五六七八九]"
_HAN_CENTURY = "二?十[一二三四五六七八九]|二?十"
CENTURIES = {
    "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "twenty-first": 21,
}  # fmt: skip
FULL_MONTH = "(?:january|february|march|april|may|june|july|august|september|october|november|december)"
QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_PART = "上旬|中旬|下旬|初|底|末"
# 21年底 is of 2021, and 20年 are so many; the day or the part of the year that follows tells them apart.
_SHORT_YEAR = r"[0-9]{2}(?=年(?:年?(?:初(?![心一二三级中])|末|底(?![蕴子下]))|(?:1[0-2]|0?[1-9])月|上半年|下半年|前[二两三]季度|第?[一二三四]季度))"
_YEAR_PART = r"(?:年)?[初底末]|年中(?![国央])|上半年|下半年|前[二两三]季度|第?[一二三四1-4]季度|q[1-4]"


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first."""
    return "|".join(sorted(words, key=len, reverse=True))


_FOREIGN = tomllib.loads(files("service.figures").joinpath("data", "dates.toml").read_text(encoding="utf-8"))
FOREIGN_MONTHS = {
    name.replace("_", " "): number + 1
    for names in _FOREIGN["months"].values()
    for number, same in enumerate(names.split())
    for name in same.split("/")
}
_FOREIGN_MONTH = any_of(map(re.escape, FOREIGN_MONTHS))
_FOREIGN_YEAR = r"(?P<f_year>[12][0-9]{3})(?![0-9])(?: (?:года?|году)\b| г\.)?"
# One look behind a word: all must be of one length.
_BEFORE_YEAR = "".join(
    rf"|(?<=\b{word} )" for word in dict.fromkeys(" ".join(_FOREIGN["before_year"].values()).split())
)

DATE = re.compile(
    # Tried only where one of them can begin: the look ahead makes the scan several times faster.
    r"(?=[0-9零一二三四五六七八九十今本去上前大明来后年第周星礼昨下这公]|\b[a-zđа-яء-ي])(?:"
    r"(?P<iso>(?:(?<![0-9.-])|(?<=[./][0-9]-)|(?<=[./][0-9]{2}-))(?P<iso_year>[12][0-9]{3})(?P<mark>[-/.])(?P<iso_month>[0-9]{1,2})(?P=mark)(?P<iso_day>[0-9]{1,2})(?![0-9])(?:t(?=[0-9]))?)"
    r"|(?P<iso_year_month>(?<![0-9.-])(?P<ym_year>(?:19|20)[0-9]{2})-(?P<ym_month>0[1-9]|1[0-2])(?![0-9年月-]| season|赛季|学年|财年))"
    r"|(?P<slashed>(?<![0-9/.])(?P<slash_first>[0-3]?[0-9])/(?P<slash_second>[0-3]?[0-9])/(?P<slash_year>(?:19|20)[0-9]{2})(?![0-9/]))"
    rf"|(?P<years>(?<![0-9])(?P<from_year>[12][0-9]{{3}})年?(?:-|—{{1,2}}|–|~|至|到)(?P<to_year>[12][0-9]{{3}})(?: ?年(?![前级代])|(?<=(?:19|20)[0-9]{{2}}[-—–](?:19|20)[0-9]{{2}})(?=$|[,，.。;；:：)）、](?![0-9])|学年|赛季| season)))"
    r"|(?P<anno>公元(?P<anno_year>[0-9]{1,3})年)"
    rf"|(?P<full>(?:(?<![0-9零〇一二三四五六七八九])(?P<year>{HAN_YEAR}|{_SHORT_YEAR}) ?年(?!级|代|龄)|(?P<said_year>{any_of(YEARS)})(?![级度纪轻龄迈]))"
    rf"(?: ?(?:(?P<year_part>{_YEAR_PART})|(?P<month>{MONTH}) ?月(?:份)?(?: ?(?P<day>{DAY}) ?[日号]|(?P<part>{_PART}))?))?)"
    rf"|(?P<month_day>(?<![0-9.个第])(?P<month2>{MONTH}) ?月(?:份| ?(?P<day2>{DAY}) ?[日号]|(?P<part2>{_PART}))|(?<![0-9.个第每满数几两半])(?P<month3>1[0-2]|[1-9]|十[一二]) ?月(?![饼亮球子季嫂牙薪供租龄卡台]))"
    rf"|(?P<near>(?P<said_month>{any_of(MONTHS)})(?![球亮饼])(?: ?(?P<day4>{DAY}) ?[日号]|(?P<part4>{_PART}))?)"
    rf"|(?P<near_year>(?<![0-9每全成当])(?P<near_part>年初(?![一二三四五六七八九十])|年底|年末|(?<!同期)上半年|下半年|前[二两三]季度|第?[一二三四]季度))"
    r"|(?P<day_of_week>(?P<week>上上|下下|[本这上下])?个?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末])(?![岁年边次]))"
    r"|(?P<of_week>(?P<week2>上上|下下|[本这上下])个?(?:周|星期|礼拜)(?![一二三四五六日天末围边岁年刊]))"
    rf"|(?P<relative>(?:{any_of(word for word in DAYS if not word.isascii())})|\b(?:today|tonight|yesterday|tomorrow)\b)"
    rf"|(?P<only_day>(?<![0-9.个第第每数几万千百两])(?P<day5>{DAY}) ?日(?!夜游|之内|以内|[元本均内后龄游程报常间产出新增益用]))"
    r"|(?P<only_hao>(?<![0-9a-z一-鿿第])(?P<day6>3[01]|[12][0-9]|[1-9])号(?=上午|下午|晚|早|凌晨|中午|当天|起|开始|[,，。]|$))"
    r"|(?P<decade>(?:(?P<century>[0-9]{2}|上|本|二十|十九)世纪)?(?<![0-9])(?P<tens>[0-9]0|[二三四五六七八九]十)年代(?P<decade_part>初|末|中期)?)"
    rf"|\b(?P<en_part>(?P<en_when>early|mid|late|(?:start|beginning|middle|end) of)[ -](?P<en_when_month>{FULL_MONTH})\b(?! ?[0-9]{{1,2}}\b)(?:,? (?P<en_when_year>[12][0-9]{{3}})\b)?)"
    rf"|\b(?P<english>(?:(?P<en_month>{MONTH_NAME}) (?P<en_day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:(?: ?[-–] ?| to )(?P<en_last>[12]?[0-9]|3[01])(?:st|nd|rd|th)?(?![0-9:]))?\b(?:,? (?P<en_year>[12][0-9]{{3}})\b)?"
    rf"|(?P<en_day2>[0-9]{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<en_month2>{MONTH_NAME})(?:,? (?P<en_year2>[12][0-9]{{3}})\b)?"
    rf"|(?P<en_month3>{MONTH_NAME}),? (?P<en_year3>[12][0-9]{{3}})\b))"
    r"|\b(?P<last>(?P<which>last|this|next|past) (?P<what>week|month|year|monday|tuesday|wednesday|thursday|friday|saturday|sunday|"
    + MONTH_NAME
    + r"))\b"
    r"|\b(?P<on>(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday))\b"
    rf"|\b(?<=in |by |of |to )(?P<en_only_month>{FULL_MONTH})\b"
    r"|(?P<en_only_year>(?<=\bin )|(?<=\bsince )|(?<=\bby )|(?<=\bduring )|(?<=\buntil )|(?<=\bof )|(?<=\bfrom )|(?<=\bbetween )(?=[12][0-9]{3} and [12][0-9]{3}(?:[,.;)]|$| (?:in|the|was|were|when|alone|by|at|for|he|she|it|they|as|with)\b))|(?<=\bbetween [12][0-9]{3} and )(?=[12][0-9]{3}(?:[,.;)]|$| (?:in|the|was|were|when|alone|by|at|for|he|she|it|they|as|with)\b))|(?<=\bfrom [12][0-9]{3} to )|(?<=\bfrom [12][0-9]{3} until )|(?<=\bearly )|(?<=\blate )"
    + _BEFORE_YEAR
    + r")(?P<only_year>1[5-9][0-9]{2}|20[0-9]{2})\b(?![,.][0-9]|[%-]| (?:people|yuan|dollars|tons|tonnes|masks|copies|cases))(?: (?:года?|году)\b)?"
    rf"|(?P<century_alone>(?<![0-9])(?P<of_century>[12]?[0-9]|{_HAN_CENTURY}|上个?|本)世纪(?![0-9二三四五六七八九]十年代|大[酒饭]|经济报道|福克斯)(?P<century_part>初|末|中[叶期]|[上下前后]半叶)?)"
    rf"|\b(?P<en_century>(?:(?P<century_when>early|mid|late)[ -](?:the )?)?(?P<of_en_century>[12]?[0-9](?=st|nd|rd|th)|{any_of(CENTURIES)})(?:st|nd|rd|th)?[ -]century)\b(?! fox)"
    r"|\b(?P<en_quarter>(?:q(?P<quarter>[1-4])|(?P<quarter_word>first|second|third|fourth) quarter|(?P<half_word>first|second) half(?= of))(?: of)?,? (?P<quarter_year>[12][0-9]{3}))\b"
    r"|\b(?P<en_decade>1[5-9][0-9]0|20[0-9]0)s\b"
    rf"|\b(?P<foreign>(?P<f_day>[0-9]{{1,2}})(?:\.|er|º|°|-го)? (?:de )?(?P<f_month>{_FOREIGN_MONTH})(?!\w)(?:(?: del? | |, ){_FOREIGN_YEAR})?"
    rf"|(?P<f_month2>{_FOREIGN_MONTH})(?: del? | ){_FOREIGN_YEAR.replace('f_year', 'f_year2')})"
    r"|(?P<viet>(?<![\w])(?:ngày )?(?:(?P<v_day>[0-9]{1,2}) )?tháng (?P<v_month>1[0-2]|0?[1-9])(?![0-9])(?:(?: năm |/)(?P<v_year>[0-9]{4}))?"
    r"|(?:ngày|sáng|trưa|chiều|tối|đêm|hôm) (?P<v_day2>[0-9]{1,2})[/-](?P<v_month2>1[0-2]|0?[1-9])(?:[/-](?P<v_year2>[0-9]{4}))?(?![0-9/])))"
)
"""A pattern for one date in folded text; `dated` reads what it matches."""
