"""What a reader may begin with comes from the archive, and is answered."""

from dataclasses import replace

import pytest

from indexer.core.article import Article
from service.figures.read import figures
from service.results import Answer, AnswerKind, AskResult, Citation, Mode, SearchResult
from service.web.english_questions import english_questions_of
from service.web.examples import Examples, examples, of_titles, questions_of, words_of_titles
from service.web.strings import PageLanguage

NOTHING = SearchResult("s", Mode.HYBRID, (), (), {})


def titled(title: str, language: str = "zh") -> Article:
    return Article(title, title, "", language=language)


def test_a_question_asks_for_the_amount_of_a_title_in_its_place() -> None:
    asked = [question for question, _ in questions_of(titled("柳禾村村民三天捐款三万多元 口罩送到值守点"))]
    assert asked == []  # two amounts in one clause: 三天 and 三万多元
    assert [question for question, _ in questions_of(titled("柳禾村村民捐款三万多元 口罩送到值守点"))] == [
        "柳禾村村民捐款多少元？"
    ]
    assert list(questions_of(titled("三万多元捐款送到了"))) == []
    assert list(questions_of(titled("Village gives 300 dollars", "en"))) == []


def test_only_what_was_answered_with_the_titles_own_figure_is_offered() -> None:
    """Nothing here is answered, so words of titles are all that is left."""
    asked: list[str] = []

    def silent(question: str) -> AskResult:
        asked.append(question)
        return AskResult(None, "no_evidence", "", (), (), NOTHING, {})

    found = examples([titled("柳禾村村民捐款三万多元 口罩送到值守点"), titled("洪水退去")], silent)
    assert (set(found.questions.values()), asked) == ({()}, ["柳禾村村民捐款多少元？"])
    assert found.titles == ("柳禾村村民捐款三万多元", "洪水退去")


def test_words_of_a_title_are_a_clause_that_fits_the_box() -> None:
    titles = (
        "【凝心聚力】天津持续加强港口支撑推动港产城融合发展再上新台阶",
        "A library on wheels",
        "",
        "A library on wheels",
    )
    assert words_of_titles(map(titled, titles)) == ("凝心聚力", "A library on wheels")


def test_the_name_of_a_column_is_no_example() -> None:
    """国内联播快讯 is the title of many articles, and 【新征程】 stands before many: neither finds one."""
    column = [titled("国内联播快讯")] * 4
    labelled = [
        titled(f"【新征程上看变化】{place}的老桥今天通车 村民不再绕远路赶集了") for place in ("青河", "白石", "柳禾")
    ]
    assert words_of_titles([*column, *labelled]) == ("青河的老桥今天通车", "白石的老桥今天通车", "柳禾的老桥今天通车")
    assert words_of_titles(column) == ()


def test_a_page_begins_with_what_the_archive_has_in_its_language() -> None:
    articles = [
        titled("洪水退去"),
        titled("The river falls", "en-GB"),
        titled("旧桥通车"),
        titled("新桥开工"),
        titled("A library on wheels", "en"),
    ]
    found = of_titles(articles)
    assert found.in_language(PageLanguage.EN) == ("The river falls", "A library on wheels")
    assert found.in_language(PageLanguage.ZH) == ("洪水退去", "旧桥通车", "新桥开工")
    asked = replace(found, questions={PageLanguage.ZH: ("捐款多少元？",)})
    assert asked.in_language(PageLanguage.ZH) == ("捐款多少元？",)
    assert asked.in_language(PageLanguage.EN) == ("The river falls", "A library on wheels")
    # Without an article in the language of the page, what there is has to do.
    assert of_titles(articles[:1]).in_language(PageLanguage.EN) == ("洪水退去",)


def test_a_day_alone_is_no_example() -> None:
    titles = ("8月9日，应急管理部召开会议，研究部署当前防汛抗洪救灾工作", "8月10日")
    assert words_of_titles(map(titled, titles)) == ("应急管理部召开会议", "8月10日")


@pytest.mark.parametrize(
    ("title", "question"),
    [
        ("Nearly 1,900 people return home after floods in Holm", "How many people return home after floods in Holm?"),
        (
            "Shipbuilder's family gives US$1.5 million for clinic",
            "How much does the shipbuilder's family give for clinic?",
        ),
        ("Holm raises 300 dollars", "How much does Holm raise?"),
        ("Ferry carries 40 people to Holm", "How many people does the ferry carry to Holm?"),
        ("A crew reaches 40 miles", "How many miles does a crew reach?"),
        ("Crew reaches 40 miles", "How many miles does the crew reach?"),
        ("Orchard gives town 18 tonnes of apples", ""),
        ("Village shops raise 300 dollars", ""),
        ("Fund is 300 dollars short", ""),
        ("In 2021 Holm had 40 shops and 3 schools", ""),
        ("全村捐款三万元", ""),
    ],
)
def test_an_english_title_asks_for_its_amount_in_a_whole_question(title: str, question: str) -> None:
    """Or not at all, where its words would have to be guessed."""
    language = "en" if title.isascii() else "zh"
    article = Article("a", title, "The late shipbuilder, a ferry and her crew.", language=language)
    assert [asked for asked, _ in english_questions_of(article)] == ([question] if question else [])


def test_a_title_that_rounds_is_answered_by_what_it_rounds_and_a_long_title_is_no_example() -> None:
    """Nearly 1,900 are 1,873, and not 1,500."""
    article = titled("Nearly 1,900 people return home after floods in Holm", "en")

    def answering(words: str) -> Examples:
        (figure,) = figures(words, language="en")
        answer = Answer(words, AnswerKind.SPAN, 0, len(words), figure, 0.9)
        found = AskResult(answer, "", "", (Citation(article, words, 0, len(words), ""),), (), NOTHING, {})
        return examples([article, titled(f"Holm {'and Holm ' * 20}", "en")], lambda _: found)

    asked = answering("1,873 people").in_language(PageLanguage.EN)
    assert asked == ("How many people return home after floods in Holm?",)
    assert answering("1,500 people").in_language(PageLanguage.EN) == (article.title,)
