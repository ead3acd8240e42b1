"""A question finds an article of another language by the dictionary alone: no model takes part."""

import pytest

from indexer.text.analyzer import terms
from service.query.question import ParsedQuestion
from service.results import Mode
from service.search.searcher import Searcher
from tests.archives import LIBRARY, RECORDS, build, record_pages
from tests.doubles import TermEmbedder

TENCENT = {
    "id": "tencent",
    "title": "腾讯向河南捐款一亿元",
    "source": "江城晚报",
    "published_at": "2021-07-21",
    "body": "腾讯公司宣布，向河南灾区捐款一亿元，并送去帐篷。",
    "lang": "zh",
}
RAILWAY = {
    "id": "railway",
    "title": "高铁通到青禾县",
    "source": "青禾日报",
    "published_at": "2021-08-02",
    "body": "高铁列车首次停靠青禾县，站前广场挤满了人。",
    "lang": "zh",
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    index_dir = tmp_path_factory.mktemp("languages")
    build(index_dir, TermEmbedder(), record_pages([*RECORDS, TENCENT, RAILWAY]))
    return Searcher.open(index_dir, TermEmbedder())


@pytest.mark.parametrize(
    ("question", "article", "marked"),
    [
        pytest.param("How much did Tencent donate to Henan?", "tencent", "腾讯", id="names and a verb"),
        pytest.param("Where does the high speed rail stop?", "railway", "高铁", id="a phrase"),
        pytest.param("How many masks did the party branch collect?", "donation", "口罩", id="a noun"),
        pytest.param("图书馆什么时候重新开放？", "library", "library", id="Chinese over English"),
        pytest.param("星期一谁在阅览室？", "library", "reading", id="Chinese over English, a phrase"),
    ],
)
def test_the_article_is_first_and_its_words_are_marked(
    searcher: Searcher, question: str, article: str, marked: str
) -> None:
    hits = searcher.search(question, mode=Mode.LEXICAL).hits
    assert hits[0].article.id == article
    spans = [
        hit.chunk.text[span.start : span.end] for hit in hits if hit.article.id == article for span in hit.highlights
    ]
    assert any(marked in span for span in spans)


def test_a_number_asks_across_languages(searcher: Searcher) -> None:
    assert searcher.search("32,000", mode=Mode.LEXICAL).hits[0].article.id == "donation"
    assert searcher.search("150万", mode=Mode.LEXICAL).hits[0].article.id == LIBRARY["id"]


def test_only_languages_of_the_archive_are_looked_for() -> None:
    """A Chinese question of a Chinese archive has no use for the dictionary."""
    assert ParsedQuestion.of("腾讯捐了多少", languages={"zh", "zh-Hant"}).synonyms == {}
    assert ParsedQuestion.of("腾讯捐了多少").synonyms == {}
    assert ParsedQuestion.of("腾讯捐了多少", languages={"zh", "en-GB"}).synonyms["腾讯"] == [("tencent",)]


def test_a_latin_name_is_looked_for_as_each_language_of_the_archive_stems_it() -> None:
    """Snowball's English cuts "Danes" to "dane", its Spanish to "dan"."""
    asked = ParsedQuestion.of("Who praised the Danes?", languages={"en", "es"})
    assert asked.synonyms["dane"] == [("dan",)]


@pytest.mark.parametrize(
    ("question", "language", "word"),
    [
        pytest.param("Πόσα χρήματα δόθηκαν στο χωριό;", "el", "χωριό", id="Greek, in a script of its own"),
        pytest.param("Wie viele Dörfer wurden gerettet?", "de", "Dorf", id="German, taken for no language"),
    ],
)
def test_words_are_looked_for_by_the_stems_of_the_archives_languages_too(
    question: str, language: str, word: str
) -> None:
    (stem,) = terms(word, language=language)
    asked = ParsedQuestion.of(question, languages=[language])
    assert stem not in asked.terms, "or it would be found anyway"
    assert (stem,) in [rendering for renderings in asked.synonyms.values() for rendering in renderings]


def test_a_rendering_with_another_in_it_finds_nothing_of_its_own(tmp_path) -> None:
    """CC-CEDICT has 唐山大地震 for "earthquake" beside 地震: its rarest pair, 山大, also stands in 矿山大林, where nothing shook."""
    shook = "唐山发生地震，大地摇晃。"
    bodies = {"quake": shook, "again": shook + "次日余震不断。", "water": "矿山大林村停水八小时。"}
    records = [{"id": name, "title": "消息", "body": body, "lang": "zh"} for name, body in bodies.items()]
    build(tmp_path / "index", TermEmbedder(), record_pages(records))
    hits = Searcher.open(tmp_path / "index", TermEmbedder()).search("earthquake", mode=Mode.LEXICAL).hits
    assert {hit.article.id for hit in hits if hit.scores.lexical} == {"quake", "again"}
