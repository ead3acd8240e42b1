"""What inline markup means is in the text: powers, notes, corrections, readings, hidden words."""

import pytest

from indexer.extract.dom import parse_html, read_blocks
from indexer.extract.inline import settle_inline
from indexer.extract.raised import written


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
        ("10<sup>n</sup>种", "10ⁿ种"),
        ("50km<span style='vertical-align: super; font-size: .7em'>2</span>", "50km²"),
        ("H<span style='vertical-align:sub'>2</span>O", "H2O"),
        ("用<sup>14</sup>C测年", "用¹⁴C测年"),
        ("<sup>235</sup>U的丰度", "²³⁵U的丰度"),
        ("<sup>3</sup>He很少", "³He很少"),
        ("<sup>3</sup>&frasl;<sub>4</sub>的村民", "3⁄4的村民"),
        ("约1<sup>1</sup>/<sub>2</sub>小时", "约1 1/2小时"),
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
        ("有1200<a href='#n1' role='doc-noteref'>1</a>人", "有1200人"),
        ("有1200<a href='n.html#n1' epub:type='noteref'>*</a>人", "有1200人"),
        ("据统计<span style='vertical-align:super'>1</span>，", "据统计，"),
        ("桥通了。<sup>2</sup>Computer作家", "桥通了。Computer作家"),
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
        ("<ruby><rb>北</rb><rb>京</rb><rtc><rt>běi</rt><rt>jīng</rt></rtc></ruby>消息", "北京消息"),
        ("<ruby>東<rt>とう<rb>京<rt>きょう</ruby>消息", "東京消息"),
        ("<ruby>子<rt>こ</rt></ruby>どもの<ruby>法律<rt>ほうりつ</rt></ruby>が", "子どもの法律が"),
        ("<ruby>明日<rtc lang='en'>Tomorrow</rtc></ruby>消息", "明日消息"),
        ("柳河村<span style='visibility: hidden'>水印</span>捐款", "柳河村捐款"),
        ("柳河村<span style='opacity:0'>水印</span>捐款<span style='opacity:0.5'>三万</span>", "柳河村捐款三万"),
        ("柳河村<i style='position: absolute; left: -9999px'>水印</i>捐款", "柳河村捐款"),
    ],
)
def test_what_is_struck_read_aside_or_hidden_is_no_text(markup, text):
    assert shown(markup) == [text]


def test_a_struck_element_that_was_never_closed_leaves_the_page_as_it_is():
    assert shown("<s>a</p><p>The rest of the page.</p>")[-1] == "The rest of the page."


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("占<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>以上", "占1/2以上"),
        ("约<math><mn>1</mn><mfrac><mn>1</mn><mn>2</mn></mfrac></math>小时", "约1 1/2小时"),
        ("<math><mfrac><mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow><mn>2</mn></mfrac></math>", "(a+1)/2"),
        ("面积<math><mn>5</mn><mtext> </mtext><msup><mi>km</mi><mn>2</mn></msup></math>。", "面积5 km²。"),
        ("<math><msup><mi>x</mi><mi>k</mi></msup></math>", "x^k"),
        ("<math><msub><mi>CO</mi><mn>2</mn></msub></math>", "CO2"),
        ("<math><msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt></math>", "√(x+1)"),
        (
            "式<math><semantics><mrow><mi>x</mi><mo>=</mo><mn>3</mn></mrow>"
            "<annotation encoding='application/x-tex'>x=3</annotation></semantics></math>。",
            "式x=3。",
        ),
        ("式<math></math>。", "式。"),
    ],
    ids=["fraction", "mixed", "sum", "unit", "letter", "index", "root", "annotation", "empty"],
)
def test_a_formula_is_read_as_it_is_typed_in_a_line(formula, text):
    assert shown(formula) == [text]


def test_a_formula_that_nests_very_deep_is_left_out():
    assert shown("式" + "<math>" + "<mrow>" * 300 + "<mn>1</mn>" + "</mrow>" * 300 + "</math>。") == ["式。"]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("他说<q>桥<q>今天</q>通了</q>。", "他说“桥‘今天’通了”。"),
        ("<q>“桥通了”</q>，他说。", "“桥通了”，他说。"),
        ("<q lang='fr'>Le pont est ouvert</q>, dit-il.", "« Le pont est ouvert », dit-il."),
        ("<span lang='de'>Er sagte: <q>Die Brücke ist offen.</q></span>", "Er sagte: „Die Brücke ist offen.“"),
        ("<span lang='zh-Hant'>他說<q>橋通了</q>。</span>", "他說「橋通了」。"),
        ("他说<q></q>。", "他说。"),
        ("他说“<q>桥通了</q>”。", "他说“桥通了”。"),
        ("„<q lang='de'>Die Brücke ist offen</q>“, sagt er.", "„Die Brücke ist offen“, sagt er."),
    ],
)
def test_a_quotation_has_the_marks_that_readers_see(markup, text):
    assert shown(markup) == [text]


def test_a_quotation_of_several_lines_is_left_as_it_is():
    assert shown("<div><q><div>桥通了。</div><div>路也修了。</div></q></div>") == ["桥通了。", "路也修了。"]


def test_every_mark_of_a_note_goes_and_what_follows_one_is_read_as_well():
    noted = "桥长300米<sup><a href='#1'>1</a></sup>，花费4000万元<sup><a href='#2'>2</a></sup>，"
    struck = "捐款<s><b>30</b></s>32万元，面积5km<sup>2</sup>。"
    assert shown(noted + struck) == ["桥长300米，花费4000万元，捐款32万元，面积5km²。"]


def test_a_struck_paragraph_is_no_text_where_something_follows_it():
    struck = "<div><del><p>捐款三万元。</p></del><ins><p>捐款五万元。</p></ins></div>"
    assert shown(struck) == ["捐款五万元。"]
    assert shown("<div><s><p>捐款三万元。</p><p>桥通了。</p></s></div>") == ["捐款三万元。", "桥通了。"]


def test_runs_that_are_raised_by_their_place_are_read_like_elements():
    assert written([("2×10", 0), ("4", 1), ("吨CO", 0), ("2", -1), ("3万", 0)]) == "2×10⁴吨CO₂3万"
    assert written([("有1200人", 0), ("[3]", 1), ("，第1", 0), ("st", 1)]) == "有1200人，第1st"
    assert written([("4", 1)]) == "4"
