"""Sources that queries name, by whole names, parts of them, and without the kind of medium."""

import pytest

from service.query.source_names import sources_named

SOURCES = (
    "央视网 新闻联播",
    "人民网",
    "中国新闻网",
    "青禾新闻网",
    "BBC News",
    "Harbour Gazette",
    "WHO News",
    "白石日报",
)


@pytest.mark.parametrize(
    ("query", "words", "source"),
    [
        ("央视报道了什么洪水？", "央视", "央视网 新闻联播"),
        ("新闻联播 台风", "新闻联播", "央视网 新闻联播"),
        ("洪水 白石日报", "白石日报", "白石日报"),
        ("青禾怎么说捐款", "青禾", "青禾新闻网"),
        ("What did the BBC report on floods?", "BBC", "BBC News"),
        ("harbour gazette floods", "harbour gazette", "Harbour Gazette"),
    ],
)
def test_a_source_is_known_by_what_readers_call_it(query: str, words: str, source: str) -> None:
    found = sources_named(query, SOURCES)
    assert found is not None
    assert (query[found.span.start : found.span.end], found.sources) == (words, (source,))


@pytest.mark.parametrize(
    "query", ["人民的生活", "中国洪水", "who led the crew?", "the harbour of the town", "日报有哪些", "bbcs", ""]
)
def test_a_word_a_place_and_a_part_of_a_word_name_no_source(query: str) -> None:
    assert sources_named(query, SOURCES) is None


def test_several_sources_may_go_by_one_name_and_the_longest_name_counts() -> None:
    sources = ["央视网 新闻联播", "央视新闻", "央视新闻客户端"]
    assert sources_named("央视的洪水报道", sources).sources == ("央视网 新闻联播", "央视新闻", "央视新闻客户端")
    assert sources_named("央视新闻的洪水报道", sources).sources == ("央视新闻", "央视新闻客户端")
