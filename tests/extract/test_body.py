"""Lines are told by structure: leads, lists and entries are kept, what repeats around them is not, whatever classes are called."""

import json
from importlib.resources import files

import numpy as np
import pytest

from indexer.core.article import Page, PageKind, SkipReason
from indexer.core.errors import PageError
from indexer.extract.article import extract_article
from indexer.extract.dom import parse_html
from indexer.extract.html import read_lines
from indexer.extract.lines import entry_times
from indexer.extract.neighbours import shifted, summed
from indexer.extract.trees import read_trees

FIRST = "昨天，小镇新桥通车，两岸居民不必再绕行八公里，赶集的时间从一小时缩短到十分钟。"
SECOND = "桥长三百米，建了两年，花费四千万元，其中一半由省里补助，另一半由镇里自筹。"
THIRD = "镇长丁一心说，明年还将修通桥头到火车站的公路，届时进城只要半小时。"
LEAD = "时隔三年，小镇终于等来了自己的桥，渡口的最后一班船昨晚停航。"
MENU = "<ul class='q1'>" + "".join(f"<li><a href='/{n}'>栏目{n}</a></li>" for n in range(12)) + "</ul>"
LINKS = "".join(f"<div class='q7'><a href='/{n}'>另一条新闻的标题第{n}条怎么样</a></div>" for n in range(8))


def body(inner, *, around=True):
    menu, links = (MENU, LINKS) if around else ("", "")
    html = f"<title>小镇新桥通车</title>{menu}<h1>小镇新桥通车</h1><main>{inner}</main><section>{links}</section>"
    return extract_article(Page("page.html", PageKind.HTML, html)).body


@pytest.mark.parametrize("around", [True, False])
@pytest.mark.parametrize(
    ("inner", "lines"),
    [
        (f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>", [FIRST, SECOND, THIRD]),
        (f"<div><div><div>{FIRST}</div></div><div><div>{SECOND}<br>{THIRD}</div></div></div>", [FIRST, SECOND, THIRD]),
        (f"<div>{LEAD}</div><div><p>{FIRST}</p><p>{SECOND}</p></div>", [LEAD, FIRST, SECOND]),
        (f"<section><p>{FIRST}</p></section><section><p>{SECOND}</p></section>", [FIRST, SECOND]),
        (f"<p>{FIRST}</p><ol><li>{SECOND}</li><li>{THIRD}</li></ol>", [FIRST, SECOND, THIRD]),
    ],
    ids=["paragraphs", "nested", "lead in its own block", "sections", "list"],
)
def test_all_of_the_text_is_the_article(inner, lines, around):
    assert body(inner, around=around).split("\n") == lines


@pytest.mark.parametrize(
    ("inner", "rows"),
    [
        (
            "<table><thead><tr><th>村</th><th>捐款</th></tr></thead><tr><th>柳禾</th><td>三万元</td></tr>"
            "<tr><th>青禾</th><td>一万元</td></tr><tr><td>江湾</td><td>2万元</td></tr></table>",
            ["村: 柳禾 · 捐款: 三万元", "村: 青禾 · 捐款: 一万元", "村: 江湾 · 捐款: 2万元"],
        ),
        ("<dl><dt>捐款</dt><dd>三万多元</dd><dt>人数</dt><dd>一千二百人</dd></dl>", ["捐款: 三万多元", "人数: 一千二百人"]),
    ],
    ids=["table", "names and values"],
)  # fmt: skip
@pytest.mark.parametrize("before", [1, 2, 3])
def test_a_table_in_the_text_is_kept_whole(inner, rows, before):
    texts = [FIRST, SECOND, THIRD]
    above, below = texts[:before], [SECOND, LEAD]
    page = "".join(f"<p>{line}</p>" for line in above) + inner + "".join(f"<p>{line}</p>" for line in below)
    assert body(page, around=False).split("\n") == [*above, *rows, *below]


def test_a_table_of_links_is_none_of_the_text():
    links = "".join(
        f"<tr><td><a href='/{n}'>桥</a></td><td><a href='/{n}'>另一条新闻的标题{n}</a></td></tr>" for n in range(4)
    )
    assert body(f"<p>{FIRST}</p><p>{SECOND}</p><table>{links}</table><p>{THIRD}</p>", around=False).split("\n") == [
        FIRST,
        SECOND,
        THIRD,
    ]


def test_the_entries_of_a_live_report_keep_their_times():
    entries = "".join(
        f"<div><time>{clock}</time><p>{text}</p></div>"
        for clock, text in (("21:40", FIRST), ("8月22日 18:05", SECOND), ("9:30", THIRD))
    )
    assert body(entries).split("\n") == ["21:40", FIRST, "8月22日 18:05", SECOND, "9:30", THIRD]


@pytest.mark.parametrize(
    ("texts", "places"),
    [
        (["21:40", "甲", "18:05", "乙"], [0, 2]),
        (["2024-08-22 21:40", "甲", "08-22 18.05 Uhr", "乙"], [0, 2]),
        (["9:40 pm", "a", "[18:05]", "b"], [0, 2]),
        (["21:40", "甲"], []),
        (["21:40", "18:05", "甲"], []),
        (["比分21:40", "甲", "18:05落后", "乙"], []),
    ],
)  # fmt: skip
def test_times_of_entries(texts, places):
    assert entry_times(texts) == places


def test_a_row_of_a_table_is_a_line_of_the_text():
    table = "<table><tr><th>村</th><th>捐款</th></tr><tr><td>柳禾</td><td>三万元</td></tr><tr><td>石桥</td><td>五万元</td></tr></table>"
    assert body(f"<p>{FIRST}</p>{table}<p>{SECOND}</p>").split("\n") == [
        FIRST,
        "村: 柳禾 · 捐款: 三万元",
        "村: 石桥 · 捐款: 五万元",
        SECOND,
    ]


def many(item, count=9):
    return "".join(item.replace("N", str(number)) for number in range(count))


FRONTS = {
    "headings in links": f"<div>{many('<div><a href=/N><h3>新闻标题N</h3></a><p>这是第N条新闻的一句摘要，说的是别的事情。</p></div>')}</div>",
    "list": f"<ul>{many('<li><a href=/N>江湾第N座桥通车了</a><p>这是第N条新闻的一句摘要，说的是桥的事情。</p></li>')}</ul>",
    "dated list": f"<ul>{many('<li><span>08-0N</span><a href=/N>江湾第N座桥今天通车了</a></li>')}</ul>",
    "table": f"<table>{many('<tr><td><a href=/N>江湾第N座桥今天通车了</a></td><td>08-0N</td></tr>')}</table>",
    "terms": f"<dl>{many('<dt><a href=/N>江湾第N座桥通车</a></dt><dd>第N座桥今天通车，全长三百米，耗资四千万元。</dd>')}</dl>",
    "articles": "<h1>Harbour Courier</h1>"
    + many(
        "<article><h2><a href=/N>Bridge number N opens</a></h2><p>The bridge opened on Monday, officials said.</p></article>"
    ),
}


@pytest.mark.parametrize("cards", FRONTS.values(), ids=FRONTS)
def test_a_page_of_cards_is_no_article(cards):
    with pytest.raises(PageError) as caught:
        extract_article(Page("page.html", PageKind.HTML, f"<title>江湾新闻网</title>{MENU}{cards}"))
    assert caught.value.reason is SkipReason.NO_BODY


def test_a_short_article_among_cards_is_one():
    assert body(f"<p>{FIRST}</p><p>{SECOND}</p>{FRONTS['headings in links']}{FRONTS['dated list']}").split("\n") == [
        FIRST,
        SECOND,
    ]


def test_a_caption_belongs_to_the_text_and_headlines_at_its_end_do_not():
    caption = "<figure><img src=a.jpg><figcaption>新桥全景。本报记者 何青 摄</figcaption></figure>"
    tails = "<p><a href=/1>江湾二桥合龙</a></p><p><a href=/2>书展闭幕 售书四万册</a></p>"
    assert body(f"{caption}<p>{FIRST}</p><p>{SECOND}</p>{tails}").split("\n") == [
        "新桥全景。本报记者 何青 摄",
        FIRST,
        SECOND,
    ]


def test_comments_of_any_class_are_no_text():
    comments = many(
        "<div class=q4><span>小船N</span><span>08-22 1N:00</span><p>这桥修得真好，以后上班方便多了！</p><a>回复</a></div>"
    )
    assert body(f"<div><p>{FIRST}</p><p>{SECOND}</p></div><div class=q5>{comments}</div>").split("\n") == [
        FIRST,
        SECOND,
    ]


def test_no_class_name_is_looked_at():
    """The same page with other words for its classes looks the same to the trees."""
    html = (
        f"<h1>小镇新桥通车</h1>{MENU}<div class='q2'><p class='q3'>{FIRST}</p><p class='q3'>{SECOND}</p></div>{LINKS}"
    )
    renamed = html.replace("'q", "'zz-")
    rows, others = (read_lines(parse_html(each)).described.rows for each in (html, renamed))
    assert np.array_equal(rows, others)


def test_the_trees_fit_the_rows():
    said = json.loads(files("indexer.extract").joinpath("body_trees.json").read_text("utf-8"))
    width = read_lines(parse_html(f"<p>{FIRST}</p>")).described.rows.shape[1]
    assert max(max(tree["feature"]) for tree in said["first"]["trees"]) < width
    # What the first trees made of the lines around: six neighbours, three windows, three elements, the page.
    assert max(max(tree["feature"]) for tree in said["second"]["trees"]) < width + 1 + 6 + 3 + 2 * 3 + 3


def test_trees_by_hand():
    # One tree: below or at 2 in column 1 it adds -1, above it 3; the base is 0.5.
    tree = {
        "feature": [1, 0, 0],
        "threshold": [2.0, 0, 0],
        "left": [1, 1, 2],
        "right": [2, 1, 2],
        "value": [0, -1.0, 3.0],
    }
    found = read_trees({"base": 0.5, "depth": 1, "trees": [tree]}).probabilities(
        np.array([[9, 2], [9, 2.5]], dtype=np.float32)
    )
    assert found == pytest.approx([1 / (1 + np.exp(0.5)), 1 / (1 + np.exp(-3.5))])


def test_rows_are_moved_and_summed_over_windows():
    rows = np.array([[1.0], [2.0], [4.0]], dtype=np.float32)
    assert shifted(rows, 1).ravel().tolist() == [2, 4, 0]
    assert shifted(rows, -1).ravel().tolist() == [0, 1, 2]
    assert shifted(rows, 5).ravel().tolist() == [0, 0, 0]
    assert summed(rows, 1).ravel().tolist() == [3, 7, 6]
