"""What any index has to do that search asks: the same for each implementation, against the articles that were built from."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from indexer.core.article import Article
from indexer.core.errors import QueryError, UnknownArticleError, WholeArchiveError
from indexer.index.keyterms import key_terms_of
from indexer.index.wants import find_wants, inverse_document_frequency
from indexer.related.relevance import without_common
from indexer.text.analyzer import different_terms
from service.query.question import ParsedQuestion
from service.results import Filters, Holds
from service.search.exact_words import is_held
from service.search.index import SearchIndex, WordSearch, every_article
from tests.archives import build, record_pages
from tests.doubles import TermEmbedder
from tests.search.implementations import IMPLEMENTATIONS

_BODIES = (
    "青禾镇连降暴雨。\n镇政府转移群众四百余人，安置在中学体育馆。\n洪水第二天退去。",
    "柳河村发出倡议。\n全村共捐款三万二千元，口罩一千余个。\n款项用于修缮小学的屋顶。",
    "The library reopened on Monday.\nThe council spent US$1.5 million on the new roof.\nReaders came early.",
)
_NEWS = [
    {
        "id": f"a{number:02}",
        "title": ("暴雨中的青禾镇", "柳河村捐款", "Library reopens")[number % 3] + f" {number}",
        "source": f"{'甲乙丙丁'[number % 4]}报",
        "author": ("周晓岚", "何青")[number % 2],
        "keywords": ["要闻", ("汛情", "捐款", "library")[number % 3]],
        "published_at": "" if number == 11 else f"2021-0{1 + number % 7}-1{number % 10}T0{number % 9}:30:00+08:00",
        "url": f"https://news.example.org/{number}.html",
        "body": f"{_BODIES[number % 3]}\n第{number}号通讯员{number * 7919}说，一切都好。",
        "lang": ("zh", "zh-Hans", "en")[number % 3],
    }
    for number in range(12)
]
_COPY = {**_NEWS[0], "id": "copy", "source": "戊报", "published_at": "2021-08-01", "url": ""}
_RECORDS = [*_NEWS, _COPY]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thirteen articles in three languages, the last a copy of the first."""
    folder = tmp_path_factory.mktemp("contract")
    build(folder, TermEmbedder(), record_pages(_RECORDS), chunk_tokens=30)
    return folder


@pytest.fixture(scope="module", params=list(IMPLEMENTATIONS))
def index(request: pytest.FixtureRequest, folder: Path) -> Iterator[SearchIndex]:
    with IMPLEMENTATIONS[request.param](folder) as index:
        yield index


def _vector(text: str) -> np.ndarray:
    return TermEmbedder().embed_queries([text])


def _all(index: SearchIndex) -> np.ndarray:
    """Every row, ascending: whatever an index calls them, the dense leg brings all of them when it may."""
    rows = index.nearest(_vector("柳河村"), index.manifest.chunks, index.select(Filters()))
    return np.sort(rows)


def _articles(index: SearchIndex) -> list[Article]:
    return index.articles([str(each["id"]) for each in _RECORDS])


def test_every_row_is_a_span_of_its_article_and_they_follow_each_other(index: SearchIndex) -> None:
    rows = _all(index)
    facts = index.facts(rows)
    assert rows.size == index.manifest.chunks == len(set(rows.tolist())) > 2 * len(_RECORDS)
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
    articles = _articles(index)
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
    rows = _all(index)
    hidden = frozenset({"a05"})
    for left_out in (frozenset[str](), hidden):
        expected = {
            row
            for row, (article, _) in zip(rows.tolist(), index.chunks(rows), strict=True)
            if passes(article) and article.id not in left_out
        }
        among = index.select(filters, left_out)
        assert among.reachable == len(expected)
        assert set(index.nearest(_vector("柳河村"), rows.size, among).tolist()) == expected


def test_passages_are_selected_by_the_words_in_them(index: SearchIndex) -> None:
    among = index.select(Filters(holds=(Holds(("屋顶",), "passage"),)))
    rows = index.nearest(_vector("柳河村"), 100, among)
    assert rows.size == among.reachable == 4
    assert all("屋顶" in chunk.text for _, chunk in index.chunks(rows))


def test_a_filter_that_makes_no_sense_is_refused(index: SearchIndex) -> None:
    with pytest.raises(QueryError, match="is not a date"):
        index.select(Filters(published_from="soon"))


@pytest.mark.parametrize("depth", [1, 7, 1000])
def test_the_dense_leg_brings_the_nearest_by_cosine_and_of_equals_the_first_row(index: SearchIndex, depth: int) -> None:
    rows = _all(index)
    cosines = index.vectors(rows) @ _vector("全村共捐款多少")[0]
    expected = rows[np.lexsort((rows, -cosines))][:depth]
    assert index.nearest(_vector("全村共捐款多少"), depth, index.select(Filters())).tolist() == expected.tolist()


def test_vectors_are_those_of_the_passages_and_of_unit_length(index: SearchIndex) -> None:
    rows = _all(index)
    embedded = TermEmbedder().embed_passages([chunk.text for _, chunk in index.chunks(rows)])
    np.testing.assert_allclose(index.vectors(rows), embedded, atol=1e-3)
    numbers = index.numbers([str(each["id"]) for each in _RECORDS])
    np.testing.assert_allclose(np.linalg.norm(index.article_vectors(numbers), axis=1), 1, atol=1e-3)


def test_terms_are_counted_by_the_rows_and_articles_that_hold_them(index: SearchIndex) -> None:
    rows = _all(index)
    words = ["捐款", "library", "qwertz"]
    held = [index.holding([word], rows) for word in words]
    assert index.terms.frequencies(words).tolist() == [int(each.sum()) for each in held]
    assert index.holding(words, rows).tolist() == np.any(held, axis=0).tolist()
    # The title's words are a chunk's too.
    texts = [f"{article.title} {chunk.text}".lower() for article, chunk in index.chunks(rows)]
    assert held[0].tolist() == ["捐款" in text for text in texts]
    assert len(index.terms) == index.manifest.chunks
    assert len(index.article_terms) == index.manifest.articles == len(_RECORDS)
    assert index.article_terms.frequencies(["捐款", "qwertz"]).tolist() == [4, 0]
    assert index.article_terms.holding_all(["暴雨", "洪水"]) == 5
    assert index.article_terms.holding_all(["暴雨", "捐款"]) == 0


def _words(index: SearchIndex, question: str) -> WordSearch:
    asked = ParsedQuestion.of(question, languages=index.statistics.languages)
    return index.words(asked.wants(index.terms), asked.wants(index.article_terms))


def test_the_lexical_leg_brings_what_holds_most_of_the_words(index: SearchIndex) -> None:
    words, rows = _words(index, "屋顶修缮用了多少捐款"), _all(index)
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
    rows = _all(index)
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
    assert words.coverage(_all(index)).both.max() == 0.0


@pytest.mark.parametrize("oldest", [False, True])
def test_what_matches_is_listed_by_date_a_page_at_a_time(index: SearchIndex, oldest: bool) -> None:
    words = _words(index, "柳河村 捐款")
    among = words.matching(index.select(Filters()))
    pages = [
        index.by_date(among, words, group_by="article", oldest=oldest, offset=offset, limit=3) for offset in (0, 3, 6)
    ]
    found = [article for page in pages for article, _ in index.chunks(page)]
    matching = [each for each in _articles(index) if "柳河村" in each.body]
    dated = sorted((each for each in matching if each.day), key=lambda each: each.published_at, reverse=not oldest)
    undated = [each for each in matching if not each.day]
    assert [each.id for each in found] == [each.id for each in (*dated, *undated)]


def test_without_words_all_is_listed_by_date_by_its_first_passages(index: SearchIndex) -> None:
    words = _words(index, "")
    rows = index.by_date(index.select(Filters()), words, group_by="article", oldest=False, offset=0, limit=1000)
    found = index.chunks(rows)
    assert sorted(article.id for article, _ in found) == sorted(each.id for each in _articles(index))
    assert {chunk.start for _, chunk in found} == {0}
    assert words.coverage(_all(index)).both.max() == 0.0


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
    matching = [each for each in _articles(index) if "洪水" in each.body]
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
    assert index.article("a04").title == _NEWS[4]["title"]
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
    assert index.nearest(_vector("柳河村"), 10, index.only(none)).size == 0


@pytest.mark.parametrize("page", [1, 5, 100])
def test_all_articles_come_a_page_at_a_time_in_the_order_of_their_numbers(index: SearchIndex, page: int) -> None:
    pages = list(every_article(index, page=page))
    numbers = [number for each in pages for number in each.numbers.tolist()]
    assert numbers == sorted(index.numbers([str(each["id"]) for each in _RECORDS]).tolist())
    assert sorted(each for found in pages for each in found.ids) == sorted(str(each["id"]) for each in _RECORDS)
    assert max(len(each.ids) for each in pages) <= page


def test_articles_of_some_rows_come_a_page_at_a_time(index: SearchIndex) -> None:
    among = index.select(Filters(languages=("en",)))
    first = index.numbers_after(-1, 3, among)
    rest = index.numbers_after(int(first[-1]), 3, among)
    assert (first.size, rest.size) == (3, 1)
    found = index.article_facts(np.concatenate([first, rest]))
    assert sorted(found.ids) == sorted(str(each["id"]) for each in _RECORDS if each["lang"] == "en")
    assert index.numbers_after(int(rest[-1]), 3, among).size == 0


def test_the_numbers_beside_the_filters_are_counts_of_articles(index: SearchIndex) -> None:
    for narrowed in (Filters(), Filters(sources=("甲报", "戊报"))):
        passing = [each for each in _articles(index) if each.source in (narrowed.sources or (each.source,))]
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
    assert sorted(whole.facts.ids) == sorted(str(each["id"]) for each in _RECORDS)


def test_what_is_suggested_is_told_of_where_an_article_that_passes_has_it(index: SearchIndex) -> None:
    words = index.typed_words()
    table = words.suggestions
    entries = [table.entries[number] for number in range(len(table.entries))]
    ids = words.article_ids(entries)
    titled = {each.text: one for each, one in zip(entries, ids, strict=True) if each.article >= 0}
    assert len(titled) == len(_NEWS)
    assert [each.title for each in index.articles(list(titled.values()))] == list(titled)
    assert not any(one for each, one in zip(entries, ids, strict=True) if each.article < 0)
    assert all(words.told(entries, index.select(Filters())))
    for narrowed in (Filters(languages=("en",)), Filters(sources=("甲报", "戊报")), Filters(sources=())):
        passing = [
            each
            for each in _articles(index)
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
    authors = {name for each in _articles(index) for name in each.authors}
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
    compared = listed.beside(without_common(_vector(title or "。"), listed.common), key_terms)
    known = index.article_facts(compared.numbers)
    every = index.article_facts(index.numbers([str(each["id"]) for each in _RECORDS]))
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
