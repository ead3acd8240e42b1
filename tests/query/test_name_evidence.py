"""What may be a name: by a dictionary of Chinese, by what a word is put together of, and by its characters."""

import pytest

from service.query.name_evidence import may_be_name


@pytest.mark.parametrize("word", ["城市", "印发", "河水", "竹林", "洪水", "祝贺"])
def test_what_the_dictionary_has_as_a_word_alone_is_no_name(word: str) -> None:
    assert not may_be_name(word)


@pytest.mark.parametrize("word", ["努力学习", "生命安全", "高温度", "智能化", "新起点", "镇政府", "卫生室", "慈善会"])
def test_what_is_put_together_of_words_is_no_name(word: str) -> None:
    assert not may_be_name(word)


@pytest.mark.parametrize("word", ["中国式", "美国化", "李女士", "林先生", "王某"])
def test_a_name_with_what_makes_it_something_else_is_none(word: str) -> None:
    assert not may_be_name(word)


@pytest.mark.parametrize("word", ["驾驶座", "润物无声", "常见病", "惠及", "楼栋", "入市", "之日起"])
def test_what_has_the_characters_of_common_words_is_no_name(word: str) -> None:
    assert not may_be_name(word)


@pytest.mark.parametrize("word", ["佩斯科夫", "丁薛祥", "石泰峰", "林静娴", "周强", "陈颖", "姜雨薇", "卡马拉内"])
def test_who_no_dictionary_has_is_told_by_the_characters_of_names(word: str) -> None:
    """A person by a family name and a given one, a foreigner by the characters that sounds are written with."""
    assert may_be_name(word)


@pytest.mark.parametrize(
    "word",
    [
        "国家知识产权局",  # long: a body is made of common words
        "北京",  # a reading with a capital
        "朝阳",  # both readings, and tagged as a place
        "鲁望舒",  # a person that no dictionary has
        "柳禾村",
        "财政部",  # a body that the dictionary has as a name
        "云台县水利部门协调中心",
        "中央气象台",  # put together of words, and named in full
        "OpenAI",
        "東京",  # read as in Simplified characters
        "ソニー",
        "Солнечный",
        "",
    ],
)
def test_nothing_speaks_against_a_name(word: str) -> None:
    assert may_be_name(word)


def test_a_word_with_both_readings_is_a_name_only_as_a_place() -> None:
    """和平 is "peace", a district, and tagged as another name; 长寿 is "long life", a district, and tagged as a place."""
    assert (may_be_name("和平"), may_be_name("长寿")) == (False, True)
