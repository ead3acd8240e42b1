"""Sentences of the passages that were found."""

from service.answer.candidate import found_sentences
from service.search.searcher import Searcher


def test_sentences_are_of_the_body_and_each_is_once(news: Searcher) -> None:
    found = found_sentences(news.search("阳湾村捐款").hits)
    places = [(each.article.id, each.span) for each in found]
    assert len(places) == len(set(places))
    for each in found:
        assert each.text == each.article.body[each.span.start : each.span.end] != ""
        assert each.behind <= 0
