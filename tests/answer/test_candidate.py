"""What a candidate says: equal amounts mean the same, however they are written."""

from tests.answer.weighed import article, weighed, words


def test_a_large_count_is_the_same_with_and_without_its_unit() -> None:
    people, unsaid = article("a", "3680余名群众"), article("b", "3680余群众")
    assert weighed(people, 1.0).meaning == weighed(unsaid, 1.0).meaning
    three, cars = article("a", "3名群众"), article("b", "3辆车")
    assert weighed(three, 1.0).meaning != weighed(cars, 1.0).meaning


def test_words_mean_the_same_in_either_script_and_width() -> None:
    assert (
        words(article("a", "由ＡＣＭＥ出资"), "ＡＣＭＥ", 1.0).meaning
        == words(article("b", "acme出资"), "acme", 1.0).meaning
    )
    assert words(article("a", "記者說"), "記者", 1.0).meaning == words(article("b", "记者说"), "记者", 1.0).meaning


def test_only_all_of_a_sentence_is_whole() -> None:
    sentence = article("a", "市长致辞。")
    assert weighed(sentence, 1.0, figure=None).candidate.is_whole
    assert not words(sentence, "市长致辞", 1.0).candidate.is_whole
