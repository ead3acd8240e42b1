"""Whether two figures count the same."""

import pytest

from indexer.core.article import Span
from service.answer.same_count import Counted, counts_the_same


def same(earlier: tuple[str, str], later: tuple[str, str], language: str, unit: str = "person") -> bool:
    one, other = (
        Counted(text, Span(text.index(words), text.index(words) + len(words)), unit) for text, words in (earlier, later)
    )
    return counts_the_same(one, other, language=language)


@pytest.mark.parametrize(
    ("earlier", "later", "language"),
    [
        (("白石矿已确认3人遇难，另有6人失联。", "3人"), ("事故共造成8人遇难。", "8人"), "zh"),
        (("全镇转移群众320人。", "320人"), ("全镇共转移群众460人。", "460人"), "zh"),
        (("事故造成3人死亡。", "3人"), ("白石矿事故遇难人数升至8人。", "8人"), "zh"),
        (("Three miners died in the Kalder pit.", "Three miners"), ("Eight miners have died.", "Eight miners"), "en"),
        (("Three people were killed.", "Three people"), ("The toll rose to eight on Friday.", "eight"), "en"),
    ],
)
def test_the_same_is_counted(earlier: tuple[str, str], later: tuple[str, str], language: str) -> None:
    assert same(earlier, later, language)


@pytest.mark.parametrize(
    ("earlier", "later", "language"),
    [
        (("事故发生时井下共有41人。", "41人"), ("事故共造成8人遇难。", "8人"), "zh"),
        (("另有6人失联。", "6人"), ("事故共造成8人遇难。", "8人"), "zh"),
        (("事故造成3人死亡。", "3人"), ("目前受伤人数升至20人。", "20人"), "zh"),
        (("两座村庄有300人受伤。", "300人"), ("两座村庄转移人数增至800人。", "800人"), "zh"),
        (("Three people were killed.", "Three people"), ("The injured rose to nine people.", "nine people"), "en"),
        (("Three people were killed.", "Three people"), ("Another nine people were hurt.", "nine people"), "en"),
    ],
)
def test_another_thing_is_counted(earlier: tuple[str, str], later: tuple[str, str], language: str) -> None:
    assert not same(earlier, later, language)


GIVEN = "社会各界送来挂面二百箱、豆油四百箱、棉衣八十箱。"


@pytest.mark.parametrize(
    ("earlier", "later", "unit"),
    [
        ((GIVEN, "二百箱"), ("物资方面，挂面增加到七百箱。", "七百箱"), "box"),
        ((GIVEN, "八十箱"), ("棉衣共九十箱，已经发完。", "九十箱"), "box"),
        (("另有口罩两千余只。", "两千余只"), ("医用口罩增至五千只。", "五千只"), "item"),
        (("镇上收到五百顶帐篷。", "五百顶"), ("帐篷增至八百顶。", "八百顶"), "item"),
        (("受淹农田三千亩。", "三千亩"), ("全县四千二百亩农田受淹。", "四千二百亩"), "mu"),
        (("种下果树三千棵。", "三千棵"), ("全县四千二百棵果树成活。", "四千二百棵"), "plant"),
        (("全村捐款三万元。", "三万元"), ("全村共捐款四万元。", "四万元"), "CNY"),
    ],
)
def test_things_are_followed_by_their_name(earlier: tuple[str, str], later: tuple[str, str], unit: str) -> None:
    assert same(earlier, later, "zh", unit)


@pytest.mark.parametrize(
    ("earlier", "later", "unit"),
    [
        ((GIVEN, "四百箱"), ("物资方面，挂面增加到七百箱。", "七百箱"), "box"),
        (("收到挂面二百箱。", "二百箱"), ("收到豆油四百箱。", "四百箱"), "box"),
        (("运来二百箱挂面。", "二百箱"), ("运来豆油四百箱。", "四百箱"), "box"),
        (("收到方便面三百箱。", "三百箱"), ("收到的物资增加到五百箱。", "五百箱"), "box"),
        (("另有医用口罩五百只。", "五百只"), ("医用手套增加到两千只。", "两千只"), "item"),
        (("另有口罩五百只。", "五百只"), ("口罩共两千只。", "两千只"), "item"),
        (("县里投资三百万元修桥。", "三百万元"), ("教育经费增至五百万元。", "五百万元"), "CNY"),
        (("全村共捐款三万元。", "三万元"), ("石大海个人捐款1万元。", "1万元"), "CNY"),
        (("全村共捐款三万元。", "三万元"), ("企业捐款2万元。", "2万元"), "CNY"),
    ],
)
def test_things_of_other_names_are_not_followed(earlier: tuple[str, str], later: tuple[str, str], unit: str) -> None:
    assert not same(earlier, later, "zh", unit)


def test_what_boxes_are_of_tells_them_apart_in_spaced_languages() -> None:
    water = ("The town received 600 boxes of water.", "600 boxes")
    assert same(water, ("Boxes of water rose to 900: 900 boxes of bottled water came.", "900 boxes"), "en", "box")
    assert not same(water, ("The town received 500 boxes of noodles.", "500 boxes"), "en", "box")
    assert not same(water, ("That rose to 500 boxes of noodles.", "500 boxes"), "en", "box")
