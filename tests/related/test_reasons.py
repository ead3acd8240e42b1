"""Shared words are whole words of both texts; a snippet is the sentence that says most of them."""

import pytest

from indexer.core.article import Article, Span
from indexer.related.article_text import ExplainedArticle, own_text
from indexer.related.explain import LONGEST_SNIPPET, shared_words, snippet
from indexer.text.normalize import normalize


def reading(title, body, language="zh"):
    return ExplainedArticle(Article(id="", title=title, body=body, language=language))


def test_a_fragment_grows_to_the_word_that_both_have():
    other = reading("", "省人民政府发布公告。")
    assert shared_words(normalize("市人民政府召开会议。"), other, ["民政"]) == ("人民政府",)


def test_a_word_is_shown_as_the_related_page_writes_it():
    other = reading("颱風登陸", "OpenAI 的氣象模型。")
    assert shared_words(normalize("台风登陆时openai发布模型"), other, ["台风", "openai"]) == ("颱風", "OpenAI")


def test_what_stands_inside_a_word_already_shown_is_not_shown_again():
    other = reading("", "白石桥通车。")
    assert shared_words("白石桥合龙", other, ["白石", "石桥"]) == ("白石桥",)


def test_a_whole_clause_in_common_is_shown_by_the_word_of_the_term():
    clause = "清水河上的白石桥今天上午正式通车"
    assert shared_words(clause, reading("", clause), ["石桥"]) == ("白石桥",)


@pytest.mark.parametrize(
    ("own", "other", "term", "words"),
    [
        ("中国钢铁协会", "中国钢铁协会开会", "国钢", ("中国钢铁协会",)),
        ("我国钢铁", "中国钢铁", "国钢", ()),
        ("杭州基地", "郑州基地", "州基", ()),
        ("郑州基地开工", "位于郑州基地旁", "州基", ("郑州基地",)),
        ("村里的人", "城里的事", "里的", ()),
        ("今天上午", "今天上午", "天上", ()),
        ("柳禾村修路，柳禾村通电", "柳禾村办学，柳禾村植树", "柳禾", ("柳禾村",)),
        ("ไทยแลนด์สวัสดี", "ประเทศไทยสวัสดีครับ", "สวั", ()),
        ("食べる人", "見る人", "る人", ()),
    ],
)
def test_a_fragment_is_no_reason_and_a_word_is_whole(own, other, term, words):
    assert shared_words(normalize(own), reading("", other), [term]) == words


def test_words_that_only_join_are_no_reason():
    read = reading("", "The mayor and the bridge.", "en")
    assert shared_words("the bridge and the mayor", read, ["the", "and", "bridg"]) == ("bridge",)


def test_a_capitalised_word_is_shown_with_the_others_of_its_name():
    read = reading("", "He told the Harbour Gazette of it.", "en")
    assert shared_words("as the harbour gazette said", read, ["gazett"]) == ("Harbour Gazette",)
    assert shared_words("the gazette of harbour news", read, ["gazett"]) == ("Gazette",)


def test_a_japanese_word_is_shown_as_it_is_written():
    read = reading("", "広島で鉄道が止まった。", "ja")
    assert shared_words(own_text(Article(id="a", title="", body="鉄道と広島")), read, ["铁道", "广岛"]) == (
        "鉄道",
        "広島",
    )


def test_a_part_of_another_name_is_no_reason():
    read = reading("", "Saskia van der Berg ontwierp de brug.", "nl")
    assert shared_words("su socio pieter van den berg, de utrecht", read, ["berg"]) == ()
    assert shared_words("architect saskia van der berg", read, ["berg"]) == ("Saskia van der Berg",)
    assert shared_words("architect saskia van der berg", read, ["saskia"]) == ("Saskia van der Berg",)
    assert shared_words("berg spoke, and berg left", read, ["berg"]) == ("Berg",)


def test_verbs_come_last():
    read = reading("", "白石桥通行。转移群众。")
    assert shared_words("转移白石桥群众", read, ["转移", "石桥", "群众"]) == ("白石桥", "群众", "转移")


def test_the_sentence_with_most_weight_is_the_snippet_and_the_first_of_equals():
    other = reading("标题", "第一句说苹果。第二句说苹果和酒厂。第三句说酒厂和苹果。")
    assert snippet(other, ["苹果", "酒厂"], [0.2, 0.1]) == Span(7, 17)
    assert other.body[7:17] == "第二句说苹果和酒厂。"


def test_without_shared_terms_the_snippet_is_the_first_sentence():
    assert snippet(reading("", "开头。后面。"), [], []) == Span(0, 3)
    assert snippet(reading("只有标题", ""), [], []) == Span(0, 0)


@pytest.mark.parametrize("before", [0, 100, 400])
def test_of_a_long_sentence_the_part_around_its_shared_word_is_taken(before):
    body = "长" * before + "，白石桥通车，" + "尾" * 400 + "。"
    span = snippet(reading("", body), ["石桥"], [1.0])
    assert "白石桥" in body[span.start : span.end] or "石桥" in body[span.start : span.end]
    assert span.end - span.start <= LONGEST_SNIPPET


@pytest.mark.parametrize(
    ("language", "own", "other", "stem", "shown"),
    [
        ("en", "charitable foundation", "Two Foundations gave.", "foundat", "Foundations"),
        ("en", "library", "The Libraries open.", "librari", "Libraries"),
        ("en", "they lied", "Someone is lying.", "lie", "lying"),
        ("de", "ein haus", "Die Häuser.", "haus", "Häuser"),
        ("zh", "腾讯openai", "腾讯的OpenAI模型。", "openai", "OpenAI"),
    ],
)
def test_a_stem_is_shown_as_the_word_it_was_made_from(language, own, other, stem, shown):
    read = reading("", other, language)
    assert shared_words(own, read, [stem]) == (shown,)
    sentence = snippet(read, [stem], [1.0])
    assert shown in read.body[sentence.start : sentence.end]


def test_a_fragment_of_any_script_without_spaces_grows():
    assert shared_words(normalize("ニュース番組"), reading("", "新しいニュース番組。", "ja"), ["ース"]) == (
        "ニュース番組",
    )
    assert shared_words("서울시장 선거", reading("", "새 서울시장이 말했다.", "ko"), ["울시"]) == ("서울시장",)


def test_a_mention_is_the_first_in_each_sentence():
    read = reading("石桥", "石桥和石桥。没有。又见石桥。")
    assert read.mentions("石桥") == ((0, 0), (2, 11))
    assert read.mentions("月亮") == ()
