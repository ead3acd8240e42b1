"""A span of an enumeration becomes all its items, and never more than its clause."""

import pytest

from indexer.core.article import Span
from service.answer.enumerations import whole_list
from tests.cpu import cpu_at_most


def widened(text: str, marked: str) -> str:
    start = text.index(marked)
    span = whole_list(text, Span(start, start + len(marked)))
    return text[span.start : span.end]


@pytest.mark.parametrize(
    ("text", "marked", "whole"),
    [
        ("巡演先后前往北京、太原、西安和重庆四座城市。", "北京", "北京、太原、西安和重庆"),
        ("巡演先后前往北京、太原、西安和重庆四座城市。", "太原、西安", "北京、太原、西安和重庆"),
        ("获奖的有《青禾》《远山》《河灯》。", "《青禾》", "《青禾》《远山》《河灯》"),
        ("涉及钢铁、水泥、焦化等重点行业。", "水泥", "钢铁、水泥、焦化"),
        ("包括“一镖制胜、眼疾手快、大力奇迹”等项目。", "一镖制胜", "一镖制胜、眼疾手快、大力奇迹"),
        ("包括平板（黑、白、灰）、手机和手表。", "手机", "平板（黑、白、灰）、手机和手表"),
        ("He visited Paris, London and Rome.", "London", "Paris, London and Rome"),
        ("会议由市长主持。", "市长", "市长"),
        ("他在和平路参与建设。", "和平路", "和平路"),
        ("来了张三。李四、王五也来了。", "张三", "张三"),
        ("", "", ""),
    ],
)
def test_all_items(text: str, marked: str, whole: str) -> None:
    assert widened(text, marked) == whole


def test_takes_time_in_proportion() -> None:
    with cpu_at_most(3):
        for piece in ("和", "甲、", "《", "（", "》《", "a, "):
            text = piece * 20_000
            whole_list(text, Span(10_000, 10_004))
