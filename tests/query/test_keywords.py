"""Plain keywords: the words, and titles with them, before characters that merely stand about."""

import pytest

from service.query.keywords import keywords
from service.results import Mode
from service.search.searcher import Searcher
from tests.archives import build, record_pages
from tests.doubles import TermEmbedder

SCATTERED = {
    "id": "scattered",
    "title": "洪亚男的一天",
    "body": "\n".join(["洪亚男挑水，地上全是水，洪家的缸里也是水。"] * 3),
    "lang": "zh",
}
TITLED = {"id": "titled", "title": "青溪镇洪水退去", "body": "镇上的人开始清扫街道，学校下周开学。" * 3, "lang": "zh"}
NAMED = {
    "id": "named",
    "title": "望海镇通讯",
    "body": "镇上的人说，洪水是夜里来的。" + "集市照常开张。" * 6,
    "lang": "zh",
}
JAPANESE = {"id": "ja", "title": "榊原さんの店", "body": "榊原さんは駅前に店を開いた。", "lang": "ja"}
ENGLISH = {
    "id": "en",
    "title": "A library on wheels",
    "body": "The party brought art and a heart to town.",
    "lang": "en",
}
ART = {"id": "art", "title": "Art school opens", "body": "The school teaches painting to forty pupils.", "lang": "en"}
MORE = [
    {"id": f"more{number}", "title": f"第{number}号通讯", "body": f"{word}的原因正在查，供水恢复。", "lang": "zh"}
    for number, word in enumerate(("停电", "停水", "洪灾", "水管", "高原", "草原"))
]


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    index = tmp_path_factory.mktemp("keywords")
    records = [SCATTERED, NAMED, TITLED, JAPANESE, ENGLISH, ART, *MORE]
    build(index, TermEmbedder(), record_pages(records), chunk_tokens=60)
    return Searcher.open(index, TermEmbedder())


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("洪水", ("洪水",)),
        ("洪水 捐款", ("洪水", "捐款")),
        ("“青禾”", ("青禾",)),
        ("climate change", ("climate", "change")),
        ("Jean-Luc", ("Jean-Luc",)),
        ("洪水 捐款 村庄 口罩", ()),
        ("谁捐了款", ()),
        ("一堆无意义的字", ()),
        ("who won", ()),
        ("洪水？", ()),
        ("上个月 洪水", ("洪水",)),
        ("上个月洪水", ("洪水",)),
        ("floods last month", ("floods",)),
        ("去年", ("去年",)),
        ("去年谁捐了款", ()),
        ("…", ()),
    ],
)
def test_a_keyword_query_is_a_few_words_and_no_question(query: str, words: tuple[str, ...]) -> None:
    assert keywords(query) == words


@pytest.mark.parametrize("mode", [Mode.HYBRID, Mode.LEXICAL])
def test_a_word_counts_and_not_its_characters(searcher: Searcher, mode: Mode) -> None:
    hits = searcher.search("洪水", mode=mode, group_by="article").hits
    assert {hit.article.id for hit in hits[:2]} == {"titled", "named"}
    scattered = [hit.scores.lexical for hit in hits if hit.article.id == "scattered"]
    assert all(share == 0 for share in scattered)


@pytest.mark.parametrize(("query", "first"), [("洪水", "titled"), ("榊原", "ja"), ("art", "art")])
def test_the_title_that_holds_the_word_is_first(searcher: Searcher, query: str, first: str) -> None:
    best, second, *_ = searcher.search(query, group_by="article").hits
    assert (best.article.id, best.scores.signals.title, best.scores.signals.phrases) == (first, 1.0, 1.0)
    assert best.score > second.score


@pytest.mark.parametrize("query", ["上个月 洪水", "上周洪水", "洪水 去年", "昨天 洪水"])
def test_when_it_was_is_no_word_of_a_list(searcher: Searcher, query: str) -> None:
    hits = searcher.search(query, group_by="article").hits
    assert hits[0].article.id == "titled"
    plain = searcher.search("洪水", group_by="article").hits
    assert {hit.article.id: hit.scores.lexical for hit in hits} == {hit.article.id: hit.scores.lexical for hit in plain}


def test_a_word_that_no_article_holds_is_looked_for_by_its_characters(searcher: Searcher) -> None:
    hits = searcher.search("洪原", mode=Mode.LEXICAL, group_by="article").hits
    assert {"scattered", "ja"} <= {hit.article.id for hit in hits}


@pytest.mark.parametrize("query", ["asdfgh qwerty", "zxcv", "龘靐齉爩", "籬韆鞦孃"])
def test_nonsense_finds_nothing_strong(searcher: Searcher, query: str) -> None:
    assert all(hit.weak for hit in searcher.search(query, limit=50).hits)


def test_what_holds_the_words_is_strong(searcher: Searcher) -> None:
    weak = {hit.article.id: hit.weak for hit in searcher.search("洪水", limit=50, group_by="article").hits}
    assert (weak["titled"], weak["named"], weak["scattered"]) == (False, False, True)


def test_by_meaning_alone_nothing_is_told_to_be_weak(searcher: Searcher) -> None:
    assert not any(hit.weak for hit in searcher.search("asdfgh qwerty", mode=Mode.DENSE).hits)
