"""By-lines and sites of pages in other languages than Chinese, read from small invented pages."""

import pytest

from indexer.core.article import Article, Page, PageKind
from indexer.extract.article import extract_article

ENGLISH = (
    "The county council voted on Tuesday night to rebuild the footbridge, two years after a flood carried it away.",
    "Work is expected to begin in March, the councillors heard, and will be finished before the autumn term starts.",
)


def read(
    head: str, *, paragraphs: tuple[str, ...] = ENGLISH, end: str = "", below: str = "", language: str = "en"
) -> Article:
    title = "Council votes to rebuild the bridge"
    text = "".join(f"<p>{each}</p>" for each in paragraphs)
    html = (
        f"<html lang='{language}'><head><title>{title} - Harbour Courier</title></head><body><header>Harbour Courier"
        f"</header><article><h1>{title}</h1>{head}<div>{text}{end}</div>{below}</article></body></html>"
    )
    return extract_article(Page("page", PageKind.HTML, html))


DAY = "<p>14 March 2023, 09:12</p>"


def test_the_window_and_the_page_agree_on_the_sites_name():
    assert read(DAY).source == "Harbour Courier"


def test_an_agencys_reporter_stands_in_brackets_at_the_end():
    end = "<p>(Reporting by Elena Marsh in Harbour; Editing by Daniel Okafor)</p>"
    assert read(DAY, end=end).authors == ("Elena Marsh",)


def test_who_posted_stands_with_the_day_below_the_text():
    below = "<p>Posted by Arthur Penhale on Saturday, May 7, 2016 at 8:14 pm</p>"
    assert read("", below=below).authors == ("Arthur Penhale",)


def test_what_each_did_stands_in_brackets_behind_the_name():
    head = f"<p>Urs Keller (Text) und Nina Frei (Bilder)</p>{DAY}"
    assert read(head, language="de").authors == ("Urs Keller",)


@pytest.mark.parametrize("name", ["firma", "signature", "autor"])
def test_an_element_may_be_named_as_the_authors_in_other_languages(name: str):
    assert read(f"<div class='{name}'>Lucía Armendáriz</div>{DAY}").authors == ("Lucía Armendáriz",)


def test_an_agency_beside_a_person_is_no_author():
    data = (
        '<script type="application/ld+json">{"@type":"NewsArticle","author":[{"@type":"Person","name":"Nora Whitlock"},'
        '{"@type":"Organization","name":"AFP"}]}</script>'
    )
    assert read(f"{data}{DAY}").authors == ("Nora Whitlock",)


def test_korean_reporters_are_told_by_the_word_behind_the_name():
    text = (
        "해솔시가 내년 상반기까지 도심 전역에 어르신 전용 저상버스 40대를 추가로 도입한다고 7일 밝혔다.",
        "시 관계자는 정류장 간격을 줄이고 병원과 시장을 잇는 노선을 먼저 운영할 계획이라고 설명했다.",
    )
    head = "<ul><li>기자명 정다운 기자</li><li>입력 2023.09.07 14:32</li></ul>"
    found = read(head, paragraphs=text, language="ko")
    assert (found.authors, found.source, found.published_at[:10]) == (("정다운",), "Harbour Courier", "2023-09-07")


def test_a_vietnamese_text_ends_with_its_authors_name():
    text = (
        "UBND huyện Suối Lam vừa khởi công xây dựng hồ chứa nước sinh hoạt cho bốn xã vùng cao, với vốn hơn 86 tỷ đồng.",
        "Theo ban quản lý dự án, hồ dự kiến hoàn thành vào quý III năm sau, cấp nước cho khoảng 2.900 hộ dân.",
    )
    end = "<p style='text-align:right'><strong>Nguyễn Thu Hà</strong></p>"
    assert read("<p>15/03/2023</p>", paragraphs=text, end=end, language="vi").authors == ("Nguyễn Thu Hà",)


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Posted on May 6, 2024 by Elena Marsh", ("Elena Marsh",)),
        ("May 6, 2024 | By Elena Marsh and Arthur Penhale", ("Elena Marsh", "Arthur Penhale")),
        ("6 de mayo de 2024 por Ana Urrutia", ("Ana Urrutia",)),
        ("Publié le 6 mai 2024 par Hugo Lavel", ("Hugo Lavel",)),
        ("06.05.2024 von Kira Holm", ("Kira Holm",)),
        ("Posted May 6, 2024 in News by Elena Marsh", ("Elena Marsh",)),
        ("May 6, 2024 by the river", ()),
        ("Stand by Elena Marsh", ()),
    ],
)
def test_a_by_line_stands_behind_the_day_in_its_line(line: str, authors: tuple[str, ...]):
    assert read(f"<p>{line}</p>").authors == authors
