"""A table of data is rows of text, each cell behind its column's header; a table that lays out a page is left alone."""

import pytest

from indexer.extract.dom import parse_html, read_blocks
from indexer.extract.tables import settle_tables


def lines(html):
    root = parse_html(f"<div>{html}</div>")
    settle_tables(root)
    return [block.text for block in read_blocks(root)]


HEADED = "<tr><th>村</th><th>捐款</th></tr>"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (HEADED + "<tr><td>柳禾</td><td>三万元</td></tr>", ["村: 柳禾 · 捐款: 三万元"]),
        (HEADED + "<tr><td><p>柳禾</p></td><td>三万<br>元</td></tr>", ["村: 柳禾 · 捐款: 三万 元"]),
        (HEADED + "<tr><td></td><td>三万元</td></tr>", ["捐款: 三万元"]),
        ("<thead><tr><td>Team</td><td>Points</td></tr></thead><tr><td>Ashby</td><td>21</td></tr>", ["Team: Ashby · Points: 21"]),
        ("<tr><td>村</td><td>捐款</td></tr><tr><td>柳禾</td><td>3万元</td></tr><tr><td>江湾</td><td>5万元</td></tr>",
         ["村: 柳禾 · 捐款: 3万元", "村: 江湾 · 捐款: 5万元"]),
        ("<tr><th>单位</th><td>镇政府</td></tr><tr><th>地址</th><td>江湾路</td></tr>", ["单位: 镇政府", "地址: 江湾路"]),
        ("<tr><th>县</th><th colspan=2>人口</th></tr><tr><td>江湾</td><td>3万</td><td>2万</td></tr>", ["县: 江湾 · 人口: 3万 · 人口: 2万"]),
        ("<tr><th>县</th><th>村</th><th>户</th></tr><tr><td rowspan=2>江湾</td><td>柳禾</td><td>30</td></tr><tr><td>石桥</td><td>20</td></tr>",
         ["县: 江湾 · 村: 柳禾 · 户: 30", "村: 石桥 · 户: 20"]),
        ("<tr><td>柳禾</td><td>三万元</td></tr><tr><td>江湾</td><td>五万元</td></tr>", ["柳禾 三万元", "江湾 五万元"]),
        ("<thead><tr><th rowspan=2>村</th><th colspan=2>捐款</th></tr><tr><th>一季度</th><th>二季度</th></tr></thead>"
         "<tr><th>柳禾</th><td>三万</td><td>四万</td></tr><tr><th>江湾</th><td>五万</td><td>六万</td></tr>",
         ["村: 柳禾 · 捐款 一季度: 三万 · 捐款 二季度: 四万", "村: 江湾 · 捐款 一季度: 五万 · 捐款 二季度: 六万"]),
        ("<tr><th>村</th><th colspan=2>捐款</th></tr><tr><th></th><th>上年</th><th>今年</th></tr><tr><td>柳禾</td><td>三万</td><td>四万</td></tr>",
         ["村: 柳禾 · 捐款 上年: 三万 · 捐款 今年: 四万"]),
        ("<tr><th>村</th><th>捐款</th></tr><tr><th colspan=2>河东</th></tr><tr><td>柳禾</td><td>三万</td></tr>",
         ["河东", "村: 柳禾 · 捐款: 三万"]),
    ],
    ids=["headers", "blocks in cells", "empty cell", "thead", "first row above figures", "headers beside", "colspan", "rowspan", "no headers",
         "two rows of headers", "two rows, none spans", "a row that heads others"],
)  # fmt: skip
def test_a_row_is_a_line_with_its_headers(rows, said):
    assert lines(f"<table>{rows}</table>") == said


def test_a_caption_and_what_is_around_stay_where_they_are():
    table = f"<table><caption>捐款名单</caption>{HEADED}<tr><td>柳禾</td><td>三万元</td></tr></table>"
    assert lines(f"<p>如下：</p>{table}<p>完。</p>") == ["如下：", "捐款名单", "村: 柳禾 · 捐款: 三万元", "完。"]


@pytest.mark.parametrize(
    "html",
    [
        "<table><tr><td><h1>新桥</h1><p>通车。</p></td><td>热点</td></tr><tr><td>甲</td><td>乙</td></tr></table>",
        "<table><tr><td>甲</td><td><form>乙</form></td></tr><tr><td>丙</td><td>丁</td></tr></table>",
        f"<table><tr><td>{'长' * 301}</td><td>乙</td></tr><tr><td>丙</td><td>丁</td></tr></table>",
        f"<table>{HEADED}{'<tr><td>柳</td><td>3</td></tr>' * 2001}</table>",
    ],
    ids=["heading inside", "form inside", "long cell", "very many rows"],
)
def test_other_tables_are_left_alone(html):
    root = parse_html(html)
    before = [block.text for block in read_blocks(root)]
    settle_tables(root)
    assert [block.text for block in read_blocks(root)] == before


def test_a_list_of_names_and_values_is_a_line_for_each_name():
    said = lines("<p>如下：</p><dl><dt>捐款</dt><dd>三万多元</dd><dt>人数：</dt><dd>一千二百人</dd></dl><p>完。</p>")
    assert said == ["如下：", "捐款: 三万多元", "人数: 一千二百人", "完。"]


def test_names_and_values_may_be_grouped():
    assert lines("<dl><div><dt>捐款</dt><dd>三万多元</dd></div><div><dt>人数</dt><dd>一千二百人</dd></div></dl>") == [
        "捐款: 三万多元",
        "人数: 一千二百人",
    ]


@pytest.mark.parametrize(
    "listed",
    [
        "<dl><dt>要闻</dt><dd><a href='/1'>新桥通车</a></dd></dl>",
        f"<dl><dt>问</dt><dd>{'长' * 301}</dd></dl>",
        "<dl><dt>捐款</dt></dl>",
        "<dl><dt>优点</dt><dd>便宜</dd><dd>结实</dd></dl>",
        "<dl><dd>三万多元</dd></dl>",
        "<dl><dt>捐款</dt><dd><ul><li>三万</li></ul></dd></dl>",
    ],
    ids=["links", "long", "no value", "several values", "no name", "list inside"],
)
def test_other_such_lists_are_left_alone(listed):
    root = parse_html(f"<div>{listed}</div>")
    before = [block.text for block in read_blocks(root)]
    settle_tables(root)
    assert [block.text for block in read_blocks(root)] == before
