"""Chinese names in English questions: known ones translated, kinds of bodies and places too, the rest in pinyin."""

import re

from pypinyin import lazy_pinyin

KNOWN = {
    "阿里巴巴": "Alibaba", "腾讯": "Tencent", "百度": "Baidu", "京东": "JD", "字节跳动": "ByteDance", "华为": "Huawei",
    "小米": "Xiaomi", "美团": "Meituan", "拼多多": "Pinduoduo", "快手": "Kuaishou", "滴滴": "Didi", "网易": "NetEase",
    "比亚迪": "BYD", "宁德时代": "CATL", "联想": "Lenovo", "苹果": "Apple", "微软": "Microsoft", "谷歌": "Google",
    "特斯拉": "Tesla", "亚马逊": "Amazon", "英特尔": "Intel", "三星": "Samsung", "丰田": "Toyota", "大众": "Volkswagen",
    "中国红十字会": "the Red Cross Society of China", "红十字会": "the Red Cross", "壹基金": "the One Foundation",
    "中国": "China", "美国": "the United States", "英国": "Britain", "法国": "France", "德国": "Germany",
    "日本": "Japan", "韩国": "South Korea", "印度": "India", "俄罗斯": "Russia", "泰国": "Thailand", "香港": "Hong Kong",
    "澳门": "Macau", "台湾": "Taiwan", "欧盟": "the European Union", "联合国": "the United Nations",
    "财政部": "the Ministry of Finance", "教育部": "the Ministry of Education", "应急管理部": "the Ministry of Emergency Management",
    "灾区": "the disaster area", "受灾地区": "the disaster area", "防汛救灾": "flood relief", "抗洪救灾": "flood relief",
}  # fmt: skip
KINDS = {
    "慈善基金会": "Charity Foundation", "公益基金会": "Charity Foundation", "基金会": "Foundation",
    "慈善总会": "Charity Federation", "慈善会": "Charity Association", "慈善协会": "Charity Association",
    "股份有限公司": "Co.", "有限责任公司": "Co.", "有限公司": "Co.", "集团": "Group", "公司": "Company", "控股": "Holdings",
    "银行": "Bank", "保险": "Insurance", "证券": "Securities", "科技": "Technology", "汽车": "Automobile", "电力": "Electric Power",
    "大学": "University", "医院": "Hospital", "协会": "Association", "商会": "Chamber of Commerce", "学校": "School",
    "中学": "Middle School", "小学": "Primary School", "人民法院": "People's Court", "人民政府": "Government", "政府": "Government",
    "省": "Province", "市": "City", "县": "County", "区": "District", "镇": "Town", "村": "Village", "自治区": "Autonomous Region",
}  # fmt: skip
_WORDS = KNOWN | KINDS
_ORDER = sorted(_WORDS, key=lambda word: (-len(word), word))
_PIECES = re.compile("|".join([*map(re.escape, _ORDER), r"[\u4e00-\u9fff]", r"[^\u4e00-\u9fff]+"]))

_NAMED = re.compile(
    rf"^[\u4e00-\u9fff·A-Za-z]{{0,12}}(?:{'|'.join(map(re.escape, _ORDER))}|股份|有限|[某][某甲乙丙]?|先生|女士|[A-Z][A-Za-z]+)$"
)
_NOT_IN_NAMES = re.compile(
    "发展|完成|接待|平均|近年|落实|安排|推动|引导|实现|尽管|同意|达成|业务|收入|其他|的|了|在|被|将|与|和"
)


def is_named(name: str) -> bool:
    """Whether words before a verb are surely a name: they end as those of bodies, places and people do, or are known.

    >>> is_named("柳禾公益基金会"), is_named("第二季度总")
    (True, False)
    """
    return _NAMED.fullmatch(name) is not None and _NOT_IN_NAMES.search(name) is None


def english_name(name: str) -> str:
    """A name as an English reader would write it.

    >>> english_name("柳禾公益基金会"), english_name("青田县")
    ('Liuhe Charity Foundation', 'Qingtian County')
    """
    words: list[str] = []
    waiting = ""
    for piece in _PIECES.findall(name):
        if len(piece) == 1 and piece not in _WORDS and "\u4e00" <= piece <= "\u9fff":
            waiting += piece
            continue
        words += _romanised(waiting)
        waiting = ""
        words.append(_WORDS.get(piece, piece.strip()))
    return " ".join([word for word in [*words, *_romanised(waiting)] if word])


def _romanised(characters: str) -> list[str]:
    """Pinyin by two syllables a word, each with a capital: 途虎养车 is Tuhu Yangche."""
    syllables = lazy_pinyin(characters)
    return ["".join(syllables[place : place + 2]).capitalize() for place in range(0, len(syllables), 2)]


def english_person(name: str) -> str:
    """A person's name, the surname first as in China.

    >>> english_person("魏小雨")
    'Wei Xiaoyu'
    """
    return " ".join("".join(lazy_pinyin(part)).capitalize() for part in (name[0], name[1:]))
