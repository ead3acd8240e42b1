"""Files become pages; what can't be read is a Skip with its reason, and the reading goes on."""

import gzip
import io
import json
import lzma
from pathlib import Path

import pytest
import zstandard

from indexer.core.article import Page, PageKind, Skip, SkipReason
from indexer.core.errors import InputError
from indexer.input.pages import Limits, read_pages, total_bytes

ROWS = [{"id": str(number), "text": f"第{number}条新闻"} for number in range(1, 4)]
LINES = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS).encode()


def read(path: Path, data: bytes, **limits: int) -> list[Page | Skip]:
    path.write_bytes(data)
    return list(read_pages([path], limits=Limits(**limits) if limits else None))


def records(pages: list[Page | Skip]) -> list[dict[str, object]]:
    return [dict(page.record) for page in pages if isinstance(page, Page)]


def skips(pages: list[Page | Skip]) -> list[tuple[str, SkipReason]]:
    return [(Path(page.name).name, page.reason) for page in pages if isinstance(page, Skip)]


def test_text_and_html_are_one_page_each(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    text = "昨日，石桥村的图书室开门了。\n"
    assert read(path, text.encode("gbk")) == [Page(str(path), PageKind.TEXT, text, encoding="gb18030")]
    path = tmp_path / "b.html"
    assert read(path, b"<p>rain") == [Page(str(path), PageKind.HTML, "<p>rain")]


def test_html_under_a_text_name_is_html(tmp_path: Path) -> None:
    (page,) = read(tmp_path / "a.txt", b"<!doctype html><p>rain")
    assert isinstance(page, Page)
    assert page.kind is PageKind.HTML


@pytest.mark.parametrize(
    "pack", [bytes, gzip.compress, lzma.compress, zstandard.compress], ids=["", ".gz", ".xz", ".zst"]
)
def test_json_lines_are_records_named_by_line(tmp_path: Path, request: pytest.FixtureRequest, pack) -> None:
    path = tmp_path / f"news.jsonl{request.node.callspec.id}"
    pages = read(path, pack(LINES))
    assert records(pages) == ROWS
    assert [page.name for page in pages] == [f"{path}:1", f"{path}:2", f"{path}:3"]


def test_json_lines_cut_short_keep_every_whole_line(tmp_path: Path) -> None:
    many = [{"text": f"{number} {number**9}"} for number in range(5_000)]
    data = "".join(json.dumps(row) + "\n" for row in many).encode()
    for suffix, pack in ((".gz", gzip.compress), (".xz", lzma.compress), (".zst", zstandard.compress)):
        packed = pack(data)
        pages = read(tmp_path / f"n.jsonl{suffix}", packed[: -len(packed) // 8])
        kept = records(pages)
        assert kept == many[: len(kept)]
        assert len(kept) > 1_000
        assert skips(pages) == [(f"n.jsonl{suffix}", SkipReason.TRUNCATED)]


def test_a_broken_line_costs_that_line(tmp_path: Path) -> None:
    data = b'{"text": "a"}\n{"text": \n\n[1]\n7\n' + b"[" * 99_999 + b'\n{"n": ' + b"9" * 5_000 + b'}\n{"text": "b"}'
    pages = read(tmp_path / "n.jsonl", data)
    assert records(pages) == [{"text": "a"}, {"text": "b"}]
    assert skips(pages) == [(f"n.jsonl:{line}", SkipReason.BROKEN_RECORD) for line in (2, 4, 5, 6, 7)]


def test_a_line_in_broken_bytes_costs_that_line(tmp_path: Path) -> None:
    rows = LINES.splitlines(keepends=True)
    pages = read(tmp_path / "n.jsonl", rows[0] + b'{"text": "\xff\xfe"}\n' + rows[1] * 20)
    assert records(pages) == [ROWS[0], *[ROWS[1]] * 20]
    assert skips(pages) == [("n.jsonl:2", SkipReason.UNDECODABLE)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16", "utf-16-be"])
def test_json_lines_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    assert records(read(tmp_path / "n.jsonl", LINES.decode().encode(encoding))) == ROWS


def test_json_lines_that_are_ascii_for_long_settle_at_the_first_other_line(tmp_path: Path) -> None:
    ascii_lines = b'{"text": "rain"}\n' * 9_000
    pages = read(tmp_path / "n.jsonl", ascii_lines + LINES.decode().encode("gb18030"))
    assert records(pages)[-3:] == ROWS


def test_a_huge_line_is_skipped_and_the_next_goes_on(tmp_path: Path) -> None:
    pages = read(tmp_path / "n.jsonl", b'{"text": "' + b"x" * 300_000 + b'"}\n' + LINES, page=100_000)
    assert records(pages) == ROWS
    assert skips(pages) == [("n.jsonl:1", SkipReason.TOO_LARGE)]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (ROWS, ROWS),
        ({"code": 0, "data": ROWS}, ROWS),
        ({"title": "t", "images": [{"src": "a"}]}, [{"title": "t", "images": [{"src": "a"}]}]),
    ],
    ids=["list", "object with a list", "one record"],
)
def test_a_json_document_holds_records(tmp_path: Path, document: object, expected: object) -> None:
    assert records(read(tmp_path / "n.json", json.dumps(document, indent=1).encode())) == expected


def test_a_json_list_that_breaks_off_keeps_its_whole_records(tmp_path: Path) -> None:
    pages = read(tmp_path / "n.json", json.dumps(ROWS).encode()[:-5])
    assert records(pages) == ROWS[:2]
    assert skips(pages) == [("n.json:3", SkipReason.BROKEN_RECORD)]


def test_json_lines_and_json_are_told_apart_whatever_the_name(tmp_path: Path) -> None:
    assert records(read(tmp_path / "n.json", LINES)) == ROWS
    assert records(read(tmp_path / "n.jsonl", json.dumps(ROWS, indent=1).encode())) == ROWS


def test_half_a_surrogate_pair_becomes_a_replacement_and_a_whole_one_its_character(tmp_path: Path) -> None:
    pages = read(tmp_path / "n.jsonl", rb'{"text": "a\ud83d b\ud83d\ude00", "keywords": ["\ude00c", 1]}')
    assert records(pages) == [{"text": "a\ufffd b😀", "keywords": ["\ufffdc", 1]}]


def test_csv_rows_are_records_named_by_their_first_line(tmp_path: Path) -> None:
    data = '\ufeffTitle,text\na,"two\nlines, ""quoted"""\n\nb\nc,d,beyond\n'.encode()
    pages = read(tmp_path / "n.csv", data)
    assert records(pages) == [
        {"title": "a", "text": 'two\nlines, "quoted"\n'.rstrip()},
        {"title": "b", "text": ""},
        {"title": "c", "text": "d"},
    ]
    assert [page.name.rsplit(":")[-1] for page in pages] == ["2", "5", "6"]


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_csv_of_another_delimiter(tmp_path: Path, delimiter: str) -> None:
    assert records(read(tmp_path / "n.csv", f"id{delimiter}text\n1{delimiter}a, b\n".encode())) == [
        {"id": "1", "text": "a, b"}
    ]


def test_a_quote_never_closed_costs_one_row(tmp_path: Path) -> None:
    pages = read(tmp_path / "n.csv", b'id,text\n1,"open\n2,b\n3,c\n')
    assert records(pages) == [{"id": "2", "text": "b"}, {"id": "3", "text": "c"}]
    assert skips(pages) == [("n.csv:2", SkipReason.BROKEN_RECORD)]


def test_a_csv_cell_may_be_longer_than_the_library_allows_by_default(tmp_path: Path) -> None:
    assert records(read(tmp_path / "n.csv", b"text\n" + b"x" * 200_000)) == [{"text": "x" * 200_000}]


@pytest.mark.parametrize("suffix", ["txt", "html", "jsonl", "json", "csv"])
@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf \n"], ids=["no bytes", "white space"])
def test_a_file_with_nothing_in_it_is_empty(tmp_path: Path, suffix: str, data: bytes) -> None:
    assert skips(read(tmp_path / f"n.{suffix}", data)) == [(f"n.{suffix}", SkipReason.EMPTY)]


@pytest.mark.parametrize("suffix", ["txt", "html", "jsonl", "json", "csv"])
def test_a_picture_under_any_name_is_binary(tmp_path: Path, suffix: str) -> None:
    data = b"\x89PNG\r\n\x1a\n" + bytes(500)
    assert skips(read(tmp_path / f"n.{suffix}", data)) == [(f"n.{suffix}", SkipReason.BINARY)]


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, zstandard.compress], ids=["gz", "xz", "zst"])
def test_a_decompression_bomb_is_too_large(tmp_path: Path, request: pytest.FixtureRequest, pack) -> None:
    name = f"bomb.txt.{request.node.callspec.id}"
    assert skips(read(tmp_path / name, pack(b"a" * 3_000_000), page=1_000_000)) == [(name, SkipReason.TOO_LARGE)]


def test_a_page_cut_short_is_kept_and_reported(tmp_path: Path) -> None:
    text = "".join(f"第{number}段。\n" for number in range(3_000))
    pages = read(tmp_path / "a.txt.gz", gzip.compress(text.encode())[:-20])
    assert isinstance(pages[0], Page)
    assert text.startswith(pages[0].text)
    assert len(pages[0].text) > len(text) // 2
    assert skips(pages) == [("a.txt.gz", SkipReason.TRUNCATED)]


def test_a_missing_path_is_an_error_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("rain")
    heard: list[int] = []
    with pytest.raises(InputError, match=r"no\.txt.*Check the path"):
        read_pages([tmp_path / "a.txt", tmp_path / "no.txt"], on_bytes=heard.append)
    assert heard == []


@pytest.mark.parametrize(
    ("data", "kind", "name"),
    [
        (b"plain words", PageKind.TEXT, "-"),
        (b"<html><p>words", PageKind.HTML, "-"),
        (b'{"text": "words"}\n', PageKind.RECORD, "-:1"),
        (lzma.compress(b'{"text": "words"}\n'), PageKind.RECORD, "-:1"),
        (b'[{"text": "words"}]', PageKind.RECORD, "-:1"),
    ],
)
def test_standard_input_shows_what_it_is(data: bytes, kind: PageKind, name: str) -> None:
    (page,) = read_pages(["-"], stdin=io.BytesIO(data))
    assert isinstance(page, Page)
    assert (page.kind, page.name) == (kind, name)


def test_the_bytes_told_add_up_to_the_total(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(LINES * 5_000))
    (tmp_path / "b.txt").write_bytes(b"rain")
    (tmp_path / "picture.png").write_bytes(bytes(1_000))
    heard: list[int] = []
    list(read_pages([tmp_path], on_bytes=heard.append))
    on_disk = sum((tmp_path / name).stat().st_size for name in ("a.jsonl.gz", "b.txt"))
    assert sum(heard) == on_disk == total_bytes([tmp_path])
    assert total_bytes([tmp_path, "-"]) is None


def test_a_bomb_in_lines_is_skipped_line_by_line(tmp_path: Path) -> None:
    data = zstandard.compress(b"a" * 3_000_000 + b"\n" + LINES)
    pages = read(tmp_path / "n.jsonl.zst", data, page=1_000_000)
    assert records(pages) == ROWS
    assert skips(pages) == [("n.jsonl.zst:1", SkipReason.TOO_LARGE)]


def test_a_file_that_is_not_packed_as_its_name_says_is_unreadable(tmp_path: Path) -> None:
    (skip,) = read(tmp_path / "n.jsonl.gz", LINES)
    assert isinstance(skip, Skip)
    assert skip.reason is SkipReason.UNREADABLE
    assert skip.detail.startswith("The gzip data is damaged")


def test_a_damaged_page_is_not_kept_in_part(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(b"rain on the harbour " * 50))
    packed[-6] ^= 0xFF  # the checksum
    assert skips(read(tmp_path / "a.txt.gz", bytes(packed))) == [("a.txt.gz", SkipReason.UNREADABLE)]


def test_a_csv_row_in_broken_bytes_costs_that_row(tmp_path: Path) -> None:
    pages = read(tmp_path / "n.csv", "id,text\n1,雨\n".encode() + b"2,\xff\xfe\n" + "3,雪\n".encode() * 30)
    assert records(pages) == [{"id": "1", "text": "雨"}, *[{"id": "3", "text": "雪"}] * 30]
    assert skips(pages) == [("n.csv:3", SkipReason.UNDECODABLE)]


def test_a_csv_with_a_quote_open_for_ever_costs_one_row_of_many(tmp_path: Path) -> None:
    rows = b"".join(b"%d,x\n" % number for number in range(6_000))
    pages = read(tmp_path / "n.csv", b'id,text\n0,"open\n' + rows)
    assert [record["id"] for record in records(pages)] == [str(number) for number in range(6_000)]
    assert skips(pages) == [("n.csv:2", SkipReason.BROKEN_RECORD)]


@pytest.mark.parametrize(
    ("name", "data"),
    [("n.csv", b"id,text\n"), ("n.json", b"[]"), ("n.jsonl", b"\n\n")],
    ids=["header", "list", "lines"],
)
def test_a_file_without_records_is_empty(tmp_path: Path, name: str, data: bytes) -> None:
    assert skips(read(tmp_path / name, data)) == [(name, SkipReason.EMPTY)]


def test_lines_without_a_record_between_them_say_what_stands_there(tmp_path: Path) -> None:
    found = [page.detail for page in read(tmp_path / "n.jsonl", b'[1]\n"a"\nnull\ntrue') if isinstance(page, Skip)]
    assert found == [
        f"Expected a JSON object with fields, found {what}." for what in ("a list", "a text", "null", "true or false")
    ]
