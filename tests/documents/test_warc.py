"""WARC: HTML and PDF responses are pages with their addresses; packed, chunked, damaged and hostile ones."""

import gzip
import zlib
from pathlib import Path

import brotli
import pytest
import zstandard

from indexer.core.article import Page, Skip, SkipReason
from indexer.extract.article import extract_article
from indexer.input.pages import Limits, read_pages
from tests.documents.making import column, pdf, response, warc_record

PAGE = (
    "<html><body><article><h1>{0}</h1><p>{0}捐款三万二千元，用于支援灾区群众恢复生产生活。</p></article></body></html>"
)
HTML = "Content-Type: text/html; charset=utf-8"


def read(tmp_path: Path, data: bytes, name: str = "a.warc", limit: int = 1_000_000) -> list[Page | Skip]:
    (tmp_path / name).write_bytes(data)
    return list(read_pages([tmp_path / name], limits=Limits(page=limit)))


def chunked(data: bytes) -> bytes:
    pieces = [data[start : start + 40] for start in range(0, len(data), 40)]
    return b"".join(b"%x;a=b\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


PACKERS = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstandard.compress}


@pytest.mark.parametrize("encoding", PACKERS)
def test_packed_and_chunked_responses_are_pages(tmp_path: Path, encoding: str) -> None:
    body = chunked(PACKERS[encoding](PAGE.format("柳河").encode()))
    message = response(body, HTML, f"Content-Encoding: {encoding}", "Transfer-Encoding: chunked")
    (page,) = read(tmp_path, warc_record("https://a.example/1?b=2", message))
    assert page.name == f"{tmp_path}/a.warc#https://a.example/1?b=2"
    article = extract_article(page)
    assert (article.url, article.title) == ("https://a.example/1?b=2", "柳河")


def test_what_is_no_page_that_was_answered_well_is_passed_over(tmp_path: Path) -> None:
    other = PAGE.format("别处").encode("gb18030")
    records = [
        warc_record("https://a.example/", b"GET / HTTP/1.1\r\n\r\n", kind="request"),
        warc_record("https://a.example/a.css", response(b"p {}", "Content-Type: text/css")),
        warc_record("https://a.example/2", response(PAGE.format("没有").encode(), HTML, status=404)),
        warc_record("https://a.example/3", response(PAGE.format("没有").encode(), "no: head")[20:]),
        warc_record("https://a.example/4", response(other, "Content-Type: text/html; charset=gb2312")),
        warc_record(
            "<https://a.example/5>", response(pdf([column(40, 600, ["It rained."])]), "content-type: application/pdf")
        ),
    ]
    members = b"".join(gzip.compress(record) for record in records)
    pages = read(tmp_path, members, "a.warc.gz")
    assert [page.name.partition("#")[2] for page in pages] == ["https://a.example/4", "https://a.example/5#page=1"]
    assert [page.line for page in pages] == [4, 5]
    articles = [extract_article(page) for page in pages]
    assert [article.url for article in articles] == ["https://a.example/4", "https://a.example/5#page=1"]
    assert articles[1].id.startswith("p")


def test_the_pages_own_address_tells_copies_apart(tmp_path: Path) -> None:
    page = PAGE.format("柳河").replace("<body>", '<head><link rel="canonical" href="https://a.example/1"></head><body>')
    data = b"".join(warc_record(f"https://a.example/1?from={way}", response(page.encode(), HTML)) for way in ("b", "c"))
    assert len({extract_article(found).id for found in read(tmp_path, data)}) == 1


def test_one_broken_record_costs_itself(tmp_path: Path) -> None:
    good = warc_record("https://a.example/good", response(PAGE.format("柳河").encode(), HTML))
    bomb = response(gzip.compress(b"<p>" + b"a" * 50_000_000), HTML, "Content-Encoding: gzip")
    records = [
        warc_record("https://a.example/bomb", bomb),
        warc_record("https://a.example/broken", response(b"\x1f\x8bnothing", HTML, "Content-Encoding: gzip")),
        warc_record("https://a.example/unknown", response(b"x", HTML, "Content-Encoding: rot13")),
        warc_record("https://a.example/large", response(b"<p>" + b"a" * 2_000_000, HTML)),
        good,
    ]
    pages = read(tmp_path, b"".join(records))
    assert [getattr(page, "reason", "page") for page in pages] == [
        SkipReason.TOO_LARGE,
        SkipReason.UNREADABLE,
        SkipReason.UNREADABLE,
        SkipReason.TOO_LARGE,
        "page",
    ]


@pytest.mark.parametrize(
    ("tail", "reason"),
    [
        (
            b"WARC/1.1\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: 999999\r\n\r\n",
            SkipReason.TRUNCATED,
        ),
        (b"WARC/1.1\r\nWARC-Type: resp", SkipReason.TRUNCATED),
        (b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: -5\r\n\r\n", SkipReason.UNREADABLE),
        (b"something else\r\n\r\n", SkipReason.UNREADABLE),
        (b"WARC/1.1\r\nX: " + b"a" * 1_000_000, SkipReason.UNREADABLE),
    ],
    ids=["cut body", "cut head", "negative", "no record", "endless head"],
)
def test_what_comes_before_a_fault_is_kept(tmp_path: Path, tail: bytes, reason: SkipReason) -> None:
    page, skip = read(tmp_path, warc_record("https://a.example/1", response(PAGE.format("柳河").encode(), HTML)) + tail)
    assert isinstance(page, Page)
    assert isinstance(skip, Skip)
    assert skip.reason is reason


def test_a_page_that_was_kept_without_its_response_is_a_page(tmp_path: Path) -> None:
    body = PAGE.format("柳河").encode()
    records = [
        warc_record("https://a.example/1", body, kind="resource"),
        warc_record("file:///home/desk/2.html", body, kind="resource"),
        warc_record("https://a.example/3", b"note", kind="metadata"),
    ]
    data = b"".join(records).replace(b"application/http; msgtype=resource", b"text/html; charset=utf-8")
    pages = read(tmp_path, data)
    assert [extract_article(page).url for page in pages if isinstance(page, Page)] == ["https://a.example/1", ""]
