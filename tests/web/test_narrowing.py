"""Chips and filters, against counting by hand."""

from urllib.parse import parse_qsl, urlsplit

from service.web.form import AskForm
from service.web.narrowing import chips_of, facets_of
from service.web.strings import PageLanguage

ZH = PageLanguage.ZH


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
