"""What stands right above and below a text, and which of it is the article's."""

import pytest

from indexer.core.article import Article, Page, PageKind
from indexer.extract.article import extract_article

FIRST = "云浦县水利局22日介绍，受连日降雨影响，白沙河水位上涨两米，沿岸十四个村已转移群众三百余人，未有人员伤亡。"
SECOND = "县水利局负责人说，堤防加固工程十月开工，年底前完工的目标不变，所需石料已经备足，汛期巡查改为每两小时一次。"
TITLE = "白沙河水位上涨 十四个村转移群众"


def read(body: str, *, window: str = f"{TITLE}_云浦新闻网") -> Article:
    html = f"<html lang='zh'><head><meta charset='utf-8'><title>{window}</title></head><body>{body}</body></html>"
    return extract_article(Page("page", PageKind.HTML, html))


def text(*, above: str = "", inside: str = "", below: str = "", info: str = "2023-08-22 09:15") -> str:
    paragraphs = f"<p>{FIRST}</p><p>{SECOND}</p>"
    return (
        f"<h1>{TITLE}</h1><div class='info'>{info}</div>{above}<div class='text-box'>{inside}{paragraphs}</div>{below}"
    )


def test_a_lead_in_its_own_element_belongs_to_the_text():
    found = read(text(above="<div class='b'>水退了三尺，人心才算落地。</div>"))
    assert found.body.split("\n") == ["水退了三尺，人心才算落地。", FIRST, SECOND]


@pytest.mark.parametrize(
    "line",
    [
        "云浦新闻网记者 何青 通讯员 唐敏",
        "来源：云浦日报",
        "分享到：微信，微博",
        "<a href='/a'>白沙河去年也涨过水，那时转移了多少人？</a>",
        "<span style='display:none'>功能介绍：云浦的事，云浦人说。</span>",
    ],
)
def test_what_stands_above_a_text_and_is_no_lead_is_left_out(line: str):
    assert read(text(above=f"<div>{line}</div>")).body.split("\n") == [FIRST, SECOND]


def test_a_line_in_a_figure_is_a_caption_whatever_its_tag():
    figure = "<figure><img src='a.jpg'><p>白沙河边的巡查队。何青 摄</p></figure>"
    assert read(text(inside=figure)).body.split("\n") == ["白沙河边的巡查队。何青 摄", FIRST, SECOND]


def test_a_summary_that_the_text_begins_with_again_is_said_once():
    assert read(text(above=f"<div><b>摘要</b>: {FIRST[:24]} ...</div>")).body.split("\n") == [FIRST, SECOND]


def test_the_address_of_an_imprint_is_no_text_and_that_of_a_notice_is():
    imprint = "<table><tr><td>电话：0571-5550123 传真：0571-5550124 地址：云浦县河东路1号</td></tr></table>"
    assert read(text(below=imprint)).body.split("\n") == [FIRST, SECOND]
    asked = "联系人：何青 电话：0571-5550123 地址：云浦县河东路1号"
    assert asked in read(text().replace("</p></div>", f"</p><p>{asked}</p></div>")).body


def test_source_author_and_minute_below_the_text_are_read_and_are_no_text():
    line = "<p>来源：云浦晚报　　作者：何青山　　（2023-08-22 09:15）</p>"
    found = read(text(info="").replace("</p></div>", f"</p>{line}</div>"))
    assert (found.source, found.authors, found.published_at[:10]) == ("云浦晚报", ("何青山",), "2023-08-22")
    assert found.body.split("\n") == [FIRST, SECOND]


def test_a_text_says_itself_which_account_it_is_from_and_who_wrote():
    said = "<p>本文来自微信公众号<a href='#'>“河湾夜话”（ID：hwyh）</a>，作者：何青山，编辑：唐敏，经授权发布。</p>"
    found = read(text(inside=said, info="<a>河湾夜话</a> · 2023-08-22 09:15"))
    assert (found.source, found.authors) == ("河湾夜话", ("何青山",))


def test_who_put_a_page_up_is_no_source():
    found = read(text(info="2023-8-22 09:15 | 发布者: <a>小编007</a> | 原作者: 何青山 | 来自: 云浦晚报"))
    assert (found.source, found.authors) == ("云浦晚报", ("何青山",))


def test_an_editor_whose_label_stands_in_an_element_of_its_own_is_no_source():
    info = "<span>云浦晚报 记者 <em>何青山</em> 编辑 <em>牛犇</em></span><span>2023-08-22 09:15</span>"
    found = read(text(info=info), window=f"{TITLE} - 云浦晚报")
    assert (found.source, found.authors) == ("云浦晚报", ("何青山",))


def test_below_an_offices_logo_the_title_is_no_heading():
    page = (
        "<h1><a href='/'>云浦县水利局</a></h1><ul><li><a href='/a'>机构</a></li></ul>"
        f"<div>云浦县水利局转移十四村群众</div><div>2023-08-22</div><div><p>{FIRST}</p><p>{SECOND}</p></div>"
    )
    assert read(page, window="云浦县水利局-水利动态-云浦县水利局转移十四村群众").title == "云浦县水利局转移十四村群众"
    assert read(text(), window=f"{TITLE}-云浦县水利局").title == TITLE


def test_a_house_whose_name_ends_like_told():
    found = read(
        text(inside="<p>大江时讯见习记者 何青 记者 唐敏 云浦摄影报道</p>", info="2023-08-22 09:15　大江时讯　我要评论")
    )
    assert (found.source, found.authors) == ("大江时讯", ("何青", "唐敏"))
