"""Names in pinyin ask for the characters they stand for."""

import pytest

from service.pinyin import spellings


@pytest.mark.parametrize(
    ("question", "word", "pair"),
    [
        ("How much did Kuaishou give?", "kuaishou", "快手"),
        ("What did Sun Xinfu do?", "xinfu", "新福"),
        ("What did Sun Xinfu do?", "xinfu", "孙新"),
        ("Who is Wang Lei?", "lei", "王磊"),
        ("Combien a donné Xi'an ?", "an", "西安"),
        ("How long is the road of Lüliang?", "luliang", "吕梁"),
    ],
)
def test_a_name_stands_for_its_characters(question: str, word: str, pair: str) -> None:
    found = spellings(question)
    assert any(pair in group for group in found[word])


@pytest.mark.parametrize("question", ["how much was donated", "Thrift Street", "柳河村捐了多少", "NASA", ""])
def test_other_words_stand_for_themselves(question: str) -> None:
    assert spellings(question) == {}


def test_each_pair_reads_as_the_syllables() -> None:
    groups = spellings("Did Kuaishou?")["kuaishou"]
    assert len(groups) == 1
    assert {"快手", "块首", "筷受"} <= set(groups[0])
    assert "手快" not in groups[0]
