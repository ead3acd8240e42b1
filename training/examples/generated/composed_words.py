"""Words that composed reports of donations are made of: people, places, goods and ways to write an amount."""

import numpy as np

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚"
GIVEN = "国华建明志强秀英桂兰海燕玉梅春生小军文杰德福永红丽娟伟东立新思远雨桐子涵家豪晓琳庆云世杰长林"
ROLES = (
    ("村民", "villager"), ("退役军人", "veteran"), ("老党员", "Party member"), ("个体户", "shopkeeper"),
    ("企业家", "entrepreneur"), ("教师", "teacher"), ("医生", "doctor"), ("大学生", "student"), ("环卫工人", "cleaner"),
    ("村支书", "village secretary"), ("快递员", "courier"), ("华侨", "overseas Chinese"),
)  # fmt: skip
PLACE_NAMES = "青柳双石龙白清水河东南西北安平永新和丰云山大长兴福泉金桥松林高阳太文康宁"
PLACE_KINDS = (
    ("村", "Village"), ("镇", "Town"), ("县", "County"), ("市", "City"), ("社区", "Community"), ("区", "District"),
    ("中学", "Middle School"), ("小学", "Primary School"), ("商会", "Chamber of Commerce"), ("医院", "Hospital"),
)  # fmt: skip
BODY_KINDS = ("集团", "基金会", "公司", "银行", "商会", "协会", "科技", "股份有限公司", "慈善总会", "医院", "大学")
GOODS = (
    ("口罩", "个", "masks"), ("帐篷", "顶", "tents"), ("棉被", "床", "quilts"), ("救生衣", "件", "life jackets"),
    ("矿泉水", "箱", "boxes of water"), ("方便面", "箱", "boxes of noodles"), ("图书", "册", "books"),
    ("防护服", "套", "protective suits"), ("大米", "吨", "tonnes of rice"), ("消毒液", "桶", "barrels of disinfectant"),
    ("书包", "个", "school bags"), ("电脑", "台", "computers"),
)  # fmt: skip
PURPOSES = ("用于防汛救灾", "用于灾后重建", "支持疫情防控", "帮助困难学生", "用于采购救灾物资", "资助乡村道路建设", "")
_HAN = "零一二三四五六七八九"


def one_of(random: np.random.Generator, choices: "tuple[str, ...] | str") -> str:
    """One of some words or characters."""
    return choices[int(random.integers(len(choices)))]


def person(random: np.random.Generator) -> str:
    """A name of two or three characters."""
    return one_of(random, SURNAMES) + "".join(one_of(random, GIVEN) for _ in range(int(random.integers(1, 3))))


def place(random: np.random.Generator) -> str:
    """A place or a school: 青石村."""
    kind, _ = PLACE_KINDS[int(random.integers(len(PLACE_KINDS)))]
    return one_of(random, PLACE_NAMES) + one_of(random, PLACE_NAMES) + kind


def body(random: np.random.Generator) -> str:
    """A company or foundation: 永丰集团."""
    return one_of(random, PLACE_NAMES) + one_of(random, PLACE_NAMES) + one_of(random, BODY_KINDS)


def amount(random: np.random.Generator, *, large: bool) -> str:
    """A sum as news write them: 5000元, 三万多元, 近20万元, 1.2亿元."""
    digit = int(random.integers(1, 10))
    forms = (
        f"{digit}万元", f"{digit}0万元", f"{digit}.{int(random.integers(1, 10))}万元", f"{_HAN[digit]}万多元", f"{digit}0万余元",
        f"近{digit}0万元", f"{digit}{int(random.integers(10, 100))}万元", f"{digit}00余万元", f"{int(random.integers(10000, 999999))}元",
        f"超过{digit}0万元", f"人民币{digit}00万元", f"{digit}{int(random.integers(100, 999))}万元",
    ) if large else (
        f"{digit}000元", f"{digit}00元", f"{digit}万元", f"{_HAN[digit]}千元", f"{_HAN[digit]}万元", f"{int(random.integers(100, 9999))}元",
        f"{digit}0万元", f"{digit}000多元", f"{digit}亿元", f"{digit}00万元人民币", f"{_HAN[digit]}百元", f"{digit}000余元",
    )  # fmt: skip
    return one_of(random, forms)


def count(random: np.random.Generator) -> str:
    """A number of goods."""
    digit = int(random.integers(1, 10))
    return one_of(
        random,
        (f"{digit}000", f"{digit}00多", f"{digit}万", f"{digit}{int(random.integers(10, 99))}", f"{_HAN[digit]}百"),
    )
