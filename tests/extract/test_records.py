"""A record's own fields are believed, under any of their usual names, and its body is kept as it is."""

import pytest

from indexer.core.article import Page, PageKind, SkipReason
from indexer.core.errors import PageError
from indexer.extract.article import extract_article


def read(**record):
    return extract_article(Page(name="a.jsonl:3", kind=PageKind.RECORD, record=record))


def test_every_field_is_read():
    article = read(
        id="n1", url="https://example.cn/a", title=" 新桥 通车 ", text=" 第一段，有　全角空格。\r\n\r\n责任编辑：甲 \n",
        source="江湾日报", author=["张三", "李四"], published_at="2023-07-01 08:30", lang="zh_CN", keywords="桥,交通",
    )  # fmt: skip
    assert article.id == "n1"
    assert article.title == "新桥 通车"
    assert article.body == "第一段，有　全角空格。\n\n责任编辑：甲"
    assert (article.source, article.authors, article.author) == ("江湾日报", ("张三", "李四"), "张三 李四")
    assert (article.published_at, article.language, article.keywords) == ("2023-07-01T08:30", "zh", ("桥", "交通"))


@pytest.mark.parametrize("body", ["text", "body", "content"])
@pytest.mark.parametrize("date", ["published_at", "date", "pub_date", "publish_time"])
def test_other_names_of_body_and_date(body, date):
    article = read(**{body: "桥通了。", date: "20230701"})
    assert (article.body, article.published_at) == ("桥通了。", "2023-07-01")


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2023-07-01T08:30:00Z", "2023-07-01T08:30:00Z"),
        (1688171400, "2023-07-01T08:30:00+08:00"),
        ("soon", ""),
        (None, ""),
        ("2023-02-30", ""),
    ],
)
def test_dates_keep_their_precision_and_nonsense_is_no_date(written, iso):
    assert read(text="桥通了。", date=written).published_at == iso


def test_a_string_of_authors_is_split():
    assert read(text="桥通了。", author="张三、李四").authors == ("张三", "李四")
    assert read(text="桥通了。", author="Jane Doe").authors == ("Jane Doe",)


def test_html_without_text_is_read_as_a_page():
    article = read(
        id=7, html="<title>新桥通车_江湾网</title><h1>新桥通车</h1><p>昨天，新桥通车，两岸居民不必再绕行八公里。</p>"
    )
    assert (article.id, article.title, article.body) == ("7", "新桥通车", "昨天，新桥通车，两岸居民不必再绕行八公里。")


@pytest.mark.parametrize("record", [{}, {"text": ""}, {"text": None, "title": "x"}, {"text": 5.5j}, {"text": {"a": 1}}])
def test_a_record_without_body_is_no_article(record):
    with pytest.raises(PageError, match=r"a\.jsonl:3") as caught:
        read(**record)
    assert caught.value.reason is SkipReason.NO_BODY
