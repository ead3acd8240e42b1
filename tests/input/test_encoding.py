"""Bytes become the text that was written, whichever of the usual encodings it was written in."""

import codecs
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.core.article import SkipReason
from indexer.core.errors import PageError
from indexer.text.encoding import decode, standard_name

SIMPLIFIED = "青禾新闻网讯(记者 沈若溪)昨日，石桥村的图书室开门了，村民捐书八千册，孩子们排成长龙传书。"
TRADITIONAL = "元宵夜，白沙鎮的老街擠滿了人。停辦十五年的龍燈重新出巡，舞動的年輕人共七十二名。"
RUSSIAN = "В посёлке открыли мост, которого жители ждали девять лет."
SHARED = Path(__file__).parents[3] / "shared"


@pytest.mark.parametrize(
    ("text", "written", "named"),
    [
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8"),
        (SIMPLIFIED, "gb2312", "gb18030"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (SIMPLIFIED + "𠮷", "gb18030", "gb18030"),
        (TRADITIONAL, "gbk", "gb18030"),
        (TRADITIONAL, "big5", "big5hkscs"),
        (TRADITIONAL + "喺度", "big5hkscs", "big5hkscs"),
        (SIMPLIFIED, "utf-16", "utf-16-le"),
        (SIMPLIFIED, "utf-16-le", "utf-16-le"),
        (SIMPLIFIED, "utf-16-be", "utf-16-be"),
        ("Rain fell on the harbour.\n", "utf-16-le", "utf-16-le"),
        (SIMPLIFIED, "utf-32", "utf-32-le"),
        (RUSSIAN, "cp1251", "cp1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        ("La panadería reabre: «sin pan del día no hay conversación».", "cp1252", "cp1252"),
        ("昨日、市の中心部で新しい図書館が開館しました。", "shift_jis", "cp932"),
        ("어제 시내 중심가에서 새 도서관이 문을 열었다.", "euc_kr", "cp949"),
    ],
)
def test_text_comes_back_from_its_encoding(text: str, written: str, named: str) -> None:
    assert decode(text.encode(written)) == (text, named)


@pytest.mark.parametrize("text", ["昨日，村民捐款三万多元。", "三千人到场"])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_a_few_words_are_enough_inside_an_english_template(text: str, encoding: str) -> None:
    page = f"<html><head><title>{text}</title></head><body>{'<a href=/x>More stories here</a>' * 60}</body></html>"
    assert decode(page.encode(encoding)) == (page, encoding)


def test_a_cut_in_the_middle_of_the_last_character_costs_that_character() -> None:
    for encoding in ("utf-8", "gb18030", "big5"):
        assert decode(TRADITIONAL.encode(encoding)[:-1])[0] == TRADITIONAL[:-1]


def test_a_stray_byte_costs_one_character() -> None:
    sound = SIMPLIFIED.encode() * 3
    assert decode(sound + b"\xff" + sound) == (SIMPLIFIED * 3 + "\ufffd" + SIMPLIFIED * 3, "utf-8")


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE], ids=["utf-8", "utf-16"])
def test_a_file_of_a_byte_order_mark_alone_is_empty_text(mark: bytes) -> None:
    assert decode(mark)[0] == ""


@pytest.mark.parametrize("data", [b"a\x81" * 40 + b"b", bytes(range(128, 256)) * 3], ids=["no letter", "every byte"])
def test_bytes_that_no_encoding_reads_are_undecodable(data: bytes) -> None:
    with pytest.raises(PageError, match="known encoding") as raised:
        decode(data)
    assert raised.value.reason is SkipReason.UNDECODABLE


def test_a_price_alone_tells_western_european() -> None:
    assert decode("It costs 22 €.".encode("cp1252")) == ("It costs 22 €.", "cp1252")


@pytest.mark.parametrize("declared", ["gb2312", "GBK", "x-unheard-of", "utf-8", "iso-8859-1", "big5"])
def test_what_a_page_says_of_itself_is_believed_only_where_the_bytes_agree(declared: str) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body>{SIMPLIFIED}</body></html>'
    assert decode(page.encode("gb18030")) == (page, "gb18030")


def test_a_declaration_decides_between_encodings_that_both_fit() -> None:
    page = f'<?xml version="1.0" encoding="koi8-r"?><p>{RUSSIAN[:6]}</p>'
    assert decode(page.encode("koi8-r")) == (page, "koi8-r")


def test_a_hint_from_outside_is_believed_where_the_bytes_agree() -> None:
    assert decode("Зима".encode("koi8-r"), hint="KOI8-R") == ("Зима", "koi8-r")
    assert decode("冬天".encode(), hint="KOI8-R") == ("冬天", "utf-8")


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7\nplain words\n", b"\x89PNG\r\n\x1a\n\0\0\0", b"PK\x03\x04aaaa", bytes(range(32)) * 40],
    ids=["pdf", "png", "zip", "controls"],
)
def test_what_is_no_text_is_binary(data: bytes) -> None:
    with pytest.raises(PageError) as raised:
        decode(data)
    assert raised.value.reason is SkipReason.BINARY


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])))
def test_any_utf8_comes_back(text: str) -> None:
    assert decode(codecs.BOM_UTF8 + text.encode()) == (text, "utf-8")


@given(st.binary(max_size=400))
def test_any_bytes_give_text_or_a_named_error(data: bytes) -> None:
    outcome = _outcome(data)
    assert outcome in {SkipReason.BINARY, SkipReason.UNDECODABLE} or codecs.lookup(outcome)


def _outcome(data: bytes) -> str:
    """The encoding's name, or the reason why there is none."""
    try:
        text, name = decode(data)
    except PageError as error:
        return error.reason
    text.encode()  # whatever came out can be written again
    return name


@pytest.mark.parametrize(
    ("name", "standard"), [("GB2312", "gb18030"), ("Big5", "big5hkscs"), ("UTF8", "utf-8"), ("klingon", "")]
)
def test_an_encoding_is_read_as_its_superset(name: str, standard: str) -> None:
    assert standard_name(name) == standard


def test_gb18030_and_big5_are_told_apart_on_fifty_characters() -> None:
    """As docs/inputs.md has it, on Wikipedia in both scripts; there 300 of 300."""
    if not SHARED.is_dir():
        pytest.skip("the evaluation texts of ../shared are not here")
    for folder, encoding in (("cmrc2018-trial", "gb18030"), ("drcd-dev", "big5")):
        rows = (SHARED / "eval" / folder / "corpus.jsonl").read_text("utf-8").splitlines()
        texts = [json.loads(row)["text"][:50] for row in rows[::7][:100]]
        written = [text.encode(encoding, "ignore") for text in texts]
        assert [data.decode(encoding) for data in written] == [decode(data)[0] for data in written]
