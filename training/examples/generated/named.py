"""Chinese questions that put who, where or what in the place of a name or an object: 谁, 哪里, 什么, as readers ask.

A sentence's words are tagged (rjieba, whose tags are those of jieba: nr persons, ns places, nt bodies, v verbs, x signs).
Such questions need no one to write them, and teach what they are about (Lewis et al. 2019, https://arxiv.org/abs/1906.04980).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import rjieba

Sought: TypeAlias = Literal["who", "body", "country", "where", "what"]
SOUGHT: tuple[Sought, ...] = ("who", "body", "country", "where", "what")

_WORDS: dict[Sought, str] = {"who": "谁", "body": "哪个机构", "country": "哪个国家", "where": "哪里", "what": "什么"}
_CLAUSE = re.compile("[^，。；：！？（）()\n]+")
_LEAST, _MOST = 9, 40
"""Characters of a clause that is asked about."""
_LEAST_LEFT = 8
"""Chinese characters that the question has beside its question word: with fewer it asks about anything."""
_HAN = re.compile("[\u4e00-\u9fff]")
_OPENING = re.compile("^(?:此外|其中|同时|另外|而|并|还|目前|随后|对此|当天|当日|同日|此前|日前|近日|据悉|据介绍)+")
_DANGLING = re.compile(
    "[他她它其该此这那哪]|本[报次届]|我们|自己|记者|如何|什么|多少|谁|各自|前者|后者|以上|以下|[“”《》\"'…—]"
)
"""Words that only their article explains, questions, and quotes that a clause may cut in two."""
_TELLS_ON = re.compile("(?:表示|称|指出|强调|说|显示|认为|介绍|透露|获悉|今天|今日)$")
"""Ends of clauses that say nothing by themselves."""
_BODY = re.compile(
    "(?:政府|法院|检察院|委员会|[部委厅局署司院校队]|集团|银行|大学|协会|学会|商会|组织|联盟|基金会|中心|研究所|[警军检]方|红十字会|议会|国会)$"
)
_NOUN = frozenset({"n", "nz", "nt", "ns", "nr", "nrt", "nrfg", "vn", "an", "b", "a", "j", "l", "i", "eng", "q", "uj", "c", "f", "s", "ad", "d"})  # fmt: skip
_HEAD = frozenset({"n", "nz", "nt", "ns", "vn", "j", "l", "eng"})
_PERSON = frozenset({"nr", "nrt", "nrfg"})
_SUBJECT = _HEAD | _PERSON | {"t"}
"""Of a clause's first word, where it says who does what."""
_BEFORE_VERB = frozenset({"d", "t", "m", "q", "ad", "f"})
_COUNTRIES = frozenset({
    "中国", "美国", "英国", "法国", "德国", "日本", "韩国", "朝鲜", "印度", "俄罗斯", "泰国", "越南", "菲律宾",
    "新加坡", "马来西亚", "印度尼西亚", "缅甸", "柬埔寨", "老挝", "蒙古", "巴基斯坦", "阿富汗", "伊朗", "伊拉克",
    "叙利亚", "以色列", "土耳其", "沙特", "埃及", "南非", "尼日利亚", "埃塞俄比亚", "肯尼亚", "巴西", "阿根廷",
    "智利", "秘鲁", "墨西哥", "加拿大", "澳大利亚", "新西兰", "意大利", "西班牙", "葡萄牙", "荷兰", "比利时",
    "瑞士", "瑞典", "挪威", "芬兰", "丹麦", "波兰", "乌克兰", "白俄罗斯", "匈牙利", "塞尔维亚", "希腊",
    "哈萨克斯坦",
})  # fmt: skip
_AT = frozenset({"在", "于", "赴", "抵达", "前往", "位于", "访问"})
_NO_OBJECT = frozenset({"是", "有", "为", "在", "到", "表示", "称", "说", "指出", "认为", "介绍", "可以", "能", "会", "要", "应", "让", "使"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Named:
    """A question for a span of a sentence: `sentence[start:end]` answers it."""

    sought: Sought
    start: int
    end: int
    question: str


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    tag: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def named_questions(sentence: str) -> Iterator[Named]:
    """What the clauses of a sentence can be asked for: its subject, a place, its last object.

    >>> [each.question for each in named_questions("青田县气象局三日发布暴雨红色预警信号，请注意。")]
    ['哪个机构三日发布暴雨红色预警信号？', '青田县气象局三日发布什么？']
    """
    for clause in _CLAUSE.finditer(sentence):
        text = clause.group()
        if not _LEAST <= len(text) <= _MOST or _DANGLING.search(text) or _TELLS_ON.search(text):
            continue
        words = _tagged(text)
        for found in (_subject(words), _place(words), _object(words)):
            if found is not None and (asked := _asked(text, *found)):
                sought, start, end = found
                yield Named(sought, clause.start() + start, clause.start() + end, asked)


def _tagged(clause: str) -> list[_Word]:
    words: list[_Word] = []
    start = 0
    for text, tag in rjieba.tag(clause):
        words.append(_Word(text, tag, start))
        start += len(text)
    return words


def _asked(clause: str, sought: Sought, start: int, end: int) -> str:
    """The clause with a question word in the span's place; empty where too little is left to ask about."""
    before = _OPENING.sub("", clause[:start])
    asked = (before + _WORDS[sought] + clause[end:]).strip(" 、")
    left = len(_HAN.findall(asked)) - len(_WORDS[sought])
    return f"{asked}？" if left >= _LEAST_LEFT else ""


def _subject(words: Sequence[_Word]) -> tuple[Sought, int, int] | None:
    """Nouns from the clause's beginning to its verb or what stands before that."""
    behind = next((place for place, word in enumerate(words) if word.tag not in _HEAD | _PERSON), len(words))
    verb = next((word for word in words[behind:] if word.tag not in _BEFORE_VERB), None)
    if not 0 < behind < len(words) or verb is None or verb.tag not in {"v", "p"}:
        return None
    text = "".join(word.text for word in words[:behind])
    if words[behind - 1].tag in _PERSON and len(words[behind - 1].text) >= 2:
        return "who", 0, words[behind].start
    if len(text) >= 3 and _BODY.search(text):
        return "body", 0, words[behind].start
    if behind == 1 and words[0].tag == "ns" and text in _COUNTRIES:
        return "country", 0, words[behind].start
    return None


def _place(words: Sequence[_Word]) -> tuple[Sought, int, int] | None:
    """The place names behind a word like 在."""
    for at, word in enumerate(words):
        if word.text in _AT and words[0].tag in _SUBJECT:
            behind = at + 1
            while behind < len(words) and words[behind].tag == "ns":
                behind += 1
            if behind > at + 1 and (behind == len(words) or words[behind].tag in {"v", "vn", "p"}):
                return "where", words[at + 1].start, words[behind - 1].end
    return None


def _object(words: Sequence[_Word]) -> tuple[Sought, int, int] | None:
    """The nouns behind the last verb, to the clause's end."""
    verb = next((at for at in range(len(words) - 1, -1, -1) if words[at].tag == "v"), None)
    if verb is None or words[verb].text in _NO_OBJECT or len(words[verb].text) < 2 or words[0].tag not in _SUBJECT:
        return None
    first = verb + 2 if words[verb + 1 : verb + 2] and words[verb + 1].tag == "ul" else verb + 1
    rest = words[first:]
    text = "".join(word.text for word in rest)
    nouns = rest and rest[0].tag != "uj" and rest[-1].tag in _HEAD and all(word.tag in _NOUN for word in rest)
    return ("what", rest[0].start, rest[-1].end) if nouns and 3 <= len(text) <= 16 else None
