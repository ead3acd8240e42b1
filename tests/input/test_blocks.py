"""Compressed streams give back what was packed, and say where they break."""

import gzip
import lzma
from collections.abc import Callable

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from indexer.core.article import SkipReason
from indexer.core.errors import PageError
from indexer.input.compression import decompress
from indexer.input.formats import Compression, Format, compression_of_content, format_of_content, format_of_name
from indexer.input.lines import split_lines

PACK: dict[Compression, Callable[[bytes], bytes]] = {
    Compression.GZIP: gzip.compress,
    Compression.XZ: lzma.compress,
    Compression.ZSTD: zstandard.compress,
}


@pytest.mark.parametrize("compression", PACK)
@given(parts=st.lists(st.binary(max_size=300), min_size=1, max_size=3), size=st.integers(1, 50))
def test_streams_in_a_row_are_one_file_however_the_blocks_fall(
    compression: Compression, parts: list[bytes], size: int
) -> None:
    packed = b"".join(map(PACK[compression], parts))
    blocks = [packed[start : start + size] for start in range(0, len(packed), size)]
    assert b"".join(decompress(blocks, compression)) == b"".join(parts)


@pytest.mark.parametrize("compression", PACK)
def test_a_cut_and_damage_are_told_apart(compression: Compression) -> None:
    packed = PACK[compression](bytes(range(256)) * 40)
    with pytest.raises(PageError, match="ends early") as cut:
        list(decompress([packed[:-3]], compression))
    with pytest.raises(PageError, match="damaged") as damaged:
        list(decompress([b"no such thing"], compression))
    assert (cut.value.reason, damaged.value.reason) == (SkipReason.TRUNCATED, SkipReason.UNREADABLE)


@pytest.mark.parametrize("compression", PACK)
def test_magic_numbers_name_the_compression(compression: Compression) -> None:
    assert compression_of_content(PACK[compression](b"x")) is compression


@given(st.binary(max_size=200), st.integers(1, 20))
def test_lines_are_those_of_bytes_split(data: bytes, size: int) -> None:
    blocks = [data[start : start + size] for start in range(0, len(data), size)]
    expected = data.split(b"\n")
    expected = expected[:-1] if expected[-1] == b"" else expected
    assert list(split_lines(blocks, limit=1_000)) == [line.removesuffix(b"\r") for line in expected]


def test_a_line_over_the_limit_is_one_none_and_the_next_goes_on() -> None:
    blocks = [b"ab\ncd", b"efgh", b"ij\nkl", b"\n" + b"m" * 9]
    assert list(split_lines(blocks, limit=4)) == [b"ab", None, b"kl", None]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a/B.JSONL.XZ", (Format.JSON_LINES, Compression.XZ)),
        ("page.htm", (Format.HTML, Compression.NONE)),
        ("list.csv.zst", (Format.CSV, Compression.ZSTD)),
        ("backup.tar.gz", (None, Compression.GZIP)),
        ("README.md", (None, Compression.NONE)),
    ],
)
def test_a_name_promises(name: str, expected: tuple[Format | None, Compression]) -> None:
    named = format_of_name(name)
    assert (named.format, named.compression) == expected


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (b'\xef\xbb\xbf{"text": "a"}\n{"te', Format.JSON_LINES),
        (b'{\n  "text": "a"\n}', Format.JSON),
        (b"[{}]", Format.JSON),
        (b"\n<!-- saved -->\n<!DOCTYPE html>", Format.HTML),
        ("<html>".encode("utf-16"), Format.HTML),
        ("新闻中心 > 正文".encode(), Format.TEXT),
    ],
)
def test_a_first_block_shows_its_format(block: bytes, expected: Format) -> None:
    assert format_of_content(block) is expected
