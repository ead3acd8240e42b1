"""Composed reports ask plainly for a place's total, and tell apart what was given, received and made."""

import re
from collections import defaultdict

import pytest

from training.examples.generated.compose import Composed, composed
from training.examples.reading_set import Passage

_REAL = [Passage("r", "r", "今天天气很好。记者来到现场。大家都很高兴。", "zh")]
_PLAIN = re.compile(r"(.+?)(?:一共|总共|共)?(?:捐了多少钱|捐款多少|收到多少捐款|募集了多少钱)？?")


@pytest.fixture(scope="module")
def reports() -> dict[str, list[Composed]]:
    found: dict[str, list[Composed]] = defaultdict(list)
    for each in composed(_REAL, count=400, seed=7):
        found[each.passage.id].append(each)
    return found


def test_every_answer_stands_where_it_is_said_to(reports: dict[str, list[Composed]]) -> None:
    asked = [each for report in reports.values() for each in report]
    assert len(asked) > 1_200
    for each in asked:
        reading = each.reading
        assert each.passage.text[reading.start : reading.end] == reading.answers[0]


def test_a_plain_question_about_a_place_that_collects_asks_for_its_total(reports: dict[str, list[Composed]]) -> None:
    collecting = re.compile(r"共筹集善款|累计收到捐款|捐款总额达|共捐款|一共募集资金|共收到捐款|排队捐款，到昨天已有")
    plain = 0
    for report in reports.values():
        for each in report:
            match = _PLAIN.fullmatch(each.reading.text)
            said = each.passage.text[: each.reading.start]
            if match and collecting.search(said.rpartition("。")[2].rpartition("；")[2][-16:]):
                plain += 1
                assert each.who == match[1]
    # A total stands in four reports of five, and 4 of its 9 questions are plain.
    assert plain > 60


def test_what_was_given_received_and_made_of_one_sort_is_told_apart(reports: dict[str, list[Composed]]) -> None:
    pairs = 0
    for report in reports.values():
        goods = [
            each
            for each in report
            if re.search(
                r"捐赠了多少|送了多少|捐了多少(?!钱)|收到多少(?!捐款)|一共收了多少|做了多少|赶制多少", each.reading.text
            )
        ]
        if len(goods) == 2 and goods[0].who == goods[1].who:
            pairs += 1
            assert goods[0].reading.start != goods[1].reading.start
            assert goods[0].reading.text != goods[1].reading.text
            assert goods[0].english != goods[1].english
    assert pairs > 50
