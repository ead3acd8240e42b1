"""What inline markup means is in the text: powers, notes, corrections, readings, hidden words."""

import pytest

from indexer.extract.dom import parse_html, read_blocks
from indexer.extract.inline import settle_inline


def shown(markup):
    root = parse_html(f"<p>{markup}</p>")
    settle_inline(root)
    return [block.text for block in read_blocks(root)]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("2×10<sup>4</sup>吨", "2×10⁴吨"),
        ("10<sup>-3</sup> kg", "10⁻³ kg"),
        ("2<sup>8</sup>种", "2⁸种"),
        ("50km<sup>2</sup>", "50km²"),
        ("0.6 m<sup>3</sup>", "0.6 m³"),
        ("20 000 м<sup>2</sup>", "20 000 м²"),
        ("CO<sub>2</sub>约2吨", "CO2约2吨"),
        ("CO<sub>2</sub>3万吨", "CO₂3万吨"),
        ("the 1<sup>st</sup> of May", "the 1st of May"),
        ("XX<sup>e</sup> siècle", "XXe siècle"),
    ],
)
def test_powers_units_and_formulas_are_told_from_plain_digits(markup, text):
    assert shown(markup) == [text]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("捐款3万元<sup>1</sup>，", "捐款3万元，"),
        ("in 2019<sup>3</sup>, it", "in 2019, it"),
        ("the council<sup><a href='#n2'>2</a></sup> said", "the council said"),
        ("a survey<a href='#fn1'>[1]</a> found", "a survey found"),
        ("据统计<sup>[注1]</sup>，", "据统计，"),
    ],
)
def test_marks_of_notes_are_no_text(markup, text):
    assert shown(markup) == [text]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("捐款<s>3万元</s><ins>5万元</ins>。", "捐款5万元。"),
        ("捐款<del>3万元</del>5万元。", "捐款5万元。"),
        ("<ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>を読む", "漢字を読む"),
        ("柳河村<span style='display: none'>广告</span>捐款", "柳河村捐款"),
        ("柳河村<span style='font-size:0'>水印</span>捐款", "柳河村捐款"),
        ("柳河村<i aria-hidden='true'>x</i>捐款<b hidden>y</b>", "柳河村捐款"),
    ],
)
def test_what_is_struck_read_aside_or_hidden_is_no_text(markup, text):
    assert shown(markup) == [text]


def test_a_struck_element_that_was_never_closed_leaves_the_page_as_it_is():
    assert shown("<s>a</p><p>The rest of the page.</p>")[-1] == "The rest of the page."
