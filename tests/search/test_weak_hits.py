"""Which articles a query's words speak against, by the languages of both."""

import numpy as np
import pytest

from service.query.question import ParsedQuestion
from service.results import Mode
from service.search.cross_lingual import untranslated
from service.search.searcher import Searcher
from service.search.weak_hits import weak_articles
from tests.archives import build, record_pages
from tests.doubles import TermEmbedder

LANGUAGES = ["zh-Hant", "en", "ko", "ru"]
"""One article in each."""


def weak(question: str, coverage: float, worded: float | None = None) -> set[str]:
    asked = ParsedQuestion.of(question, languages=LANGUAGES)
    told = weak_articles(
        question,
        asked,
        LANGUAGES,
        places=np.arange(len(LANGUAGES)),
        untranslated=untranslated(asked, LANGUAGES),
        coverage=np.full(len(LANGUAGES), coverage, dtype=np.float32),
        worded=np.full(len(LANGUAGES), coverage if worded is None else worded, dtype=np.float32),
    )
    return {language for language, is_weak in zip(LANGUAGES, told.tolist(), strict=True) if is_weak}


@pytest.mark.parametrize(
    ("question", "languages"),
    [
        pytest.param("柳禾村收到多少捐款？", {"zh-Hant", "en", "ko"}, id="Chinese, and English by the dictionary"),
        pytest.param("How much did the village collect?", {"zh-Hant", "en", "ko"}, id="English, and Chinese by it"),
        pytest.param("Сколько собрали в деревне?", {"ru", "ko"}, id="no dictionary has Russian"),
        pytest.param("図書館はいつ開きますか", set(), id="Japanese is not Chinese"),
        pytest.param("도서관은 언제 엽니까?", {"ko"}, id="Korean could stand in Korean alone"),
        pytest.param("Wie viel hat das Dorf gesammelt?", set(), id="German is not English"),
        pytest.param("asdfgh qwerty", set(LANGUAGES), id="signs of no language"),
        pytest.param("多少 qwerty 17", set(LANGUAGES), id="signs of no language in a question that has one"),
        pytest.param("Сколько qwerty?", set(LANGUAGES), id="and in one that no dictionary has"),
    ],
)
def test_words_speak_against_what_could_hold_them(question: str, languages: set[str]) -> None:
    assert weak(question, 0.0) == languages


def test_what_a_dictionary_renders_may_be_said_otherwise() -> None:
    """In the question's own language a twentieth of its words is as good as none; of another's article it may be the answer."""
    assert weak("How much did the village collect?", 0.05) == {"en"}
    assert weak("柳禾村收到多少捐款？", 0.05) == {"zh-Hant"}
    assert weak("How much did the village collect?", 0.12) == set()


def test_a_number_makes_good_what_an_article_holds_few_words_of_but_not_what_it_holds_none_of() -> None:
    question = "How much did the village collect in 2020?"
    assert weak(question, 0.3, worded=0.05) == set()
    assert weak(question, 0.3, worded=0.0) == {"zh-Hant", "en", "ko"}


@pytest.fixture(scope="module")
def full_of_numbers(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    """Two articles that hold the numbers of nonsense by chance, in Chinese and English."""
    folder = tmp_path_factory.mktemp("numbers")
    chinese = "水务公司更换老旧水管四十二公里，涉及3000户居民，漏损率为12%，自2020年7月起历时17天。"
    english = (
        "The county laid 42 miles of pipes for 3,000 homes in 17 days of July 2020, and lost 12 percent less water."
    )
    records = [
        {"id": "zh", "title": "换水管", "body": chinese, "source": "青禾日报"},
        {"id": "en", "title": "New pipes", "body": english, "source": "Harbour Courier"},
    ]
    build(folder, TermEmbedder(), record_pages(records))
    return Searcher.open(folder, TermEmbedder())


def firm(searcher: Searcher, question: str) -> set[str]:
    found = searcher.search(question, limit=10, mode=Mode.HYBRID)
    assert {hit.article.id for hit in found.hits} == {"zh", "en"}
    return {hit.article.id for hit in found.hits if not hit.weak}


@pytest.mark.parametrize(
    "nonsense",
    [
        "asdf 42 qwer",
        "blorf 3000 zzz?",
        "多少 qqq 17",
        "qqq 17 多少",
        "asdf 四十二 qwer",
        "zxc 12% vbn",
        "ghj 2020年7月 mnb",
        "龘靐 3,000 齉",
        "qqq 百分之十二",
        "zorp 12 percent",
        "сколько zxcv 17?",
        "wuzz 2020 glib 42 snorf 17",
    ],
)
def test_numbers_beside_nonsense_speak_for_no_article(full_of_numbers: Searcher, nonsense: str) -> None:
    assert firm(full_of_numbers, nonsense) == set()


@pytest.mark.parametrize("question", ["水管 42", "2020年 水管", "pipes 2020", "42", "3000 12%", "2020"])
def test_a_number_beside_words_or_by_itself_is_looked_for_as_ever(full_of_numbers: Searcher, question: str) -> None:
    assert firm(full_of_numbers, question)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Harbour Courier 2020", {"en"}),
        ("Harbour Courier floods 2020", {"en"}),
        ("青禾日报 2020年7月", {"zh"}),
        ("Harbour Gazette 2020", set()),
        ("floods 2020", set()),
    ],
)
def test_no_article_is_weak_whose_source_the_query_names(
    full_of_numbers: Searcher, question: str, expected: set[str]
) -> None:
    """The name of a source seldom stands in its articles: what else was asked for had to be most of the words."""
    assert firm(full_of_numbers, question) == expected
