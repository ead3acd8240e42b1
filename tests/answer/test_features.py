"""What a sentence and its article say for a span of it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from indexer.core.article import Article, Span
from indexer.index.wants import Want
from service.answer.candidate import Candidate, Sentence
from service.answer.features import FIGURE, TEXT, ReadSentence, article_features, fits
from service.answer.question import AnswerQuery
from service.figures.read import figures
from service.search.searcher import Searcher
from tests.answer.reading import candidates_of, of
from tests.archives import build, record_pages
from tests.doubles import TermEmbedder

NOTHING_KNOWN = AnswerQuery("多少？", "zh", {}, (), (), frozenset())


def searching(folder: Path, record: dict[str, str]) -> Searcher:
    build(folder, TermEmbedder(), record_pages([record]))
    return Searcher.open(folder, TermEmbedder())


def about(body: str, query: AnswerQuery, *, language: str = "zh") -> list[dict[str, float]]:
    """What a sentence that is the whole of an article says for each of its figures."""
    read = ReadSentence(Sentence(Article("a", "", body, language=language), Span(0, len(body)), 0.0), query)
    return [read.features(Span(figure.start, figure.end), figure) for figure in read.figures]


def asking(text: str, *words: str, language: str = "zh") -> AnswerQuery:
    """A question whose words weigh the same."""
    return replace(NOTHING_KNOWN, text=text, language=language, words=tuple(Want((word,), 1.0) for word in words))


def with_figures(found: Sequence[Candidate]) -> list[Candidate]:
    return [each for each in found if each.figure is not None]


def test_total_and_part_are_told_apart(news: Searcher) -> None:
    """全村共捐款三万多元 is a total; 其中 … 个人捐款1万元 is what one of them gave."""
    found = candidates_of(news, "阳湾村全村共捐款多少元？")
    total, part = of(found, "三万多元").features, of(found, "1万元").features
    assert (total["total"], total["total unasked"], total["part"]) == (1.0, 0.0, 0.0)
    assert (part["total"], part["total unasked"], part["part"]) == (0.0, 0.0, 1.0)


@pytest.mark.parametrize(
    ("body", "former"),
    [
        ("低保标准由每月680元提高到740元。", [1.0, 0.0]),
        ("失业率从12.6%跌至9.7%。", [1.0, 0.0]),
        ("票价96元,到南陵县21元。", [0.0, 0.0]),
        ("捐了680元给740人。", [0.0, 0.0]),
    ],
)
def test_a_figure_that_became_another_is_a_former_one(body: str, former: list[float]) -> None:
    assert [each["former"] for each in about(body, asking("提高到多少？"))] == former
    assert {each["former"] for each in about(body, asking("原来是多少？"))} == {0.0}


def test_a_total_that_is_not_asked_for_is_another_feature(news: Searcher) -> None:
    total = of(candidates_of(news, "阳湾村捐款多少元？"), "三万多元").features
    assert (total["total"], total["total unasked"]) == (0.0, 1.0)


def test_a_part_that_is_asked_for_is_no_part(news: Searcher) -> None:
    """The question's own words do not speak against an answer."""
    assert of(candidates_of(news, "其中石大海个人捐款多少元？"), "1万元").features["part"] == 0.0


@pytest.mark.parametrize(
    ("sentence", "part", "total"),
    [
        pytest.param("Each gave 300 yuan.", 1.0, 0.0, id="a word"),
        pytest.param("Damage reached 300 yuan.", 0.0, 0.0, id="its letters in another"),
        pytest.param("In total 300 yuan.", 0.0, 1.0, id="two words"),
        pytest.param("The totaliser: 300 yuan.", 0.0, 0.0, id="the letters that another begins with"),
        pytest.param("Всего 300 рублей.", 0.0, 1.0, id="Cyrillic"),
        pytest.param("총300명이 왔다.", 0.0, 1.0, id="Korean, written together with its figure"),
        pytest.param("村民每人300元。", 1.0, 0.0, id="Chinese, between characters"),
    ],
)
def test_words_that_say_a_figures_part_are_whole(sentence: str, part: float, total: float) -> None:
    (told,) = about(sentence, NOTHING_KNOWN)
    assert (told["part"], told["total unasked"]) == (part, total)


def test_a_figure_that_only_means_a_is_marked() -> None:
    first, second = (about(body, NOTHING_KNOWN) for body in ("陆远山是一名护士。", "全院97名护士，夜班只有一名护士。"))
    assert [each["indefinite"] for each in first] == [1.0]
    assert [each["indefinite"] for each in second] == [0.0, 0.0]


def test_the_thing_counted_is_beside_its_figure() -> None:
    """党员 stands behind 97名, 消毒液 before 二吨, 口罩 before 三千余个; a comma is between it and 二吨."""
    sentence = "97名党员响应，消毒液二吨，口罩三千余个。"
    for word, counted in (("党员", "97名"), ("消毒液", "二吨"), ("口罩", "三千余个")):
        told = about(sentence, asking("多少？", *(word[at : at + 2] for at in range(len(word) - 1))))
        found = [each.text for each in figures(sentence)]
        assert [text for text, each in zip(found, told, strict=True) if each["counted"]] == [counted], word


def test_words_near_a_figure_count_for_more() -> None:
    """捐款 ends at 1万元 and 6 characters before 2万元: e^0 and e^(-6/12)."""
    told = about("个人捐款1万元，其他2万元。", asking("捐款多少？", "捐款"))
    assert [round(each["near"], 4) for each in told] == [1.0, 0.6065]
    assert [each["clause"] for each in told] == [1.0, 0.0]
    assert all((each["figure near"], each["figure clause"]) == (each["near"], each["clause"]) for each in told)


def test_what_the_question_does_not_speak_of_makes_a_figure_a_strangers() -> None:
    """郭启明带头, 5 of 20 characters, stand before it beside 捐款; in another language it says nothing."""
    query = asking("捐款多少？", "捐款")
    assert [each["stranger"] for each in about("郭启明带头捐款5000元。", query)] == [0.25]
    assert [each["stranger"] for each in about("郭启明带头捐款5000元。", replace(query, language="en"))] == [0.0]


def test_words_that_no_row_has_count_in_the_questions_language_alone() -> None:
    """Of two words one is in no article: half is held, or all that could be looked for in another language."""
    query = replace(asking("捐款多少？"), words=(Want(("捐款",), 1.0), Want(("善举",), 1.0, unknown=True)))
    (own,), (abroad,) = (about("捐款5000元。", each) for each in (query, replace(query, language="en")))
    assert (own["sentence"], own["near"], abroad["sentence"], abroad["near"]) == (0.5, 0.5, 1.0, 1.0)


def test_across_languages_the_words_that_are_known_are_looked_for(tmp_path: Path) -> None:
    """The dictionary's words for "village" are not in the archive; 党员 is, right after the figure."""
    record = {"id": "a", "title": "倡议", "body": "97名党员响应了倡议，三人当天到场。", "lang": "zh"}
    found = candidates_of(searching(tmp_path, record), "How many party members does the village have?")
    assert of(found, "97名").features["counted"] == 1.0
    assert of(found, "97名").features["near"] > of(found, "三人").features["near"]


def test_an_article_is_told_by_the_names_and_words_and_years_that_it_has() -> None:
    """One of two names, three of four words by weight; published in 2021, and its text names 1987."""
    article = Article("a", "望海", "1987年的台风", published_at="2021-08-10", language="zh")
    query = replace(
        NOTHING_KNOWN,
        words=(Want(("台风",), 3.0), Want(("群众",), 1.0)),
        names=(Want(("望海",), 1.0), Want(("青石",), 1.0)),
    )
    assert article_features(query, article) == {"named": 0.5, "article": 0.75, "year": 1.0}
    for year, told in (("2021", 1.0), ("1987", 1.0), ("2022", 0.0)):
        assert article_features(replace(query, years=frozenset({year})), article)["year"] == told


def test_where_nobody_is_named_every_article_knows_them() -> None:
    assert article_features(NOTHING_KNOWN, Article("a", "", "字"))["named"] == 1.0


@pytest.mark.parametrize(
    ("text", "share"),
    [("3万元", 0.5), ("12%", 0.25), ("97名", 0.125), ("2吨", 0.0625), ("5月17日", 0.0), ("28个月", 0.0)],
    ids=["money", "percent", "count", "measure", "date", "duration"],
)
def test_a_figure_fits_as_likely_as_its_kind_is_asked_for(text: str, share: float) -> None:
    """What is no figure fits by what is left of 1 for all that are none: 0.0625."""
    kinds = {"money": 0.5, "percent": 0.25, "count": 0.125, "measure": 0.0625, "person": 0.0625}
    (figure,) = figures(text, published_at="2022-05-18")
    assert fits(kinds, figure) == share
    assert fits(kinds, None) == pytest.approx(0.0625)


def test_where_no_kind_is_told_all_fit_alike() -> None:
    (figure,) = figures("3万元")
    assert fits({}, figure) == fits({}, None) == 0.5


def test_a_span_is_told_by_its_length_and_by_whether_it_was_asked() -> None:
    """10 of 40 characters at most; 捐款 is in the question, 三 alone is too little to say so."""
    sentence = Sentence(Article("a", "", "三人昨日捐款给小学。", language="zh"), Span(0, 10), 0.0)
    read = ReadSentence(sentence, replace(NOTHING_KNOWN, text="三人捐款？"))
    whole, given, one = (read.features(span, None) for span in (Span(0, 10), Span(4, 6), Span(0, 1)))
    assert [each["long"] for each in (whole, given, one)] == [0.25, 0.05, 0.025]
    assert [each["whole"] for each in (whole, given, one)] == [1.0, 0.0, 0.0]
    assert [each["asked"] for each in (whole, given, one)] == [0.0, 1.0, 0.0]


def test_of_what_is_no_figure_nothing_counts_that_is_for_figures(news: Searcher) -> None:
    for each in candidates_of(news, "阳湾村全村共捐款多少元？", "阳湾村党支部"):
        assert {*TEXT, *FIGURE} <= each.features.keys()
        if each.figure is None:
            assert [each.features[name] for name in FIGURE] == [0.0] * len(FIGURE)


@pytest.mark.parametrize("marked", [(), ("1万元", "$2.4 million", "昨日")], ids=["unread", "read"])
def test_every_feature_is_small(news: Searcher, marked: tuple[str, ...]) -> None:
    """About 0 to 1, logits from -1, but for how far a passage lies behind the best."""
    for question in ("阳湾村全村共捐款多少元？", "How much was the lighthouse sold for?", "大桥什么时候通车？"):
        for each in candidates_of(news, question, *marked):
            assert all(-1.0 <= value <= 1.0 + 1e-9 for name, value in each.features.items() if name != "behind")
