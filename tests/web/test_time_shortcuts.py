"""One touch to a period, against a calendar."""

from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest

from service.results import Tally
from service.web.form import AskForm
from service.web.strings import PageLanguage
from service.web.time_shortcuts import period_named, shortcuts_of
from tests.web.test_facets import facets

FACETS = facets([("甲", "zh", "2021-07-05"), ("乙", "zh", "2023-05-05"), ("甲", "zh", "2023-06-05")])
ZH, EN = PageLanguage.ZH, PageLanguage.EN
TODAY = date(2024, 3, 1)
"""A Friday; the month before has 29 days."""


def parameters(link: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(link).query))


def test_recent_periods_that_have_articles_are_offered_with_how_many() -> None:
    tally = Tally(9, {}, [("2023-12-31", 5), ("2024-02-01", 1), ("2024-02-29", 2), ("2024-03-01", 1), ("2024", 7)])
    found = shortcuts_of(tally, AskForm("洪水"), today=TODAY, ui=ZH)
    assert [(each.label, each.articles) for each in found] == [
        ("近 7 天", 3),
        ("本月", 1),
        ("上个月", 3),
        ("今年", 4),
        ("去年", 5),
    ]
    assert parameters(found[2].link) == {"q": "洪水", "from": "2024-02-01", "to": "2024-02-29"}


def test_an_archive_of_long_ago_offers_its_last_months() -> None:
    tally = Tally(
        9, {}, [("2018-01-31", 5), ("2019-05-01", 1), ("2020-02-29", 2), ("2020-02-01", 1), ("2020-12-31", 4)]
    )
    found = shortcuts_of(tally, AskForm("洪水"), today=TODAY, ui=EN)
    assert [(each.label, each.articles) for each in found] == [
        ("December 2020", 4),
        ("February 2020", 3),
        ("May 2019", 1),
    ]


def test_who_chose_days_is_offered_none() -> None:
    form = AskForm("上个月洪水", published_from="2020-01-01")
    assert shortcuts_of(Tally(1, {}, [("2024-02-29", 1)]), form, today=TODAY, ui=ZH) == ()
    assert period_named(form, FACETS, today=TODAY, ui=ZH) is None


@pytest.mark.parametrize(
    ("query", "words", "label", "first", "last"),
    [
        ("上个月洪水", "洪水", "2024年2月", "2024-02-01", "2024-02-29"),
        ("上个月的洪水报道", "洪水报道", "2024年2月", "2024-02-01", "2024-02-29"),
        ("洪水 2021年7月", "洪水", "2021年7月", "2021-07-01", "2021-07-31"),
        ("青溪镇去年洪水", "青溪镇 洪水", "2023年", "2023-01-01", "2023-12-31"),
        ("floods last month", "floods", "2024年2月", "2024-02-01", "2024-02-29"),
        ("去年", "去年", "2023年", "2023-01-01", "2023-12-31"),
        # Without a year: the last one in which there are articles of that time.
        ("7月份关于洪水的报道", "关于洪水的报道", "2021年7月", "2021-07-01", "2021-07-31"),
        ("5月洪水", "洪水", "2023年5月", "2023-05-01", "2023-05-31"),
        ("floods on 5 June", "floods on", "2023年6月5日", "2023-06-05", "2023-06-05"),
        ("七月洪水", "洪水", "2021年7月", "2021-07-01", "2021-07-31"),
        ("今年二月洪水", "洪水", "2024年2月", "2024-02-01", "2024-02-29"),
        ("May floods", "floods", "2023年5月", "2023-05-01", "2023-05-31"),
        ("inondations juillet", "inondations", "2021年7月", "2021-07-01", "2021-07-31"),
        ("наводнение июль", "наводнение", "2021年7月", "2021-07-01", "2021-07-31"),
        ("7월 홍수", "홍수", "2021年7月", "2021-07-01", "2021-07-31"),
        ("lũ lụt tháng 7", "lũ lụt", "2021年7月", "2021-07-01", "2021-07-31"),
        # Of the year that is named beside it.
        ("inundaciones en julio de 2021", "inundaciones en", "2021年7月", "2021-07-01", "2021-07-31"),
        ("floods july last year", "floods", "2023年7月", "2023-07-01", "2023-07-31"),
        # And the last one at all where there are none; today is in March.
        ("12月洪水", "洪水", "2023年12月", "2023-12-01", "2023-12-31"),
    ],
)
def test_a_time_in_a_query_is_offered_as_a_filter_instead_of_words(
    query: str, words: str, label: str, first: str, last: str
) -> None:
    found = period_named(AskForm(query), FACETS, today=TODAY, ui=ZH)
    assert found is not None
    assert (found.label, parameters(found.link)) == (label, {"q": words, "from": first, "to": last})


@pytest.mark.parametrize(
    ("counts", "label", "articles"),
    [
        ((("2021-07-21", 2), ("2021-07-24", 1), ("2020-02-01", 9)), "2021年7月", 3),
        ((("2021-07-21", 2), ("2023-07-01", 1)), "2023年7月", 1),
        ((), "2021年7月", 1),  # none holds the words: the last July that has articles, whatever they tell
    ],
)
def test_a_month_is_of_the_last_year_in_which_articles_hold_the_words_beside_it(
    counts: tuple[tuple[str, int], ...], label: str, articles: int
) -> None:
    asked = []

    def matching(form: AskForm) -> Tally:
        asked.append(form.question)
        return Tally(0, {}, counts)

    found = period_named(AskForm("七月洪水"), FACETS, today=TODAY, ui=ZH, matching=matching)
    assert found is not None
    assert (found.label, found.articles, asked) == (label, articles, ["洪水"])


def test_a_query_without_a_time_is_offered_none() -> None:
    assert period_named(AskForm("洪水"), FACETS, today=TODAY, ui=ZH) is None
    assert period_named(AskForm("nurses march"), FACETS, today=TODAY, ui=ZH) is None
    assert period_named(AskForm("7月洪水"), facets([("甲", "zh", "")]), today=TODAY, ui=ZH) is None  # none has a date


def test_a_day_that_not_each_year_has_is_of_a_year_that_has_it() -> None:
    leap = facets([("甲", "zh", "2020-01-05"), ("甲", "zh", "2023-05-05")])
    found = period_named(AskForm("2月29日洪水"), leap, today=date(2023, 7, 1), ui=ZH)
    assert found is not None
    assert (parameters(found.link)["from"], found.articles) == ("2020-02-29", 0)
    plain = facets([("甲", "zh", "2023-05-05")])
    assert period_named(AskForm("2月29日洪水"), plain, today=date(2023, 7, 1), ui=ZH) is None


@pytest.mark.parametrize(
    ("query", "sources", "articles"), [("去年洪水", (), 2), ("去年洪水", ("甲",), 1), ("上个月洪水", (), 0)]
)
def test_a_named_time_tells_how_many_articles_it_has(query: str, sources: tuple[str, ...], articles: int) -> None:
    """Of no article a page says so instead of leading to an empty list."""
    found = period_named(AskForm(query, sources=sources), FACETS, today=TODAY, ui=ZH)
    assert found is not None
    assert found.articles == articles
