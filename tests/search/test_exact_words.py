"""Words as they are written, in a text."""

import pytest

from service.search.exact_words import is_held, places_of


@pytest.mark.parametrize(
    ("phrase", "text", "held"),
    [
        ("捐款", "全村捐款三万", True),
        ("捐款", "捐了款", False),
        ("ＡＢＣ", "the abc of it", True),
        ("art", "state of the art.", True),
        ("art", "artful", False),
        ("eau", "l'eau", False),
        ("10", "10:30", False),
        ("10", "10月", True),
        ("2022", "2022年", True),
        ("3,680", "3,680元", True),
        ("new roof", "a new\nroof", True),
    ],
)
def test_a_phrase_is_held_as_whole_words(phrase: str, text: str, held: bool) -> None:
    assert is_held(phrase, text) is held


def test_places_count_characters_of_the_text_itself() -> None:
    text = "می\u200cخواهیم و می\u200cخواهیم"
    assert [text[each.start : each.end] for each in places_of("میخواهیم", text)] == ["می\u200cخواهیم"] * 2
