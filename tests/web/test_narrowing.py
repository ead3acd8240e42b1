"""Chips, filters and bars, against counting by hand."""

from urllib.parse import parse_qsl, urlsplit

from service.results import Tally
from service.web.form import AskForm
from service.web.narrowing import chips_of, facets_of, histogram_of
from service.web.strings import PageLanguage

ZH, EN = PageLanguage.ZH, PageLanguage.EN


def parameters(link: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(link).query)


def test_each_thing_applied_has_a_chip_that_takes_it_off_and_nothing_else() -> None:
    form = AskForm(
        "捐款 -证券 source:青禾日报",
        sources=("甲",),
        languages=("en",),
        published_from="2020-01-01",
        published_to="2020-01-31",
        authors=("周晓岚",),
        keywords=("洪水",),
        sort="newest",
    )
    chips = chips_of(form, ZH)
    assert [chip.label for chip in chips] == [
        "-证券",
        "source:青禾日报",
        "甲",
        "English",
        "周晓岚",
        "洪水",
        "2020年1月",
    ]
    whole = form.parameters()
    gone = [[each for each in whole if each not in parameters(chip.link) and each[1]] for chip in chips]
    assert gone[2:] == [
        [("source", "甲")],
        [("lang", "en")],
        [("author", "周晓岚")],
        [("keyword", "洪水")],
        [("from", "2020-01-01"), ("to", "2020-01-31")],
    ]
    assert dict(parameters(chips[0].link))["q"] == "捐款 source:青禾日报"
    assert dict(parameters(chips[1].link))["q"] == "捐款 -证券"


def test_a_filter_shows_six_values_and_unfolds_the_others_but_for_those_chosen() -> None:
    values = [(f"来源{number}", 20 - number) for number in range(9)]
    (facet,) = facets_of({"sources": values}, AskForm("x", sources=("来源8", "没有")), ZH)
    assert [each.value for each in facet.first] == [f"来源{number}" for number in (*range(6), 8)] + ["没有"]
    assert [each.value for each in facet.more] == ["来源6", "来源7"]
    assert [(each.articles, each.chosen) for each in facet.first][-2:] == [(12, True), (0, True)]


def test_bars_count_days_months_or_years_and_narrow_to_them() -> None:
    """Three days in a week are days; a year and a half are months; decades are years."""
    form = AskForm("捐款")
    days = histogram_of(Tally(7, {}, [("2021-03-01", 4), ("2021-03-03", 1), ("2021-03-05", 2)]), form, ZH)
    assert days is not None
    assert [(bar.articles, bar.height, bar.label) for bar in days.bars] == [
        (4, 100, "2021年3月1日 · 4 篇"),
        (1, 25, "2021年3月3日 · 1 篇"),
        (2, 50, "2021年3月5日 · 2 篇"),
    ]
    assert [bar.x for bar in days.bars] == [1, 21, 41]
    assert dict(parameters(days.bars[1].link)) == {"q": "捐款", "from": "2021-03-03", "to": "2021-03-03"}
    months = histogram_of(
        Tally(4, {}, [("2020-01-05", 1), ("2020-01-09", 1), ("2020-02-29", 1), ("2021-06-01", 1)]), form, EN
    )
    assert months is not None
    assert [bar.label for bar in months.bars] == [
        "January 2020 · 2 articles",
        "February 2020 · 1 articles",
        "June 2021 · 1 articles",
    ]
    assert (months.first, months.last, months.width) == ("January 2020", "June 2021", 180)
    years = histogram_of(Tally(3, {}, [("1990-01-05", 1), ("2000-02-29", 1), ("2021-06-01", 1)]), form, EN)
    assert years is not None
    assert dict(parameters(years.bars[1].link))["to"] == "2000-12-31"


def test_two_bars_are_no_drawing_and_what_is_no_day_is_none() -> None:
    assert histogram_of(Tally(2, {}, [("2021-03-01", 1), ("2021-03-02", 1)]), AskForm("x"), ZH) is None
    assert histogram_of(Tally(2, {}, [("nonsense", 1), ("2021-13-02", 1)]), AskForm("x"), ZH) is None
