"""Another wording is offered where the archive has words that sound or are spelt like those typed, and else none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.index.suggestions.vocabulary import Vocabulary
from service.results import Filters
from service.suggest.held import Held


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("捐宽", "捐款"),
        ("liuhe cun juankuan", "柳禾村 捐款"),
        ("图数馆开放", "图书馆开放"),
        ("圖數館", "图书馆"),
        ("hongsui", "洪水"),
        ("donaton", "donation"),
        ("hospitla books", "hospital books"),
        ("图书馆 捐宽", "图书馆 捐款"),
        ("hong shui", "洪水"),
        ("kai fang", "开放"),
        ("liu he cun", "柳禾村"),
        ("how much was donatd by the vilage", "how much was donated by the village"),
        ("When did the libary reopen?", "When did the library reopen?"),
        ("重庆市政府何时宣布嘉陵江洪税退去", "重庆市政府何时宣布嘉陵江洪水退去"),
        ("青溪镇涂书馆几点开放", "青溪镇图书馆几点开放"),
    ],
)
def test_what_was_meant_is_offered(typing, typed, meant):
    assert typing.instead(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "捐款",
        "柳禾村捐了多少钱？",
        "图书馆什么时候开放",
        "谁在柳禾村捐款",
        "donation",
        "How much did Liuhe Village give?",
        "Who is Han Jianzhong?",
        "hospital books",
        "量子纠缠",
        "xyzzy",
        "colour of the hospital",
        "he sun can run",
        "pin tan",
        "Was the theatre upheld as a colour of licence?",
        "¿Cuántos libros recibió la bibliotca del hospitl en mayo de donacion?",
        "Where did Libery Vilagge play?",
        "oupen",  # pinyin of no word of the archive, and one letter from "open"
        "",
        "?",
        "捐" * 500,
    ],
)
def test_what_is_right_or_unknown_is_left_alone(typing, typed):
    assert typing.instead(typed) == ""


def test_suggestions_offer_another_wording_only_where_nothing_goes_on(typing):
    def offered(typed):
        return typing.suggest(typed, limit=5, filters=Filters()).did_you_mean

    assert offered("捐宽") == "捐款"
    assert offered("捐") == offered("juan") == ""


def test_of_words_that_sound_alike_the_exact_then_the_likest_then_the_most_frequent_comes_first():
    words = Vocabulary.of([("通知", 9), ("同志", 5), ("统治", 7), ("同治", 2), ("中立", 4), ("总理", 8)])
    assert [each.text for each in words.sounding(("tong", "zhi"))] == ["通知", "统治", "同志", "同治"]
    assert [each.text for each in words.sounding(("tong", "zhi"), "同至")][:2] == ["同志", "同治"]
    assert [each.text for each in words.sounding(("zong", "li"))] == ["总理", "中立"]


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("libary", ["library"]),
        ("lirbary", ["library"]),
        ("librarry", ["library"]),
        ("reconstrution", ["reconstruction"]),
        ("reconsturctoin", ["reconstruction"]),
        ("cat", []),
        ("librar1", []),
        ("bibliary", []),
    ],
)
def test_a_slip_or_two_is_forgiven(typed, near):
    words = Vocabulary.of([("library", 3), ("reconstruction", 2), ("car", 9)])
    assert [each.text for each in words.spelt(typed)] == near


def test_the_most_frequent_words_are_kept():
    words = Vocabulary.of([("通知", 9), ("同志", 5), ("统治", 7), ("library", 3), ("librarian", 5)])
    assert words.most_frequent(5) is words
    some = words.most_frequent(3)
    assert ("通知" in some, "统治" in some, "同志" in some, "librarian" in some, "library" in some) == (
        True,
        True,
        True,
        False,
        False,
    )


_WORDS = st.lists(st.text("abcde", min_size=4, max_size=11), min_size=1, max_size=30, unique=True)


@given(_WORDS, st.text("abcde", min_size=4, max_size=11))
def test_a_word_is_found_among_others_as_it_is_by_itself(words, asked):
    alone = [each.text for word in words for each in Vocabulary.of([(word, 2)]).spelt(asked)]
    assert sorted(each.text for each in Vocabulary.of((word, 2) for word in words).spelt(asked)) == sorted(alone)


def test_in_a_long_query_what_is_new_must_be_held_beside_the_rest_of_it():
    def held(best, **weights):
        known = {each for each in weights if each != "typed"}
        return Held(best, {(each,): weight for each, weight in weights.items()}, frozenset((each,) for each in known))

    own = held(0.3, rest=90.0, typed=10.0)
    assert held(0.39, rest=90.0, meant=10.0).is_better_than(own)
    assert not held(0.33, rest=90.0, meant=10.0).is_better_than(own)
    assert held(0.5, rest=5.0, meant=5.0).is_better_than(held(0.3, rest=5.0, typed=5.0))
