"""The most telling terms of articles, against a plain reading of the whole term index."""

import numpy as np
import pytest

from indexer.core.article import Article
from indexer.index.bm25_builder import TermsBuilder
from indexer.index.keyterms import KEPT, TITLE, is_key_term, key_terms
from indexer.text.analyzer import different_terms, passage_text
from tests.related.test_lists import random_archive


def index_of(articles):
    terms = TermsBuilder()
    for each in articles:
        terms.add(passage_text(each.title, each.body), language=each.language)
    return terms.build()


def one_by_one(articles, index):
    """The rule written out: every term of every article, weighed, sorted and cut."""
    postings = index.postings()
    rows = [[] for _ in articles]
    for term, name in enumerate(postings.vocabulary):
        span = slice(int(postings.starts[term]), int(postings.starts[term + 1]))
        frequency = span.stop - span.start
        # Below 21 articles one in twenty would be none: all but terms of every article count.
        if is_key_term(name) and 1 < frequency <= max(0.05 * len(articles), min(len(articles) - 1, 20)):
            for row, weight in zip(postings.row_numbers[span], postings.weights[span], strict=True):
                titled = name in different_terms(articles[row].title, language=articles[row].language)
                rows[row].append((-np.float32(weight) * np.float32(TITLE if titled else 1), term))
    return [[(term, -weight) for weight, term in sorted(row)[:KEPT]] for row in rows]


@pytest.mark.parametrize("waiting", [8, 100, 1 << 22])
def test_the_best_are_the_same_however_few_are_held_at_a_time(waiting):
    rng = np.random.default_rng(3)
    articles = [
        Article(
            each.id,
            each.title,
            each.body + " ".join(chr(97 + each // 10) + chr(97 + each % 10) + "xq" for each in rng.integers(0, 90, 45)),
            language="zh",
        )
        for each in random_archive(3, 40)
    ]
    index = index_of(articles)
    found = key_terms(index.postings(), articles, index.number, waiting=waiting)
    expected = one_by_one(articles, index)
    assert max(map(len, expected)) == KEPT, "some have more than are kept"
    assert list(zip(found.rows.tolist(), found.terms.tolist(), found.weights.tolist(), strict=True)) == [
        (row, term, weight) for row, kept in enumerate(expected) for term, weight in kept
    ]


def test_a_title_is_read_in_the_language_of_its_article():
    """Both titles and bodies have "Häuser"; the German stemmer makes "haus" of it, the English one "häuser"."""
    articles = [
        Article("a", "Häuser brennen", "Die Häuser der Stadt.", language="de"),
        Article("b", "Zwei Häuser", "Viele Häuser.", language="de"),
        Article("c", "Regen", "Es regnet.", language="de"),
    ]
    index = index_of(articles)
    found = key_terms(index.postings(), articles, index.number)
    (span,) = [slice(*index.postings().starts[[place, place + 1]]) for place in [index.number("haus")]]
    assert found.terms.tolist() == [index.number("haus")] * 2
    assert found.weights.tolist() == (index.postings().weights[span] * np.float32(TITLE)).tolist()


@pytest.mark.parametrize("term", ["#30000", "#2020-02-21", "3680", "万", "ab", "a"])
def test_numbers_and_fragments_tell_nothing(term):
    assert not is_key_term(term)
