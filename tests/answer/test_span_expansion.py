"""A marked span is widened to what can be quoted by itself, and never cuts a number, a word or a figure."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.core.article import Span
from service.answer.span_expansion import expanded, wholes
from service.figures.read import figures


@pytest.mark.parametrize(
    ("text", "marked", "whole"),
    [
        pytest.param("共捐款1,200.5元。", "20", "1,200.5", id="a number with its separators"),
        pytest.param(
            "口罩两千只,八千六百元", "八千六", "八千六百", id="a mark before a number is none of its separators"
        ),
        pytest.param("据Heron Trust消息", "ero", "Heron", id="a word of an alphabet"),
        pytest.param("他读《青禾》一书", "青", "《青禾》", id="a title with its marks"),
        pytest.param("代号“晨光”行动", "光”行", "“晨光”行", id="a quotation with its marks"),
        pytest.param("市长，林若溪，说", "，林若溪，", "林若溪", id="no punctuation at the edges"),
        pytest.param("他读过，《青禾》也好", "他读过，《", "他读过", id="no opening mark at the end"),
        pytest.param("代号“晨光”，行动开始", "”，行动", "行动", id="no closing mark at the beginning"),
        pytest.param("她（林若溪）说", "（林若溪）", "（林若溪）", id="marks on both sides stay"),
        pytest.param("村民石大海说", "石大海", "石大海", id="Chinese words as marked"),
        pytest.param("一百二十人", "百", "一百二十", id="a number in Chinese"),
        pytest.param("型号iPhone15上市", "one1", "iPhone15", id="letters and digits written together"),
    ],
)
def test_what_belongs_together_is_whole(text: str, marked: str, whole: str) -> None:
    place = text.index(marked)
    span = expanded(text, Span(place, place + len(marked)), wholes(text))
    assert text[span.start : span.end] == whole


def test_a_figure_is_whole() -> None:
    """三万 of 三万多元 is cut out of a figure: characters 5 to 9 of 全村共捐款三万多元."""
    text = "全村共捐款三万多元"
    whole = [Span(each.start, each.end) for each in figures(text)]
    assert expanded(text, Span(5, 7), whole) == Span(5, 9)


def test_only_punctuation_is_nothing() -> None:
    span = expanded("是，。的", Span(1, 3), [])
    assert span.start == span.end


TEXTS = st.text(alphabet="捐款三万多元12,.5 A-b'“”《》（，。é", min_size=1, max_size=40)


@given(TEXTS, st.integers(0, 40), st.integers(0, 40))
def test_a_widened_span_cuts_nothing_and_stays(text: str, one: int, other: int) -> None:
    """Inside the text, around what was marked less its edges, and not to be widened again but for its edges."""
    begin, end = sorted((min(one, len(text)), min(other, len(text))))
    whole = [*(Span(each.start, each.end) for each in figures(text)), *wholes(text)]
    span = expanded(text, Span(begin, end), whole)
    assert 0 <= span.start <= span.end <= len(text)
    if span.start == span.end:
        return
    kept = set(text[begin:end].lstrip(" ，。,.”》").rstrip(" ，。,.“《（")) - set(" ，。,.")
    assert kept <= set(text[span.start : span.end])
    pattern = r"[0-9]+(?:[.,][0-9]+)*|[A-Za-zé]+"
    pieces = [*whole, *(Span(*match.span()) for match in re.finditer(pattern, text))]
    for piece in pieces:
        apart = piece.end <= span.start or span.end <= piece.start
        assert apart or (span.start <= piece.start and piece.end <= span.end)
