"""What has numbers in it and states no amount: addresses, ids, telephones, model names, hotlines, idioms."""

import re
from importlib.resources import files


def _words_of(name: str) -> tuple[str, ...]:
    """The words of a file, each once; a line that begins with "#" is a comment."""
    lines = files("service.figures").joinpath("data", name).read_text(encoding="utf-8").splitlines()
    return tuple(dict.fromkeys(word for line in lines if not line.startswith("#") for word in line.split()))


_IDIOMS = _words_of("idioms.txt")
_STARTS = "".join(sorted({idiom[0] for idiom in _IDIOMS}))
NUMERAL_WORDS = "numeral_words.txt"
"""The file of words with a numeral in them, as `python -m benchmarks.numeral_words` writes it."""
_HAN_DIGIT = "一二三四五六七八九十"

_ADDRESSES = (
    r"(?:https?://|www\.)[!-~]+",
    r"[a-z0-9][a-z0-9._+-]{0,63}@[a-z0-9.-]{1,253}",
    # Versions and addresses of the internet, 1.2.3; neither 1.234.567 nor 2021.7.30.
    r"(?<![0-9.])(?![0-9]{1,3}(?:\.[0-9]{3})+(?![0-9.])|(?:19|20)[0-9]{2}\.[0-9]{1,2}\.[0-9]{1,2}(?![0-9.]))[0-9]+(?:\.[0-9]+){2,}+(?![,0-9])",
)
_TELEPHONES = (
    r"(?<![0-9a-z])(?:\+?86[- ]?)?1[3-9][0-9]{9}(?![0-9a-z元])",
    r"(?<![0-9])1[3-9][0-9][- ][0-9]{4}[- ][0-9]{4}(?![0-9])",
    r"(?<![0-9])\(?0[0-9]{2,3}\)?[- ]?[0-9]{7,8}(?![0-9])",
    r"(?<![0-9])[48]00-[0-9]{3,4}-?[0-9]{3,4}(?![0-9])",
    r"\+[0-9]{1,3}[ -][0-9() -]{6,16}[0-9]",
    # Whatever a word says is a number of this kind: 电话：8765432.
    r"(?:热线|电话|拨打|致电|手机|传真|邮编|编号|证号|学号|账号|帐号|卡号|车牌|号码|微信号|qq|q群|qq群|isbn|no\.)[:：]?号? ?[a-z]?[0-9][0-9-]{2,}"
    r"(?=[^0-9]|$)(?![次名位届期回条,.]|[0-9])",
    r"(?:11[0-9]|12[0-9]|12345|12[0-9]{3}|10086|10010|95[0-9]{3})(?=热线|电话|报警|急救|平台|指挥中心|便民|服务热线|救护车|消防)",
)
_AGES_AND_CALENDARS = (
    # 90后, born in the nineties; 30대, somebody in their thirties.
    r"(?<![0-9.])(?:[4-9]0|0[05])后(?![面来退卫])",
    r"(?<![0-9.,])[1-9]0대(?! ?[의를가로])",
    rf"(?:农历|阴历)(?:[正腊冬]|[{_HAN_DIGIT}]{{1,2}})月(?:[初廿]?[{_HAN_DIGIT}]{{1,3}})?",
    rf"(?:[正腊冬]|[二三四五六七八九十]{{1,2}})月(?:初[{_HAN_DIGIT}]|廿[一二三四五六七八九])",
    rf"公元前[0-9{_HAN_DIGIT}百千零两]{{1,6}}年?",
    r"(?:顺治|康熙|雍正|乾隆|嘉庆|道光|咸丰|同治|光绪|宣统|民国|贞观|开元|洪武|永乐|万历|崇祯|明治|大正|昭和|平成|令和)"
    rf"[0-9{_HAN_DIGIT}]{{1,3}}年",
)
_NAMES = (
    r"(?:[歼运轰直]|涡扇|东风|红旗|巨浪|神舟|嫦娥|天舟|长征)-[0-9]{1,3}[a-z]?",
    r"20th century (?:fox|studios)",
    # Generations of networks: 4/5g.
    r"(?<![0-9a-z./])[1-9](?:/[1-9])+g(?![a-z])",
    r"新冠(?:病毒|肺炎)?[- ]?19",
    r"84(?=消毒|水(?!平))",
    r"3[·•.]15(?=晚会|消费)",
    r"[0-9]{1,2}[·•][0-9]{1,2}",
    # Houses, lines, roads, flights: 3号楼, 107国道.
    r"(?<![0-9])[0-9]{1,5}(?:号(?:楼|线|院|地|馆|门|文|台|机|店|仓|厅|桥|车|坑|病|公告|令|决议|航站|泊位|风球|选手|种子|位)"
    r"|楼(?![宇盘市])|国道|省道|高速|单元|室|房|路公交|路车|次列车|次航班|航班|团(?:[^队])|师(?![傅生资])|[a-z]舱)",
    # Of decrees: 〔2021〕12号.
    r"[〔\[(（](?:19|20)[0-9]{2}[〕\])）][0-9]*号?",
    r"(?:windows|iphone|ios|android|boeing|airbus|room|flight|route|highway|article|chapter|section|figure|table|page|no\.?|number|group|level"
    r"|version|covid|area|channel|mate|huawei) ?-?[0-9]+(?:\.[0-9]+)?\b(?! ?%)",
    # Five-year plans: 十四五规划.
    r"(?:十[一二三四五]五)(?=规划|期间|时期|计划|以来|开局|收官|末|\W|$)",
)
_SAYINGS = "|".join(
    (
        r"[十万百]分(?![之钟点])",
        r"千万(?=别|不要|要|注意|记住|小心|不能|不可)",
        *sorted(map(re.escape, _IDIOMS), key=len, reverse=True),
    )
)

_EXCLUDED = re.compile(
    # Tried only where one of them can begin: the look ahead makes the scan several times faster.
    rf"(?=[0-9+(〔\[（公顺康雍乾嘉道咸同光宣民贞开洪永明大昭平令农阴正腊冬歼运轰直涡红巨神嫦天东长热电拨致手传邮编证学账帐卡车号微第新十万百千{_STARTS}]|(?<![a-z0-9._+-])[a-z])(?:"
    # The first that fits is taken, so that the order matters.
    + "|".join((*_ADDRESSES, *_TELEPHONES, *_AGES_AND_CALENDARS, *_NAMES))
    + rf"|(?<![0-9{_HAN_DIGIT}百千万亿两几])(?:{_SAYINGS}))"
)


def excluded_spans(folded: str) -> list[tuple[int, int]]:
    """Spans of a folded text in which no number is an amount."""
    return [match.span() for match in _EXCLUDED.finditer(folded)]


_NUMERAL_WORDS = sorted(_words_of(NUMERAL_WORDS), key=len, reverse=True)
_NUMERAL_WORD = re.compile(
    # Tried only where three characters may begin one, as hardly any do: the scan takes a thirtieth of the time.
    "(?=" + "".join(f"[{''.join(sorted({word[place] for word in _NUMERAL_WORDS}))}]" for place in range(3)) + ")"
    rf"(?<![0-9{_HAN_DIGIT}百千万亿两几])(?:{'|'.join(map(re.escape, _NUMERAL_WORDS))})"
)


def numeral_word_spans(folded: str) -> list[tuple[int, int]]:
    """Spans of a folded text that are words with a numeral in them and state no amount: 长三角, 三位一体."""
    return [match.span() for match in _NUMERAL_WORD.finditer(folded)]
