"""One pattern that finds a date in folded text: each way of writing one is a piece of it, and its groups are what it says."""

import re

from indexer.text.months import FOREIGN_MONTHS
from indexer.text.numerals_en import MONTH_NAME
from service.figures.date_words import (
    BEFORE_YEAR,
    CENTURIES,
    DAY,
    DAYS,
    FULL_MONTH,
    HAN_YEAR,
    MONTH,
    MONTHS,
    YEARS,
    any_of,
)

_PART_OF_MONTH = "上旬|中旬|下旬|初|底|末"
_PART_OF_YEAR = r"(?:年)?[初底末]|年中(?![国央])|上半年|下半年|前[二两三]季度|第?[一二三四1-4]季度|q[1-4]"
_SHORT_YEAR = (
    r"[0-9]{2}(?=年(?:年?(?:初(?![心一二三级中])|末|底(?![蕴子下]))|(?:1[0-2]|0?[1-9])月"
    r"|上半年|下半年|前[二两三]季度|第?[一二三四]季度))"
)
"""21年底 is of 2021, and 20年 are so many; the day or the part of the year that follows tells them apart."""
_YEAR = "[12][0-9]{3}"
_ORDINAL = "(?:st|nd|rd|th)?"
_HAN_CENTURY = "二?十[一二三四五六七八九]|二?十"
_WEEKDAY = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_FOREIGN_MONTH = any_of(map(re.escape, FOREIGN_MONTHS))
_FOREIGN_YEAR = rf"(?P<f_year>{_YEAR})(?![0-9])(?: (?:года?|году)\b| г\.)?"
_SENTENCE_GOES_ON = r"(?:[,.;)]|$| (?:in|the|was|were|when|alone|by|at|for|he|she|it|they|as|with)\b)"
"""What follows a year that stands alone: 2021 people is an amount."""

_NUMBERS = {
    "2021-07-30, 2021/7/30, 2021.7.30": (
        r"(?P<iso>(?:(?<![0-9.-])|(?<=[./][0-9]-)|(?<=[./][0-9]{2}-))"
        rf"(?P<iso_year>{_YEAR})(?P<mark>[-/.])(?P<iso_month>[0-9]{{1,2}})(?P=mark)(?P<iso_day>[0-9]{{1,2}})(?![0-9])"
        r"(?:t(?=[0-9]))?)"
    ),
    "2021-07": (
        r"(?P<iso_year_month>(?<![0-9.-])(?P<ym_year>(?:19|20)[0-9]{2})-(?P<ym_month>0[1-9]|1[0-2])"
        r"(?![0-9年月-]| season|赛季|学年|财年))"
    ),
    "30/07/2021": (
        r"(?P<slashed>(?<![0-9/.])(?P<slash_first>[0-3]?[0-9])/(?P<slash_second>[0-3]?[0-9])/"
        r"(?P<slash_year>(?:19|20)[0-9]{2})(?![0-9/]))"
    ),
    "2019-2021年, 2019至2021年": (
        rf"(?P<years>(?<![0-9])(?P<from_year>{_YEAR})年?(?:-|—{{1,2}}|–|~|至|到)(?P<to_year>{_YEAR})"
        r"(?: ?年(?![前级代])"
        r"|(?<=(?:19|20)[0-9]{2}[-—–](?:19|20)[0-9]{2})(?=$|[,，.。;；:：)）、](?![0-9])|学年|赛季| season)))"
    ),
}
_HAN = {
    "公元79年": r"(?P<anno>公元(?P<anno_year>[0-9]{1,3})年)",
    "2021年, 去年底, 二〇二一年七月三十日": (
        rf"(?P<full>(?:(?<![0-9零〇一二三四五六七八九])(?P<year>{HAN_YEAR}|{_SHORT_YEAR}) ?年(?!级|代|龄)"
        rf"|(?P<said_year>{any_of(YEARS)})(?![级度纪轻龄迈]))"
        rf"(?: ?(?:(?P<year_part>{_PART_OF_YEAR})"
        rf"|(?P<month>{MONTH}) ?月(?:份)?(?: ?(?P<day>{DAY}) ?[日号]|(?P<part>{_PART_OF_MONTH}))?))?)"
    ),
    "7月30日, 7月份, 七月": (
        rf"(?P<month_day>(?<![0-9.个第])(?P<month2>{MONTH}) ?月(?:份| ?(?P<day2>{DAY}) ?[日号]|(?P<part2>{_PART_OF_MONTH}))"
        r"|(?<![0-9.个第每满数几两半])(?P<month3>1[0-2]|[1-9]|十[一二]) ?月(?![饼亮球子季嫂牙薪供租龄卡台]))"
    ),
    "上月, 本月5日": (
        rf"(?P<near>(?P<said_month>{any_of(MONTHS)})(?![球亮饼])"
        rf"(?: ?(?P<day4>{DAY}) ?[日号]|(?P<part4>{_PART_OF_MONTH}))?)"
    ),
    "年底, 上半年": (
        r"(?P<near_year>(?<![0-9每全成当])(?P<near_part>年初(?![一二三四五六七八九十])|年底|年末|(?<!同期)上半年|下半年"
        r"|前[二两三]季度|第?[一二三四]季度))"
    ),
    "上周三, 星期天": (
        r"(?P<day_of_week>(?P<week>上上|下下|[本这上下])?个?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末])(?![岁年边次]))"
    ),
    "上周, 下个星期": (
        r"(?P<of_week>(?P<week2>上上|下下|[本这上下])个?(?:周|星期|礼拜)(?![一二三四五六日天末围边岁年刊]))"
    ),
    "昨天, today": (
        rf"(?P<relative>(?:{any_of(word for word in DAYS if not word.isascii())})"
        r"|\b(?:today|tonight|yesterday|tomorrow)\b)"
    ),
    "30日": (
        rf"(?P<only_day>(?<![0-9.个第第每数几万千百两])(?P<day5>{DAY}) ?日"
        r"(?!夜游|之内|以内|[元本均内后龄游程报常间产出新增益用]))"
    ),
    "30号上午": (
        r"(?P<only_hao>(?<![0-9a-z一-鿿第])(?P<day6>3[01]|[12][0-9]|[1-9])号"
        r"(?=上午|下午|晚|早|凌晨|中午|当天|起|开始|[,，。]|$))"
    ),
    "20世纪90年代初, 八十年代": (
        r"(?P<decade>(?:(?P<century>[0-9]{2}|上|本|二十|十九)世纪)?(?<![0-9])(?P<tens>[0-9]0|[二三四五六七八九]十)年代"
        r"(?P<decade_part>初|末|中期)?)"
    ),
}
_ENGLISH = {
    "early July 2021": (
        r"\b(?P<en_part>(?P<en_when>early|mid|late|(?:start|beginning|middle|end) of)[ -]"
        rf"(?P<en_when_month>{FULL_MONTH})\b(?! ?[0-9]{{1,2}}\b)(?:,? (?P<en_when_year>{_YEAR})\b)?)"
    ),
    "July 30, 2021; July 30-31; 30 July; July 2021": (
        rf"\b(?P<english>(?:(?P<en_month>{MONTH_NAME}) (?P<en_day>[0-9]{{1,2}}){_ORDINAL}"
        rf"(?:(?: ?[-–] ?| to )(?P<en_last>[12]?[0-9]|3[01]){_ORDINAL}(?![0-9:]))?\b(?:,? (?P<en_year>{_YEAR})\b)?"
        rf"|(?P<en_day2>[0-9]{{1,2}}){_ORDINAL} (?:of )?(?P<en_month2>{MONTH_NAME})(?:,? (?P<en_year2>{_YEAR})\b)?"
        rf"|(?P<en_month3>{MONTH_NAME}),? (?P<en_year3>{_YEAR})\b))"
    ),
    "last week, this July": (
        rf"\b(?P<last>(?P<which>last|this|next|past) (?P<what>week|month|year|{_WEEKDAY}|{MONTH_NAME}))\b"
    ),
    "Monday": rf"\b(?P<on>(?:{_WEEKDAY}))\b",
    "in July": rf"\b(?<=in |by |of |to )(?P<en_only_month>{FULL_MONTH})\b",
    "in 2021, between 2019 and 2021": (
        r"(?P<en_only_year>(?<=\bin )|(?<=\bsince )|(?<=\bby )|(?<=\bduring )|(?<=\buntil )|(?<=\bof )|(?<=\bfrom )"
        rf"|(?<=\bbetween )(?={_YEAR} and {_YEAR}{_SENTENCE_GOES_ON})"
        rf"|(?<=\bbetween {_YEAR} and )(?={_YEAR}{_SENTENCE_GOES_ON})"
        rf"|(?<=\bfrom {_YEAR} to )|(?<=\bfrom {_YEAR} until )|(?<=\bearly )|(?<=\blate )"
        # One look behind a word: all must be of one length.
        + "".join(rf"|(?<=\b{word} )" for word in BEFORE_YEAR)
        + r")(?P<only_year>1[5-9][0-9]{2}|20[0-9]{2})\b"
        r"(?![,.][0-9]|[%-]| (?:people|yuan|dollars|tons|tonnes|masks|copies|cases))(?: (?:года?|году)\b)?"
    ),
}
_LONG = {
    "20世纪末": (
        rf"(?P<century_alone>(?<![0-9])(?P<of_century>[12]?[0-9]|{_HAN_CENTURY}|上个?|本)世纪"
        r"(?![0-9二三四五六七八九]十年代|大[酒饭]|经济报道|福克斯)(?P<century_part>初|末|中[叶期]|[上下前后]半叶)?)"
    ),
    "the late 19th century": (
        r"\b(?P<en_century>(?:(?P<century_when>early|mid|late)[ -](?:the )?)?"
        rf"(?P<of_en_century>[12]?[0-9](?=st|nd|rd|th)|{any_of(CENTURIES)}){_ORDINAL}[ -]century)\b(?! fox)"
    ),
    "Q2 2021, the second quarter of 2021": (
        r"\b(?P<en_quarter>(?:q(?P<quarter>[1-4])|(?P<quarter_word>first|second|third|fourth) quarter"
        rf"|(?P<half_word>first|second) half(?= of))(?: of)?,? (?P<quarter_year>{_YEAR}))\b"
    ),
    "the 1990s": r"\b(?P<en_decade>1[5-9][0-9]0|20[0-9]0)s\b",
}
_FOREIGN = {
    "30 de julio de 2021, 30. Juli 2021, juillet 2021": (
        rf"\b(?P<foreign>(?P<f_day>[0-9]{{1,2}})(?:\.|er|º|°|-го)? (?:de )?(?P<f_month>{_FOREIGN_MONTH})(?!\w)"
        rf"(?:(?: del? | |, ){_FOREIGN_YEAR})?"
        rf"|(?P<f_month2>{_FOREIGN_MONTH})(?: del? | ){_FOREIGN_YEAR.replace('f_year', 'f_year2')})"
    ),
    "ngày 30 tháng 7 năm 2021": (
        r"(?P<viet>(?<![\w])(?:ngày )?(?:(?P<v_day>[0-9]{1,2}) )?tháng (?P<v_month>1[0-2]|0?[1-9])(?![0-9])"
        r"(?:(?: năm |/)(?P<v_year>[0-9]{4}))?"
        r"|(?:ngày|sáng|trưa|chiều|tối|đêm|hôm) (?P<v_day2>[0-9]{1,2})[/-](?P<v_month2>1[0-2]|0?[1-9])"
        r"(?:[/-](?P<v_year2>[0-9]{4}))?(?![0-9/]))"
    ),
}

DATE = re.compile(
    # Tried only where one of them can begin: the look ahead makes the scan several times faster.
    r"(?=[0-9零一二三四五六七八九十今本去上前大明来后年第周星礼昨下这公]|\b[a-zđа-яء-ي])(?:"
    # The first that fits is taken, so that the order matters.
    + "|".join([*_NUMBERS.values(), *_HAN.values(), *_ENGLISH.values(), *_LONG.values(), *_FOREIGN.values()])
    + ")"
)
"""A pattern for one date in folded text; `service.figures.dates` reads what it matches."""
