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


@pytest.mark.parametrize("label", ["编辑：", "责任编辑", "摄影："])
def test_a_name_behind_a_label_in_an_element_of_its_own_is_no_text_and_nobody_who_wrote(label: str):
    info = f"<ul><li>2023-08-22 09:15</li><li>来源：云浦日报</li><li>{label}</li><li>姚青禾</li></ul>"
    found = read(f"<h1>{TITLE}</h1>{info}<div class='text-box'><p>{FIRST}</p><p>{SECOND}</p></div>")
    assert found.body.split("\n") == [FIRST, SECOND]
    assert (found.source, found.authors) == ("云浦日报", ())


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


@pytest.mark.parametrize(
    "notice",
    [
        "本文系云浦新闻网独家稿件，未经授权，不得转载。",
        "如对本稿件有异议或投诉，请联系 news@yunpu.example",
        "云浦网声明：凡本网注明“来源：云浦网”的所有作品，版权均属于云浦网，未经授权不得摘编或利用其它方式使用。",
        "云浦发布 微信公众号“云浦发布”每天推送本地消息。扫描二维码，立即订阅！",
        "消息来源：云浦县水利局",
        "(编辑:唐敏) [发表评论] [推荐给朋友] [关闭窗口]",
    ],
)
def test_what_a_site_says_below_a_text_is_none_of_it(notice: str):
    assert read(text().replace("</p></div>", f"</p><p>{notice}</p></div>")).body.split("\n") == [FIRST, SECOND]


def test_the_same_inside_a_text_is_a_sentence_of_it():
    said = "水利局提醒，航拍画面未经许可不得转载，违者将被追究责任。"
    body = read(text().replace(f"<p>{SECOND}", f"<p>{said}</p><p>{SECOND}")).body
    assert body.split("\n") == [FIRST, said, SECOND]


def test_a_summary_behind_the_title_in_brackets_is_said_once():
    assert read(text(above=f"<div><b>摘要</b><div>【{TITLE}】{FIRST}</div></div>")).body.split("\n") == [FIRST, SECOND]


def test_source_and_date_in_elements_of_their_own_are_no_text():
    above = "<div class='f'>发布时间：2023-08-22 09:15 星期二</div><div class='f'>来源：云浦日报——云浦网</div>"
    found = read(text(info="", above=above))
    assert (found.source, found.body.split("\n")) == ("云浦日报——云浦网", [FIRST, SECOND])


def test_offices_sign_with_a_day_in_numerals():
    signed = "<p>云浦县水利局</p><p>二〇二一年十一月二十五日</p>"
    assert read(text(info="").replace("</p></div>", f"</p>{signed}</div>")).published_at == "2021-11-25"


def test_a_reporter_who_supplied_a_text_signs_before_the_medium_speaks_of_itself():
    signed = "<p>（云浦新闻网 罗依然供稿，更多资讯请关注公众号：云浦夜话）</p>"
    assert read(text().replace("</p></div>", f"</p>{signed}</div>")).authors == ("罗依然",)


def test_name_and_medium_in_the_line_below_which_the_date_stands():
    found = read(text(info="<p>尚文 <em>云浦证券报</em></p><p><em>2023-08-22 09:15</em></p>"))
    assert (found.source, found.authors) == ("云浦证券报", ("尚文",))


def test_the_owner_of_a_blog_wrote_it():
    found = read(
        text(
            info="<a class='follow-nickName'>段誉恒</a><span>已于 2023-08-22 09:15:00 修改</span><span>字数 812</span>"
        ),
        window=f"{TITLE}_段誉恒的博客-博客园地",
    )
    assert (found.source, found.authors) == ("", ("段誉恒",))


def test_a_column_of_a_paper_is_not_its_name():
    info = "<span>第08版：副刊 2023-08-22</span>"
    found = read(text(info=info, above="<div>○章回</div>"), window=f"{TITLE}-云浦日报·数字报")
    assert (found.source, found.authors) == ("云浦日报", ("章回",))
    issue = read(text(info="发于2023-08-22总第1203期《云浦周刊》"))
    assert issue.source == "云浦周刊"


def test_microdata_names_the_publisher():
    said = "<span itemprop='publisher' itemscope><meta itemprop='name' content='云浦科技评论'></span>"
    assert read(text(above=said)).source == "云浦科技评论"


def test_sections_before_the_title_may_be_parted_by_arrows():
    page = text().replace("<h1>", "<p>").replace("</h1>", "</p>")
    assert read(page, window=f"云浦县水利局>水利动态>{TITLE}").title == TITLE


def test_a_schools_name_alone_in_the_window_is_no_title():
    page = "<div><h1>云浦县第一中学</h1></div>" + text().replace("<h1>", "<p>").replace("</h1>", "</p>")
    assert read(page, window="云浦县第一中学").title == TITLE


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("来源：《云浦评论》2022/21", "云浦评论"),
        ("出处：《云浦大学报》第512期", "云浦大学报"),
        ("来源：云浦日报　原创文章 请勿转载", "云浦日报"),
    ],
)
def test_what_follows_a_mediums_name_is_no_part_of_it(line: str, source: str):
    assert read(text(info=f"{line} 2023-08-22")).source.strip("《》") == source


def test_where_a_text_was_printed_first_is_its_source():
    said = "<p>（本文首发云浦媒体App，作者 | 何青山，编辑 | 唐敏）</p>"
    found = read(text().replace("</p></div>", f"</p>{said}</div>"), window=TITLE)
    assert (found.source, found.authors) == ("云浦媒体", ("何青山",))


def test_credits_with_an_editor_among_them_stay_at_the_beginning_of_a_text():
    said = "<p>出品 | 河湾夜话</p><p>作者 | 何青山</p><p>编辑 | 唐敏</p>"
    found = read(text(inside=said, info="<span>2023-08-22 09:15</span> <a>河湾夜话</a>"))
    assert found.body.split("\n") == ["出品 | 河湾夜话", "作者 | 何青山", FIRST, SECOND]
    assert found.authors == ("何青山",)


def test_a_line_of_labels_above_the_date_is_no_title():
    page = (
        f"<h1>云浦大学医院</h1><div>新闻动态</div><div>{TITLE}</div><table><tr><td>文章来源：宣传部</td>"
        "<td>撰稿：何青山 摄影：唐敏</td><td>更新时间：2023-08-22</td></tr></table>"
        f"<div><p>{FIRST}</p><p>{SECOND}</p></div>"
    )
    found = read(page, window="云浦大学医院")
    assert (found.title, found.source, found.authors) == (TITLE, "宣传部", ("何青山",))


def test_a_section_behind_a_blank_is_no_part_of_the_title():
    page = text().replace("<h1>", "<p>").replace("</h1>", "</p>")
    assert read(page, window=f"{TITLE} 部门动态_云浦县水利局").title == TITLE


def test_days_whose_month_stands_first():
    assert read(text(info="<span>11月 7, 2014</span>")).published_at == "2014-11-07"


def test_a_name_in_a_line_of_its_own_beside_the_medium_and_the_date():
    info = "<ul><li>柳青</li><li>云浦中文网</li></ul><time>2023年8月22日</time>"
    assert read(text(info=info)).authors == ("柳青",)
    section = text(info="<a href='/fc/'>房产</a><span>2023-08-22</span>")
    menu = "<ul><li><a href='/'>首页</a></li><li><a href='/fc/'>房产</a></li></ul>"
    assert read(menu + section).authors == ()


def test_a_blogs_heading_names_its_owner():
    page = f"<div><h1><a href='/'>郭子昂的博客</a></h1></div>{text(info='(2010-05-06 07:08:09)')}".replace(
        "h1>白", "h2>白"
    )
    assert read(page, window=f"{TITLE}_郭子昂_云浦博客").authors == ("郭子昂",)


@pytest.mark.parametrize("end", ["<p>（云浦县公安局 章回）</p>", "<p>（章回）</p>", "<p>■云浦晚报记者章回文/摄</p>"])
def test_who_signs_at_the_end_of_a_text(end: str):
    assert read(text().replace("</p></div>", f"</p>{end}</div>")).authors == ("章回",)


def test_a_reporter_before_the_medium_in_title_marks():
    found = read(text(info="本刊记者 莫言笑　《云浦新闻周刊》 2023年8月22日"))
    assert (found.source, found.authors) == ("云浦新闻周刊", ("莫言笑",))


def test_a_dateline_with_its_year_tells_the_day():
    found = read(text(info="", inside="<p>云浦新闻网2023年8月22日讯（记者 何青山）</p>"))
    assert (found.published_at, found.authors) == ("2023-08-22", ("何青山",))


def test_a_last_paragraph_that_reports_such_a_sentence_is_kept():
    last = (
        "县水利局将持续开展巡查，沿岸各村成立了十二支巡堤队，每两小时上堤一次，发现渗水立即上报并组织处置。"
        "值班电话全天有人接听，市民发现险情也可以拨打热线0571-5550123，并可关注“云浦水利”公众号查询水位。"
        "未来三天降雨将逐渐减弱，水位预计在周末回落到警戒线以下，学校和工厂下周一恢复上课和生产，请市民留意通知。"
    )
    body = read(text().replace("</p></div>", f"</p><p>{last}</p></div>")).body
    assert body.split("\n") == [FIRST, SECOND, last]
