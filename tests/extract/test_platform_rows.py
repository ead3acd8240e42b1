"""What platforms put into a Chinese text and around it is none of it; what is marked up as its sub-headings are is."""

import pytest

from indexer.core.article import Page, PageKind
from indexer.extract.article import extract_article
from indexer.extract.boilerplate import is_furniture
from indexer.extract.dom import parse_html
from indexer.extract.edges import twin_places
from indexer.extract.html import read_lines
from indexer.extract.repeated_blocks import repeated_junk, text_lengths

TEXT = [
    "八月九日上午，柳河村的新桥通车，两岸二百四十户居民不必再绕行八公里。",
    "桥长一百一十二米，宽九米，由县里出资三百二十万元，去年十月开工。",
    "“以前送孩子上学要四十分钟，”村民说，“现在走过去只要五分钟。”",
]


def paragraphs(lines, *, style=""):
    return "".join(f'<p style="{style}">{line}</p>' if style else f"<p>{line}</p>" for line in lines)


def read(inner, below=""):
    page = (
        "<html><head><title>柳河新桥通车_江湾网</title></head><body><h1>柳河新桥通车</h1><div>2024-05-06 08:30</div>"
        f"<div class='article-content'>{inner}</div>{below}</body></html>"
    )
    return extract_article(Page(name="page.html", kind=PageKind.HTML, text=page)).body.split("\n")


def test_a_line_that_is_hidden_by_itself_is_no_text():
    assert read(paragraphs(["原标题：柳河新桥今日通车"], style="display:none") + paragraphs(TEXT)) == TEXT


def test_a_text_that_is_hidden_until_it_is_unfolded_is_text():
    assert read(paragraphs(TEXT[:1]) + paragraphs(TEXT[1:], style="display:none")) == TEXT


def test_a_sentence_that_is_hidden_by_itself_is_text():
    more = [f"第{number}座桥也在当天通车，宽九米，由县里出资三百二十万元。" for number in range(2, 9)]
    assert read(paragraphs(TEXT) + paragraphs(more[:1], style="display:none") + paragraphs(more[1:])) == TEXT + more


@pytest.mark.parametrize(
    "line", ["点击“阅读原文”", "点击“阅读原文”查看更多", "正在加载视频，请稍候…", "正在加载...", "人工智能朗读："]
)
def test_rows_of_platforms_are_furniture(line):
    assert is_furniture(line)


@pytest.mark.parametrize("line", ["正在加载的货船有三艘", "朗读", "点击量是去年的两倍"])
def test_lines_with_the_same_words_are_none(line):
    assert not is_furniture(line)


def comments(said, *, count="亮了({})"):
    rows = (
        f'<div class="row"><b>{name}</b>{text}<span>{count.format(at)}</span></div>'
        for at, (name, text) in enumerate(said, 95)
    )
    return f'<div class="list"><div class="head">热议</div>{"".join(rows)}</div>'


SAID = [("江边钓鱼人", "早就该修了"), ("momo", "写得很实在，收藏了"), ("小城故事", "去年就说要修，今年终于通了")]


def test_names_with_what_they_said_and_a_count_are_readers_comments():
    assert read(paragraphs(TEXT), below=comments(SAID)) == TEXT
    assert len(junk(comments(SAID))) == 1


@pytest.mark.parametrize("count", ["{}", "{}票"])
def test_rows_of_names_and_figures_without_a_counter_are_none(count):
    assert junk(comments(SAID, count=count)) == set()


def test_rows_whose_counts_have_different_words_are_none():
    rows = "".join(
        f"<li><b>{name}</b>修桥<i>{unit}(9)</i></li>" for name, unit in (("柳河", "座"), ("北岸", "处"), ("南岸", "段"))
    )
    assert junk(f"<ul>{rows}</ul>") == set()


def junk(inner):
    root = parse_html(f"<html><body><div><p>{TEXT[0]}</p></div>{inner}</body></html>")
    return repeated_junk(root, text_lengths(root))


def test_a_line_that_is_marked_up_as_another_sub_heading_is_one():
    heading = "<section><section style='border-left:4px solid'><strong>{}</strong></section></section>"
    inner = f"<p>{TEXT[0]}</p>{heading.format('从头开始')}<p>{TEXT[1]}</p>{heading.format('向着河岸')}<p>旁注</p><p>{TEXT[2]}</p>"
    page = read_lines(parse_html(f"<html><body><div id='js_content'>{inner}</div></body></html>"))
    lines = [block.text for block in page.blocks]
    chosen = [lines.index(line) for line in (TEXT[0], "从头开始", TEXT[1], TEXT[2])]
    assert twin_places(page.blocks, chosen, page.named) == [lines.index("向着河岸")]
