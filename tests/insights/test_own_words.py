"""Names of papers and columns are not what articles tell of."""

from dataclasses import replace

from indexer.core.article import Article
from service.insights.own_words import own_words, source_parts, told_names
from service.topics.name import told_of


def article(number: int, title: str, body: str, source: str = "青禾新闻网") -> Article:
    return Article(id=f"a{number}", title=title, body=body, source=source, language="zh")


HEADED = (
    article(1, "国内联播快讯", "青禾新闻网讯 松岭县今天下雨，王建国说雨还会下。"),
    article(2, "国内联播快讯", "青禾新闻网讯 松岭县和云台县修路，王建国到场。"),
    article(3, "松岭县开会", "青禾新闻网讯 会上王建国讲话。", "松岭日报"),
    article(4, "云台县消息", "松岭日报讯 松岭县捐款。", "松岭日报"),
)
SOURCES = ("青禾新闻网", "松岭日报")


def test_a_name_that_is_only_in_a_source_or_a_title_is_none_and_a_place_that_a_paper_is_called_by_stays_one() -> None:
    """快讯 is in two titles and in no body; 松岭 is in the name of 松岭日报, and three of four articles tell of it."""
    names = ("青禾", "新闻网", "快讯", "松岭", "王建国", "没有的")
    assert told_names(names, HEADED, SOURCES) == {"松岭", "王建国", "没有的"}


def test_sources_of_several_words_are_called_by_each_the_longest_first() -> None:
    parts = source_parts(("央视网 新闻联播", "央视网", "报", ""))
    assert parts == ("央视网 新闻联播", "新闻联播", "央视网")
    assert own_words(article(5, "", "央视网消息：央视网 新闻联播说"), parts) == "\n消息：\n说"


def test_who_reports_is_nobody_that_articles_tell_of_but_in_those_that_are_about_them() -> None:
    """沈若溪 signs two of three articles that name her; 程砚秋 signs one of three, and the others tell of him."""
    signed = [
        replace(article(5, "", "松岭县讯（记者 沈若溪）下雨，程砚秋到场。"), authors=("沈若溪",)),
        replace(article(6, "", "松岭县讯（记者 沈若溪 程砚秋）通车。"), authors=("记者 沈若溪", "程砚秋")),
        article(7, "", "沈若溪 程砚秋获奖。"),
    ]
    assert told_names(("沈若溪", "程砚秋"), signed, SOURCES) == {"程砚秋"}


def test_beside_a_name_stand_names_that_its_articles_tell_of() -> None:
    told = told_of("松岭县", HEADED)
    beside = {each.text for each in told.beside}
    assert "王建国" in beside
    assert beside.isdisjoint({"青禾", "新闻网", "快讯"})
