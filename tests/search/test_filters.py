"""Filters over the rows of a large archive: the same as looking one by one, in time that does not grow with both lists."""

import time

import numpy as np
import pytest

from indexer.index.docstore import RowFacts
from service.results import Filters
from service.search.filters import RowFilter

_ARTICLES = 87_667
_DAY = "2021-03-05"


@pytest.fixture(scope="module")
def facts() -> RowFacts:
    """As many articles as a real archive has, two rows each, of 300 sources in 5 languages."""
    numbers = range(_ARTICLES)
    return RowFacts(
        np.repeat(np.arange(_ARTICLES, dtype=np.int32), 2),
        tuple(f"t{number:016x}" for number in numbers),
        tuple(f"source {number % 300}" for number in numbers),
        tuple(("zh", "zh-Hant", "en", "ru", "")[number % 5] for number in numbers),
        tuple(_DAY for _ in numbers),
    )


def filters_of(kind: str, facts: RowFacts, count: int) -> Filters:
    """So many values of a kind, one of them or all among the archive's."""
    named = tuple(facts.ids[29 * number] for number in range(count))
    others = tuple(f"nobody {number}" for number in range(count - 1))
    return {
        "articles": Filters(article_ids=named),
        "articles that are none": Filters(article_ids=others),
        "sources": Filters(sources=("source 7", *others)),
        "languages": Filters(languages=("zh", *others)),
        "all": Filters(named, ("source 7", *others), ("zh", *others), _DAY, _DAY),
    }[kind]


def seconds_of(row_filter: RowFilter, filters: Filters) -> float:
    """The shortest CPU time of five that a mask takes: what it costs where nobody else computes."""
    taken = []
    for _ in range(5):
        begun = time.thread_time()
        row_filter.mask(filters)
        taken.append(time.thread_time() - begun)
    return min(taken)


@pytest.mark.parametrize("kind", ["articles", "articles that are none", "sources", "languages", "all"])
def test_three_thousand_values_take_hardly_longer_than_one(facts: RowFacts, kind: str) -> None:
    """Looked for one by one in the archive's 87,667 articles, they would take a thousand times as long and more."""
    row_filter = RowFilter(facts)
    one, many = (seconds_of(row_filter, filters_of(kind, facts, count)) for count in (1, 3000))
    assert many < 5 * one + 0.005


def test_a_mask_is_what_looking_one_by_one_gives(facts: RowFacts) -> None:
    ids = (*facts.ids[:40], *facts.ids[-40:], facts.ids[3], "nobody")
    sources, languages = ("source 1", "source 3", "source 66"), ("zh", "ru", "tlh")
    passing = [
        article in ids and source in sources and language in languages
        for article, source, language in zip(facts.ids, facts.sources, facts.languages, strict=True)
    ]
    mask = RowFilter(facts).mask(Filters(ids, sources, languages))
    assert mask is not None
    assert mask.tolist() == [passed for passed in passing for _ in range(2)]
    assert mask.any()


def test_no_filter_is_no_mask(facts: RowFacts) -> None:
    assert RowFilter(facts).mask(Filters()) is None
