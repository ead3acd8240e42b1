"""Which articles a query's words speak against, by the languages of both."""

import numpy as np
import pytest

from service.query.question import ParsedQuestion
from service.search.cross_lingual import untranslated
from service.search.weak_hits import weak_articles

LANGUAGES = ["zh-Hant", "en", "ko", "ru"]
"""One article in each."""


def weak(question: str, coverage: float) -> set[str]:
    asked = ParsedQuestion.of(question, languages=LANGUAGES)
    told = weak_articles(
        question,
        asked,
        LANGUAGES,
        places=np.arange(len(LANGUAGES)),
        untranslated=untranslated(asked, LANGUAGES),
        coverage=np.full(len(LANGUAGES), coverage, dtype=np.float32),
    )
    return {language for language, is_weak in zip(LANGUAGES, told.tolist(), strict=True) if is_weak}


@pytest.mark.parametrize(
    ("question", "languages"),
    [
        pytest.param("柳禾村收到多少捐款？", {"zh-Hant", "en", "ko"}, id="Chinese, and English by the dictionary"),
        pytest.param("How much did the village collect?", {"zh-Hant", "en", "ko"}, id="English, and Chinese by it"),
        pytest.param("Сколько собрали в деревне?", {"ru", "ko"}, id="no dictionary has Russian"),
        pytest.param("図書館はいつ開きますか", set(), id="Japanese is not Chinese"),
        pytest.param("도서관은 언제 엽니까?", {"ko"}, id="Korean could stand in Korean alone"),
        pytest.param("Wie viel hat das Dorf gesammelt?", set(), id="German is not English"),
        pytest.param("asdfgh qwerty", set(LANGUAGES), id="signs of no language"),
    ],
)
def test_words_speak_against_what_could_hold_them(question: str, languages: set[str]) -> None:
    assert weak(question, 0.0) == languages


def test_what_a_dictionary_renders_may_be_said_otherwise() -> None:
    """In the question's own language a twentieth of its words is as good as none; of another's article it may be the answer."""
    assert weak("How much did the village collect?", 0.05) == {"en"}
    assert weak("柳禾村收到多少捐款？", 0.05) == {"zh-Hant"}
    assert weak("How much did the village collect?", 0.12) == set()
