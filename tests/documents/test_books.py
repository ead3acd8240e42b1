"""DOCX, EPUB and MHTML: what their readers see, and no zip that means harm."""

import base64
import io
import quopri
import zipfile
from pathlib import Path

import pytest

from indexer.core.article import Article, Page, Skip, SkipReason
from indexer.extract.article import extract_article
from indexer.input.documents import packed as packed_module
from indexer.input.pages import read_pages
from tests.documents.making import docx, epub, packed, run


def read(tmp_path: Path, data: bytes, name: str) -> list[Page | Skip]:
    (tmp_path / name).write_bytes(data)
    return list(read_pages([tmp_path / name]))


def articles(pages: list[Page | Skip]) -> list[Article]:
    return [extract_article(page) for page in pages if isinstance(page, Page)]


def paragraph(*runs: str, style: str = "") -> str:
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{''.join(runs)}</w:p>"


WORDS = [
    paragraph(run("柳河村党员带头捐款"), style="Titel"),
    paragraph(
        run("全村共捐款"),
        f"<w:ins>{run('三万二千')}</w:ins>",
        f"<w:del><w:r><w:delText>五</w:delText></w:r></w:del>{run('元。')}",
    ),
    paragraph(run("Line one"), "<w:r><w:br/></w:r>", run("line two"), "<w:r><w:instrText>PAGE</w:instrText></w:r>"),
    f"<w:sdt><w:sdtContent>{paragraph(run('In a control.'))}</w:sdtContent></w:sdt>",
    f"<w:tbl><w:tr><w:tc>{paragraph(run('Village'))}</w:tc><w:tc>{paragraph(run('2020'))}</w:tc></w:tr>"
    f"<w:tr><w:tc>{paragraph(run('Elmside'))}</w:tc><w:tc><w:tbl><w:tr><w:tc>{paragraph(run('295'))}</w:tc></w:tr></w:tbl>"
    f"{paragraph()}</w:tc></w:tr></w:tbl>",
]
FACTS = "<dc:creator>周晓岚</dc:creator><dcterms:created>2024-05-03T08:15:00Z</dcterms:created><cp:keywords>公益, 灾区</cp:keywords>"


def test_a_docx_reads_with_its_changes_accepted(tmp_path: Path) -> None:
    (article,) = articles(read(tmp_path, docx("".join(WORDS), properties=FACTS), "a.docx"))
    assert article.title == "柳河村党员带头捐款"
    assert article.body.split("\n") == [
        "全村共捐款三万二千元。",
        "Line one",
        "line two",
        "In a control.",
        "Village 2020",
        "Elmside 295",
    ]
    assert (article.authors, article.published_at, article.url) == (("周晓岚",), "2024-05-03T08:15:00Z", "")
    assert article.keywords == ("公益", "灾区")


def marked(text: str, mark: str) -> str:
    """A run with a property."""
    return f'<w:r><w:rPr>{mark}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


RAISED, LOWERED = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'
MATHS = "http://schemas.openxmlformats.org/officeDocument/2006/math"


def formula(inner: str) -> str:
    """A formula of a DOCX."""
    return f'<m:oMath xmlns:m="{MATHS}">{inner}</m:oMath>'


def number(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


@pytest.mark.parametrize(
    ("runs", "text"),
    [
        ([run("面积5 km"), marked("2", RAISED), run("，")], "面积5 km²，"),
        ([run("共2×10"), marked("4", RAISED), run("吨")], "共2×10⁴吨"),
        ([run("CO"), marked("2", LOWERED), run("3万吨")], "CO₂3万吨"),
        ([run("有1200人"), marked("3", RAISED), run("。")], "有1200人。"),
        ([run("捐款"), marked("30万", "<w:strike/>"), run("32万元")], "捐款32万元"),
        ([run("捐款"), marked("30万", '<w:dstrike w:val="1"/>'), run("32万元")], "捐款32万元"),
        ([run("捐款"), marked("32万", '<w:strike w:val="false"/>'), run("元")], "捐款32万元"),
        ([run("捐款"), marked("水印", "<w:vanish/>"), run("32万元")], "捐款32万元"),
        (
            [
                f"<w:r><w:ruby><w:rt>{run('かん')}</w:rt><w:rubyBase>{run('漢')}</w:rubyBase></w:ruby></w:r>",
                run("字"),
            ],
            "漢字",
        ),
        (
            [run("占"), formula(f"<m:f><m:num>{number('1')}</m:num><m:den>{number('2')}</m:den></m:f>"), run("以上")],
            "占1/2以上",
        ),
        ([formula(f"<m:sSup><m:e>{number('10')}</m:e><m:sup>{number('4')}</m:sup></m:sSup>")], "10⁴"),
        ([formula(f"<m:rad><m:deg/><m:e>{number('2')}</m:e></m:rad>")], "√2"),
        ([formula(f"<m:d><m:e>{number('a+1')}</m:e></m:d>")], "(a+1)"),
    ],
    ids=["unit", "power", "index", "note", "struck", "struck twice", "not struck", "hidden", "reading", "fraction",
         "power in a formula", "root", "brackets"],
)  # fmt: skip
def test_what_marks_mean_in_a_docx_is_in_its_text(tmp_path: Path, runs: list[str], text: str) -> None:
    (article,) = articles(read(tmp_path, docx(paragraph(run("桥通了。")) + paragraph(*runs)), "a.docx"))
    assert article.body == f"桥通了。\n{text}"


def test_a_table_of_a_docx_has_its_headers_in_each_row(tmp_path: Path) -> None:
    def row(*cells: str, properties: str = "") -> str:
        inner = "".join(f"<w:tc>{paragraph(run(cell))}</w:tc>" for cell in cells)
        return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"

    table = (
        f"<w:tbl>{row('村', '捐款', properties='<w:tblHeader/>')}{row('柳禾', '三万元')}{row('江湾', 'a < b')}</w:tbl>"
    )
    (article,) = articles(read(tmp_path, docx(paragraph(run("如下：")) + table), "a.docx"))
    assert article.body.split("\n") == ["如下：", "村: 柳禾 · 捐款: 三万元", "村: 江湾 · 捐款: a < b"]


def test_a_table_of_a_book_has_its_headers_in_each_row(tmp_path: Path) -> None:
    table = "<table><tr><th>村</th><th>捐款</th></tr><tr><td>柳禾</td><td>三万元</td></tr></table>"
    book = epub({"a.xhtml": f"<html><body><h1>账目</h1><p>如下：</p>{table}</body></html>"})
    (article,) = articles(read(tmp_path, book, "a.epub"))
    assert article.body.split("\n") == ["如下：", "村: 柳禾 · 捐款: 三万元"]


CHAPTERS = {
    "a.xhtml": "<html><head><title>x</title></head><body><h1>Rain</h1><p>It rained.</p><p>Twice.</p></body></html>",
    "b.xhtml": "<html><body><img src='cover.jpg'/></body></html>",
    "c d.xhtml": "<html><body><h2>Snow</h2><p>It snowed &amp; froze.</p></body></html>",
}
BOOK = "<dc:title>The Weather Review</dc:title><dc:creator>Jane Doe</dc:creator><dc:date>2024-05</dc:date><dc:language>en-GB</dc:language>"


def test_each_chapter_of_an_epub_is_an_article_of_the_book(tmp_path: Path) -> None:
    pages = read(tmp_path, epub(CHAPTERS, metadata=BOOK), "review.epub")
    assert [page.name.partition("#")[2] for page in pages] == ["OEBPS/a.xhtml", "OEBPS/c d.xhtml"]
    first, second = articles(pages)
    assert (first.title, first.body, first.source) == ("Rain", "It rained.\nTwice.", "The Weather Review")
    assert (first.authors, first.language) == (("Jane Doe",), "en")
    assert (second.title, second.body, second.url) == ("Snow", "It snowed & froze.", "review.epub#OEBPS/c%20d.xhtml")
    assert first.id != second.id


def bomb() -> bytes:
    return epub({"a.xhtml": "<p>" + "a" * 9_000_000 + "</p>"})


def locked() -> bytes:
    rights = '<encryption xmlns="x"><EncryptedData><EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/></EncryptedData></encryption>'
    return epub(CHAPTERS, **{"META-INF/encryption.xml": rights})


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (bomb(), "a.epub", SkipReason.TOO_LARGE),
        (locked(), "a.epub", SkipReason.ENCRYPTED),
        (epub({}), "a.epub", SkipReason.NO_BODY),
        (packed({"mimetype": "application/epub+zip"}), "a.epub", SkipReason.UNREADABLE),
        (epub(CHAPTERS)[:400], "a.epub", SkipReason.UNREADABLE),
        (b"PK\x03\x04rubbish", "a.docx", SkipReason.UNREADABLE),
        (docx("<w:p>" * 3_000), "a.docx", SkipReason.UNSAFE),
        (docx("", **{"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "a.docx", SkipReason.UNSAFE),
        (
            b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: image/png\n\nx\n--x--",
            "a.mhtml",
            SkipReason.NO_BODY,
        ),
    ],
    ids=["bomb", "locked", "no chapter", "no package", "cut", "rubbish", "deep", "entities", "no page"],
)
def test_what_means_harm_or_is_broken_is_a_skip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, name: str, reason: SkipReason
) -> None:
    monkeypatch.setattr(packed_module, "MOST_BYTES", 1_000_000)
    found = read(tmp_path, data, name)
    assert [each.reason for each in found if isinstance(each, Skip)] == [reason]


def test_a_name_that_leads_out_of_a_zip_leads_nowhere(tmp_path: Path) -> None:
    found = read(tmp_path, epub({"../../../../../../etc/passwd": "<p>Mine.</p>"}), "a.epub")
    # The zip may have such a file; the machine's own is never opened.
    assert [each.reason for each in found if isinstance(each, Skip)] == [SkipReason.UNREADABLE]


def test_a_zip_that_lies_of_its_sizes_is_read_by_what_comes_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed_module, "MOST_BYTES", 1_000_000)
    data = bytearray(epub({"a.xhtml": "<p>" + "a" * 9_000_000 + "</p>"}))
    size = (9_000_000 + 7).to_bytes(4, "little")
    data = bytearray(bytes(data).replace(size, (100).to_bytes(4, "little")))
    (skip,) = read(tmp_path, bytes(data), "a.epub")
    assert isinstance(skip, Skip)
    assert skip.reason in {SkipReason.UNREADABLE, SkipReason.TOO_LARGE}
    assert zipfile.is_zipfile(io.BytesIO(data))


MHTML = """From: <Saved by Blink>
Snapshot-Content-Location: https://a.example/rain?x=1
MIME-Version: 1.0
Content-Type: multipart/related;
\ttype="text/html"; boundary="----B"

------B
Content-Type: text/css

p {}
------B
Content-Type: text/html; charset={charset}
Content-Transfer-Encoding: {transfer}
Content-Location: https://a.example/other

{page}
------B--
"""


@pytest.mark.parametrize(("charset", "transfer"), [("utf-8", "quoted-printable"), ("gb2312", "base64")])
def test_a_saved_page_has_the_address_that_it_was_saved_from(tmp_path: Path, charset: str, transfer: str) -> None:
    html = "<html><body><article><h1>柳河村党员带头捐款</h1><p>全村共捐款三万二千元，用于支援灾区群众恢复生产生活。</p></article></body></html>"
    data = html.encode(charset)
    page = (quopri.encodestring(data) if transfer == "quoted-printable" else base64.encodebytes(data)).decode()
    text = MHTML.replace("{charset}", charset).replace("{transfer}", transfer).replace("{page}", page)
    (article,) = articles(read(tmp_path, text.encode(), "a.mhtml"))
    assert (article.url, article.title) == ("https://a.example/rain?x=1", "柳河村党员带头捐款")
    assert article.body == "全村共捐款三万二千元，用于支援灾区群众恢复生产生活。"


@pytest.mark.parametrize(
    ("data", "kind"), [(docx("".join(WORDS)), "record"), (epub(CHAPTERS), "record"), (MHTML.encode(), "html")]
)
def test_a_document_without_a_name_is_told_by_how_it_begins(tmp_path: Path, data: bytes, kind: str) -> None:
    found = read(tmp_path, data, "unnamed")
    assert {each.kind for each in found if isinstance(each, Page)} == {kind}
