"""The sample pages are what their README says: readable, in the encodings intended, and answering their questions."""

import html
import json
from pathlib import Path

import pytest

from indexer.core.article import Page, PageKind
from indexer.input.pages import read_pages

DATA = Path(__file__).parents[2] / "data"
PAGES = DATA / "pages"
QUESTIONS = [json.loads(line) for line in (DATA / "questions.jsonl").read_text("utf-8").splitlines()]
OTHER_ENCODINGS = {"school-library-gb18030.txt": "gb18030", "lantern-festival-big5.txt": "big5hkscs"}


@pytest.fixture(scope="module", name="pages")
def read_samples() -> list[Page]:
    return [page for page in read_pages([PAGES]) if isinstance(page, Page)]


def content(page: Page) -> str:
    return page.text or f"{page.record['title']}\n{page.record.get('text') or page.record.get('body')}"


def test_no_sample_is_skipped() -> None:
    assert [page for page in read_pages([PAGES]) if not isinstance(page, Page)] == []


def test_samples_are_of_the_kinds_the_readme_lists(pages: list[Page]) -> None:
    kinds = [page.kind for page in pages]
    assert {kind: kinds.count(kind) for kind in PageKind} == {
        PageKind.TEXT: 9,
        PageKind.HTML: 12,
        PageKind.RECORD: 7,
    }


def test_each_sample_is_detected_in_its_encoding(pages: list[Page]) -> None:
    found = {Path(page.name).name: page.encoding for page in pages}
    assert found == {name: OTHER_ENCODINGS.get(name, "utf-8") for name in found}


@pytest.mark.parametrize("name", sorted(OTHER_ENCODINGS))
def test_the_bytes_are_not_utf8_and_read_back_whole(pages: list[Page], name: str) -> None:
    page = next(page for page in pages if page.name.endswith(name))
    raw = (PAGES / name).read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    assert page.text.encode(OTHER_ENCODINGS[name]) == raw


@pytest.mark.parametrize("question", QUESTIONS, ids=[question["id"] for question in QUESTIONS])
def test_each_answer_is_verbatim_in_exactly_the_page_named(pages: list[Page], question: dict[str, object]) -> None:
    if question.get("kind") == "no_answer":
        assert question["answers"] == []
        assert question["positive_ids"] == []
        return
    named = [page for page in pages if _is_named(page, question)]
    assert len(named) == 1
    text = content(named[0])
    answers = question["answers"]
    assert isinstance(answers, list)
    assert answers
    assert [answer for answer in answers if answer not in text] == []


def test_questions_have_ids_of_their_own_and_three_have_no_answer() -> None:
    ids = [question["id"] for question in QUESTIONS]
    assert ids == [f"sample-{number:02d}" for number in range(1, 31)]
    assert sum(question.get("kind") == "no_answer" for question in QUESTIONS) == 3


def _is_named(page: Page, question: dict[str, object]) -> bool:
    """Whether the question names this page: by its record's id, or by a title that is a line or a heading of it."""
    if ids := question.get("positive_ids"):
        return page.record.get("id") in ids if isinstance(ids, list) else False
    title = question["positive_title"]
    return page.kind is not PageKind.RECORD and (
        f"\n{title}\n" in page.text or f">{title}</h1>" in html.unescape(page.text)
    )
