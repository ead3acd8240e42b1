"""An article's id follows what the article is, not where it was found."""

import hashlib

from hypothesis import example, given
from hypothesis import strategies as st

from indexer.extract.identity import article_id, canonical_url


def make(own="", url="", title="", published_at="", source="", body="b"):
    return article_id(own=own, url=url, title=title, published_at=published_at, source=source, body=body)


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def test_the_rules_in_their_order():
    assert make(own="x 1", url="https://a.cn/1") == "x 1"
    assert make(url="https://a.cn/1", title="t", published_at="2020-01-01") == "u" + digest("https://a.cn/1")
    assert make(title="t", published_at="2020-01-01", source="s") == "t" + digest("t\x002020-01-01\x00s")
    assert make(title="t") == "c" + digest("t\x00b")


def test_tracking_and_fragment_do_not_make_another_article():
    plain = "https://baijiahao.example.com/s?id=1646"
    assert canonical_url("HTTPS://Baijiahao.example.com/s?id=1646&wfr=spider&for=pc&utm_source=a&spm=1.2#top") == plain
    assert make(url=plain + "&from=rss") == make(url=plain)
    assert make(url="https://a.cn/s?id=2") != make(url="https://a.cn/s?id=1")


@given(st.text())
@example("a.html \f#top")
def test_making_canonical_twice_changes_nothing(url):
    assert canonical_url(canonical_url(url)) == canonical_url(url)
