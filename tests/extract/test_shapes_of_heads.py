"""Heads of pages in shapes that nobody looked at before: titles without headings, logos for names, half days, sites behind titles."""

import json

import pytest

from indexer.core.article import Article, Page, PageKind
from indexer.extract.article import extract_article
from indexer.extract.media_names import is_media
from indexer.extract.patterns import cut
from indexer.extract.person_names import names_of

TEXT = (
    "昨天，柳河镇新桥通车，两岸居民不必再绕行八公里，孩子们上学的路也近了。",
    "桥长三百米，建了两年，花费四千万元，由县里和镇里各出一半。",
    "镇长说，桥头还要修一条步道，预计明年春天完工，届时公交车也将改走新桥。",
)
ENGLISH = (
    "The harbour board said on Monday that the pier would reopen in May after nineteen weeks of repairs.",
    "Repairs cost 2.4 million pounds, some 300,000 more than planned, and were paid for by the county.",
)
SPANISH = (
    "La alcaldesa anunció ayer que el mercado municipal abrirá sus puertas en otoño, con cuarenta y ocho puestos.",
    "Las obras se retrasaron dos años porque aparecieron los restos de una muralla medieval bajo el edificio.",
)


def paragraphs(lines: tuple[str, ...]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def read(body: str, *, window: str = "柳河新桥通车 两岸不再绕行 - 江湾在线", head: str = "") -> Article:
    html = f"<html><head><title>{window}</title>{head}</head><body>{body}</body></html>"
    return extract_article(Page("page", PageKind.HTML, html))


def chinese(head: str, *, end: str = "") -> Article:
    return read(f"<h1>柳河新桥通车 两岸不再绕行</h1>{head}<div>{paragraphs(TEXT)}{end}</div>")


def test_a_logo_behind_the_label_of_the_source_is_its_name():
    assert chinese('<div>2024-05-06 来源：<img src="l.png" alt="江湾晚报"></div>').source == "江湾晚报"
    assert chinese('<div>2024-05-06 来源：<a href="/"><img src="l.png" alt="江湾晚报"></a></div>').source == "江湾晚报"
    assert chinese('<div>2024-05-06 来源：沅川日报<img src="l.png" alt="江湾晚报"></div>').source == "沅川日报"


@pytest.mark.parametrize(
    "head",
    [
        "<span>2024年5月6日 16:08</span> <span>星期日</span>",
        "<p>2024年5月6日 4:08 PM</p>",
        "<p>本报记者 何青 上海报道 ｜ 2024-05-06 09:00</p>",
        "<p>2024年5月6日 星期三 多雲 28-33度</p>",
    ],
)
def test_days_half_days_weather_and_where_it_was_told_from_are_no_medium(head: str):
    assert chinese(head).source == "江湾在线"


@pytest.mark.parametrize(
    "head",
    [
        "<div>2024-05-06 10:00 河湾记事 何青/文</div>",
        "<div>2024-05-06 10:00 河湾记事 何青 文/图</div>",
        "<div>河湾记事 特约撰稿人 何青 发自上海 2024-05-06</div>",
    ],
)
def test_what_people_did_beside_a_date_is_no_part_of_a_mediums_name(head: str):
    page = chinese(head)
    assert (page.source, page.authors) == ("河湾记事", ("何青",))


def test_who_tells_from_a_place_beside_the_date_is_no_medium_but_the_site_is():
    assert chinese("<div>特约撰稿人 何青 发自上海 2024-05-06</div>").source == "江湾在线"


def test_a_name_behind_the_labelled_source_is_the_authors():
    page = chinese("<div>2024-05-06 06:14　　来源：河湾观潮报　　何青</div>")
    assert (page.source, page.authors) == ("河湾观潮报", ("何青",))
    assert chinese("<div>2024-05-06 来源：河湾观潮报 河湾网</div>").source == "河湾观潮报 河湾网"


def test_a_medium_in_short_is_the_one_that_the_window_names_whole():
    head = "<div>2024-05-06 06:00</div><div>晨报首席记者 何青</div>"
    page = read(f"<h1>柳河新桥通车</h1>{head}<div>{paragraphs(TEXT)}</div>", window="柳河新桥通车_申江晨报")
    assert (page.source, page.authors) == ("申江晨报", ("何青",))
    page = read(f"<h1>柳河新桥通车</h1>{head}<div>{paragraphs(TEXT)}</div>", window="柳河新桥通车_申江在线")
    assert page.source == "晨报"


def test_a_title_between_a_kicker_and_a_date_in_the_heading_is_cut_out():
    heading = "<h1><small>民生</small>柳河新桥通车 两岸不再绕行<span class=date>2024-05-06</span></h1>"
    assert read(f"{heading}{paragraphs(TEXT)}").title == "柳河新桥通车 两岸不再绕行"


def test_a_mediums_name_may_end_like_what_was_done():
    assert chinese("<div>2024-05-06 05:00 河湾世纪经济报道 何青</div>").source == "河湾世纪经济报道"


def test_behind_the_place_that_an_account_writes_from_it_is_named():
    assert chinese("<div>2024-05-06 13:03 来自福建省 <a>乡土观察员</a></div>").source == "乡土观察员"


def test_a_short_name_is_the_sites_where_its_imprint_has_it_whole():
    page = (
        "<h1>柳河新桥通车</h1><p>2024-05-06 10:00</p>"
        + paragraphs(TEXT)
        + "<div>主办单位：{} 举报电话 0591-12345</div>"
    )
    assert read(page.format("锡媒体"), window="柳河新桥通车 - 锡媒体").source == "锡媒体"
    assert read(page.format("锡媒体协会"), window="柳河新桥通车 - 锡媒体").source != "锡媒体"


def test_the_name_in_brackets_below_the_text_is_the_authors():
    end = "</div><div>（柳河县融媒体中心 何青 唐敏）</div><div>"
    assert chinese("<div>2024-05-06 来源：柳河融媒</div>", end=end).authors == ("何青", "唐敏")


def test_a_date_below_a_byline_in_lines_of_its_own_is_found():
    head = (
        "<table><tr><td>江湾在线 &gt; 正文</td></tr></table><table><tr><td><div><b>柳河新桥通车 两岸不再绕行</b></div>"
    )
    head += "<div><p>何志勇</p><p>江湾中文记者</p></div><time>2024年5月6日</time>"
    assert read(f"{head}<div>{paragraphs(TEXT)}</div></td></tr></table>").published_at == "2024-05-06"


def test_a_paper_that_calls_itself_this_paper_names_nobody():
    assert read(f"<h1>柳河新桥通车</h1><p>【本報訊】{TEXT[0]}</p>{paragraphs(TEXT[1:])}").source == "江湾在线"


def test_what_the_text_says_of_its_origin_is_believed_before_the_platforms_label():
    head = "<div>2024-05-06 来源：老杨看桥</div><p>本文转自公众号“桥上观察”，已获授权。</p>"
    assert chinese(head).source == "桥上观察"


def test_a_flash_has_its_dateline_behind_its_headline():
    text = f"【柳河新桥今起通车】海岸财讯5月6日电，{TEXT[0]}{TEXT[1]}"
    assert read(f"<h1>柳河新桥今起通车</h1><p>{text}</p>", window="柳河新桥今起通车").source == "海岸财讯"


def test_a_stations_programme_is_a_medium():
    assert is_media("江湾卫视《夜线》")


def test_a_heading_in_two_lines_is_one_title():
    page = read(
        f"<h1>柳河新桥通车<br>两岸不再绕行</h1><p>2024-05-06</p>{paragraphs(TEXT)}",
        window="柳河新桥通车 两岸不再绕行 - 地方 - 江湾在线",
    )
    assert page.title == "柳河新桥通车 两岸不再绕行"
    assert "两岸不再绕行" not in page.body


@pytest.mark.parametrize("window", ["江湾日报", "新闻详情", ""])
def test_where_the_window_names_the_site_only_a_lesser_heading_is_the_title(window: str):
    body = f"<div>2024年5月6日 星期一</div><h3>柳河新桥通车</h3><p>何青</p>{paragraphs(TEXT)}"
    assert read(body, window=window).title == "柳河新桥通车"


def test_without_window_and_heading_the_line_above_the_date_is_the_title_and_no_label():
    body = (
        f"<div><b>El mercado abrirá en otoño</b></div><div>5 de diciembre de 2022</div>"
        f"<div>Redacción: Jorge Salas</div>{paragraphs(SPANISH)}"
    )
    page = read(body, window="")
    assert (page.title, page.authors) == ("El mercado abrirá en otoño", ("Jorge Salas",))


def test_the_title_of_a_thread_stands_beside_its_section():
    body = f"<div><a href=/1>[警方发布]</a> <span>柳河新桥通车 两岸不再绕行</span></div>{paragraphs(TEXT)}"
    page = read(body, window="柳河新桥通车 两岸不再绕行 - 警方发布 - 江湾论坛 - 手机版")
    assert page.title == "柳河新桥通车 两岸不再绕行"


def test_who_speaks_before_the_title_in_the_window_only_is_no_part_of_it():
    body = f"<div>柳河新桥通车，两岸不再绕行</div><p>2024-05-06</p>{paragraphs(TEXT)}"
    assert read(body, window="柳河镇：柳河新桥通车，两岸不再绕行 - 江湾在线").title == "柳河新桥通车，两岸不再绕行"


def test_roles_parted_by_a_stroke_are_those_of_one_person():
    assert chinese("<p>2024-05-06</p><p>报道/摄影：陈慧珊</p>").authors == ("陈慧珊",)


def test_a_name_before_the_place_that_it_told_from_is_an_author():
    assert chinese("<p>04:10 2024/05/06 | 江島早報 | 林瑞明 、台北報導</p>").authors == ("林瑞明",)


def test_a_name_and_the_place_that_it_told_from_may_be_written_together():
    text = f"【江島日報訊】（記者林嘉欣沅川報道）{TEXT[0]}"
    assert read(f"<h1>柳河新桥通车</h1><p>{text}</p>{paragraphs(TEXT[1:])}").authors == ("林嘉欣",)


def test_who_wrote_and_pictured_stands_behind_a_dot_and_a_stroke():
    assert chinese("<div>文・圖／郭秋月</div><div>2024.05.06</div>").authors == ("郭秋月",)


def test_a_name_stands_between_that_of_the_site_and_the_day():
    head = "<p>体坛风云 | 马腾 | 2024-05-06 00:12</p>"
    page = read(f"<h1>柳河新桥通车</h1>{head}<div>{paragraphs(TEXT)}</div>", window="柳河新桥通车_体坛风云_新闻中心")
    assert page.authors == ("马腾",)


def test_a_section_of_the_window_is_no_source():
    body = f"<h1>柳河新桥通车</h1><p>2024-05-06</p>{paragraphs(TEXT)}"
    assert read(body, window="柳河新桥通车-财经-江湾导刊").source == "江湾导刊"
    assert read(body, window="柳河新桥通车-财经").source == ""


def test_a_month_in_words_may_stand_between_hyphens():
    assert chinese("<p>16-Sep-2022 02:35 PM</p>").published_at == "2022-09-16"


def test_a_list_of_other_articles_goes_on_no_list_of_names():
    head = (
        "<p>2024-05-06</p><p>文 / <a href=/w>黄慧敏</a></p><section><h3>延伸阅读</h3><a href=/2>老桥将拆</a></section>"
    )
    assert chinese(head).authors == ("黄慧敏",)


def test_a_scripts_author_is_that_of_the_article_of_this_title():
    state = {
        "hot": [{"title": "老桥将拆", "author": "丁一"}],
        "article": {"id": 9, "title": "柳河新桥通车 两岸不再绕行", "author": "唐敏", "content": {"n": 1}},
    }
    script = f"<script>window.__STATE__={json.dumps(state, ensure_ascii=False)};</script>"
    assert chinese(f"<p>2024-05-06 江湾日报</p>{script}").authors == ("唐敏",)


def test_a_caption_may_have_the_day_of_its_picture_in_brackets():
    caption = "▲柳河新桥今天通车，居民走上桥面。（图／何青摄，2024.05.06）"
    body = f"<h1>柳河新桥通车 两岸不再绕行</h1><figure><img><figcaption>{caption}</figcaption></figure><div>{paragraphs(TEXT)}</div>"
    assert caption in read(body).body


def test_a_line_that_points_to_another_article_is_no_text():
    pointer = "<p>看更多：<a href=/2>老桥将拆，居民不舍</a></p>"
    html = f"<h1>柳河新桥通车 两岸不再绕行</h1><div><p>{TEXT[0]}</p>{pointer}{paragraphs(TEXT[1:])}</div>"
    assert read(html).body == "\n".join(TEXT)


def test_a_page_that_declares_no_language_has_its_dates_in_that_of_its_text():
    body = f"<h1>El mercado abrirá en otoño</h1><div>VALDORADO | 03/08/2022 07:00 h</div>{paragraphs(SPANISH)}"
    page = read(body, window="El mercado abrirá en otoño - Diario de Valdorado")
    assert (page.published_at, page.source) == ("2022-08-03", "Diario de Valdorado")
    assert "VALDORADO" not in page.body


def test_english_without_a_country_leaves_two_small_numbers_undecided():
    body = f"<h1>Pier reopens in May</h1><div>03/08/2022</div>{paragraphs(ENGLISH)}"
    assert read(body, window="Pier reopens in May").published_at == ""


@pytest.mark.parametrize(
    ("window", "source"),
    [
        ("Pier reopens in May | The Harbour Courier", "The Harbour Courier"),
        ("Pier reopens in May - Local - The Harbour Courier", "The Harbour Courier"),
        ("Pier reopens in May - harbour.example", ""),
        ("Pier reopens in May", ""),
    ],
)
def test_the_site_stands_behind_the_title_of_the_window(window: str, source: str):
    page = read(f"<h1>Pier reopens in May</h1><p>3 May 2024</p>{paragraphs(ENGLISH)}<p>© 2024</p>", window=window)
    assert page.source == source


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Tom Ridley, Local Democracy Reporter", ("Tom Ridley",)),
        ("Anna Whitlock Environment Correspondent", ("Anna Whitlock",)),
        ("Jana Ruf, Redakteurin", ("Jana Ruf",)),
        ("Senior Reporter", ()),
    ],
)
def test_what_people_are_behind_their_names_is_no_name(said: str, names: tuple[str, ...]):
    assert names_of(said) == names


@pytest.mark.parametrize(
    ("line", "label", "value"), [("文・高橋直樹", "文", "高橋直樹"), ("文・写真：高橋直樹", "文・写真", "高橋直樹")]
)
def test_a_dot_parts_a_japanese_label_from_its_value(line: str, label: str, value: str):
    assert [(field.label, field.value) for field in cut(line)] == [(label, value)]
