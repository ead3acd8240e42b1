"""Whether an article's words tell of the time asked about."""

from datetime import date

import pytest

from indexer.core.article import Article, Span
from service.answer.periods import ELSEWHERE, NEAR, OWN, SAME_ARTICLE, UNKNOWN, ToldPeriods
from service.figures.days import Days, year_days


def tells(body: str, words: str, asked: Days, *, published_at: str, title: str = "村民捐款") -> float:
    article = Article("a", title, body, published_at=published_at, language="zh")
    start = body.index(words)
    sentence = Span(body.rfind("。", 0, start) + 1, body.find("。", start) + 1)
    return ToldPeriods(article).tell(asked, sentence, Span(start, start + len(words)))


Y2022 = year_days(2022)
AUGUST = Days(date(2022, 8, 1), date(2022, 8, 31))


@pytest.mark.parametrize(
    ("body", "published_at", "asked", "how_well"),
    [
        pytest.param("村里2022年捐了5万元。", "2023-02-01", Y2022, OWN, id="its year is said"),
        pytest.param("村里去年捐了5万元。", "2023-02-01", Y2022, OWN, id="last year of the article"),
        pytest.param("2022年账目公布。村里捐了5万元。", "2023-09-01", Y2022, NEAR, id="the sentence before says it"),
        pytest.param("村里捐了5万元。", "2022-09-01", Y2022, SAME_ARTICLE, id="published then"),
        pytest.param("村里捐了5万元。", "2022-09-05", AUGUST, SAME_ARTICLE, id="published days later"),
        pytest.param("村里捐了5万元。", "2022-10-05", AUGUST, ELSEWHERE, id="published a month later"),
        pytest.param("村里捐了5万元。", "2020-09-01", Y2022, ELSEWHERE, id="published in another year"),
        pytest.param("村里2023年捐了5万元。", "2023-02-01", Y2022, ELSEWHERE, id="another year is said"),
        pytest.param("去年村里捐了5万元。", "2022-02-01", Y2022, ELSEWHERE, id="published then, of the year before"),
        pytest.param("村里捐了5万元，比2022年同期多。", "2023-02-01", Y2022, ELSEWHERE, id="only measured against it"),
        pytest.param(
            "村里今年捐了8万元，比2022年的5万元多。", "2023-02-01", Y2022, OWN, id="the figure measured against"
        ),
        pytest.param("村里捐了5万元。", "", Y2022, UNKNOWN, id="undated"),
    ],
)
def test_how_well_words_tell_of_a_time(body: str, published_at: str, asked: Days, how_well: float) -> None:
    assert tells(body, "5万元", asked, published_at=published_at) == how_well


def test_a_title_dates_its_article() -> None:
    told = tells("村里捐了5万元。", "5万元", Y2022, published_at="2023-08-01", title="2022年村民捐款")
    assert told == SAME_ARTICLE


def test_a_date_that_answers_is_not_its_own_time() -> None:
    """Of what was decided in 2022 the answer may be 2035年."""
    assert tells("到2035年全部建成。", "2035年", Y2022, published_at="2022-06-01") == SAME_ARTICLE
