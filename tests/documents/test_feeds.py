"""RSS, Atom and RDF: each entry is a record with its whole text, its address, people, date and categories."""

from pathlib import Path

import pytest

from indexer.core.article import Article, Page, Skip, SkipReason
from indexer.extract.article import extract_article
from indexer.input.pages import read_pages

RSS = """<?xml version="1.0" encoding="{encoding}"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://a.example/rss-0.91.dtd">
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:media="http://search.yahoo.com/mrss/">
<channel><title>柳河日报</title><link>https://liuhe.example/</link><language>zh-cn</language>
<item><title>柳河村党员带头捐款 &amp;amp; 支援灾区</title><media:title>图</media:title><media:content url="https://liuhe.example/1.jpg"/>
<link>/2024/1.html?utm_source=rss</link><dc:creator>周晓岚</dc:creator><dc:creator>何青</dc:creator>
<pubDate>Fri, 03 May 2024 08:15:00 +0800</pubDate><category>公益</category><category>灾区</category>
<description>摘要。</description>
<content:encoded><![CDATA[<p>全村共捐款三万二千元，&nbsp;用于支援灾区。</p><ul><li>水</li><li>米</li></ul><p>10<sup>4</sup>人。</p>]]></content:encoded></item>
<item><title>Second</title><guid isPermaLink="false">tag:2</guid><author>jane@a.example (Jane Doe)</author>
<pubDate>Fri, 03 May 2024 00:15:00 GMT</pubDate><description>&lt;p&gt;Rain &amp;lt; snow.&lt;/p&gt;&lt;p&gt;Twice.&lt;/p&gt;</description></item>
<item><title>Third</title><guid>https://liuhe.example/3</guid><description/></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://a.example/news/">
<title type="html">The &lt;b&gt;Gazette&lt;/b&gt;</title><author><name>The desk</name></author>
<entry><id>tag:a.example,2024:1</id><title type="text">a &lt;b&gt; c</title>
<link rel="self" href="1.atom"/><link rel="alternate" type="text/html" href="1.html"/>
<updated>2024-05-04T00:00:00Z</updated><published>2024-05-03T08:15:00+02:00</published>
<category term="x" label="Weather"/><summary>Short.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>It <em>rained</em> all day.</p><p>Then<br/>it stopped.</p></div></content></entry>
<entry><id>tag:a.example,2024:2</id><title>Two</title><link href="https://a.example/2"/><author><name>Jane Doe</name></author>
<updated>2024-05-04</updated><content type="html">&lt;p&gt;Snow fell.&lt;/p&gt;</content></entry>
<entry><id>tag:a.example,2024:3</id><title>Three</title><link href="https://a.example/3"/><content src="https://a.example/3.mp3" type="audio/mpeg"/>
<summary type="text">1 &lt; 2, they say.</summary></entry></feed>"""


def read(tmp_path: Path, data: bytes, name: str = "feed.xml") -> list[Page | Skip]:
    (tmp_path / name).write_bytes(data)
    return list(read_pages([tmp_path / name]))


def articles(pages: list[Page | Skip]) -> list[Article]:
    return [extract_article(page) for page in pages if isinstance(page, Page)]


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312", "utf-16"])
def test_rss_entries_are_articles_of_the_feeds_medium(tmp_path: Path, encoding: str) -> None:
    pages = read(tmp_path, RSS.replace("{encoding}", encoding).encode(encoding))
    assert [page.name for page in pages] == [f"{tmp_path}/feed.xml:{number}" for number in (1, 2, 3)]
    first = extract_article(pages[0])
    assert first.title == "柳河村党员带头捐款 & 支援灾区"
    assert (first.source, first.authors, first.keywords) == ("柳河日报", ("周晓岚", "何青"), ("公益", "灾区"))
    assert (first.published_at, first.language) == ("2024-05-03T08:15:00+08:00", "zh")
    assert first.body == "全村共捐款三万二千元， 用于支援灾区。\n水\n米\n10⁴人。"
    second = extract_article(pages[1])
    assert (second.id, second.authors, second.published_at) == ("tag:2", ("Jane Doe",), "2024-05-03T00:15:00+00:00")
    assert second.body == "Rain < snow.\nTwice."


def test_an_address_of_a_feed_in_a_file_counts_from_its_site(tmp_path: Path) -> None:
    first, _, third = read(tmp_path, RSS.encode())
    assert isinstance(first, Page)
    assert isinstance(third, Page)
    assert (first.record["url"], third.record["url"]) == (
        "https://liuhe.example/2024/1.html?utm_source=rss",
        "https://liuhe.example/3",
    )


def test_atom_entries_with_xhtml_html_and_text(tmp_path: Path) -> None:
    first, second, third = articles(read(tmp_path, ATOM.encode(), "feed.atom"))
    assert (first.title, first.url, first.source) == ("a <b> c", "https://a.example/news/1.html", "The Gazette")
    assert (first.published_at, first.keywords) == ("2024-05-03T08:15:00+02:00", ("Weather",))
    assert first.body == "It rained all day.\nThen\nit stopped."
    assert [each.authors for each in (first, second)] == [("The desk",), ("Jane Doe",)]
    assert (second.body, second.language) == ("Snow fell.", "en")
    assert third.body == "1 < 2, they say."


def test_content_that_is_no_text_gives_way_to_the_summary_and_tables_have_headers(tmp_path: Path) -> None:
    table = "<table><tr><th>Town</th><th>Rain</th></tr><tr><td>Elmside</td><td>3 mm</td></tr></table>"
    entries = (
        '<entry><title>a</title><content type="application/pdf">JVBERi0=</content><summary>It rained.</summary></entry>'
        f'<entry><title>b</title><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{table}</div></content></entry>'
    )
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>The Gazette</title>{entries}</feed>'
    first, second = articles(read(tmp_path, feed.encode(), "feed.atom"))
    assert (first.body, second.body) == ("It rained.", "Town: Elmside · Rain: 3 mm")


def test_an_rdf_feed_and_standard_input_are_told_by_their_root(tmp_path: Path) -> None:
    rdf = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Old</title></channel>
    <item><title>One</title><link>http://a.example/1</link><dc:date>2003-05-01</dc:date><description>It rained.</description></item></rdf:RDF>"""
    (article,) = articles(read(tmp_path, rdf.encode(), "unnamed"))
    assert (article.source, article.url, article.published_at) == ("Old", "http://a.example/1", "2003-05-01")


def test_a_feed_that_is_broken_in_places_gives_the_rest(tmp_path: Path) -> None:
    broken = "<rss><channel><title>A & B</title><item><title>One</title><description>It rained &bogus; & poured.</description></item></channel>"
    (article,) = articles(read(tmp_path, broken.encode()))
    assert (article.source, article.title) == ("A B", "One")
    assert article.body.startswith("It rained")


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (
            f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]><rss><channel><item><title>&l9;</title></item></channel></rss>',
            SkipReason.UNSAFE,
        ),
        (
            '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><item><title>&x;</title></item></rss>',
            SkipReason.UNSAFE,
        ),
        ("<rss>" + "<item>" * 100_000, SkipReason.UNSAFE),
        ("<urlset><url><loc>https://a.example/1</loc></url></urlset>", SkipReason.NO_BODY),
        ("<project><item/></project>", SkipReason.UNKNOWN_FORMAT),
        ("<rss><channel><title>Empty</title></channel></rss>", SkipReason.EMPTY),
        ("\x00\x01\x02\x03" * 99, SkipReason.BINARY),
    ],
    ids=["laughs", "outside", "deep", "sitemap", "other", "empty", "binary"],
)
def test_what_is_no_feed_or_means_harm_is_a_skip(tmp_path: Path, document: str, reason: SkipReason) -> None:
    (skip,) = read(tmp_path, document.encode())
    assert isinstance(skip, Skip)
    assert skip.reason is reason


def test_xhtml_under_the_name_of_xml_is_a_page(tmp_path: Path) -> None:
    page = '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>Rain.</p></body></html>'
    (found,) = read(tmp_path, page.encode())
    assert isinstance(found, Page)
    assert found.kind == "html"
