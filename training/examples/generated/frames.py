"""Patterns of what a sentence says with a figure: who gave, raised, paid or earned it, and how that is asked."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from indexer.core.figure import FigureKind
from training.examples.generated.names import is_named

_NAME = r"(?P<who>[^，。；：、！？（）()《》\s\d]{2,18}?)"
_ADVERBS = (
    r"(?:已经|已|曾|将|再|先|共同|联合|主动|积极|紧急|率先|首批|首次|定向|累计|一共|共计|总共|共|合计|总计|宣布|决定|表示|计划|拟|还|又|"
    r"分别|自发|通过[^，。；]{2,14}?)*"
)
_WHOM = r"(?:[向为给对](?P<whom>[^，。；：、\s\d]{2,18}?))?"
_ABOUT = r"(?:了|出|价值|款项?|资金|善款|现金|物资|金额|人民币|达到|达|为|高达|逾|超过|超|近|约|共计|总计|合计|累计)*"
_MONEY = frozenset({FigureKind.MONEY})


@dataclass(frozen=True, slots=True)
class Frame:
    """One thing that sentences say: what stands before the figure, and questions that ask for the figure."""

    name: str
    verbs: re.Pattern[str]
    before: re.Pattern[str]
    kinds: frozenset[FigureKind]
    chinese: tuple[str, ...]
    """With {who}, and {whom} where the sentence names one."""
    english: tuple[str, ...]


def _frame(name: str, verbs: str, chinese: tuple[str, ...], english: tuple[str, ...]) -> Frame:
    pattern = f"(?:^|[，；：。]){_NAME}{_ADVERBS}{_WHOM}{_ADVERBS}(?:{verbs}){_ABOUT}$"
    return Frame(name, re.compile(verbs), before=re.compile(pattern), kinds=_MONEY, chinese=chinese, english=english)


FRAMES = (
    _frame(
        "giving",
        "捐赠|捐款|捐出|捐资|捐献|捐助|援助|资助|捐",
        ("{who}捐了多少钱？", "{who}捐赠了多少？", "{who}捐款多少？", "{who}一共捐了多少钱？", "{who}向{whom}捐了多少钱？", "{who}给{whom}捐款的金额是多少？"),
        ("How much did {who} donate?", "How much money did {who} give?", "What did the donation of {who} amount to?", "How much did {who} donate to {whom}?", "How much was given to {whom} by {who}?"),
    ),
    _frame(
        "raising",
        "募集|筹集|募捐|筹得|募得|筹款|融资|募资",
        ("{who}筹集了多少钱？", "{who}募集到多少资金？", "{who}一共筹到多少？"),
        ("How much did {who} raise?", "How much money was raised by {who}?", "What total did {who} collect?"),
    ),
    _frame(
        "investing",
        "投资|投入|出资|注资",
        ("{who}投资了多少？", "{who}投入多少钱？", "{who}的投资额是多少？"),
        ("How much did {who} invest?", "How much money did {who} put in?", "What was the investment of {who}?"),
    ),
    _frame(
        "paying",
        "赔偿|赔付|支付|退还|补偿|返还",
        ("{who}赔了多少钱？", "{who}支付了多少？", "{who}要付多少钱？"),
        ("How much did {who} pay?", "How much did {who} have to pay?", "What sum was paid by {who}?"),
    ),
    _frame(
        "fining",
        "被罚款?|被处罚款|被处以罚款|处罚款|判处罚金|处罚金|罚款",
        ("{who}被罚了多少钱？", "{who}的罚款是多少？"),
        ("How much was {who} fined?", "What fine did {who} get?"),
    ),
    _frame(
        "allocating",
        "拨付|下拨|下达|安排|拨款|发放",
        ("{who}拨付了多少资金？", "{who}下拨多少钱？", "{who}安排了多少资金？"),
        ("How much did {who} allocate?", "How much money did {who} release?", "What sum was allocated by {who}?"),
    ),
    _frame(
        "earning",
        "营业收入|营业总收入|主营收入|营收|总收入|收入",
        ("{who}的营业收入是多少？", "{who}收入多少？"),
        ("What was the revenue of {who}?", "How much revenue did {who} report?"),
    ),
    _frame(
        "profiting",
        "归母净利润|净利润|净利|盈利|利润",
        ("{who}的净利润是多少？", "{who}赚了多少钱？"),
        ("What was the net profit of {who}?", "How much profit did {who} make?"),
    ),
)  # fmt: skip

_COUNTING = {
    "组织": "organise", "派出": "send", "出动": "send out", "招募": "recruit", "吸引": "attract", "拥有": "have",
    "接待": "receive", "转移": "evacuate", "救治": "treat", "培训": "train", "帮助": "help", "捐赠": "donate", "捐出": "donate",
    "采购": "buy", "购买": "buy", "销售": "sell", "生产": "produce", "建成": "complete", "新增": "add", "收到": "receive",
    "运送": "deliver", "送去": "deliver", "发放": "hand out", "救出": "rescue", "疏散": "evacuate", "种植": "plant",
}  # fmt: skip
COUNTED = {
    "志愿者": "volunteers", "学生": "students", "群众": "people", "游客": "tourists", "患者": "patients", "儿童": "children",
    "居民": "residents", "村民": "villagers", "员工": "employees", "教师": "teachers", "医生": "doctors", "消防员": "firefighters",
    "救援人员": "rescuers", "专家": "experts", "企业": "companies", "车辆": "vehicles", "口罩": "masks", "帐篷": "tents",
    "矿泉水": "bottles of water", "大米": "rice", "棉被": "quilts", "救生衣": "life jackets", "图书": "books", "树": "trees",
    "项目": "projects", "岗位": "jobs", "学校": "schools", "家庭": "households", "人": "people", "民警": "police officers",
}  # fmt: skip
_COUNT = re.compile(
    rf"(?:^|[，；：。]){_NAME}{_ADVERBS}{_WHOM}{_ADVERBS}(?P<verb>{'|'.join(_COUNTING)})(?:了|共|近|约|超过|超)*$"
)
_KINDS_COUNTED = frozenset({FigureKind.COUNT, FigureKind.MASS})
_THING = re.compile(
    "(?:余|多)?(?:的|防汛|救灾|医用|返乡|参赛|受灾|困难)*(?P<noun>"
    + "|".join(sorted(COUNTED, key=len, reverse=True))
    + ")"
)
_TOTAL = re.compile("共|总计|合计|累计")


LABELS = (*(frame.name for frame in FRAMES), "counting")


def may_state(sentence: str, labels: Collection[str]) -> bool:
    """Whether a sentence has a word of one of these patterns: looked at before figures are read, which takes longer."""
    if any(frame.name in labels and frame.verbs.search(sentence) for frame in FRAMES):
        return True
    return "counting" in labels and any(verb in sentence for verb in _COUNTING)


@dataclass(frozen=True, slots=True)
class Question:
    """How to ask for a figure, in both languages; `{who}` and `{whom}` are still to be filled in."""

    frame: str
    who: str
    whom: str
    chinese: tuple[str, ...]
    english: tuple[str, ...]


def questions_for(before: str, after: str, kind: FigureKind) -> Question | None:
    """What a figure can be asked for by; None where no pattern fits or no one is named.

    Args:
        before: The sentence up to the figure.
        after: The sentence behind it.
        kind: The figure's.
    """
    for frame in FRAMES:
        found = frame.before.search(before) if kind in frame.kinds else None
        if found and _is_name(found["who"]):
            whom = found["whom"] or ""
            total = "in total " if _TOTAL.search(found.group()) else ""
            return Question(
                frame.name,
                found["who"],
                whom,
                _fitting(frame.chinese, whom),
                _in_total(_fitting(frame.english, whom), total),
            )
    return _count_question(before, after) if kind in _KINDS_COUNTED else None


def _count_question(before: str, after: str) -> Question | None:
    found, thing = _COUNT.search(before), _THING.match(after)
    if not (found and thing and _is_name(found["who"])):
        return None
    many = "How much" if thing["noun"] == "大米" else "How many"
    verb, noun = found["verb"], thing["noun"]
    chinese = (f"{{who}}{verb}了多少{noun}？", f"{{who}}{verb}的{noun}有多少？")
    return Question("counting", found["who"], "", chinese, (f"{many} {COUNTED[noun]} did {{who}} {_COUNTING[verb]}?",))


def _fitting(templates: tuple[str, ...], whom: str) -> tuple[str, ...]:
    """Those whose places can be filled."""
    return templates if whom else tuple(each for each in templates if "{whom}" not in each)


def _in_total(templates: tuple[str, ...], total: str) -> tuple[str, ...]:
    return tuple(f"{each[:-1]} {total.strip()}?" for each in templates) if total else templates


_NO_NAME = re.compile(
    "^[实拟积先若如因按经仅至预计其该他她它这那此本上两二各首共还并又也已将再从在自截由对于据以当每同一及与和为向给使让把被所有目前近日今年去年今后日前随后总累]"
    '|^(?:公司|项目|企业|记者|原标题|另外|此外|同比|报告期|北京时间|人民币|消息|截至|期间|方面)|的$|^[\u4e00-\u9fff]?(?:月|日|年|时)|[“”‘’"]$'
)


def _is_name(who: str) -> bool:
    return (
        is_named(who)
        and _NO_NAME.search(who) is None
        and not who.endswith(
            ("时", "后", "中", "年", "月", "日", "元", "预计", "最高", "最低", "作出", "分别", "提前", "实现", "合计")
        )
    )
