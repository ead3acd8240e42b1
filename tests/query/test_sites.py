"""What names a site, and which addresses are on it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.core.errors import QueryError
from indexer.extract.identity import canonical_url
from service.query.sites import Site, sites_of
from service.search.archive_sites import ArchiveSites


@pytest.mark.parametrize(
    ("named", "address", "is_on_it"),
    [
        ("bbc.co.uk", "http://www.bbc.co.uk/news/1", True),
        ("www.bbc.co.uk", "https://bbc.co.uk/news/1", True),
        ("bbc.co.uk", "https://news.BBC.co.uk", True),
        ("bbc.co.uk", "https://notbbc.co.uk/a", False),
        ("bbc.co.uk", "https://evil.example/bbc.co.uk/a", False),
        ("bbc.co.uk", "https://evil.example/?x=https://bbc.co.uk/", False),
        ("bbc.co.uk", "https://bbc.co.uk.evil.example/", False),
        ("bbc.co.uk", "https://bbc.co.uk@evil.example/a", False),
        ("evil.example", "https://bbc.co.uk@evil.example/a", True),
        ("gov.cn", "https://www.beijing.gov.cn/a", True),
        ("bbc.co.uk/news", "https://bbc.co.uk/news", True),
        ("bbc.co.uk/news", "https://bbc.co.uk/news?page=2", True),
        ("bbc.co.uk/news", "https://m.bbc.co.uk/news/1", True),
        ("bbc.co.uk/news", "https://bbc.co.uk/newsround/1", False),
        ("bbc.co.uk/News", "https://bbc.co.uk/news/1", False),
        ("news.example:8080", "https://news.example:8080/a", True),
        ("news.example:8080", "https://news.example/a", False),
        ("news.example", "https://news.example:8080/a", True),
        ("例子.中国", "https://xn--fsqu00a.xn--fiqs8s/a", True),
        ("例子。中国", "https://例子.中国/a", True),
        ("news.example/世", "https://news.example/%E4%B8%96/1", True),
        ("news.example/world", "https://news.example/%77orld/1", True),
        ("news.example/a b", "https://news.example/a b", True),
        ("news.example/a", " https://news.example/a ", True),
        ("news.example", "urn:news.example", False),
        ("news.example", "", False),
    ],
)
def test_a_site_is_a_host_with_all_below_it(named: str, address: str, is_on_it: bool) -> None:
    """By a canonical address, as a Milvus holds it, and by any, as a snapshot does."""
    (site,) = sites_of([named])
    assert site.has(canonical_url(address)) is is_on_it
    assert ArchiveSites(lambda: [address]).articles([site]).tolist() == [is_on_it]


@pytest.mark.parametrize("named", ["", "新华社", "two words", "https://", "a..b", "/news", "例子/a.b"])
def test_what_is_no_host_names_no_site(named: str) -> None:
    with pytest.raises(QueryError, match="is no site"):
        sites_of(["bbc.co.uk", named])


@given(st.text())
def test_any_text_names_a_site_or_none(text: str) -> None:
    site = Site.named(text)
    assert site is None or site.has(f"https://{site.host}{site.path}")
