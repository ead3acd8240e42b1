"""The counts beside the filters, against counting by hand."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.index.docstore import RowFacts
from service.results import Filters
from service.search.facets import Count, Facets

ARTICLES = [
    ("甲", "zh", "2020-01-05"),
    ("乙", "zh", "2020-02-01T08:00:00+08:00"),
    ("甲", "en", ""),
    ("", "zh", "2020-02-01"),
]


def facets(articles: list[tuple[str, str, str]]) -> Facets:
    sources, languages, days = (tuple(column) for column in zip(*articles, strict=True)) if articles else ((), (), ())
    ids = tuple(str(number) for number in range(len(articles)))
    return Facets(RowFacts(np.arange(len(articles), dtype=np.int32), ids, sources, languages, days))


def test_each_filter_counts_under_the_others() -> None:
    """Of 甲 there are two; only one of them is Chinese, and choosing 甲 leaves 乙's own count to be seen."""
    counts = facets(ARTICLES).counts(Filters(sources=("甲",), languages=("zh",)))
    assert counts.sources == (Count("乙", 1, chosen=False), Count("甲", 1, chosen=True)) or counts.sources == (
        Count("甲", 1, chosen=True),
        Count("乙", 1, chosen=False),
    )
    assert counts.languages == (Count("en", 1, chosen=False), Count("zh", 1, chosen=True))
    assert counts.articles == 1


def test_dates_count_whole_days_and_leave_out_the_undated() -> None:
    counts = facets(ARTICLES).counts(Filters(published_from="2020-02-01", published_to="2020-02-01"))
    assert counts.articles == 2


def test_a_value_that_no_article_has_stays_to_be_unchosen() -> None:
    assert facets(ARTICLES).counts(Filters(sources=("丙",))).sources[-1] == Count("丙", 0, chosen=True)


def test_the_latest_come_first_and_the_undated_last() -> None:
    """Equal days keep the order of the archive: 1 and 3, then 0, then 2 without a day."""
    assert facets(ARTICLES).latest(10) == ("1", "3", "0", "2")
    assert facets(ARTICLES).latest(1) == ("1",)
    assert facets(ARTICLES).days == ("2020-01-05", "2020-02-01")


def test_an_empty_archive_has_no_counts() -> None:
    empty = facets([])
    assert (empty.articles, empty.days, empty.latest(3)) == (0, ("", ""), ())
    assert empty.counts(Filters()).articles == 0


VALUES = st.tuples(
    st.sampled_from(["甲", "乙", ""]),
    st.sampled_from(["zh", "en"]),
    st.sampled_from(["", "2020-01-01", "2021-01-01", "nonsense"]),
)


CHOSEN = st.none() | st.sets(st.sampled_from(["甲", "乙"]))


@given(st.lists(VALUES, max_size=12), CHOSEN, st.sampled_from(["", "2020-06-01"]))
def test_totals_agree_with_counting_one_by_one(
    articles: list[tuple[str, str, str]], chosen: set[str] | None, first: str
) -> None:
    """Without a choice all sources pass, of an empty one none."""
    filters = Filters(sources=None if chosen is None else tuple(sorted(chosen)), published_from=first)
    passing = [
        each
        for each in articles
        if (chosen is None or each[0] in chosen) and (not first or (each[2].startswith("2") and each[2] >= first))
    ]
    assert facets(articles).counts(filters).articles == len(passing)
