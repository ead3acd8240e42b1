"""Names in pinyin ask for the characters they stand for."""

import pytest

from service.query.pinyin import spelled_names, spellings


@pytest.mark.parametrize(
    ("question", "word", "pair"),
    [
        ("How much did Kuaishou give?", "kuaishou", "快手"),
        ("What did Sun Xinfu do?", "xinfu", "新福"),
        ("What did Sun Xinfu do?", "xinfu", "孙新"),
        ("Who is Wang Lei?", "lei", "王磊"),
        ("Combien a donné Xi'an ?", "xi'an", "西安"),
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


@pytest.mark.parametrize("name", ["Lü Bu", "Lu Bu", "Lv Bu", "Lyu Bu"])
def test_u_with_two_dots_is_written_in_four_ways(name: str) -> None:
    assert any("吕布" in group for group in spellings(f"Who is {name}?")["bu"])


def test_what_belongs_to_a_name_is_another_name() -> None:
    found = [name.words for name in spelled_names("Who leads Xi'an's Weiyang and Shanghai’s Huang-pu New District?")]
    assert found == [("xi'an",), ("weiyang",), ("shanghai",), ("huang", "pu", "new", "district")]


def test_a_family_name_may_stand_last() -> None:
    assert any("韩建" in group for group in spellings("Who is Jianzhong Han?")["han"])
