"""A value written in many wordings is read back; any text at all keeps spans exact; hostile text takes linear time."""

import itertools
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.text.normalize import normalize
from indexer.text.number_terms import number_terms
from service.figures.numerals import numerals
from service.figures.read import figures
from tests.cpu import cpu_at_most

_DIGITS = "零一二三四五六七八九"
_FINANCIAL = "零壹贰叁肆伍陆柒捌玖"
_WORDS = (
    "三 万 多 元 近 百 十 几 两 年 月 日 第 次 % 分之 至 — - , . 1 20 2020 个 半 小时 about more than US$ 3k bn 点 : ： 今年 去年 底 @ １ a "
    "one hundred and 人 余 上 不到 左右 以上 成 倍 翻 番 比 号 新冠 84 零下 几 天 世纪 末 周一 march to may 9:00 24时 次日 两 米 块"
)
_WORDS += " 억 만 조 년 월 일 여 명 10^4 ⁴ 万 兆 1.250 1,250 1'250   mai de 2021 vingt et und acht hundert euros € /股 每 旬 三、四 ٫ ٪ 98-76"
_LANGUAGES = ("de", "es", "fr", "ru", "vi", "ar", "ja", "ko")
_PIECES = st.sampled_from(_WORDS.split(" "))


def _han(value: int, digits: str = _DIGITS, units: tuple[str, ...] = ("", "十", "百", "千")) -> str:
    """A whole number below 10^12 in full Chinese, by the rules of school: 10005 is 一万零五."""
    if value >= 10**8:
        return _joined(_han(value // 10**8, digits, units) + "亿", value % 10**8, 10**7, digits, units)
    if value >= 10**4:
        return _joined(_han(value // 10**4, digits, units) + "万", value % 10**4, 1000, digits, units)
    for power in (3, 2, 1):
        if value >= 10**power:
            head = digits[value // 10**power] + units[power]
            return _joined(head, value % 10**power, 10 ** (power - 1), digits, units)
    return digits[value]


def _joined(head: str, rest: int, full: int, digits: str, units: tuple[str, ...]) -> str:
    if not rest:
        return head
    return head + (digits[0] if rest < full else "") + _han(rest, digits, units)


@given(st.integers(1, 10**12 - 1))
def test_a_price_is_read_back_from_every_wording(value: int):
    wordings = (
        f"{value}元",
        f"{value:,}元",
        f"{_han(value)}元",
        _han(value, _FINANCIAL, ("", "拾", "佰", "仟")) + "元",
        f"¥{value:,}",
        f"{value:,} yuan",
        f"{value}元".translate({48 + digit: 0xFF10 + digit for digit in range(10)}),
    )
    for wording in wordings:
        (figure,) = figures(f"共{wording}。")
        assert (figure.text, figure.min, figure.max, figure.currency) == (wording, value, value, "CNY")


@given(st.integers(1, 99999), st.integers(0, 2), st.sampled_from([("万", 10**4), ("亿", 10**8), ("万亿", 10**12)]))
def test_a_scaled_decimal_is_exact(value: int, places: int, scale: tuple[str, int]):
    written = f"{Decimal(value).scaleb(-places):f}"
    (figure,) = figures(f"投资{written}{scale[0]}元")
    assert figure.min == Decimal(written) * scale[1]


@given(st.integers(10, 9999), st.sampled_from(["吨", "名", "公里", "小时", "%", "亩"]))
def test_a_qualifier_opens_the_end_that_it_names(value: int, unit: str):
    for word, low, high in (("超过", value, None), ("至少", value, None), ("不到", None, value), ("至多", None, value)):
        (figure,) = figures(f"{word}{value}{unit}")
        assert (figure.text, figure.min, figure.max) == (f"{word}{value}{unit}", low, high)


@given(st.integers(1, 98), st.data())
def test_a_range_has_both_ends_scaled(low: int, data: st.DataObject):
    high = data.draw(st.integers(low + 1, 99))
    for between in ("至", "到", "—", "-", "~"):
        (figure,) = figures(f"{low}{between}{high}万元")
        assert (figure.min, figure.max) == (low * 10**4, high * 10**4)


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(2999, 12, 31)))
def test_a_date_is_read_back_from_every_wording(day: date):
    year, month, number = f"{day.year:04}", day.month, day.day
    wordings = [f"{year}年{month}月{number}日", f"{year}年{_han(month)}月{_han(number)}日".replace("一十", "十")]
    wordings += [day.isoformat(), f"{day:%B} {number}, {year}", f"{number} {day:%b} {year}"]
    for wording in wordings:
        (figure,) = figures(wording)
        assert (figure.text, figure.min, figure.max) == (wording, day.isoformat(), day.isoformat())


@given(st.one_of(st.text(), st.lists(_PIECES, max_size=30).map("".join)), st.sampled_from(["", *_LANGUAGES]))
def test_any_text_keeps_spans_exact_in_order_and_apart(text: str, language: str):
    found = figures(text, published_at="2020-02-21T10:45:54+08:00", language=language)
    last = 0
    for figure in found:
        assert text[figure.start : figure.end] == figure.text
        assert last <= figure.start < figure.end
        last = figure.end
        if figure.lowest is not None and figure.highest is not None:
            assert figure.lowest <= figure.highest


@given(st.one_of(st.text(), st.lists(_PIECES, max_size=30).map("".join)))
def test_any_text_keeps_the_spans_of_numerals_and_terms(text: str):
    last = 0
    for numeral in numerals(text):
        assert last <= numeral.start < numeral.end <= len(text)
        last = numeral.end
    for term, start, end in number_terms(normalize(text)):
        assert term.startswith("#")
        assert 0 <= start < end <= len(text)


_PIECES_READ_ALIKE = [
    "1",
    "一",
    "0-",
    " ",
    "a",
    "a@",
    "a.",
    "第",
    "百分之",
    "一分之",
    "三万",
    "3多",
    "$",
    "半",
    "1至",
    "3月",
    "3月至",
    "march to ",
    "零下5度",
    "几",
    "10^",
    "3조 ",
    "1/2/",
    "98-",
    "元/",
]
_PIECES_READ_BY_LANGUAGE = [
    "1,",
    "1.",
    "1-",
    "one hundred and ",
    "9:00-",
    "1 000",
    "1.000",
    "1,00,",
    "achtzehn",
    "vingt et ",
    "hai mươi ",
    "12 de ",
    "ngày ",
]
"""What a language writes numbers with: its words, and its signs between digits."""


@pytest.mark.parametrize(
    ("piece", "language"),
    [
        *((piece, "") for piece in _PIECES_READ_ALIKE),
        *itertools.product(_PIECES_READ_BY_LANGUAGE, ["", "de", "fr", "vi"]),
    ],
)
@pytest.mark.no_cover
def test_hostile_text_takes_linear_time(piece: str, language: str):
    """30 kB of one piece: a quadratic scan would take minutes of CPU, a linear one half a second."""
    text = (piece * 30_000)[:30_000]
    with cpu_at_most(3):
        figures(text, language=language)
        number_terms(normalize(text))


def test_an_unresolved_date_says_so():
    (figure,) = figures("昨日")
    assert (figure.kind, figure.min, figure.max, figure.min_inclusive) == ("date", None, None, False)


def test_a_date_without_its_year_needs_the_articles_day():
    assert [figure.min for figure in figures("12月8日")] == [None]
    assert [figure.min for figure in figures("12月8日", published_at="2020-02-21")] == ["2019-12-08"]


def test_wordings_of_one_number_meet_in_one_term():
    folded = normalize("３万、30000、三万、30,000 and 30 thousand")
    assert [term for term, _, _ in number_terms(folded)] == ["#30000"] * 5


def test_dates_meet_by_day_and_by_year():
    assert [term for term, _, _ in number_terms(normalize("2月21日"))] == ["#2-21"]
    for wording in ("2020年2月21日", "2020-02-21", "Feb. 21, 2020", "二〇二〇年二月二十一日"):
        assert [term for term, _, _ in number_terms(normalize(wording))] == ["#2-21", "#2020-02-21"]


def test_percentages_meet_in_one_term():
    assert [term for term, _, _ in number_terms(normalize("3.5%与百分之三点五"))] == ["#3.5%", "#3.5%"]


def test_a_numeral_within_a_word_gives_no_term():
    assert number_terms(normalize("统一部署，一些人，一个，万一，COVID-19")) == []
