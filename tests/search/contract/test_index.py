"""What any index has to do that search asks: the same for each implementation, against the articles that were built from."""

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from indexer.core.article import Article
from indexer.core.errors import QueryError, UnknownArticleError, WholeArchiveError
from service.query.question import ParsedQuestion
from service.results import Filters, Holds
from service.search.index import SearchIndex, WordSearch, every_article
from tests.doubles import TermEmbedder
from tests.search.contract.archive import NEWS, RECORDS, all_articles, all_rows, vector


def test_every_row_is_a_span_of_its_article_and_they_follow_each_other(index: SearchIndex) -> None:
    rows = all_rows(index)
    facts = index.facts(rows)
    assert rows.size == index.manifest.chunks == len(set(rows.tolist())) > 2 * len(RECORDS)
    for place, (article, chunk) in enumerate(index.chunks(rows)):
        assert (chunk.start, chunk.end) == (facts.starts[place], facts.ends[place])
        assert chunk.text == article.body[chunk.start : chunk.end]
        assert chunk.ordinal == facts.ordinals[place]
        assert facts.articles.ids[facts.places[place]] == article.id
    by_article = Counter(facts.numbers.tolist())
    assert [by_article[number] for number in facts.articles.numbers.tolist()] == facts.articles.chunks.tolist()
    for number, count in by_article.items():
        assert sorted(facts.ordinals[facts.numbers == number].tolist()) == list(range(count))


def test_facts_of_articles_are_those_of_the_articles(index: SearchIndex) -> None:
    articles = all_articles(index)
    facts = index.article_facts(index.numbers([each.id for each in articles]))
    assert list(facts.ids) == [each.id for each in articles]
    assert list(facts.sources) == [each.source for each in articles]
    assert list(facts.languages) == [each.language for each in articles]
    assert list(facts.published_at) == [each.published_at for each in articles]
    assert [tuple(each) for each in facts.authors] == [each.authors for each in articles]
    assert [tuple(each) for each in facts.keywords] == [each.keywords for each in articles]
    assert ["" if np.isnat(day) else str(day) for day in facts.days] == [each.day for each in articles]
    assert index.statistics.newest == np.datetime64("2021-08-01")
    assert index.statistics.languages == {each.language for each in articles}


@pytest.mark.parametrize(
    ("filters", "passes"),
    [
        pytest.param(Filters(), lambda each: True, id="none"),
        pytest.param(Filters(languages=("zh", "en")), lambda each: each.language in {"zh", "en"}, id="languages"),
        pytest.param(Filters(sources=("甲报", "戊报")), lambda each: each.source in {"甲报", "戊报"}, id="sources"),
        pytest.param(Filters(authors=("何青",)), lambda each: "何青" in each.authors, id="authors"),
        pytest.param(Filters(keywords=("汛情",)), lambda each: "汛情" in each.keywords, id="keywords"),
        pytest.param(Filters(article_ids=("a03", "no")), lambda each: each.id == "a03", id="ids"),
        pytest.param(Filters(not_article_ids=("a03",)), lambda each: each.id != "a03", id="not ids"),
        pytest.param(
            Filters(published_from="2021-03-01", published_to="2021-06-30"),
            lambda each: "2021-03-01" <= each.day <= "2021-06-30",
            id="days",
        ),
        pytest.param(Filters(holds=(Holds(("柳河村",), "title"),)), lambda each: "柳河村" in each.title, id="title"),
        pytest.param(
            Filters(lacks=(Holds(("暴雨", "roof"), "article"),)),
            lambda each: "暴雨" not in each.body and "roof" not in each.body,
            id="lacks",
        ),
        pytest.param(
            Filters(languages=("zh",), also=Filters(sources=("甲报",))),
            lambda each: each.language == "zh" and each.source == "甲报",
            id="also",
        ),
        pytest.param(Filters(sources=("no",)), lambda each: False, id="nothing passes"),
    ],
)
def test_rows_of_the_articles_that_pass_are_selected(
    index: SearchIndex, filters: Filters, passes: Callable[[Article], bool]
) -> None:
    rows = all_rows(index)
    hidden = frozenset({"a05"})
    for left_out in (frozenset[str](), hidden):
        expected = {
            row
            for row, (article, _) in zip(rows.tolist(), index.chunks(rows), strict=True)
            if passes(article) and article.id not in left_out
        }
        among = index.select(filters, left_out)
        assert among.reachable == len(expected)
        assert set(index.nearest(vector("柳河村"), rows.size, among).tolist()) == expected


def test_passages_are_selected_by_the_words_in_them(index: SearchIndex) -> None:
    among = index.select(Filters(holds=(Holds(("屋顶",), "passage"),)))
    rows = index.nearest(vector("柳河村"), 100, among)
    assert rows.size == among.reachable == 4
    assert all("屋顶" in chunk.text for _, chunk in index.chunks(rows))


def test_a_filter_that_makes_no_sense_is_refused(index: SearchIndex) -> None:
    with pytest.raises(QueryError, match="is not a date"):
        index.select(Filters(published_from="soon"))


@pytest.mark.parametrize("depth", [1, 7, 1000])
def test_the_dense_leg_brings_the_nearest_by_cosine_and_of_equals_the_first_row(index: SearchIndex, depth: int) -> None:
    rows = all_rows(index)
    cosines = index.vectors(rows) @ vector("全村共捐款多少")[0]
    expected = rows[np.lexsort((rows, -cosines))][:depth]
    assert index.nearest(vector("全村共捐款多少"), depth, index.select(Filters())).tolist() == expected.tolist()


def test_vectors_are_those_of_the_passages_and_of_unit_length(index: SearchIndex) -> None:
    rows = all_rows(index)
    embedded = TermEmbedder().embed_passages([chunk.text for _, chunk in index.chunks(rows)])
    np.testing.assert_allclose(index.vectors(rows), embedded, atol=1e-3)
    numbers = index.numbers([str(each["id"]) for each in RECORDS])
    np.testing.assert_allclose(np.linalg.norm(index.article_vectors(numbers), axis=1), 1, atol=1e-3)


def test_terms_are_counted_by_the_rows_and_articles_that_hold_them(index: SearchIndex) -> None:
    rows = all_rows(index)
    words = ["捐款", "library", "qwertz"]
    held = [index.holding([word], rows) for word in words]
    assert index.terms.frequencies(words).tolist() == [int(each.sum()) for each in held]
    assert index.holding(words, rows).tolist() == np.any(held, axis=0).tolist()
    # The title's words are a chunk's too.
    texts = [f"{article.title} {chunk.text}".lower() for article, chunk in index.chunks(rows)]
    assert held[0].tolist() == ["捐款" in text for text in texts]
    assert len(index.terms) == index.manifest.chunks
    assert len(index.article_terms) == index.manifest.articles == len(RECORDS)
    assert index.article_terms.frequencies(["捐款", "qwertz"]).tolist() == [4, 0]
    assert index.article_terms.holding_all(["暴雨", "洪水"]) == 5
    assert index.article_terms.holding_all(["暴雨", "捐款"]) == 0


def _words(index: SearchIndex, question: str) -> WordSearch:
    asked = ParsedQuestion.of(question, languages=index.statistics.languages)
    return index.words(asked.wants(index.terms), asked.wants(index.article_terms))


def test_the_lexical_leg_brings_what_holds_most_of_the_words(index: SearchIndex) -> None:
    words, rows = _words(index, "屋顶修缮用了多少捐款"), all_rows(index)
    covered = words.coverage(rows)
    np.testing.assert_allclose(covered.both, (3 * covered.chunks + 10 * covered.articles) / 13, atol=1e-6)
    ordered = [row for row, score in zip(rows.tolist(), covered.both, strict=True) if score > 0]
    ordered.sort(key=lambda row: (-float(covered.both[rows.tolist().index(row)]), row))
    for depth in (3, 1000):
        assert words.best(depth, index.select(Filters())).tolist() == ordered[:depth]
    first, _ = index.chunks(np.array(ordered[:1]))[0]
    assert "修缮" in first.body
    only = index.select(Filters(languages=("en",)))
    assert not set(words.best(1000, only).tolist()) - {
        row for row, (each, _) in zip(rows.tolist(), index.chunks(rows), strict=True) if each.language == "en"
    }


def test_what_articles_hold_besides_the_numbers_of_a_question_is_told_apart(index: SearchIndex) -> None:
    rows = all_rows(index)
    words, with_a_number = (_words(index, each).coverage(rows) for each in ("柳河村 捐款", "柳河村 捐款 7919"))
    np.testing.assert_allclose(with_a_number.worded, words.articles, atol=1e-6)
    assert (with_a_number.articles != words.articles).any()
    number = _words(index, "7919").coverage(rows)
    assert number.worded.any()
    np.testing.assert_array_equal(number.worded, number.articles)


def test_words_that_nothing_holds_find_nothing(index: SearchIndex) -> None:
    words = _words(index, "qwertz")
    assert words.best(10, index.select(Filters())).size == 0
    assert words.matching(index.select(Filters())).reachable == 0
    assert words.coverage(all_rows(index)).both.max() == 0.0


@pytest.mark.parametrize("oldest", [False, True])
def test_what_matches_is_listed_by_date_a_page_at_a_time(index: SearchIndex, oldest: bool) -> None:
    words = _words(index, "柳河村 捐款")
    among = words.matching(index.select(Filters()))
    pages = [
        index.by_date(among, words, group_by="article", oldest=oldest, offset=offset, limit=3) for offset in (0, 3, 6)
    ]
    found = [article for page in pages for article, _ in index.chunks(page)]
    matching = [each for each in all_articles(index) if "柳河村" in each.body]
    dated = sorted((each for each in matching if each.day), key=lambda each: each.published_at, reverse=not oldest)
    undated = [each for each in matching if not each.day]
    assert [each.id for each in found] == [each.id for each in (*dated, *undated)]


def test_without_words_all_is_listed_by_date_by_its_first_passages(index: SearchIndex) -> None:
    words = _words(index, "")
    rows = index.by_date(index.select(Filters()), words, group_by="article", oldest=False, offset=0, limit=1000)
    found = index.chunks(rows)
    assert sorted(article.id for article, _ in found) == sorted(each.id for each in all_articles(index))
    assert {chunk.start for _, chunk in found} == {0}
    assert words.coverage(all_rows(index)).both.max() == 0.0


def test_passages_by_date_are_all_that_match(index: SearchIndex) -> None:
    words = _words(index, "洪水")
    among = words.matching(index.select(Filters()))
    rows = index.by_date(among, words, group_by="chunk", oldest=False, offset=0, limit=1000)
    assert rows.size == among.reachable == len(set(rows.tolist()))
    assert all("洪水" in chunk.text for _, chunk in index.chunks(rows))
    stories = index.by_date(among, words, group_by="story", oldest=False, offset=0, limit=1000)
    ids = [article.id for article, _ in index.chunks(stories)]
    assert ("copy" in ids, "a00" in ids) == (True, False)  # of the two the later one


def test_articles_are_counted_by_their_facts(index: SearchIndex) -> None:
    words = _words(index, "洪水")
    among = words.matching(index.select(Filters()))
    tally = index.tally(among, ("sources", "keywords", "languages", "authors"), "month")
    matching = [each for each in all_articles(index) if "洪水" in each.body]
    assert tally.articles == len(matching) == 5
    assert dict(tally.facets["sources"]) == Counter(each.source for each in matching)
    assert dict(tally.facets["keywords"]) == Counter(word for each in matching for word in each.keywords)
    assert dict(tally.facets["authors"]) == Counter(name for each in matching for name in each.authors)
    assert dict(tally.histogram) == Counter(each.day[:7] for each in matching if each.day)
    assert tally.lacking["sources"] == sum(not each.source for each in matching)
    assert tally.lacking["keywords"] == sum(not each.keywords for each in matching)


def test_near_copies_are_known_by_their_article(index: SearchIndex) -> None:
    first, copy, other = index.numbers(["a00", "copy", "a01"])
    assert [each.tolist() for each in index.copies(np.array([first, copy, other]), 20)] == [[copy], [first], []]
    assert [each.tolist() for each in index.copies(np.array([first]), 0)] == [[]]
    facts = index.article_facts(np.array([first, copy, other]))
    assert facts.editions[0] == facts.editions[1] != facts.editions[2]
    assert set(index.of_stories(facts.stories[:1], 20).tolist()) >= {first, copy}


def test_articles_are_found_by_id_and_by_address(index: SearchIndex) -> None:
    assert index.id_of("a04") == "a04"
    assert index.id_of("http://news.example.org/4.html#top") == "a04"
    assert index.id_of("https://news.example.org/99.html") == ""
    assert index.numbers(["no", "a04"])[0] == -1
    assert index.article("a04").title == NEWS[4]["title"]
    with pytest.raises(UnknownArticleError, match="no"):
        index.article("no")
    with pytest.raises(UnknownArticleError, match="no"):
        index.articles(["a04", "no"])


def test_nothing_is_asked_of_no_rows(index: SearchIndex) -> None:
    none = np.empty(0, dtype=np.int64)
    assert index.chunks(none) == []
    assert index.facts(none).articles.numbers.size == 0
    assert index.vectors(none).shape == (0, index.manifest.model.dimension)
    assert index.only(none).reachable == 0
    assert index.nearest(vector("柳河村"), 10, index.only(none)).size == 0


@pytest.mark.parametrize("page", [1, 5, 100])
def test_all_articles_come_a_page_at_a_time_in_the_order_of_their_numbers(index: SearchIndex, page: int) -> None:
    pages = list(every_article(index, page=page))
    numbers = [number for each in pages for number in each.numbers.tolist()]
    assert numbers == sorted(index.numbers([str(each["id"]) for each in RECORDS]).tolist())
    assert sorted(each for found in pages for each in found.ids) == sorted(str(each["id"]) for each in RECORDS)
    assert max(len(each.ids) for each in pages) <= page


def test_articles_of_some_rows_come_a_page_at_a_time(index: SearchIndex) -> None:
    among = index.select(Filters(languages=("en",)))
    first = index.numbers_after(-1, 3, among)
    rest = index.numbers_after(int(first[-1]), 3, among)
    assert (first.size, rest.size) == (3, 1)
    found = index.article_facts(np.concatenate([first, rest]))
    assert sorted(found.ids) == sorted(str(each["id"]) for each in RECORDS if each["lang"] == "en")
    assert index.numbers_after(int(rest[-1]), 3, among).size == 0


def test_the_numbers_beside_the_filters_are_counts_of_articles(index: SearchIndex) -> None:
    for narrowed in (Filters(), Filters(sources=("甲报", "戊报"))):
        passing = [each for each in all_articles(index) if each.source in (narrowed.sources or (each.source,))]
        facets = index.facets if narrowed == Filters() else index.facets_among(index.select(narrowed))
        assert facets.articles == len(passing)
        counts = facets.counts(Filters(languages=("zh",)))
        in_chinese = [each for each in passing if each.language == "zh"]
        assert {each.value: each.articles for each in counts.sources} == Counter(each.source for each in in_chinese)
        assert {each.value: each.articles for each in counts.languages} == Counter(each.language for each in passing)
        assert counts.articles == len(in_chinese)
        days = sorted(each.day for each in passing if each.day)
        assert facets.days == (days[0], days[-1])
        newest = index.articles(facets.latest(3))
        assert [each.day for each in newest] == days[::-1][:3]


def test_what_to_read_next_are_other_articles_with_reasons(index: SearchIndex) -> None:
    (number, copy) = index.numbers(["a00", "copy"]).tolist()
    related = index.related(number)
    assert related
    known = index.article_facts(np.array([each.number for each in related]))
    assert len(set(known.ids)) == len(known.ids)
    assert not {"a00", "copy"} & set(known.ids), copy
    for each, article in zip(related, index.articles(known.ids), strict=True):
        assert article.body[each.snippet.start : each.snippet.end].strip()
        assert each.score > 0
    assert index.unrelated("zh", "zh-Hans") == index.unrelated("zh", "zh") > 0
    assert index.unrelated("zh", "en") == index.unrelated("en", "zh")
    assert index.unrelated("zh", "fi") == 0.05, "an archive without articles in Finnish"


def test_the_whole_archive_is_there_or_the_index_says_that_it_is_not(index: SearchIndex) -> None:
    try:
        whole = index.whole()
    except WholeArchiveError:
        return
    assert sorted(whole.facts.ids) == sorted(str(each["id"]) for each in RECORDS)
