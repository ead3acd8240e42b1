"""Words that only ask do not take part in the lexical leg."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.query.question import content, language_of
from service.search.searcher import Searcher
from tests.archives import build, record_pages
from tests.doubles import TermEmbedder


@pytest.mark.parametrize(
    ("question", "words"),
    [
        pytest.param("How much did Anna give to the school?", ["anna", "give", "school?"], id="english"),
        pytest.param("柳河村捐了多少钱？", ["柳河村捐了", "钱?"], id="chinese: no pair spans the gap"),
        pytest.param("請問為什麼停課？", ["停课?"], id="traditional"),
        pytest.param("¿Cuánto dinero se reunió?", ["¿", "dinero", "reunió?"], id="spanish"),
        pytest.param("¿Por qué no hay agua en Arroyo?", ["¿", "agua", "arroyo?"], id="spanish has hay for there is"),
        pytest.param("How much hay was sent?", ["hay", "sent?"], id="and english for cattle"),
        pytest.param("Сколько стоил мост?", ["стоил", "мост?"], id="russian"),
        pytest.param("The Who", ["the", "who"], id="nothing but asking words stays whole"),
        pytest.param("What's new in Theville", ["what's", "new", "theville"], id="whole words only"),
    ],
)
def test_content(question: str, words: list[str]) -> None:
    assert content(question).split() == words


def test_a_phrase_that_the_archive_has_nothing_for_leaves_its_words_their_own_renderings(tmp_path: Path) -> None:
    """CC-CEDICT has 募捐 for "collect donations", which hides 捐款 of "donations" where articles say that alone."""
    question = "How much did the village collect in donations?"

    def sought(body: str) -> set[str]:
        folder = tmp_path / body
        build(folder, TermEmbedder(), record_pages([{"id": "a", "title": "柳河村", "body": body}]))
        searcher = Searcher.open(folder, TermEmbedder())
        return {term for want in searcher.read(question).wants(searcher.index.terms) for term in want.spellings}

    assert "捐款" in sought("全村收到捐款三万元。")
    found = sought("村里募捐，收到捐款三万元。")
    assert "募捐" in found
    assert "捐款" not in found


@given(st.text(alphabet="多少捐款 how much Anna？", max_size=30))
def test_offsets_hold(question: str) -> None:
    assert len(content(question)) == len(question)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("柳河村捐了多少钱？", "zh"),
        ("ByteDance捐款多少", "zh"),
        ("請問為什麼停課？", "zh"),
        ("How much did ByteDance give?", "en"),
        ("How much did 柳河村 give?", "en"),
        ("¿Cuánto dinero se reunió en la plaza?", "es"),
        ("Сколько стоил мост?", "ru"),
        ("كم بلغت التبرعات؟", "ar"),
        ("Lớp học dài bao nhiêu?", "vi"),
        ("Combien d'argent a été donné ?", "fr"),
        ("2020", ""),
        ("Liuhe Wexcombe", ""),
    ],
)
def test_language_of(question: str, language: str) -> None:
    assert language_of(question) == language
