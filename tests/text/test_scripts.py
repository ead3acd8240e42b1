"""Words of scripts that are written in more than one way, and of those that write vowels as marks."""

import unicodedata

import pytest

from indexer.text.analyzer import different_terms, terms, tokens


@pytest.mark.parametrize(
    ("asked", "text", "language"),
    [
        ("bao so 5 gay lu lon", "Bão số 5 gây lũ lớn", "vi"),
        ("Bão số 5", "Bão số 5 gây lũ lớn", "vi"),
        (unicodedata.normalize("NFD", "Bão số 5"), "Bão số 5 gây lũ lớn", "vi"),
        ("elections francaises", "les élections françaises", "fr"),
        ("العَرَبِيَّة", "اللغة العربية", "ar"),
        ("محمد", "مـــحمد وَصَل", "ar"),
        ("muenchen massnahmen", "Maßnahmen in München", "de"),
        ("Muenchen", "the mayor of München", "en"),
        ("coeur", "au cœur de la ville", "fr"),
        ("Aarhus koebenhavn", "Århus og København", "da"),
        ("Goeteborg", "i Göteborg", "sv"),
        ("istanbul", "İstanbul'da sel", "tr"),
        ("ｶﾗｵｹ", "カラオケ大会", "ja"),
        ("ガイド", "ｶﾞｲﾄﾞの本", "ja"),
        ("हिन्दी", "हिन्दी में समाचार", "hi"),
        ("हिंदी", "हिन्दी में समाचार", "hi"),
        ("बाढ", "बाढ़ से सौ घर डूबे", "hi"),
        ("गांव", "गाँव में", "hi"),
        ("ज़मीन", "जमीन", "hi"),
        ("สวัสดี", "สวัสดีครับ", "th"),
        ("น้ํา", "น้ำท่วม", "th"),
        ("高橋", "髙橋さん", "ja"),
        ("广岛", "広島市", "ja"),
        ("鐵道", "鉄道", "ja"),
        ("渡辺", "渡邊と渡邉", "ja"),
        ("山﨑", "山崎", "ja"),
        ("hoà bình", "hòa bình", "vi"),
        ("thủy", "thuỷ sản", "vi"),
        ("quý", "quý ba", "vi"),
        ("כלב", "כֶּלֶב", "he"),
        ("کتاب", "كتاب", "fa"),
        ("مصطفي", "مصطفى", "ar"),
    ],
)
def test_a_word_is_found_however_it_is_written(asked: str, text: str, language: str) -> None:
    assert set(different_terms(asked, language=language)) <= set(terms(text, language=language))


def test_a_hindi_word_is_one_term() -> None:
    assert terms("हिन्दी में", language="hi") == ["हिंदी", "में"]


def test_other_words_of_chinese_stay_what_they_are() -> None:
    """芸 is a herb and 浜 a creek; Japanese writes 藝 and 濱 so."""
    assert set(different_terms("芸")).isdisjoint(different_terms("艺"))
    assert set(different_terms("浜")).isdisjoint(different_terms("滨"))


def test_thai_letters_keep_their_marks() -> None:
    assert terms("สวัสดี", language="th") == ["ส", "สวั", "วั", "วัส", "ส", "สดี", "ดี"]


@pytest.mark.parametrize(
    "text",
    [
        "Bão số 5",
        "สวัสดีครับ",
        "مُحَـمّد",
        "ｶﾞｲﾄﾞの本",
        "हिन्दी में बाढ़",
        "広島の髙橋",
        "น้ํา",
        "hoà thuỷ",
        "München, Århus, cœur",
        "捐款三万元 by ByteDance",
    ],
)
def test_tokens_are_the_terms_with_their_places(text: str) -> None:
    found = list(tokens(text))
    assert sorted(token.term for token in found) == sorted(terms(text))
    assert all(0 <= token.start < token.end <= len(text) for token in found)


def test_a_question_with_marks_asks_for_them_alone() -> None:
    assert different_terms("bão") == ["bão"]
    assert terms("bão") == ["bão", "bao"]
