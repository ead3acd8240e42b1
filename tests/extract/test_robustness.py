"""Whatever a page holds, reading it ends in an article or a PageError, and soon."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.core.article import Page, PageKind
from indexer.core.errors import PageError
from indexer.extract.article import extract_article
from tests.cpu import cpu_at_most

SENTENCE = "昨天，新桥通车，两岸居民不必再绕行八公里。"
INVISIBLE = set("\0\x07\x1f\x7f\u200b\u200e\ufeff\u2028\r")


def body_of(kind, text):
    try:
        return extract_article(Page(name="x", kind=kind, text=text)).body
    except PageError:
        return ""


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from(["utf-8", "latin-1", "gb18030", "utf-16"]),
    st.sampled_from([PageKind.TEXT, PageKind.HTML]),
)
def test_random_bytes_raise_nothing_but_page_errors(data, encoding, kind):
    body = body_of(kind, data.decode(encoding, "replace"))
    assert not INVISIBLE & set(body)


PARTS = st.sampled_from(["<div>", "</div>", "<p>", "</p>", "<table><tr><td>", "<script>", "</script>", "<br>", "<a href=x>", SENTENCE,
                         "&#0;", "&#xd800;", "\0", "<!--", "<![CDATA[", "</html>", "来源：", "2020-01-01", "<h1>", "<textarea>"])  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(PARTS, max_size=40).map("".join))
def test_broken_markup_raises_nothing_but_page_errors(html):
    body = body_of(PageKind.HTML, html)
    assert body == body.strip()
    assert not INVISIBLE & set(body)


@pytest.mark.parametrize(
    "html",
    ["<div>" * 20_000 + SENTENCE, "<p>" + "<span>" * 20_000 + SENTENCE, "<" * 50_000, '<script>content:"' * 20_000,
     "<title>" + "a|" * 50_000 + "</title>" + SENTENCE, '<script type="application/ld+json">' + "[" * 50_000],
    ids=["divs", "spans", "angles", "open literals", "title", "nested json"],
)  # fmt: skip
def test_pages_broken_on_purpose_end_soon(html):
    with cpu_at_most(20):
        body_of(PageKind.HTML, html)


@pytest.mark.slow
def test_five_megabytes_take_seconds_and_lose_nothing():
    count = 60_000
    html = f"<h1>新桥通车</h1><div id='artibody'>{f'<p>{SENTENCE}</p>' * count}</div>"
    with cpu_at_most(60):
        assert body_of(PageKind.HTML, html) == "\n".join([SENTENCE] * count)
