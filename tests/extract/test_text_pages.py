"""A scraped page's text keeps its paragraphs and loses its furniture; a plain text loses nothing."""

from pathlib import Path

import pytest

from indexer.core.article import Page, PageKind, SkipReason
from indexer.core.errors import PageError
from indexer.extract.article import extract_article

HNR = Path(__file__).resolve().parents[3] / "shared" / "pages" / "hnr-2020-02-21.txt"

SCRAPED = """新闻中心 > 社区  > 正文

河湾村修好三座断桥

2021-07-09 16:20:05   来源:江湾网

812

江湾网讯(记者 周 平 通讯员 何小满 文/图)七月初的洪水冲断了河湾村的三座桥,村民出门要绕行六公里。

村里二十三名木匠自愿报名,用九天时间修好了桥。村支书孟大勇说:“没有一个人要工钱。”

1

据统计,修桥共用木料四十方,花费二万一千元。

(江湾区新闻热线0371-00000000 投稿邮箱news@example.cn)

文章关键词:河湾村,修桥 责编:许静
812

相关阅读 换一换

  • 山洪过后的第一堂课

    洪水退去后,孩子们回到教室,老师点名时发现一个都没有少。

时政要闻

网站简介 | 版权声明 | 广告服务 | 联系方式 | 网站地图

Copyright © 2021 example.cn Corporation,All Rights Reserved
"""


def read(text):
    return extract_article(Page(name="page.txt", kind=PageKind.TEXT, text=text))


def test_a_scraped_page_gives_its_fields():
    article = read(SCRAPED)
    assert article.title == "河湾村修好三座断桥"
    assert article.published_at == "2021-07-09T16:20:05"
    assert article.source == "江湾网"
    assert article.authors == ("周平", "何小满")
    assert article.editor == "许静"
    assert article.keywords == ("河湾村", "修桥")
    assert article.language == "zh"


def test_a_scraped_page_gives_its_paragraphs_only():
    assert read(SCRAPED).body.split("\n") == [
        "江湾网讯(记者 周 平 通讯员 何小满 文/图)七月初的洪水冲断了河湾村的三座桥,村民出门要绕行六公里。",
        "村里二十三名木匠自愿报名,用九天时间修好了桥。村支书孟大勇说:“没有一个人要工钱。”",
        "1",
        "据统计,修桥共用木料四十方,花费二万一千元。",
    ]


def test_windows_line_ends_and_zero_width_characters_change_nothing():
    marked = SCRAPED.replace("\n", "\r\n").replace("河湾村", "河\u200b湾\ufeff村")
    assert read(marked) == read(SCRAPED)


def test_a_title_line_over_paragraphs_is_the_title():
    article = read(
        "小镇图书馆昨日开放\n图书馆昨天上午九点开门迎客，首日接待读者六百余人。\n馆长说，周末将延长开放时间。"
    )
    assert article.title == "小镇图书馆昨日开放"
    assert article.body == "图书馆昨天上午九点开门迎客，首日接待读者六百余人。\n馆长说，周末将延长开放时间。"


def test_one_paragraph_is_all_body():
    article = read("图书馆昨天上午九点开门迎客，首日接待读者六百余人。")
    assert article.body == "图书馆昨天上午九点开门迎客，首日接待读者六百余人。"


def test_wrapped_english_lines_are_one_paragraph_again():
    article = read(
        "River bridge reopens\n\nBy Jane Doe\nSept. 7, 2019\n\n"
        "The old bridge over the river, closed for two years, reopened on\nSaturday after the town finished the repairs.\n\n"
        "The work cost 2 million dollars, the mayor said, and nobody was hurt."
    )
    assert (article.title, article.authors, article.published_at) == (
        "River bridge reopens",
        ("Jane Doe",),
        "2019-09-07",
    )
    assert article.language == "en"
    assert article.body == (
        "The old bridge over the river, closed for two years, reopened on Saturday after the town finished the repairs.\n"
        "The work cost 2 million dollars, the mayor said, and nobody was hurt."
    )


@pytest.mark.parametrize(
    ("text", "reason"), [("", SkipReason.EMPTY), (" \n\t", SkipReason.EMPTY), ("——\n***", SkipReason.NO_BODY)]
)
def test_text_without_words_is_no_article(text, reason):
    with pytest.raises(PageError, match=r"page\.txt") as caught:
        read(text)
    assert caught.value.reason is reason


@pytest.mark.skipif(not HNR.is_file(), reason="../shared is not beside the repository")
def test_the_page_that_the_project_was_made_for():
    text = HNR.read_text("utf-8")
    article = read(text)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    # The title is the second line, the text the nine from the fifth on: read off the page by hand.
    assert article.title == lines[1]
    assert article.body.split("\n") == lines[4:13]
    assert (article.published_at, article.source) == ("2020-02-21T10:45:54", "映象网")
    assert (article.authors, article.editor) == (("王振西", "闫彩彦"), "杨文丽")
    assert article.keywords == ("基层", "疫情", "防控")
    assert article.language == "zh"
    for furniture in ("5034", "热线", "责编", "相关阅读", "换一换", "会客厅", "Copyright", "网站地图"):
        assert furniture not in article.body
