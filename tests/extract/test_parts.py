"""Dates, names, titles and furniture lines, each with the forms that pages use."""

import pytest

from indexer.core.article import Page, PageKind
from indexer.extract.article import extract_article
from indexer.extract.boilerplate import is_breadcrumb, is_furniture, is_prose, starts_related
from indexer.extract.bylines import body_authors, find_editor
from indexer.extract.dates import date_in_url, finer, read_date, read_loose_date
from indexer.extract.media_names import dateline_source, header_source
from indexer.extract.person_names import split_names
from indexer.extract.titles import strip_site


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2019年09月07日08:36　来源：", "2019-09-07T08:36"),
        ("2020-02-21 10:45:54   来源:江湾网", "2020-02-21T10:45:54"),
        ("发布时间：18-03-08 23:16", "2018-03-08T23:16"),
        ("2010/5/3 9:08:07", "2010-05-03T09:08:07"),
        ("2019-09-07T09:59:22+0800", "2019-09-07T09:59:22+08:00"),
        ("2021年2月30日", ""),
        ("0371-12345678", ""),
    ],
)
def test_printed_dates(text, iso):
    assert read_date(text) == iso


def test_dates_known_to_be_dates():
    assert read_loose_date("20200221104554") == "2020-02-21T10:45:54"
    assert read_loose_date("Sept. 7, 2019") == "2019-09-07"
    # 1,582,253,154 s after 1970 is 02:45:54 UTC on 21 February 2020, eight hours later in China.
    assert read_loose_date("1582253154000") == "2020-02-21T10:45:54+08:00"
    assert date_in_url("https://a.cn/2019-09/07/c_1.htm") == "2019-09-07"


def test_a_finer_date_must_be_the_same_instant():
    assert finer("2019-09-07T09:59", "2019-09-07T09:59:22+08:00") == "2019-09-07T09:59:22+08:00"
    assert finer("2019-09-07T09:59", "2019-09-07T10:01:00") == "2019-09-07T09:59"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("王振 通讯员 闫小彩 文/图", ("王振", "闫小彩")),
        ("陈智 整合", ("陈智",)),
        ("何文静、罗 斌", ("何文静", "罗斌")),
        ("从市交通局获悉", ()),
        ("注", ()),
        ("江湾日报", ()),
    ],
)
def test_names_of_a_by_line(text, names):
    assert split_names(text) == names


def test_authors_in_the_text():
    assert body_authors(["江湾社南岭3月18日电（记者 何文静）记者获悉，桥通了。"]) == ("何文静",)
    assert body_authors(["桥通了。", "江京报记者 张小雨 摄影 李飞"]) == ("张小雨",)
    assert body_authors(["江京报记者发现，桥通了。"]) == ()


def test_sources_and_editors():
    assert header_source(["2020-01-01 08:00 来源:", "江湾日报", "举报"]) == "江湾日报"
    assert header_source(["来源：江湾网 作者：丁一"]) == "江湾网"
    assert header_source(["来源: | 发布时间: 2018-05-17 | 浏览次数:", "2168"]) == ""
    assert dateline_source(["新华社北京2月29日电 桥通了。"]) == "新华社"
    assert find_editor(["文章关键词:桥 责编:杨文"]) == "杨文"
    assert find_editor(["责任编辑：李曦_NN2587"]) == "李曦"


@pytest.mark.parametrize(
    "line",
    ["5034", "责任编辑：丁一", "(责编：吴楠、郑晓)", "【编辑:孙静】", "分享到：", "本文来源：江湾网", "扫码阅读全文", "阅读 (812)",
     "(高新区新闻热线0371-00000000 投稿邮箱a@example.cn)", "声明：该文观点仅代表作者本人。", "責任編輯：丁一"],
)  # fmt: skip
def test_furniture_lines(line):
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line",
    [
        "1",
        "第一章 总则",
        "编辑 刘晓 校对 李铭",
        "记者拨打了12345热线，工作人员说已经受理。",
        "（原标题：桥通了）",
        "来源：网络",
        "图片均来自网络",
    ],
)
def test_lines_that_stay(line):
    assert not is_furniture(line)


def test_lists_breadcrumbs_and_prose():
    assert starts_related("相关阅读 换一换")
    assert starts_related("延伸閱讀")
    assert not starts_related("相关负责人介绍了情况")
    assert is_breadcrumb("新闻中心 > 会客厅  > 正文")
    assert not is_prose("相关阅读 换一换")


def test_site_names_are_cut_off_titles():
    assert strip_site("小镇下雪了_本地新闻_江湾网") == "小镇下雪了"
    assert strip_site("Wi-Fi 6 手机上市") == "Wi-Fi 6 手机上市"


def test_a_live_report_is_text_though_its_entries_are_named_comments():
    entries = "".join(
        f"<div class='match-comment'><div class='match-comment-time'><span>{minute}'</span></div>"
        f"<div class='match-comment-body'>In minute {minute} the keeper of Riverton held a shot from outside the box.</div></div>"
        for minute in (93, 81, 60, 44, 17, 3)
    )
    title = "<h1>Riverton and Harbour part with no goals</h1>"
    text = f"<html lang=en><title>Riverton and Harbour part with no goals</title>{title}<div class='match-comments'>{entries}</div></html>"
    body = extract_article(Page("a", PageKind.HTML, text)).body
    assert [minute for minute in (93, 81, 60, 44, 17, 3) if f"In minute {minute} the keeper" not in body] == []


@pytest.mark.parametrize(
    "said",
    [
        "<meta name='OriginalPublicationDate' content='2014-11-23T16:00:00+04:00'>",
        "<meta property='rnews:datePublished' content='2014-11-23T16:00:00+04:00'>",
        """<meta name="parsely-page" content='{"type": "post", "pub_date": "2014-11-23T16:00:00+04:00"}'>""",
        """<meta name="parsely-page" content='[broken'><meta name=pubdate content='2014-11-23'>""",
        '<script type=\'application/ld+json\'>{"@type": "NewsArticle", "datePublished": 1416744000}</script>',
        '<script type=\'application/ld+json\'>{"@type": "NewsArticle", "datePublished": 1416744000000}</script>',
    ],
)
def test_a_date_is_read_in_whatever_form_data_has_it(said):
    sentence = (
        "The old ferry of Riverton runs again, the council said, after it had been closed since the flood in May."
    )
    text = f"<html lang=en><head><title>The ferry runs again</title>{said}</head><h1>The ferry runs again</h1><p>{sentence}</p></html>"
    assert extract_article(Page("a", PageKind.HTML, text)).published_at[:10] == "2014-11-23"
