"""What a run asks for, keeps and leaves, against a real server."""

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from filelock import FileLock

from indexer.core.article import Page
from indexer.core.errors import InputError
from indexer.core.process import Silent
from indexer.extract.article import extract_article
from indexer.fetch.addresses import Target
from indexer.fetch.client import Client
from indexer.fetch.failure import FetchError
from indexer.fetch.report import FetchReport
from indexer.fetch.robots import Manners
from indexer.fetch.run import Wanted, fetch
from indexer.fetch.store import STATE
from indexer.input.pages import read_pages
from tests.fetch.site import SETTINGS, Answer, Site, page, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as served:
        yield served


def run(
    site: Site, folder: Path, *paths: str, since: str = "", limit: int | None = None, **settings: object
) -> FetchReport:
    begin = datetime.fromisoformat(since).replace(tzinfo=UTC) if since else None
    addresses = [site.address + path for path in paths]
    chosen = SETTINGS.model_copy(update=settings)
    return fetch(addresses, folder, chosen, Silent(), Wanted(begin, limit))


def urls(folder: Path) -> dict[str, str]:
    """Titles of the articles in a folder, by their addresses' paths."""
    pages = [each for each in read_pages([folder]) if isinstance(each, Page)]
    found = [extract_article(each) for each in pages]
    assert len(found) == len(list(read_pages([folder])))
    return {article.url.partition("/")[2].partition("/")[2].partition("/")[2]: article.title for article in found}


def feed(*entries: tuple[str, str]) -> Answer:
    items = "".join(
        f"<item><title>x</title><link>{path}</link><pubDate>{date}</pubDate></item>" for path, date in entries
    )
    return Answer(f"<rss><channel><title>t</title>{items}</channel></rss>", "application/rss+xml", etag='"f1"')


def sitemap(*entries: tuple[str, str], kind: str = "url") -> str:
    within = "".join(f"<{kind}><loc>{path}</loc><lastmod>{day}</lastmod></{kind}>" for path, day in entries)
    root = "urlset" if kind == "url" else "sitemapindex"
    return f'<?xml version="1.0"?><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{within}</{root}>'


def test_pages_of_a_feed_are_kept_once_with_their_addresses(site: Site, tmp_path: Path) -> None:
    gbk = page("乙地捐款").encode("gbk")
    site.answers = {
        "/feed.xml": feed(
            ("/a", "Fri, 03 May 2024 08:00:00 GMT"), ("/b", ""), ("/a?utm_source=rss", ""), ("/gone", "")
        ),
        "/a": Answer(page("甲地捐款"), etag='"1"'),
        "/b": Answer(gbk, "text/html; charset=gb2312", etag='"2"'),
    }
    report = run(site, tmp_path, "/feed.xml", contact="desk@a.example")
    assert (report.listed, report.new) == (3, 2)
    assert [(each.address, each.detail) for each in report.failures] == [
        (f"{site.address}/gone", "It is answered 404.")
    ]
    assert urls(tmp_path) == {"a": "甲地捐款", "b": "乙地捐款"}
    assert site.asked[0][0] == "/robots.txt"
    assert all(headers["User-Agent"].endswith(" (+desk@a.example)") for _, headers in site.asked)

    site.asked.clear()
    files = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.gz")}
    report = run(site, tmp_path, "/feed.xml")
    # Listed with a date before it was kept: not asked for. Without one: asked for, and not sent again.
    assert (report.new, report.changed, report.unchanged, report.known) == (0, 0, 1, 1)
    assert site.paths == ["/feed.xml", "/b", "/gone"]
    assert dict(site.asked)["/feed.xml"]["If-None-Match"] == '"f1"'
    assert {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.gz")} == files

    site.answers["/b"] = Answer(page("丙地捐款"), etag='"3"')
    assert run(site, tmp_path, "/feed.xml").changed == 1
    assert urls(tmp_path) == {"a": "甲地捐款", "b": "丙地捐款"}


def test_sitemaps_of_sitemaps_packed_ones_and_dates(site: Site, tmp_path: Path) -> None:
    site.answers = {
        "/sitemap.xml": Answer(
            sitemap(("/new.xml.gz", "2024-06-01"), ("/old.xml", "2020-01-01"), kind="sitemap"), "text/xml"
        ),
        "/new.xml.gz": Answer(
            gzip.compress(sitemap(("/1", "2024-05-03"), ("/2", "2024-04-30"), ("/3", "")).encode()),
            "application/x-gzip",
        ),
        **{f"/{number}": Answer(page(f"第{number}条")) for number in range(1, 4)},
    }
    report = run(site, tmp_path, "/sitemap.xml", since="2024-05-01")
    assert (report.listed, report.new, report.old) == (3, 2, 1)
    assert site.paths == ["/sitemap.xml", "/new.xml.gz", "/1", "/3"]


def test_a_page_that_does_not_say_when_it_was_published_has_the_date_of_its_list(site: Site, tmp_path: Path) -> None:
    news = (
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
        ' xmlns:i="http://www.google.com/schemas/sitemap-image/1.1"><url><i:image><i:loc>/x.jpg</i:loc><i:title>图</i:title></i:image>'
        "<loc>/1</loc><lastmod>2024-06-01</lastmod><n:news><n:publication_date>2024-05-03T08:00:00+08:00</n:publication_date>"
        "<n:title>列表上的标题</n:title></n:news></url></urlset>"
    )
    site.answers = {"/news.xml": Answer(news, "application/xml"), "/1": Answer(page("甲地捐款"))}
    assert run(site, tmp_path, "/news.xml").new == 1
    (kept,) = read_pages([tmp_path])
    assert isinstance(kept, Page)
    assert kept.record == {"title": "列表上的标题", "published_at": "2024-05-03T08:00:00+08:00"}
    article = extract_article(kept)
    # What the page says itself is believed first.
    assert (article.title, article.published_at) == ("甲地捐款", "2024-05-03T08:00:00+08:00")


def test_a_limit_is_reached_and_the_next_run_goes_on(site: Site, tmp_path: Path) -> None:
    site.answers = {
        "/map.txt": Answer("\n".join(f"{site.address}/{number}" for number in range(5)), "text/plain"),
        **{f"/{number}": Answer(page(f"第{number}条"), etag=f'"{number}"') for number in range(5)},
    }
    assert (run(site, tmp_path, "/map.txt", limit=2).new, len(urls(tmp_path))) == (2, 2)
    report = run(site, tmp_path, "/map.txt")
    assert (report.new, report.unchanged) == (3, 2)


def test_a_front_page_leads_to_its_feed_and_an_article_is_kept_itself(site: Site, tmp_path: Path) -> None:
    link = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    site.answers = {
        "/": Answer(f"<html><head>{link}</head><body><a href='/x'>x</a></body></html>"),
        "/feed.xml": feed(("/a", "")),
        "/a": Answer(page("甲地捐款")),
        "/b": Answer(page("乙地捐款").replace("<head>", f"<head>{link}")),
    }
    assert run(site, tmp_path / "1", "/").new == 1
    assert urls(tmp_path / "1") == {"a": "甲地捐款"}
    assert run(site, tmp_path / "2", "/b").new == 1
    assert urls(tmp_path / "2") == {"b": "乙地捐款"}


def test_robots_txt_is_kept_to_on_every_hop(site: Site, tmp_path: Path) -> None:
    robots = (
        f"User-agent: *\nDisallow: /*.php$\nDisallow: /private\nAllow: /private/open\nSitemap: {site.address}/map.xml\n"
    )
    site.answers = {
        "/robots.txt": Answer(robots, "text/plain"),
        "/": Answer("<html><body>none</body></html>"),
        "/map.xml": Answer(
            sitemap(*[(path, "") for path in ("/private/a", "/private/open", "/b.php", "/c", "/d")]), "text/xml"
        ),
        "/private/open": Answer(page("公开的消息")),
        "/c": Answer(status=302, headers={"Location": "/private/c"}),
        "/d": Answer(status=301, headers={"Location": "/private/open?x=1"}),
        "/private/open?x=1": Answer(page("公开的又一条")),
    }
    report = run(site, tmp_path, "/")
    assert report.new == 2
    assert {each.address.removeprefix(site.address) for each in report.failures} == {"/private/a", "/b.php", "/c"}
    assert {each.detail for each in report.failures} == {"robots.txt does not allow it."}
    assert site.paths == ["/", "/map.xml", "/private/open", "/c", "/d", "/private/open?x=1"]


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_site_whose_robots_txt_is_in_trouble_is_left_alone(site: Site, tmp_path: Path, status: int) -> None:
    site.answers = {"/robots.txt": Answer(status=status), "/a": Answer(page("甲"))}
    report = run(site, tmp_path, "/a")
    assert (site.paths, len(report.failures)) == ([], 1)


def test_requests_to_one_host_are_as_far_apart_as_it_asks(site: Site) -> None:
    site.answers = {"/robots.txt": Answer("User-agent: xunwen\nCrawl-delay: 7\n", "text/plain")}
    now, waits = [100.0], []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        now[0] += seconds

    manners = Manners(Client(SETTINGS), SETTINGS, clock=lambda: now[0], sleep=sleep)
    target = Target.of(f"{site.address}/a")
    for _ in range(3):
        manners.before(target)
        now[0] += 2
    assert waits == [5.0, 5.0]
    with pytest.raises(FetchError, match="asks for 7 seconds"):
        Manners(Client(SETTINGS), SETTINGS.model_copy(update={"max_delay": 5})).before(target)


def test_a_busy_site_is_left_alone_and_one_broken_page_stops_nothing(site: Site, tmp_path: Path) -> None:
    site.answers = {
        "/map.txt": Answer(
            "\n".join(f"{site.address}/{name}" for name in ("png", "cut", "big", "loop", "ok", "busy", "after")),
            "text/plain",
        ),
        "/png": Answer(b"\x89PNG", "image/png"),
        "/cut": Answer("<p>x", headers={"Content-Length": "500"}),
        "/big": Answer("x" * 50_000),
        "/loop": Answer(status=302, headers={"Location": "/loop"}),
        "/ok": Answer(page("甲地捐款")),
        "/busy": Answer(status=503, headers={"Retry-After": "3600"}),
        "/after": Answer(page("乙地捐款")),
    }
    report = run(site, tmp_path, "/map.txt", max_bytes=20_000)
    assert report.new == 1
    told = {each.address.removeprefix(site.address + "/"): each.detail for each in report.failures}
    assert told == {
        "png": "It is no page: image/png.",
        "cut": "The response ends early.",
        "big": "It has more than 20,000 bytes.",
        "loop": "It leads on more than 5 times.",
        "busy": "The site is busy (503).",
        "after": "127.0.0.1 asked to be left alone for now.",
    }


def test_two_runs_do_not_work_in_one_folder(site: Site, tmp_path: Path) -> None:
    with FileLock(tmp_path / f"{STATE}.lock"), pytest.raises(InputError, match="Another run"):
        run(site, tmp_path, "/a")
