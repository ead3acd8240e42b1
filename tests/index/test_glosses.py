"""Names that stand for one thing are read where a text gives them beside each other."""

import pytest

from indexer.index.aliases import Gloss, glosses
from tests.cpu import cpu_at_most


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(each.name, each.other) for each in glosses(text) if each.sure]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        pytest.param("昨日，毕马威（KPMG）发布报告。", [("毕马威", "KPMG")], id="alone between marks"),
        pytest.param("他说毕马威(KPMG)来了。毕马威很大。", [("毕马威", "KPMG")], id="as the text repeats it"),
        pytest.param("参加《读书会》（Reading Club）。", [("读书会", "Reading Club")], id="in marks of its own"),
        pytest.param(
            "昨天，世界卫生组织（世卫组织，WHO）说",
            [("世界卫生组织", "世卫组织"), ("世界卫生组织", "WHO")],
            id="with both",
        ),
        pytest.param("到上海证券交易所（以下简称“上交所”）去", [("上海证券交易所", "上交所")], id="by the short form"),
        pytest.param("怀柳县第一中学，简称怀柳一中。", [("怀柳县第一中学", "怀柳一中")], id="without brackets"),
        pytest.param(
            "said the World Health Organization (WHO) today", [("World Health Organization", "WHO")], id="in English"
        ),
        pytest.param("在商业化中心（BASE）", [], id="where it begins is not told"),
        pytest.param("贵州茅台（600519.SH）、艺电（EA.US）", [], id="codes of stocks are no names"),
        pytest.param("青禾集团股份有限公司（以下简称“公司”）", [], id="no company is the company"),
        pytest.param("价格为5亿元（约合3亿美元）", [], id="other asides are no names"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_pairs_are_read(text: str, pairs: list[tuple[str, str]]) -> None:
    assert _pairs(text) == pairs


def test_a_name_whose_beginning_is_not_told_comes_with_what_stands_before_it() -> None:
    assert list(glosses("记者从柳河流域水利委员会（LRC）获悉")) == [
        Gloss("记者从柳河流域水利委员会", "LRC", sure=False)
    ]


@pytest.mark.parametrize("hostile", ["中（AB）", "A-A-", "A", "（", "简称", "Of the "])
def test_any_text_is_read_in_time_in_proportion_to_its_length(hostile: str) -> None:
    with cpu_at_most(5):
        list(glosses(hostile * 200_000))
