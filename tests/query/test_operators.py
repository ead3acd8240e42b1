"""Operators of a query: understood where they are meant, shown back, exact; any other text is words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.query.operators import Query
from service.results import Filters, Mode
from service.search.searcher import Searcher

_PIECES = st.sampled_from(
    [
        '"',
        "-",
        "－",
        ":",
        "：",
        "OR",
        "|",
        "(",
        "）",
        " ",
        "　",
        "source:",
        "before:",
        "2021-02-30",
        "中",
        "a",
        "?",
        "“",
        "intitle:",
        '"a b"',
        "-x",
    ]
)


def understood(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.name, each.values) for each in Query.read(text).operators]


@pytest.mark.parametrize(
    ("text", "words", "operators"),
    [
        ("招商 -证券", "招商", [("without", ("证券",))]),
        ('"三万多元" 捐款', '"三万多元" 捐款', [("phrase", ("三万多元",))]),
        ("“三万多元” 捐款", "“三万多元” 捐款", [("phrase", ("三万多元",))]),
        ('"the art of war"', '"the art of war"', [("phrase", ("the art of war",))]),
        ("flood source:Gazette", "flood", [("source", ("Gazette",))]),
        ('flood Source:"Harbour Gazette"', "flood", [("source", ("Harbour Gazette",))]),
        ("author:周晓岚", "周晓岚", [("author", ("周晓岚",))]),
        ("暴雨 before:2021", "暴雨", [("before", ("2020-12-31",))]),
        ("暴雨 after:2021-07", "暴雨", [("after", ("2021-07-01",))]),
        ("intitle:library roof", "library roof", [("intitle", ("library",))]),
        ("暴雨 OR 洪水 OR 台风", "暴雨 洪水 台风", [("any", ("暴雨", "洪水", "台风"))]),
        ('谁捐了钱？ "三万" source:日报', '谁捐了钱？ "三万"', [("phrase", ("三万",)), ("source", ("日报",))]),
        ('谁捐了钱？ "三万"', '谁捐了钱？ "三万"', [("phrase", ("三万",))]),
        ('"青禾纪事" 谁写的 source:日报', '"青禾纪事" 谁写的', [("source", ("日报",))]),
        (
            'Who said "I have a dream" in 1963? after:2000',
            'Who said "I have a dream" in 1963?',
            [("after", ("2000-01-01",))],
        ),
        ("Is it true OR false? -spam", "Is it true OR false?", [("without", ("spam",))]),
        ('-"state media" floods', "floods", [("without", ("state media",))]),
        # As Chinese keyboards and telephones have the signs.
        ("招商 －证券", "招商", [("without", ("证券",))]),
        ("招商 −“证券 公司”", "招商", [("without", ("证券 公司",))]),
        ("＂三万多元＂ 捐款", "＂三万多元＂ 捐款", [("phrase", ("三万多元",))]),
        ("source：青禾日报 捐款", "捐款", [("source", ("青禾日报",))]),
        ("暴雨 after：2021-07", "暴雨", [("after", ("2021-07-01",))]),
        # Days as people write them.
        ("暴雨 after:2021年3月", "暴雨", [("after", ("2021-03-01",))]),
        ("暴雨 after:2021年3月5日", "暴雨", [("after", ("2021-03-05",))]),
        ("暴雨 before:２０２１年", "暴雨", [("before", ("2020-12-31",))]),
        ("flood before:2021/07/03", "flood", [("before", ("2021-07-02",))]),
        ("flood after:2021.7", "flood", [("after", ("2021-07-01",))]),
        ("flood after:20210703", "flood", [("after", ("2021-07-03",))]),
        # Alternatives in brackets, and of names.
        ("(flood OR storm) bridge", "flood storm bridge", [("any", ("flood", "storm"))]),
        ('bridge ("heavy rain" OR storm)', 'bridge "heavy rain" storm', [("any", ("heavy rain", "storm"))]),
        ("（洪水 OR 暴雨） 桥", "洪水 暴雨 桥", [("any", ("洪水", "暴雨"))]),
        ("flood (bridge) OR storm", "flood bridge storm", [("any", ("bridge", "storm"))]),
        ("(a1 OR b2) OR (c3 OR d4)", "a1 b2 c3 d4", [("any", ("a1", "b2", "c3", "d4"))]),
        ("洪水 | 暴雨", "洪水 暴雨", [("any", ("洪水", "暴雨"))]),
        ("洪水 source:日报 OR source:晚报", "洪水", [("source", ("日报", "晚报"))]),
        ("source:日报 OR 洪水", "洪水", [("source", ("日报",))]),
        ("洪水 OR -台风", "洪水", [("without", ("台风",))]),
        ("intitle:bridge OR intitle:road", "bridge road", [("intitle", ("bridge", "road"))]),
        ("洪水 -source:日报", "洪水", [("without", ("日报",))]),
        ("site:bbc.co.uk flood", "flood", [("site", ("bbc.co.uk",))]),
        ("flood SITE:www.bbc.co.uk/news", "flood", [("site", ("www.bbc.co.uk/news",))]),
        ("洪水 site：gov.cn", "洪水", [("site", ("gov.cn",))]),
        ("flood site:https://bbc.co.uk/news/", "flood", [("site", ("https://bbc.co.uk/news/",))]),
        ("flood -site:bbc.co.uk", "flood", [("without", ("bbc.co.uk",))]),
        ("flood site:a.example OR site:b.example", "flood", [("site", ("a.example", "b.example"))]),
        ("洪水 site:新华网.中国", "洪水", [("site", ("新华网.中国",))]),
        ("site:bbc.co.uk", "bbc.co.uk", [("site", ("bbc.co.uk",))]),
    ],
)
def test_an_operator_is_understood(text: str, words: str, operators: list[tuple[str, tuple[str, ...]]]) -> None:
    query = Query.read(text)
    assert (query.words, understood(text)) == (words, operators)


@pytest.mark.parametrize(
    "text",
    [
        '他说："今天开会"',
        '谁写了"青禾纪事"？',
        "谁写了 “青禾纪事” ？",
        "《青禾纪事》 作者",
        'Who said "I have a dream" in 1963?',
        '"中国梦" 是什么意思',
        '"青禾纪事" 谁写的',
        "10:30 的会议",
        "作者:周晓岚 的文章",
        "来源：青禾日报 捐款",
        "note: buy milk",
        "http://example.org/a-b",
        "气温 -5 度",
        "state-of-the-art 桥",
        "Is it true OR false?",
        "before:yesterday 捐款",
        "before:2021-02-30 捐款",
        "source: 捐款",
        "-证券",
        '"',
        'said "hello',
        "OR",
        "a OR",
        "C++ -",
        "flood or storm",
        "捐了多少 (洪水 OR 暴雨)？",
        "(flood bridge) OR storm",
        "flood after:2021-7/3",
        "-after:2021 flood",
        "-source:日报",
        "site: flood",
        "flood site:新华社",
        'flood site:"two words"',
        "flood site:///",
        "-site:bbc.co.uk",
    ],
)
def test_a_text_that_only_looks_like_one_is_words(text: str) -> None:
    assert Query.read(text) == Query(text)


@given(st.one_of(st.text(), st.lists(_PIECES).map("".join), st.lists(_PIECES).map(" ".join)))
def test_any_text_is_read_and_its_plain_words_survive(text: str) -> None:
    query = Query.read(text)
    query.narrowed(Filters())
    taken = [piece for each in query.operators for piece in each.text.split()]
    left = query.words.split()
    joined = {each.strip("(（)）") for each in (*taken, *left)}
    assert {each.strip("(（)）") for each in text.split()} - {"OR", "|", ""} <= joined
    assert query.words.strip() or not text.strip()


def found(searcher: Searcher, text: str, mode: Mode = Mode.HYBRID) -> set[str]:
    query = Query.read(text)
    hits = searcher.search(query.words, filters=query.narrowed(Filters()), mode=mode, limit=50).hits
    return {hit.article.id for hit in hits}


@pytest.mark.parametrize("mode", [Mode.HYBRID, Mode.DENSE])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("柳河村 -捐款", {"flood", "library", "undated"}),
        ('"三萬二千元"', {"donation"}),
        ('村 "三万千元"', set()),
        ('"new roof"', {"library"}),
        ('"new  Roof and"', {"library"}),
        ('council "ew roof"', set()),
        ("柳河村 source:日报", {"donation"}),
        ("柳河村 source:日报 source:江城", {"donation", "flood"}),
        ("柳河村 author:晓岚", {"donation"}),
        ("柳河村 after:2021-07-20 before:2022", {"flood"}),
        ("柳河村 before:2021 after:2022", set()),
        ("intitle:群众", {"flood"}),
        ("柳河村 intitle:屋顶", set()),
        ("暴雨 OR 屋顶", {"flood", "donation"}),
        ("（暴雨 OR 屋顶） 柳河村", {"flood", "donation"}),
        ("柳河村 source:日报 OR source:江城", {"donation", "flood"}),
        ("intitle:群众 OR intitle:捐款", {"flood", "donation"}),
    ],
)
def test_operators_let_through_exactly_what_they_name(
    searcher: Searcher, text: str, expected: set[str], mode: Mode
) -> None:
    assert found(searcher, text, mode) == expected


@pytest.mark.parametrize("text", ["柳河村 -source:日报", "柳河村 -intitle:捐款", "柳河村 -author:晓岚"])
def test_a_name_with_a_minus_leaves_its_articles_out(searcher: Searcher, text: str) -> None:
    left = found(searcher, text)
    assert left == found(searcher, "柳河村") - {"donation"}
    assert left


def test_a_phrase_stands_in_the_passage_or_in_its_title(searcher: Searcher) -> None:
    hits = searcher.search("全村", filters=Query.read('"三万二千元"').narrowed(Filters()), limit=50).hits
    assert all("三万二千元" in hit.chunk.text for hit in hits)
    titled = searcher.search("全村", filters=Query.read('"党员带头"').narrowed(Filters()), limit=50).hits
    assert len(titled) > len(hits) == 1


@pytest.mark.parametrize(
    "text", ["屋脊兽 OR 体育馆 OR 避雷针", '"中学体育馆" 屋脊兽 避雷针', "屋脊兽 intitle:群众 避雷针"]
)
def test_what_holds_the_words_that_it_has_to_hold_is_not_weak(searcher: Searcher, text: str) -> None:
    query = Query.read(text)
    for hits in (
        searcher.search(query.words, filters=query.narrowed(Filters())).hits,
        searcher.listed(query.words, filters=query.narrowed(Filters())).hits,
    ):
        assert [(hit.article.id, hit.weak) for hit in hits[:1]] == [("flood", False)]


@pytest.mark.parametrize("text", ["source:日报", "author:晓岚", "source:日报 after:2020"])
def test_a_query_of_names_alone_asks_for_all_that_they_let_through(searcher: Searcher, text: str) -> None:
    """No article holds the name of its source, and yet all of them were asked for: none is weak, and each is listed and counted."""
    query = Query.read(text)
    filters = query.narrowed(Filters(languages=("zh",)))
    for hits in (
        searcher.search(query.words, filters=filters).hits,
        searcher.listed(query.words, filters=filters).hits,
    ):
        assert {(hit.article.id, hit.weak) for hit in hits} == {("donation", False)}
    assert searcher.matches(query.words, filters=filters).reachable == searcher.selection(filters).reachable


def test_operators_narrow_filters_that_are_set(searcher: Searcher) -> None:
    filters = Query.read("柳河村 source:日报").narrowed(Filters(languages=("en",)))
    assert searcher.search("柳河村", filters=filters).hits == ()


@given(st.one_of(st.text(), st.lists(_PIECES).map("".join), st.lists(_PIECES).map(" ".join)))
def test_no_query_without_a_sign_holds_an_operator(text: str) -> None:
    """Such a query is not looked through."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("service.query.operators._SIGNS", re.compile(""))
        looked_through = Query.read(text)
    assert Query.read(text) == looked_through
