"""Which medium a Chinese page names for its article where no label above the text does, or where what is named needs cutting."""

import pytest

from indexer.core.article import Page, PageKind
from indexer.extract.article import extract_article

TITLE = "白沙河水位回落 沿岸三村恢复通车"
LINES = (
    "云浦县水利局22日介绍，受上游来水减少影响，白沙河水位已经回落到警戒线以下，沿岸三个村的公路当天恢复通车。",
    "连日来，当地共转移居民四百一十二人，安置在两所学校里，每天供应热饭和饮用水，尚未收到人员伤亡的报告。",
    "水利局说，受损的两座涵洞将在年底前修好，所需的六十万元已经到位，施工期间车辆可以从西侧的便道绕行。",
)


def page(head="", *, lines=LINES, below="", site="云浦在线", over="", imprint="云浦在线 版权所有"):
    text = "".join(f"<p>{line}</p>" for line in lines)
    return (
        f"<html lang=zh-CN><head><meta charset=utf-8><title>{TITLE}_{site}</title></head><body>"
        f"<ul><li><a href=/>首页</a></li><li><a href=/sh/>社会</a></li></ul>{over}<h1>{TITLE}</h1>{head}"
        f"<div class=content>{text}{below}</div><div class=foot>{imprint}</div></body></html>"
    )


def article(html):
    return extract_article(Page(name="page.html", kind=PageKind.HTML, text=html))


DATED = "<div>2024-05-06 09:15</div>"


@pytest.mark.parametrize(
    "cited",
    [
        "原文出处：《江湾都市报》2024年05月05日第6版",
        "来源：《江湾都市报》（2024-05-05 第06版）",
        "来源：江湾都市报2024年5月5日 A03版",
        "来源：江湾都市报 2024年5月5日",
    ],
)
def test_the_day_and_the_page_of_a_paper_are_no_part_of_its_name(cited):
    assert article(page(DATED, below=f"<p>{cited}</p>")).source == "江湾都市报"


@pytest.mark.parametrize("badge", ["政务号", "媒体号", "官方账号", "关注"])
def test_a_name_with_a_platforms_badge_is_the_account_that_published(badge):
    card = f"<div class=head><a>江湾发布</a><span>{badge}</span></div>"
    assert article(page("<div><span>2024-05-06 09:15</span><span>云南</span></div>", over=card)).source == "江湾发布"


def test_a_section_of_the_menu_beside_a_request_to_follow_is_no_account():
    card = "<div class=head><a>时政</a><span>关注</span></div>"
    assert article(page(DATED, over=card)).source == "云浦在线"


def test_an_account_that_signs_beside_the_date_comes_before_the_sites_name():
    head = "<div class=index_author><a>河边手记</a><span>2024年05月06日 09:15:11</span><span>来自湖北省</span></div>"
    assert article(page(head)).source == "河边手记"


def test_a_person_who_signs_beside_the_date_is_no_source():
    head = "<div class=author><a>何青山</a><span>2024年05月06日 09:15:11</span></div>"
    read = article(page(head))
    assert (read.source, read.authors) == ("云浦在线", ("何青山",))


@pytest.mark.parametrize("end", ["（江湾融媒体中心 何青山 唐敏）", "（江湾日报 何青山）"])
def test_a_medium_before_names_alone_at_the_end_of_the_text_is_the_source(end):
    assert article(page(DATED, lines=(*LINES, end))).source == end[1:].split()[0]


@pytest.mark.parametrize("mark", ["【江湾生活报】", "[江湾生活报]", "（江湾生活报）"])
def test_a_medium_in_brackets_below_the_date_is_the_source_and_no_text(mark):
    head = f"<center>(2024年5月6日 09:15)<br>{mark}</center>"
    read = article(page(head, site="云浦信息港"))
    assert read.source == "江湾生活报"
    assert read.body == "\n".join(LINES)


def test_a_medium_and_a_day_without_its_year_in_a_figure_are_no_captions():
    head = (
        "<figure><img src=a.jpg><figcaption><h2>江湾都市报</h2><time><span>5月6日</span><span>09:15</span></time></figcaption>"
        "<a>关注</a></figure>"
    )
    read = article(page(head, site="手机云浦网"))
    assert read.source == "江湾都市报"
    assert read.body == "\n".join(LINES)


def test_a_caption_in_a_figure_stays():
    figure = "<figure><img src=a.jpg><figcaption>5月6日，白沙河边的便道已经铺好。</figcaption></figure>"
    assert "便道已经铺好" in article(page(DATED + figure)).body


def test_a_deed_behind_a_name_is_no_part_of_it_and_both_are_no_source():
    head = (
        "<div><span>江灣新聞網</span></div><div><span class=author>何青山 報導</span>"
        "<time>2024年5月6日 週一 上午9:15</time></div>"
    )
    read = article(page(head, site="谷奇新聞"))
    assert (read.source, read.authors) == ("江灣新聞網", ("何青山",))


@pytest.mark.parametrize("line", ["2024-05-06 09:15 江湾周报·江湾网", "江湾周报·江湾网 2024-05-06 09:15 记者何青山"])
def test_a_house_of_two_names_beside_the_date_keeps_both(line):
    assert article(page(f"<div>{line}</div>", site="江湾周报", imprint="江湾周报 版权所有")).source == "江湾周报·江湾网"


def test_a_name_and_a_medium_parted_by_a_dot_are_no_house_of_two_names():
    assert article(page("<div>2024-05-06 09:15 何青山·江湾网</div>")).source == "江湾网"


@pytest.mark.parametrize(("site", "source"), [("江湾一点", "江湾一点"), ("云浦在线", "江湾晚报")])
def test_of_a_reporters_house_of_two_names_the_pages_own_is_the_source(site, source):
    line = "江湾晚报·江湾一点记者 何青山 通讯员 唐敏"
    assert article(page(DATED, lines=(line, *LINES), site=site, imprint=f"{site} 版权所有")).source == source


def test_before_a_reporter_stands_whatever_ends_like_a_medium():
    head = "<div>江湾融媒记者 何青山 / 文 唐敏 / 摄 2024-05-06</div>"
    assert article(page(head, site="江湾发布", imprint="江湾发布 版权所有")).source == "江湾融媒"


@pytest.mark.parametrize("said", ["未知", "不详", "网络"])
def test_a_page_that_labels_its_source_as_unknown_has_none(said):
    assert article(page(f"<div>时间：2024-05-06 来源：{said} 作者：admin 点击：33</div>")).source == ""


def test_what_else_names_a_source_is_believed_though_a_label_says_unknown():
    head = "<div>时间：2024-05-06 来源：未知</div>"
    assert article(page(head, below="<p>（来源：江湾日报）</p>")).source == "江湾日报"


def test_a_label_of_where_a_text_is_from_comes_before_one_of_who_shows_it():
    head = "<div>发布机构：云浦县水利局 发布时间：2024-05-06 信息来源：江湾日报</div>"
    assert article(page(head)).source == "江湾日报"


def test_a_figure_is_a_part_of_a_mediums_name_and_a_counter_is_none():
    assert article(page("<div>2024-05-06 09:15 21世纪经济报道</div>")).source == "21世纪经济报道"
    assert article(page("<div>24小时快线 2024年5月6日 09:15</div>")).source == "24小时快线"
    assert article(page("<div>2024-05-06 09:15 江湾广播FM98.2</div>")).source == "江湾广播FM98.2"
    assert article(page("<div>2024-05-06 09:15 江湾日报 1203</div>")).source == "江湾日报"
    assert article(page("<div>2024-05-06 09:15 河边手记 1203次</div>")).source == "河边手记"


@pytest.mark.parametrize(
    ("end", "source"),
    [
        ("（原载于江湾晚报）", "江湾晚报"),
        ("<span>来源</span><span>江湾都市报</span>", "江湾都市报"),
        ("（转自看见白沙）", "看见白沙"),
        ("选自江湾副刊", "江湾副刊"),
        ("（来源：江湾融媒供稿）", "江湾融媒"),
        ("信源：蓝湾内参", "蓝湾内参"),
        ("来源：河边手记（ID：hebian2024）", "河边手记"),
        ("来源：微信公众号“河边手记”", "河边手记"),
        ("（本文来源：江湾周刊，版权归原作者所有）", "江湾周刊"),
        ("文章转载自河边手记，如有侵权请联系删除。", "河边手记"),
        ("来源：综合自江湾都市报", "江湾都市报"),
        ("（江湾社）", "江湾社"),
        ("来源：参考消息", "参考消息"),
    ],
)
def test_a_line_at_the_end_may_say_without_a_sign_where_the_text_is_from(end, source):
    assert article(page(DATED, below=f"<p>{end}</p>")).source == source


@pytest.mark.parametrize(
    "end",
    [
        "来源不明的款项将一并公布",
        "来源有待核实",
        "（见相关报道）",
        "凡本网注明“来源：江湾网”的所有作品，未经授权不得转载。",
        "凡注明来源：江湾网”的所有文字，版权归其所有。",
        "（相关新闻）",
        "转自去年的结余将用于修路。",
    ],
)
def test_a_sentence_that_begins_like_a_label_names_no_source(end):
    assert article(page(DATED, below=f"<p>{end}</p>")).source == "云浦在线"


@pytest.mark.parametrize(
    "line",
    [
        "2024-05-06 09:15　来源：江湾法治报　我有话说(0)",
        "刊登媒体：江湾法治报　刊登日期：2024-05-06",
        "信源：江湾法治报　2024-05-06 09:15",
        "消息提供方：江湾法治报　2024-05-06 09:15",
        '来源：<img src="l.png" alt="江湾法治报"> 2024-05-06 09:15',
        '来源：<img src="l.png" alt="江湾法治报"> 作者：何青山 2024-05-06',
    ],
)
def test_what_stands_behind_a_mediums_name_in_its_line_is_no_part_of_it(line):
    assert article(page(f"<div>{line}</div>")).source == "江湾法治报"


def test_an_icon_before_the_name_behind_a_label_is_no_name():
    head = '<div>来源：<img src="i.png" alt="标识"> 江湾法治报 2024-05-06 09:15</div>'
    assert article(page(head)).source == "江湾法治报"


@pytest.mark.parametrize("name", ["36度", "白沙消防", "河边圈子"])
def test_a_name_alone_in_the_line_beside_the_dates_comes_before_the_sites(name):
    above = f"<div><img src=a.png><div>{name}</div><div>2024-05-06 09:15</div></div>"
    assert article(page(over=above)).source == name
    below = f"<ul><li>2024-05-06</li><li>{name}</li><li>阅读 21</li></ul>"
    assert article(page(below)).source == name


@pytest.mark.parametrize("line", ["社会", "时政要闻", "何青山", "乡镇动态", "今晚开播", "白沙河水位回落了"])
def test_a_section_a_person_or_a_headline_beside_the_dates_line_is_no_source(line):
    menu = "<ul><li><a href=/>首页</a></li><li><a href=/a/>时政要闻</a></li><li><a href=/b/>乡镇动态</a></li></ul>"
    tags = "<ul><li><a href=/t/>今晚开播</a></li></ul>" if line == "今晚开播" else ""
    assert article(page(f"<div>{line}</div><div>2024-05-06 09:15</div>", over=menu + tags)).source == "云浦在线"


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("2024年5月6日 第 2 版 综合新闻", "云浦在线"),
        ("2024-05-06 HKT 09:15", "云浦在线"),
        ("2024年05月06日 09:15:12 星期一 蓝湾邦邦 何青山", "蓝湾邦邦"),
        ("2024年05月06日 星期一 多云转晴", "云浦在线"),
    ],
)
def test_sections_zones_and_weather_beside_a_date_are_no_source_and_a_name_behind_a_weekday_is(line, source):
    assert article(page(f"<div>{line}</div>")).source == source


def test_a_by_line_in_several_elements_beside_a_date_is_read_whole():
    head = "<section><time>2024-05-06 09:15</time> <span class=author>江灣電子報／ 記者<a href=/r/1>何青山</a>／雲浦即時報導</span></section>"
    read = article(page(head, site="谷奇新聞"))
    assert (read.source, read.authors) == ("江灣電子報", ("何青山",))


def test_a_name_of_a_frequent_surname_beside_a_medium_and_a_date_is_the_author():
    assert article(page("<div>2024-05-06 09:15　　江湾日报　　萧春华</div>")).authors == ("萧春华",)


def test_an_editor_behind_an_empty_label_of_the_author_is_no_author():
    head = "<div><span>2024-05-06 09:15:03</span> <span>来源：</span><a>江湾科学人</a> <span>作者：</span> <span>责任编辑：何青山</span></div>"
    read = article(page(head))
    assert (read.source, read.authors, read.editor) == ("江湾科学人", (), "何青山")
