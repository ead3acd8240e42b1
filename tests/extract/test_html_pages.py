"""Every template of tests/extract/pages gives exactly the article that a person reads on it."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from indexer.core.article import Page, PageKind, SkipReason
from indexer.core.errors import PageError
from indexer.extract.article import extract_article

PAGES = Path(__file__).parent / "pages"
EXPECTED = json.loads((PAGES / "expected.json").read_text("utf-8"))


def read(html):
    return extract_article(Page(name="page.html", kind=PageKind.HTML, text=html))


@pytest.mark.parametrize("name", EXPECTED)
def test_each_template_gives_its_article(name):
    article = read((PAGES / name).read_text("utf-8"))
    wanted = EXPECTED[name]
    assert article.body.split("\n") == wanted["body"]
    found = {field: list(value) if isinstance(value, tuple) else value for field, value in asdict(article).items()}
    for field in ("title", "published_at", "source", "authors", "editor", "language", "url", "keywords"):
        assert found[field] == wanted.get(field, [] if field in ("authors", "keywords") else ""), field


@pytest.mark.parametrize("html", ["<html></html>", "<p></p>", "\0\0", "<!-- -->", "<script>var a = 1</script>"])
def test_a_page_without_text_has_no_body(html):
    with pytest.raises(PageError, match=r"page\.html") as caught:
        read(html)
    assert caught.value.reason in (SkipReason.NO_BODY, SkipReason.EMPTY)


def test_a_headline_inside_an_h1_label_is_the_title():
    html = "<title>小镇新桥通车_江湾网</title><h1>小镇新桥通车 <i>原创</i></h1><p>昨天，小镇新桥通车，两岸居民不必再绕行八公里。</p>"
    assert read(html).title == "小镇新桥通车"


def test_the_printed_date_wins_and_the_meta_tag_adds_seconds_and_zone():
    page = (
        '<meta property="article:published_time" content="{meta}"><title>小镇新桥通车</title><h1>小镇新桥通车</h1>'
        "<div>2021年05月01日 08:30 来源：江湾日报</div><div id='artibody'><p>昨天，小镇新桥通车，两岸居民不必再绕行八公里。</p></div>"
    )
    assert read(page.format(meta="2021-05-01T08:30:12+08:00")).published_at == "2021-05-01T08:30:12+08:00"
    assert read(page.format(meta="2021-05-03T10:00:00+08:00")).published_at == "2021-05-01T08:30"


def test_links_comments_and_editors_after_the_text_are_left_out():
    html = (
        "<title>小镇新桥通车</title><h1>小镇新桥通车</h1><div class='content'><p>昨天，小镇新桥通车，两岸居民不必再绕行八公里。</p>"
        "<p>此前报道：<a href='/a'>新桥合龙</a></p><p>责任编辑：丁一</p><ul><li><a href='/b'>另一座桥</a></li></ul></div>"
        "<div class='comments'>" + "<p>这座桥修得真好，我每天上班都要走，再也不用绕路了。</p>" * 9 + "</div>"
    )
    article = read(html)
    assert article.body == "昨天，小镇新桥通车，两岸居民不必再绕行八公里。"
    assert article.editor == "丁一"
