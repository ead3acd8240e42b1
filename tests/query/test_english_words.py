"""English words that a slip of the fingers may have been meant for, and those that are right as they are."""

import pytest

from service.query.english_words import is_english_word, meant_by


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("libary", "library"),
        ("villlage", "village"),
        ("vollage", "village"),
        ("hopsital", "hospital"),
        ("donatd", "donated"),
        ("penssons", "pensions"),
        ("sichaun", "Sichuan"),
    ],
)
def test_a_letter_left_out_added_changed_or_swapped_is_told(typed, first):
    assert meant_by(typed)[0] == first


def test_words_with_the_same_first_letter_come_before_others_and_each_once():
    found = meant_by("beter")
    assert found.index("better") < found.index("meter")
    assert len({each.rstrip("s") for each in meant_by("groundd")}) == len(meant_by("groundd"))


@pytest.mark.parametrize("typed", ["cat", "xyzzyq", "捐款", "café2", ""])
def test_what_is_short_or_near_to_nothing_is_left_alone(typed):
    assert meant_by(typed) == []


@pytest.mark.parametrize(
    "word", ["village", "villages", "upheld", "risen", "theatre", "colour", "recognised", "campers"]
)
def test_forms_and_british_spellings_are_words(word):
    assert is_english_word(word)


@pytest.mark.parametrize("word", ["vilage", "donatd", "recieve"])
def test_slips_are_none(word):
    assert not is_english_word(word)
