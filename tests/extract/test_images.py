"""An article keeps the address of its picture and its own: whole ones of the web, and none that shows nothing."""

import json

import pytest

from indexer.core.article import Page, PageKind
from indexer.extract.addresses import web_address
from indexer.extract.article import explain_article, extract_article

TEXT = "<p>昨天，小镇新桥通车，两岸居民不必再绕行八公里。</p><p>桥长三百米，建了两年，花费四千万元。</p>"
CANONICAL = "<link rel=canonical href='https://news.example/2024/08/a.html'>"


def page(metas="", *, before=""):
    html = f"<title>小镇新桥通车</title>{metas}<h1>小镇新桥通车</h1><div class='x'>{before}{TEXT}</div>"
    return Page(name="page.html", kind=PageKind.HTML, text=html)


def linked(image):
    return f"<script type='application/ld+json'>{json.dumps({'@type': 'NewsArticle', 'image': image})}</script>"


@pytest.mark.parametrize(
    ("metas", "before", "image"),
    [
        ("<meta property='og:image' content='https://img.example/a.jpg'>", "", "https://img.example/a.jpg"),
        (CANONICAL + "<meta property='og:image' content='/p/a.jpg'>", "", "https://news.example/p/a.jpg"),
        (CANONICAL + "<meta property='og:image' content='//img.example/a.jpg'>", "", "https://img.example/a.jpg"),
        (linked([{"@type": "ImageObject", "url": "https://img.example/b.jpg"}]), "", "https://img.example/b.jpg"),
        (linked("https://img.example/b.jpg"), "", "https://img.example/b.jpg"),
        (CANONICAL, "<figure><img src='b.jpg' width=600></figure>", "https://news.example/2024/08/b.jpg"),
        ("", "<img src='data:image/gif;base64,R0' data-src='https://img.example/c.jpg'>", "https://img.example/c.jpg"),
        ("", "<img src='https://img.example/1.gif' width=1 height=1><img src='https://img.example/c.jpg'>", "https://img.example/c.jpg"),
        ("<meta property='og:image' content='data:image/png;base64,AA'>", "", ""),
        ("<meta property='og:image' content='https://img.example/pixel.gif'>", "", ""),
        ("<meta property='og:image' content='javascript:alert(1)'>", "", ""),
        ("<meta property='og:image' content='/p/a.jpg'>", "", ""),
        ("", "", ""),
    ],
    ids=["og", "relative", "no scheme", "list of objects", "text", "figure", "lazy", "tracking pixel", "data", "pixel by name", "script",
         "relative to nothing", "none"],
)  # fmt: skip
def test_the_picture_of_an_article(metas, before, image):
    assert extract_article(page(metas, before=before)).image == image


def test_the_choice_of_picture_and_title_is_explained():
    metas = "<meta property='og:image' content='https://img.example/a.jpg'>"
    choices = {
        choice.field: choice
        for choice in explain_article(page(metas, before="<img src='https://img.example/c.jpg'>"))[1]
    }
    assert (choices["image"].value, choices["image"].reason) == ("https://img.example/a.jpg", "meta og:image")
    assert [other.said for other in choices["image"].others] == ["https://img.example/c.jpg"]
    assert (choices["title"].value, choices["title"].reason) == ("小镇新桥通车", "heading")


@pytest.mark.parametrize(
    ("metas", "url"),
    [
        (CANONICAL, "https://news.example/2024/08/a.html"),
        (
            "<base href='https://news.example/2024/'><link rel=canonical href='08/a.html'>",
            "https://news.example/2024/08/a.html",
        ),
        (
            "<link rel=canonical href='/'><meta property='og:url' content='https://news.example/a'>",
            "https://news.example/a",
        ),
        ("<link rel=canonical href='ftp://news.example/a'>", ""),
    ],
    ids=["whole", "relative to base", "home page", "not of the web"],
)
def test_the_address_of_an_article(metas, url):
    assert extract_article(page(metas)).url == url


@pytest.mark.parametrize(
    "said", ["http://[", "https://", "https://localhost/a", "https://a.example/<b>", "a" * 3000, "mailto:a@b.example"]
)
def test_what_is_no_address_of_the_web(said):
    assert web_address(said, "") == ""


def test_of_a_picture_that_is_offered_in_several_sizes_the_largest_is_shown():
    picture = '<img srcset="/small.jpg 320w, /large.jpg 1024w, /middle.jpg 640w">'
    text = "<p>昨天，柳河镇新桥通车，两岸居民不必再绕行八公里，孩子们上学的路也近了。</p>" * 3
    html = f'<link rel="canonical" href="https://a.example/1"><h1>柳河新桥通车</h1><div>{text}{picture}</div>'
    assert extract_article(Page("a.html", PageKind.HTML, html)).image == "https://a.example/large.jpg"
