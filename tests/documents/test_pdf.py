"""PDF: each page with a text layer is a record; what can't be read costs that page or that file."""

from pathlib import Path

import pytest

from indexer.core.article import Page, Skip, SkipReason
from indexer.extract.article import extract_article
from indexer.input.documents import pdf as pdf_module
from indexer.input.pages import read_pages
from tests.documents.making import Piece, column, pdf

LEFT = [
    "The council of Riverton voted on",
    "Tuesday to reopen the old ferry,",
    "which had been closed since the",
    "flood. The mayor said that infor-",
    "mation about fares would follow.",
]
RIGHT = ["Boat owners asked for a well-", "known subsidy of 3,000 euros, as", "well-known as the ferry itself."]


def read(tmp_path: Path, data: bytes, name: str = "a.pdf") -> list[Page | Skip]:
    (tmp_path / name).write_bytes(data)
    return list(read_pages([tmp_path / name]))


def bodies(pages: list[Page | Skip]) -> list[str]:
    return [extract_article(page).body for page in pages if isinstance(page, Page)]


def newspaper(number: int) -> list[Piece]:
    # Row by row across both columns, as some programs write: the order of the file is not that of reading.
    rows = [
        piece for pair in zip(column(40, 650, LEFT), column(320, 650, [*RIGHT, "", ""]), strict=True) for piece in pair
    ]
    return [
        (40, 775, 9, "Riverton Gazette"),
        (290, 20, 9, f"- {number} -"),
        (40, 690, 20, f"Ferry number {number} reopens"),
        *[piece for piece in rows if piece[3]],
    ]


def test_columns_are_read_one_after_the_other_without_heads_and_hyphens(tmp_path: Path) -> None:
    pages = read(tmp_path, pdf([newspaper(number) for number in (1, 2, 3)]))
    assert [page.name for page in pages] == [f"{tmp_path}/a.pdf#page={number}" for number in (1, 2, 3)]
    assert [page.line for page in pages] == [1, 2, 3]
    article = extract_article(pages[1])
    assert article.title == "Ferry number 2 reopens"
    assert article.url == "a.pdf#page=2"
    assert article.body.split("\n") == [
        "The council of Riverton voted on Tuesday to reopen the old ferry, which had been closed since the flood. "
        "The mayor said that information about fares would follow.",
        "Boat owners asked for a well-known subsidy of 3,000 euros, as well-known as the ferry itself.",
    ]


def test_chinese_lines_are_joined_without_blanks_and_paragraphs_by_their_indent(tmp_path: Path) -> None:
    lines = [
        "　　昨日，柳河村党支部发出倡议，全村",
        "共捐款三万二千元，用于支援灾区。",
        "　　村支书周晓岚说，大家都很踊跃。",
    ]
    head = [(40.0, 780.0, 9.0, "柳河日报 2024年5月3日 星期五"), (40.0, 700.0, 22.0, "柳河村党员带头捐款")]
    (page,) = read(tmp_path, pdf([[*head, *column(40, 660, lines, pitch=20)]], chinese=True))
    article = extract_article(page)
    assert (article.title, article.published_at) == ("柳河村党员带头捐款", "2024-05-03")
    assert article.body == (
        "昨日，柳河村党支部发出倡议，全村共捐款三万二千元，用于支援灾区。\n村支书周晓岚说，大家都很踊跃。"
    )


def test_raised_and_lowered_numbers_mean_what_they_mean_in_a_page(tmp_path: Path) -> None:
    pieces = [
        (40, 700, 12, "About 2 x 10"), (108, 705, 7, "4"), (113, 700, 12, "tonnes of CO"), (188, 697, 7, "2"), (193, 700, 12, " a year."),
        (40, 670, 12, "The lake has 5 km"), (137, 675, 7, "2"), (142, 670, 12, "and 1200 people"), (233, 675, 7, "3"), (238, 670, 12, " live there."),
    ]  # fmt: skip
    (body,) = bodies(read(tmp_path, pdf([pieces])))
    text = body.replace(" ", "")
    assert "2x10⁴tonnesofCO2ayear." in text
    assert "5km²and1200peoplelivethere." in text


def test_a_table_is_read_row_by_row(tmp_path: Path) -> None:
    rows = [("Village", "2019", "2020"), ("Elmside", "310", "295"), ("Riverton", "1,204", "1,377")]
    cells = [
        (x, 600 - 15 * y, 12, cell) for y, row in enumerate(rows) for x, cell in zip((40, 200, 300), row, strict=True)
    ]
    (body,) = bodies(read(tmp_path, pdf([cells])))
    assert body.split("\n") == ["Village 2019 2020", "Elmside 310 295", "Riverton 1,204 1,377"]


def test_the_numbers_of_a_list_stand_before_its_entries(tmp_path: Path) -> None:
    entries = ["Rain fell on Monday all over the county.", "Snow fell on Tuesday in all of the hills."]
    pieces = [
        piece
        for n, entry in enumerate(entries)
        for piece in ((40, 600 - 15 * n, 12, f"{n + 1}."), (80, 600 - 15 * n, 12, entry))
    ]
    assert bodies(read(tmp_path, pdf([pieces]))) == [
        "1. Rain fell on Monday all over the county.\n2. Snow fell on Tuesday in all of the hills."
    ]


def test_facts_of_a_pdf_are_those_that_somebody_gave(tmp_path: Path) -> None:
    text = column(40, 600, ["Rain fell on Monday."])
    (page,) = read(
        tmp_path, pdf([text], info="/Title (Rain at last) /Author (Jane Doe) /CreationDate (D:20240503081500+02'00')")
    )
    article = extract_article(page)
    assert (article.title, article.authors) == ("Rain at last", ("Jane Doe",))
    assert article.published_at == "2024-05-03T08:15:00+02:00"
    (page,) = read(tmp_path, pdf([text], info="/Title (Microsoft Word - a.docx) /Author (anonymous)"))
    article = extract_article(page)
    assert (article.title, article.authors) == ("Rain fell on Monday", ())


def test_pages_of_one_file_have_ids_of_their_own_that_a_new_name_does_not_change(tmp_path: Path) -> None:
    data = pdf([column(40, 600, [f"Rain fell on day {number}."]) for number in (1, 2)], info="/Title (Rain)")
    first = [extract_article(page).id for page in read(tmp_path, data)]
    assert len(set(first)) == 2
    assert first == [extract_article(page).id for page in read(tmp_path, data, "b.pdf")]


@pytest.mark.parametrize(
    ("data", "reason", "words"),
    [
        (pdf([[], []]), SkipReason.NO_BODY, "no text layer"),
        (b"%PDF-1.4\nrubbish", SkipReason.UNREADABLE, "can't be read"),
        (pdf([column(40, 600, ["Rain."])])[:300], SkipReason.UNREADABLE, "can't be read"),
        (
            pdf([column(40, 600, ["Rain."])]).replace(
                b"/Info",
                b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <"
                + b"41" * 32
                + b"> /U <"
                + b"42" * 32
                + b"> >> /ID [<41> <41>] /Info",
            ),
            SkipReason.ENCRYPTED,
            "password",
        ),
    ],
    ids=["without text", "rubbish", "cut", "encrypted"],
)
def test_a_pdf_that_cannot_be_read_is_a_skip(tmp_path: Path, data: bytes, reason: SkipReason, words: str) -> None:
    (skip,) = read(tmp_path, data)
    assert isinstance(skip, Skip)
    assert (skip.reason, words in skip.detail) == (reason, True)


def test_a_pdf_that_takes_too_long_is_ended_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_module, "SECONDS", 1)
    (tmp_path / "a.pdf").write_bytes(pdf([[(10, 10, 5, "x" * 20)] * 60_000]))
    (skip,) = read_pages([tmp_path / "a.pdf"])
    assert isinstance(skip, Skip)
    assert skip.reason is SkipReason.TOO_SLOW
    monkeypatch.setattr(pdf_module, "SECONDS", 60)
    assert bodies(read(tmp_path, pdf([column(40, 600, ["Rain fell on Monday."])]))) == ["Rain fell on Monday."]


def test_a_pdf_without_its_reader_names_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_module, "find_spec", lambda _: None)
    (skip,) = read(tmp_path, pdf([column(40, 600, ["Rain."])]))
    assert isinstance(skip, Skip)
    assert skip.reason is SkipReason.NOT_INSTALLED
    assert "pip install 'xunwen[documents]'" in skip.detail
