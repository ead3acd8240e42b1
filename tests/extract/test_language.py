"""Scripts decide where they can; Latin-script text is put to the identifier."""

import pytest

from indexer.text.language import detect_language


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("图书馆昨天上午九点开门迎客，首日接待读者六百余人。", "zh"),
        ("圖書館昨天上午九點開門迎客，首日接待讀者六百餘人。", "zh-Hant"),
        ("iPhone 15 Pro Max 发布，起售价八千元", "zh"),
        ("The library opened its doors at nine yesterday morning.", "en"),
        ("Вчера утром в девять часов библиотека открыла свои двери.", "ru"),
        ("افتتحت المكتبة أبوابها أمس في الساعة التاسعة صباحا.", "ar"),
        ("La biblioteca abrió sus puertas ayer a las nueve de la mañana.", "es"),
        ("Thư viện mở cửa đón khách lúc chín giờ sáng hôm qua.", "vi"),
        ("図書館は昨日の午前九時に開館しました。", "ja"),
        ("도서관은 어제 오전 아홉 시에 문을 열었습니다.", "ko"),
        ("12:30 ***", ""),
        ("", ""),
    ],
)
def test_languages(text, tag):
    assert detect_language(text) == tag
