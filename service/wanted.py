"""What kind of answer a question wants: a figure and of which kind, a date, a person, a reason, yes or no.

Rules in order, the first that matches; each is a pattern and what it means, so that anybody can read why a question was
understood as it was (`xunwen ask --explain` shows it). Questions in Chinese and English, and how-many and when in the
other languages that `service.question` knows.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from indexer.figure import FigureKind
from indexer.fold import fold


class AnswerType(StrEnum):
    """What an answer would be."""

    FIGURE = "figure"
    DATE = "date"
    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    REASON = "reason"
    YES_NO = "yes_no"
    LIST = "list"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The kind of answer that a question wants."""

    type: AnswerType
    kinds: frozenset[FigureKind] = frozenset()
    """Which figures would do; empty unless a figure or a date is wanted."""
    unit: str = ""
    """The unit that the question names, as `Figure.unit` has it: "person" of 多少人; empty where it names none."""
    counted: str = ""
    """What is counted, in the question's words: "schools" of "how many schools"; empty where it is not said."""
    total: bool = False
    """Whether it asks for all together: 一共, in total."""

    @property
    def label(self) -> str:
        """In words: "figure: money", "person"."""
        kinds = f": {', '.join(sorted(self.kinds))}" if self.type is AnswerType.FIGURE else ""
        return f"{self.type}{kinds}"


_MONEY = frozenset({FigureKind.MONEY})
_COUNT = frozenset({FigureKind.COUNT})
_DATE = frozenset({FigureKind.DATE, FigureKind.TIME})
_MASS = frozenset({FigureKind.MASS})
_PERCENT = frozenset({FigureKind.PERCENT, FigureKind.RATIO})
_LENGTH = frozenset({FigureKind.LENGTH})
_AREA = frozenset({FigureKind.AREA})
_VOLUME = frozenset({FigureKind.VOLUME})
_DURATION = frozenset({FigureKind.DURATION})
_ORDINAL = frozenset({FigureKind.ORDINAL})
_AMOUNTS = _MONEY | _COUNT | _MASS | _PERCENT | _LENGTH | _AREA | _VOLUME | _DURATION

_GIVING = "捐|赠|善款|募|筹|花|赚|付|价|费|款|资金|资助|投资|金额|罚|奖金|营收|收入|利润|亏损|成本|预算|工资|薪|元|钱|赔|贷|债|补贴|拨"
# Not 物资 or 图书: what was given of them is told by its worth as often.
_GOODS = "口罩|防护服|护目镜|手套|消毒|酒精|药品|疫苗|大米|面粉|粮食|蔬菜|水果|食品|矿泉水|饮用水|牛奶|衣|被子|棉被|帐篷|呼吸机|电脑|血|床|树|煤|油"
_GIVING_EN = (
    r"donat\w*|giv\w*|gave|rais\w*|cost\w*|pa(?:y|id|ys)|worth|spen[dt]\w*|price\w*|money|cash|fund\w*|profit\w*|revenue\w*"
    r"|invest\w*|receiv\w*|earn\w*|fine[sd]?|salar\w*|budget\w*|loan\w*|contribut\w*|dollars?|yuan|euros?|pounds?"
)
_UNITS = {
    "人": "person", "名": "person", "位": "person", "户": "household", "家": "organisation", "所": "institution",
    "辆": "vehicle", "架": "aircraft", "艘": "ship", "起": "case", "例": "case", "次": "time", "场": "event",
    "届": "session", "座": "structure", "栋": "building", "台": "machine", "套": "set", "本": "book", "份": "copy",
    "张": "sheet", "批": "batch", "箱": "box", "瓶": "bottle", "头": "animal",
}  # fmt: skip
_PEOPLE_ZH = (
    "党员|群众|居民|村民|市民|民众|学生|学员|老师|教师|员工|职工|工人|农民工|医生|护士|医护|患者|病人|乘客|旅客|游客|观众|志愿者|儿童|孩子|老人|"
    "士兵|战士|官兵|警察|民警|队员|运动员|选手|代表|委员|嫌疑人|受害者|伤者|死者"
)
_PEOPLE = re.compile(
    r"people|persons?|men|women|children|students?|pupils?|workers?|members?|residents?|villagers?|victims?|passengers?"
    r"|soldiers?|officers?|patients?|teachers?|participants?|visitors?|athletes?|volunteers?"
)

_HOW_MANY_ZH = re.compile(
    "(?:多少|几)(?:(?P<classifier>[人名位户家所辆架艘起例次场届座栋台套本份张批箱瓶头])|个|只|条|件|项|种|多)?(?P<noun>[\u4e00-\u9fff]{0,6})"
)

_Rule = tuple[re.Pattern[str], AnswerType, frozenset[FigureKind]]


def _rule(pattern: str, answer: AnswerType, kinds: frozenset[FigureKind] = frozenset()) -> _Rule:
    return re.compile(pattern), answer, kinds


_FIGURE = AnswerType.FIGURE
_RULES: tuple[_Rule, ...] = (
    # Chinese: from what names its unit to what does not.
    _rule("多少(?:万|亿|千|百)*(?:美元|欧元|港元|港币|日元|英镑|卢布|韩元|人民币|块|元|钱|(?:捐赠|捐助|救灾|扶贫|帮扶)?(?:资金|善款|捐款|款项|贷款|罚款))", _FIGURE, _MONEY),
    _rule("(?:百分之|占比|比例|比率|比重|比(?=[是为达]?多少)|率|同比|环比|增[长速幅]|涨幅|跌幅|降幅|下降|上涨|提高)[^，。？?]{0,8}(?:多少|几)", _FIGURE, _PERCENT),
    _rule("(?:多少|几)[^，。？?]{0,3}(?:比例|百分比|占比|比重)", _FIGURE, _PERCENT),
    _rule("(?:多少|几)(?:个百分点|%|成)|百分之(?:多少|几)", _FIGURE, _PERCENT),
    _rule("(?:多少|几)(?:公里|千米|米|厘米|毫米|海里|里)(?!饭)|多[长高远深宽厚](?!时间)", _FIGURE, _LENGTH),
    _rule("(?:多少|几)(?:平方[公千]?[米里]|亩|公顷)|面积[^，。？?]{0,4}(?:多大|多少)|多大面积", _FIGURE, _AREA),
    _rule("(?:多少|几)(?:立方米|升|毫升)|容量[^，。？?]{0,4}(?:多大|多少)", _FIGURE, _VOLUME),
    _rule("(?:多少|几)(?:吨|公斤|千克|斤|克)|多重|重[^，。？?]{0,3}多少", _FIGURE, _MASS),
    _rule("多久|多长时间|(?:多少|几)(?:个?(?:小时|钟头|星期|礼拜|月|季度|世纪|年头)|年(?!级)|天|分钟|秒|周)|多大(?:年[龄纪]|岁数)|(?:多少|几)岁", _FIGURE, _DURATION),
    _rule("第几", _FIGURE, _ORDINAL),
    _rule("几[级等](?!台阶)", AnswerType.OTHER),  # 二级响应, 三等奖: a grade is no amount, its sentence tells it
    _rule("哪几(?:个(?!月)|家|位|名|所|种|项|座|条|支|类|款)", AnswerType.LIST),
    _rule("什么时[候间]|何时|(?<!是)什么日[子期]|[哪几]一?(?:年|天|日|月|号|个月)|几点|(?:时间|日期)是(?:什么|多少|哪)|多[久]?会儿", AnswerType.DATE, _DATE),
    _rule("(?:捐|赠|送|收到?|募|筹|发放?|运送?|采购|购买?)[^，。？?多少]{0,6}多少(?:防护|救灾|生活|医用|消毒)?(?![^，。？?]*(?:资金|款|现金|金额|钱|元|物资|物品|资助))(?![人名位户家所辆架艘起例次场届座栋台套本份张批箱瓶头个只条件项种])(?![了呢吗的])[一-鿿]{1,6}[？?]?$", _FIGURE, _COUNT | _MASS | _VOLUME),
    _rule(f"多少(?:{_GOODS})", _FIGURE, _COUNT | _MASS | _VOLUME),
    _rule(f"(?:{_GIVING})[^，。？?]{{0,10}}多少(?![人名位户家所辆架艘起例次场届座栋台套本份张批箱瓶头个只条件项种])", _FIGURE, _MONEY),
    _rule("(?:价值|总价|售价|票价|单价|房价|股价)[^，。？?]{0,6}(?:多少|几|是什么)", _FIGURE, _MONEY),
    _rule(f"(?:多少|几)[个名位]?(?:{_PEOPLE_ZH})", _FIGURE, _COUNT),
    _rule("(?:多少|几)[人名位户家所辆架艘起例次场届座栋台套本份张批箱瓶头个只条件项种]", _FIGURE, _COUNT),
    _rule("几(?=[\u4e00-\u9fff])|数量|数[^，。？?字]{0,3}(?:是|为|达)?多少", _FIGURE, _COUNT),
    _rule("多少|多大", _FIGURE, _AMOUNTS),
    _rule("为什么|为何|何故|原因|缘何|怎么会", AnswerType.REASON),
    _rule("谁|哪[一]?位|何人|什么人|(?:姓名|名字)是什么|叫什么(?:名字)?", AnswerType.PERSON),
    _rule("哪里|哪儿|何处|何地|什么地[方点]|在哪|哪个?(?:城市|地方|地区|国家|省|市|县|村|镇|州|区)|哪国|位于哪", AnswerType.PLACE),
    _rule("哪[一]?[个家所]?(?:公司|企业|机构|单位|部门|组织|学校|大学|医院|银行|队|俱乐部|政党|党)|什么(?:公司|机构|单位|部门|组织)", AnswerType.ORGANISATION),
    _rule("哪些|有什么|包括什么|什么(?:措施|方面|内容)", AnswerType.LIST),
    _rule("是否|是不是|有没有|能不能|会不会|吗[？?]?$", AnswerType.YES_NO),
    # English.
    _rule(rf"how much (?:money|cash)|how many (?:{_GIVING_EN})|what (?:is|was|were) the (?:[\w' -]{{0,40}} )?(?:value|price|cost|amount)", _FIGURE, _MONEY),
    _rule(r"what (?:percent\w*|share|proportion|fraction)|how many percent\w*|by how much|what .{0,30}\brate\b", _FIGURE, _PERCENT),
    _rule(r"how (?:far|tall|high|deep|wide|thick)\b|how many (?:kilomet\w*|met(?:re|er)s|miles|feet)|how long (?:is|was|are|were) [^?]{0,50}\b(?:bridge|road|river|tunnel|line|wall|railway|coast|street|canal|pipeline)\W*$", _FIGURE, _LENGTH),
    _rule(r"how many (?:square|acres|hectares|mu)\b|(?:what|how large).{0,20}\barea\b", _FIGURE, _AREA),
    _rule(r"how many (?:lit(?:re|er)s|gallons|cubic)", _FIGURE, _VOLUME),
    _rule(r"how (?:heavy|much .{0,20}weigh)|how many (?:tonn?e?s|kilo\w*|grams|pounds of)|how much .{0,30}\b(?:disinfectant|rice|water|food|grain|flour)", _FIGURE, _MASS | _VOLUME | _COUNT),
    _rule(r"how long\b|how old\b|how many (?:years|months|weeks|days|hours|minutes|seconds)|at what age", _FIGURE, _DURATION),
    _rule(r"\bwhen\b|what (?:date|day|year|month|time)|which (?:year|day|month|date)|since what", AnswerType.DATE, _DATE),
    _rule(rf"how much\b(?=.*\b(?:{_GIVING_EN})\b)|\b(?:{_GIVING_EN})\b.*\bhow much\b|how much (?:is|was|did|does|has|have|had|of)\b", _FIGURE, _MONEY),
    _rule(r"how many|number of|how often", _FIGURE, _COUNT),
    _rule(r"how (?:much|large|big)|what (?:is|was) the (?:minimum|maximum|total|size|figure)", _FIGURE, _AMOUNTS),
    _rule(r"\bwhy\b|what (?:caused|is the reason|was the reason)", AnswerType.REASON),
    _rule(r"\bwho(?:m|se)?\b|what is the name of the (?:man|woman|person)", AnswerType.PERSON),
    _rule(r"\bwhere\b|(?:which|what) (?:city|country|place|town|village|province|state|county|region)\b", AnswerType.PLACE),
    _rule(r"(?:which|what) (?:compan\w*|organi[sz]ation|agency|team|party|school|university|hospital|bank|department|group)", AnswerType.ORGANISATION),
    _rule(r"what (?:are|were) the|which (?:\w+s)\b", AnswerType.LIST),
    _rule(r"^(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would)\b", AnswerType.YES_NO),
    # Russian, Spanish, Vietnamese, Arabic: what is common and certain.
    _rule(r"сколько (?:денег|рублей|долларов|стоил\w*)|cuánto (?:dinero|cost\w*|don\w*)|bao nhiêu tiền|كم (?:المبلغ|بلغت)", _FIGURE, _MONEY),
    _rule(r"^когда|в каком году|cuándo|en qué año|khi nào|năm nào|متى|أي عام", AnswerType.DATE, _DATE),
    _rule(r"сколько|cuánt[oa]s|bao nhiêu|mấy|^كم| كم ", _FIGURE, _AMOUNTS),
    _rule(r"почему|зачем|por qué|tại sao|vì sao|لماذا", AnswerType.REASON),
    _rule(r"^кто|quién|^ai\b|من هو|^من ", AnswerType.PERSON),
    _rule(r"^где|dónde|ở đâu|أين", AnswerType.PLACE),
)  # fmt: skip

_TOTAL = re.compile(
    r"一共|总共|共计|合计|总额|总计|累计|总价值|总数|全[村县市镇校]共?|in total|altogether|\btotal\b|all together|overall"
)


def wanted(question: str) -> Wanted:
    """Reads what kind of answer a question wants.

    >>> wanted("全村共捐款多少？").kinds == {FigureKind.MONEY}
    True
    >>> wanted("How many schools closed?").counted
    'schools'
    """
    folded = fold(question).strip()
    for pattern, answer, kinds in _RULES:
        if pattern.search(folded):
            unit, counted = _counted(folded) if kinds & _COUNT else ("", "")
            return Wanted(answer, kinds, unit, counted, bool(_TOTAL.search(folded)))
    return Wanted(AnswerType.OTHER)


def _counted(folded: str) -> tuple[str, str]:
    """The unit and the noun after "how many"."""
    if chinese := _HOW_MANY_ZH.search(folded):
        unit = "person" if re.match(_PEOPLE_ZH, chinese["noun"]) else _UNITS.get(chinese["classifier"] or "", "")
        return unit, chinese["noun"]
    if english := re.search(r"how many ((?:[a-z'-]+ ){0,2}?[a-z'-]+?)\b(?= (?:did|do|does|were|was|are|is|has|have|had|will|can|of|in|at|on|from|to|who|that|took|\w+ed)\b|\?|$)", folded):  # fmt: skip
        unit = "household" if "household" in english[1] else "person" if _PEOPLE.search(english[1]) else ""
        return unit, english[1]
    return "", ""
