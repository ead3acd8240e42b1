"""What any index has to do that typing help and lists for a text ask, against the articles that were built from."""

import pytest

from indexer.core.article import Article
from indexer.index.keyterms import key_terms_of
from indexer.index.wants import find_wants, inverse_document_frequency
from indexer.related.relevance import without_common
from indexer.text.analyzer import different_terms
from service.results import Filters
from service.search.exact_words import is_held
from service.search.index import SearchIndex
from tests.search.contract.archive import NEWS, RECORDS, all_articles, vector


def test_what_is_suggested_is_told_of_where_an_article_that_passes_has_it(index: SearchIndex) -> None:
    words = index.typed_words()
    table = words.suggestions
    entries = [table.entries[number] for number in range(len(table.entries))]
    ids = words.article_ids(entries)
    titled = {each.text: one for each, one in zip(entries, ids, strict=True) if each.article >= 0}
    assert len(titled) == len(NEWS)
    assert [each.title for each in index.articles(list(titled.values()))] == list(titled)
    assert not any(one for each, one in zip(entries, ids, strict=True) if each.article < 0)
    assert all(words.told(entries, index.select(Filters())))
    for narrowed in (Filters(languages=("en",)), Filters(sources=("甲报", "戊报")), Filters(sources=())):
        passing = [
            each
            for each in all_articles(index)
            if (narrowed.languages is None or each.language in narrowed.languages)
            and (narrowed.sources is None or each.source in narrowed.sources)
        ]
        for entry, told in zip(entries, words.told(entries, index.select(narrowed)), strict=True):
            having = any(
                entry.text in (*each.authors, *each.keywords) or is_held(entry.text, f"{each.title}\n{each.body}")
                for each in passing
            )
            if entry.article < 0:
                assert told == having, entry
            else:
                assert told == (titled[entry.text] in {each.id for each in passing}), entry


def test_words_and_their_authors_are_known(index: SearchIndex) -> None:
    words = index.typed_words()
    assert "library" in words.vocabulary
    assert "libary" not in words.vocabulary
    assert [each.text for each in words.vocabulary.spelt("libary")] == ["library"]
    authors = {name for each in all_articles(index) for name in each.authors}
    assert authors
    assert all(map(words.is_author, authors))
    assert not words.is_author("nobody")


def test_the_most_that_an_article_holds_is_what_its_words_say(index: SearchIndex) -> None:
    """By idf: the same articles have both words of the first pair, and none those of the second."""
    words = index.typed_words()
    library, council = different_terms("library council", language="en")
    assert words.most_held(find_wants(index.article_terms, [library, council])) == pytest.approx(1.0)
    apart = [library, "捐款"]
    idf = inverse_document_frequency(index.article_terms.frequencies(apart), 13)
    assert words.most_held(find_wants(index.article_terms, apart)) == pytest.approx(idf.max() / idf.sum(), abs=1e-6)
    assert words.most_held(find_wants(index.article_terms, ["zzzz"])) == 0


@pytest.mark.parametrize("title", ["柳河村捐款", "Library", "zzzz", ""])
def test_a_text_is_compared_with_one_article_of_each_story(index: SearchIndex, title: str) -> None:
    listed = index.listed_articles()
    assert listed is not None
    assert listed.common.shape == (index.manifest.model.dimension,)
    text = Article("", title, "全村共捐款三万元。" if title != "zzzz" else "yyyy", language="zh")
    key_terms = key_terms_of(text, index.article_terms)
    compared = listed.beside(without_common(vector(title or "。"), listed.common), key_terms)
    known = index.article_facts(compared.numbers)
    every = index.article_facts(index.numbers([str(each["id"]) for each in RECORDS]))
    assert sorted(known.stories.tolist()) == sorted(set(every.stories.tolist()))
    assert compared.shown.vectors == pytest.approx(
        without_common(index.article_vectors(compared.numbers), listed.common), abs=1e-6
    )
    holding = compared.shown.words.matrix.toarray() > 0
    for place, article in enumerate(index.articles(known.ids)):
        for term, held in zip(key_terms.terms, holding[place].tolist(), strict=True):
            if held:
                assert term in different_terms(f"{article.title}\n{article.body}", language=article.language)
    assert holding.any() == (title != "zzzz")
