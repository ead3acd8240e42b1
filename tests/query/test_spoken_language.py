"""Languages of questions that ranking does not tell apart."""

import pytest

from service.query.spoken_language import spoken_languages


@pytest.mark.parametrize(
    ("question", "languages"),
    [
        ("図書館はいつ開きますか", "ja"),
        ("カラオケ", "ja"),
        ("도서관은 언제 엽니까?", "ko"),
        ("ห้องสมุดเปิดเมื่อไร", "th"),
        ("Πότε ανοίγει η βιβλιοθήκη;", "el"),
        ("पुस्तकालय कब खुलेगा?", "hi mr ne"),
        ("Wie viele Menschen wurden in Sicherheit gebracht?", "de"),
        ("Quante persone sono state salvate?", "it"),
        ("Ilu ludzi zostało uratowanych i gdzie?", "pl"),
        ("Kütüphane bugün açık mı, kapalı mı?", "tr"),
        # Those that ranking knows, and what says nothing.
        ("How many people were moved to safety in Qingxi?", ""),
        ("What's Peter Wren's job?", ""),
        ("¿Cuántas personas fueron trasladadas?", ""),
        ("Сколько человек спасли?", ""),
        ("柳禾村收到多少捐款？", ""),
        ("鲜の味道餐厅在柳禾村开业了吗", ""),
        ("iPhone 15 a la 柳禾村收到多少捐款", ""),
        ("massnahmen", ""),
        ("asdfgh qwerty", ""),
        ("", ""),
    ],
)
def test_a_question_may_be_in_these_languages(question: str, languages: str) -> None:
    assert spoken_languages(question) == frozenset(languages.split())
