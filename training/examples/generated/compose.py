"""Reports of donations put together from patterns: who gave how much, parts and totals, goods, among real sentences.

Nearly all articles of the archive that tell of donations belong to evaluation sets and are kept out, so that this most
wanted kind of question has too few real examples. Names and sums here are invented; the sentences around are real ones.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from indexer.rerank.pairs import PairEncoder
from indexer.text.sentences import sentences
from service.figures.read import figures
from training.examples.chance import chance, one_in
from training.examples.example import Group
from training.examples.generated import composed_words as words
from training.examples.generated.names import english_name, english_person
from training.examples.grouping import Grouper
from training.examples.pool import WindowPool, windows_of
from training.examples.reading_set import Passage, Reading

_ENGLISH_OF = 2
"""One question of so many is asked in English, where the pilot failed most."""
_EXCHANGED = 6
_GIVEN = (
    "{who}捐款{sum}",
    "{who}率先捐出{sum}",
    "{who}向{whom}捐赠{sum}",
    "{who}宣布捐赠{sum}",
    "{who}送来{sum}现金",
    "{who}也捐了{sum}",
    "{who}通过微信转来{sum}",
    "{who}带头捐款{sum}",
    "{who}第一个捐了{sum}",
)
_TOTALS = (
    "{place}共筹集善款{sum}",
    "截至目前，{place}累计收到捐款{sum}",
    "短短三天，{place}捐款总额达{sum}",
    "{place}干部群众共捐款{sum}",
    "{place}一共募集资金{sum}",
    "{place}的人们纷纷行动起来，短短几天共收到捐款{sum}",
    "消息传到{place}，男女老少排队捐款，到昨天已有{sum}",
)
_ASK_GIVEN = (
    ("{who}捐了多少钱？", "How much did {who} donate?"),
    ("{who}捐款多少？", "How much money did {who} give?"),
    ("{who}捐出的金额是多少？", "What sum was donated by {who}?"),
    ("{who}的捐款是多少？", "How large was the donation of {who}?"),
)
_ASK_TOTAL = (
    ("{who}一共捐了多少钱？", "How much was donated in {who} in total?"),
    ("{who}总共收到多少捐款？", "How much did {who} collect altogether?"),
    ("{who}捐款总额是多少？", "What was the total donated by {who}?"),
    ("{who}筹到多少善款？", "How much money was raised in {who}?"),
    ("{who}共捐款多少？", "How much did the people of {who} donate?"),
    ("{who}捐了多少钱？", "How much was donated in {who}?"),
    ("{who}捐款多少", "How much did {who} donate?"),
    ("{who}收到多少捐款", "How much did {who} raise?"),
    ("{who}募集了多少钱？", "How much did {who} collect?"),
)
"""Half of them plain: of a place that collects, what it gave is the total, and not what the first of its people gave."""
_GOODS: Mapping[str, tuple[tuple[str, ...], tuple[tuple[str, str], ...]]] = {
    "given": (
        ("{who}捐赠{goods}", "{who}送去{goods}", "{who}紧急采购{goods}并运往灾区", "{who}拿出{goods}分给大家"),
        (
            ("{who}捐赠了多少{noun}？", "How many {english} did {who} donate?"),
            ("{who}送了多少{noun}？", "How many {english} were given by {who}?"),
            ("{who}捐了多少{noun}", "How many {english} did {who} give away?"),
        ),
    ),
    "received": (
        ("{who}收到{goods}", "好心人向{who}送来{goods}", "{who}接收各地寄来的{goods}"),
        (
            ("{who}收到多少{noun}？", "How many {english} did {who} receive?"),
            ("{who}一共收了多少{noun}", "How many {english} were sent to {who}?"),
        ),
    ),
    "made": (
        ("{who}连夜赶制{goods}", "{who}加班生产出{goods}", "{who}自己动手做了{goods}"),
        (
            ("{who}做了多少{noun}？", "How many {english} did {who} make?"),
            ("{who}赶制多少{noun}", "How many {english} were made by {who}?"),
        ),
    ),
}
"""What is done with goods: how a report says it, and how it is asked for. A report that says two of these tells them apart."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A statement with its figure's words, and how it is asked for in Chinese and English."""

    text: str
    figure: str
    who: str
    chinese: str
    english: str


@dataclass(frozen=True, slots=True)
class Composed:
    """A passage and, for each clause of it, the question in Chinese; `english` is the same one's text."""

    passage: Passage
    reading: Reading
    english: str
    who: str


def composed(real: Sequence[Passage], *, count: int, seed: int) -> Iterator[Composed]:
    """Questions on `count` reports, each between sentences of one of the real articles."""
    for number in range(count if real else 0):
        random = chance(seed, "composed", str(number))
        clauses = _clauses(random)
        around = real[int(random.integers(len(real)))]
        passage = Passage(f"composed:{number}", str(number), _among(clauses, around.text, random), "zh")
        for place, clause in enumerate(clauses):
            span = _figure_span(passage.text, clause)
            if span is not None:
                identity = f"composed:{number}:{place}"
                answer = passage.text[slice(*span)]
                reading = Reading(
                    identity,
                    identity,
                    text=clause.chinese,
                    language="zh",
                    passage=passage.id,
                    answers=(answer,),
                    start=span[0],
                )
                yield Composed(passage, reading, clause.english, clause.who)


def _clauses(random: np.random.Generator) -> list[Clause]:
    """Two to four gifts, goods in half of the reports, and a total in most: before, among or after its parts."""
    whom = words.place(random)
    found = [_gift(random, whom) for _ in range(int(random.integers(2, 5)))]
    if random.random() < 0.5:
        found += _goods(random, whom)
    if random.random() < 0.8:
        found.insert(int(random.integers(len(found) + 1)), _total(random, whom))
    return found


def _gift(random: np.random.Generator, whom: str) -> Clause:
    who, said, named = _person(random) if random.random() < 0.5 else _body(random)
    if random.random() < 0.3:
        said = f"{whom}的{said}"
    total = words.amount(random, large=False)
    chinese, english = _ASK_GIVEN[int(random.integers(len(_ASK_GIVEN)))]
    text = words.one_of(random, _GIVEN).format(who=said, whom=whom, sum=total)
    purpose = words.one_of(random, words.PURPOSES)
    asked = english.format(who=named)
    return Clause(f"{text}，{purpose}" if purpose else text, total, who, chinese.format(who=who), asked)


def _person(random: np.random.Generator) -> tuple[str, str, str]:
    """A name, how the report says it, and how an English question does: half with what the person is."""
    role, english_role = words.ROLES[int(random.integers(len(words.ROLES)))]
    name = words.person(random)
    english = english_person(name)
    return name, role + name, f"the {english_role} {english}" if random.random() < 0.4 else english


def _body(random: np.random.Generator) -> tuple[str, str, str]:
    name = words.body(random)
    return name, name, english_name(name)


def _total(random: np.random.Generator, place: str) -> Clause:
    total = words.amount(random, large=True)
    chinese, english = _ASK_TOTAL[int(random.integers(len(_ASK_TOTAL)))]
    text = words.one_of(random, _TOTALS).format(place=place, sum=total)
    return Clause(text, total, place, chinese.format(who=place), english.format(who=english_name(place)))


def _goods(random: np.random.Generator, place: str) -> list[Clause]:
    """What a body or the place gave, received or made of one sort of goods: one of these, or two to be told apart."""
    noun, unit, english_noun = words.GOODS[int(random.integers(len(words.GOODS)))]
    name = words.body(random) if random.random() < 0.5 else place
    done = [list(_GOODS)[int(each)] for each in random.permutation(len(_GOODS))]
    return [
        _goods_clause(random, each, name, (noun, unit, english_noun)) for each in done[: int(random.integers(1, 3))]
    ]


def _goods_clause(random: np.random.Generator, done: str, name: str, sort: tuple[str, str, str]) -> Clause:
    noun, unit, english_noun = sort
    texts, asks = _GOODS[done]
    chinese, english = asks[int(random.integers(len(asks)))]
    number = words.count(random) + unit
    goods = f"{number}{noun}" if random.random() < 0.5 else f"{noun}{number}"
    text = words.one_of(random, texts).format(who=name, goods=goods)
    asked = english.format(who=english_name(name), english=english_noun)
    return Clause(text, number, name, chinese.format(who=name, noun=noun), asked)


def _among(clauses: Sequence[Clause], article: str, random: np.random.Generator) -> str:
    """The clauses as sentences, some joined by a comma, with a sentence or two of an article on either side."""
    real = [article[span.start : span.end] for span in sentences(article)]
    cut = int(random.integers(len(real) + 1))
    joined = "".join(clause.text + words.one_of(random, "。。，；") for clause in clauses)[:-1] + "。"
    return "".join([*real[max(cut - 2, 0) : cut], joined, *real[cut : cut + 2]])


def _figure_span(passage: str, clause: Clause) -> tuple[int, int] | None:
    """The figure that the grammar reads where the clause has its own; None where it reads none."""
    at = passage.find(clause.text)
    start = at + clause.text.find(clause.figure)
    inside = (each for each in figures(passage) if each.start <= start + len(clause.figure) - 1 and start < each.end)
    found = next(inside, None)
    return None if at < 0 or found is None else (found.start, found.end)


def composed_groups(found: Sequence[Composed], encoder: PairEncoder, seed: int) -> Iterator[Group]:
    """The groups of composed questions, in their order."""
    passages = {each.passage.id: each.passage for each in found}
    windows = {identity: windows_of(passage, encoder) for identity, passage in passages.items()}
    pool = WindowPool([window for own in windows.values() for window in own])
    grouper = Grouper("composed", seed, windows, pool)
    for each in found:
        english = one_in(_ENGLISH_OF, seed, "english", each.reading.id)
        shown = replace(each.reading, text=each.english, language="en") if english else each.reading
        group = grouper.group(each.reading, question=shown, name=each.reading.id)
        if group:
            yield group
            if one_in(_EXCHANGED, seed, "exchange", each.reading.id):
                yield from _exchanged(each, group, found, seed)


def _exchanged(each: Composed, group: Group, found: Sequence[Composed], seed: int) -> Iterator[Group]:
    """The same window asked about somebody of another report."""
    draw = chance(seed, "somebody", each.reading.id).integers(len(found))
    other, window = found[int(draw)].who, group[0]
    asked = window.question
    for english in (str, english_person, english_name):
        asked = asked.replace(english(each.who), english(other))
    if other not in window.passage and asked != window.question and window.rank:
        name = f"{each.reading.id}:exchanged"
        yield (replace(window, group=name, question=asked, start=None, end=None),)
