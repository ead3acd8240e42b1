"""Rows in other languages than the question's, in written-out arithmetic and over a small archive of two."""

from pathlib import Path

import numpy as np
import pytest

from indexer.cli.terminal import out
from indexer.index.archive_statistics import translation_threshold
from indexer.index.vectors import Vectors
from indexer.index.wants import Want
from service.cli.terminal import print_hits
from service.http.search_schemas import SearchResponse
from service.query.question import ParsedQuestion
from service.results import Mode
from service.search.cross_lingual import (
    Translations,
    find_translations,
    foreign,
    unfindable,
    untranslated,
)
from service.search.searcher import Searcher
from tests.archives import build, record_pages
from tests.doubles import MarkingReader, TermEmbedder


def test_what_can_hardly_be_found_is_weighed_by_idf() -> None:
    """A plain word of idf 2 is lost, a number of 1 is not, 0.7 of a translated one of 1 is: 2.7 of 4."""
    wants = [Want(("vessel",), 2.0), Want(("#3",), 1.0), Want(("boat", "小船"), 1.0)]
    assert unfindable(wants) == pytest.approx(2.7 / 4)


def test_a_question_without_words_loses_nothing() -> None:
    assert unfindable([]) == 0


_LANGUAGES = ["zh-Hant", "en", "zh"]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param("谁捐了款？", [False, True, False], id="any kind of Chinese is Chinese"),
        pytest.param("Who gave the money?", [True, False, True], id="English"),
        pytest.param("TFBOYS", [False] * 3, id="a name alone is of no language"),
    ],
)
def test_an_article_is_foreign_by_its_language(question: str, expected: list[bool]) -> None:
    assert foreign(ParsedQuestion.of(question), _LANGUAGES).tolist() == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        pytest.param("谁捐了款？", [False] * 3, id="the dictionary has English for Chinese"),
        pytest.param("Who gave the money?", [False] * 3, id="and Chinese for English"),
        pytest.param("¿Quién dio el dinero?", [True] * 3, id="for Spanish it has neither"),
        pytest.param("TFBOYS", [False] * 3, id="a name alone is of no language"),
    ],
)
def test_only_chinese_and_english_have_words_for_each_other(question: str, expected: list[bool]) -> None:
    assert untranslated(ParsedQuestion.of(question), _LANGUAGES).tolist() == expected


def test_an_article_in_a_language_that_questions_are_not_told_to_be_in_may_be_in_the_questions_own() -> None:
    """A German question has a word that is English too, and is taken for English: words count in full in German articles."""
    question = "Wer hat das Geld in der Halle gezählt?"
    asked = ParsedQuestion.of(question)
    assert asked.language == "en"
    assert untranslated(asked, ["de", "en", "es"]).tolist() == [False, False, True]


def _articles() -> Vectors:
    """Directions at 0, 90, 30 and 60 degrees, as float16 keeps them."""
    vectors = Vectors.empty(2)
    half, long = 0.5, 0.75**0.5
    vectors.add(np.array([[1, 0], [0, 1], [long, half], [half, long]], dtype=np.float32))
    return vectors


def test_a_story_is_retold_from_a_third_of_the_way_between_the_mean_across_languages_and_1() -> None:
    """Across: 0 and 30, 0 and 60, 90 and 30, 90 and 60 degrees, cosines of .866, .5, .5 and .866, .683 on average."""
    cosine = translation_threshold(_articles(), ["zh", "zh-Hant", "en", "en"])
    assert cosine == pytest.approx((2 * 0.6830 + 1) / 3, abs=1e-3)


@pytest.mark.parametrize("languages", [["en"] * 4, ["zh", "zh-Hant", "zh", "zh"]])
def test_nothing_is_retold_in_an_archive_of_one_language(languages: list[str]) -> None:
    assert translation_threshold(_articles(), languages) == 1.0


def test_nothing_is_retold_in_an_empty_archive() -> None:
    assert translation_threshold(Vectors.empty(2), []) == 1.0


_SPOKEN = ["zh", "zh-Hant", "en", "en"]


@pytest.mark.parametrize(
    ("retold_from", "retold"),
    [
        pytest.param(0.85, [-1, -1, 0, 1, 1], id="30 degrees is nearest to 0 and 60 to 90, and the other way round"),
        pytest.param(0.9, [-1] * 5, id="too far apart"),
    ],
)
def test_an_article_retells_an_own_one_if_each_is_nearest_to_the_other(retold_from: float, retold: list[int]) -> None:
    """Cosines of 30 degrees, .866. The fourth article has two rows."""
    scores = np.array([0.7, 0.8, 0.9, 0.95, 0.2], dtype=np.float32)
    places = np.array([0, 1, 2, 3, 3])
    found = find_translations(
        _articles().rows, np.arange(4), _SPOKEN, places, scores, own="zh", retold_from=retold_from
    )
    assert found.retold.tolist() == retold
    assert found.rows.tolist() == [each >= 0 for each in retold]


def test_of_two_that_are_nearest_to_one_own_article_the_nearer_one_retells_it() -> None:
    """Of the own ones only that at 0 degrees is a candidate: 30 degrees retells it, 60 does not."""
    scores = np.array([0.7, 0.9, 0.95], dtype=np.float32)
    numbers, spoken = np.array([0, 2, 3]), [_SPOKEN[0], _SPOKEN[2], _SPOKEN[3]]
    found = find_translations(_articles().rows, numbers, spoken, np.arange(3), scores, own="zh", retold_from=0.1)
    assert found.retold.tolist() == [-1, 0, -1]


def test_what_retells_stands_behind_the_best_row_of_what_it_retells_and_nothing_else_moves() -> None:
    """Rows: a translation of article 1 above its best of .8, another foreign one, article 1 twice, a translation below."""
    scores = np.array([0.9, 0.85, 0.8, 0.75, 0.7], dtype=np.float32)
    placed = Translations(np.array([0, 2, 1, 1, 3]), np.array([1, -1, -1, -1, 1])).behind(scores)
    assert placed[1:].tolist() == scores[1:].tolist()
    assert scores[2] - 1e-6 < placed[0] < scores[2]


def test_each_stands_behind_its_own() -> None:
    """Articles 2 and 3 retell 0 and 1, whose best rows are at .5 and .3."""
    scores = np.array([0.5, 0.3, 0.9, 0.8], dtype=np.float32)
    placed = Translations(np.arange(4), np.array([-1, -1, 0, 1])).behind(scores)
    assert placed.argsort()[::-1].tolist() == [0, 2, 1, 3]


def test_where_what_is_retold_is_not_among_the_rows_nothing_moves() -> None:
    found = Translations(np.array([0, 1, 2]), np.array([1, -1, -1]))
    scores = np.array([0.9, 0.8], dtype=np.float32)
    assert found.among(np.array([0, 2])).behind(scores).tolist() == scores.tolist()
    assert found.among(np.array([0, 1])).behind(scores)[0] < scores[1]
    assert found.among(np.array([], dtype=np.int64)).behind(scores[:0]).size == 0


_BRIDGE = [
    {
        "url": "https://news.example/zh/1",
        "title": "大桥 NORTHFIELD OAKHAM 2021",
        "body": "大桥 NORTHFIELD OAKHAM 2021 年建成，全长 740 米，造价 36000000 元，设计师 HALVORSEN 与村民一同走过桥面，孩子们在河边唱歌。",
    },
    {
        "url": "https://news.example/en/1",
        "title": "NORTHFIELD OAKHAM 2021",
        "body": "The bridge NORTHFIELD OAKHAM of 2021 is 740 metres long and cost 36000000; HALVORSEN drew it.",
    },
    {
        "url": "https://news.example/zh/2",
        "title": "果园",
        "body": "果园里的苹果熟了，村民们忙着采摘，卡车把它们运到城里的市场。",
    },
    {
        "url": "https://news.example/en/2",
        "title": "School",
        "body": "Pupils of the old school planted forty trees near the lake.",
    },
]


@pytest.fixture(scope="module")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of a bridge in two languages, and another article in each."""
    index_dir = tmp_path_factory.mktemp("bridge")
    build(index_dir, TermEmbedder(), record_pages(_BRIDGE), chunk_tokens=200)
    return index_dir


def test_by_cosines_alone_a_translation_stands_behind_the_article_in_the_question_s_language(bridge: Path) -> None:
    question = "谁画了 NORTHFIELD OAKHAM 2021 年的大桥？"
    result = Searcher.open(bridge, TermEmbedder()).search(question, mode=Mode.DENSE)
    hits = result.hits
    own, translation = hits[:2]
    assert (own.article.language, translation.article.language) == ("zh", "en")
    assert own.scores.dense is not None
    assert translation.scores.dense is not None
    assert translation.scores.dense > own.scores.dense, "or the order would be that of the cosines"
    assert (own.scores.signals.retells, translation.scores.signals.retells) == (False, True)
    assert translation.scores.fused < own.scores.fused
    assert {hit.scores.signals.retells for hit in hits[2:]} == {False}
    with out.capture() as captured:
        print_hits(question, SearchResponse.of(result, explain=True))
    assert captured.get().count("retells") == 1


def test_what_the_reader_prefers_stands_behind_what_it_retells(bridge: Path) -> None:
    """The reader marks 造价, which only the Chinese report has: without the other one its score would be the highest."""
    searcher = Searcher.open(bridge, TermEmbedder(), MarkingReader("造价"))
    hits = searcher.search("Which painters paid HALVORSEN 36000000 for OAKHAM?", mode=Mode.RERANKED).hits
    own, translation = hits[:2]
    assert (own.article.language, translation.article.language) == ("en", "zh")
    assert translation.scores.signals.retells
    assert (own.scores.signals.reader_span, translation.scores.signals.reader_span) == (-10, 10)
    assert own.scores.reranked is not None
    assert translation.scores.reranked == pytest.approx(own.scores.reranked, abs=1e-6)


def test_only_rows_in_another_language_are_allowed_for(searcher: Searcher) -> None:
    """No word of the question is a number or in the dictionary's Chinese of this archive: 0.25 of it."""
    hits = searcher.search("How many zorbleks did the quxly hold?", limit=50).hits
    allowed = {(hit.article.language, round(hit.scores.signals.allowance, 6)) for hit in hits}
    assert {language for language, _ in allowed} == {"zh", "en"}
    assert {allowance for language, allowance in allowed if language == "en"} == {0.0}
    (chinese,) = {allowance for language, allowance in allowed if language == "zh"}
    assert 0.7 * 0.25 <= chinese <= 0.25


_SPANISH = "¿Cuánto costó el puente NORTHFIELD OAKHAM de 2021?"


@pytest.mark.parametrize(
    ("question", "mode", "share"),
    [
        pytest.param(_SPANISH, Mode.HYBRID, 0.15, id="no dictionary: 0.15"),
        pytest.param(_SPANISH, Mode.LEXICAL, 1.0, id="words alone: all"),
        pytest.param("How much did the bridge NORTHFIELD OAKHAM cost?", Mode.HYBRID, 1.0, id="a dictionary: all"),
    ],
)
def test_words_count_little_between_languages_without_a_dictionary(
    bridge: Path, question: str, mode: Mode, share: float
) -> None:
    hits = Searcher.open(bridge, TermEmbedder()).search(question, mode=mode).hits
    assert {hit.article.language for hit in hits} >= {"zh", "en"}
    for hit in hits:
        signals = hit.scores.signals
        held = (3 * signals.chunk_coverage + 10 * signals.article_coverage) / 13
        assert hit.scores.lexical == pytest.approx(share * held, abs=1e-6)
    assert max(hit.scores.lexical for hit in hits) > 0.02
    if mode is Mode.HYBRID:
        assert (max(hit.scores.signals.sentence for hit in hits) > 0) == (share == 1)


def test_where_no_dictionary_helps_a_little_more_is_allowed_for(tmp_path: Path) -> None:
    """No word of the question is a number or a name of this archive: 0.27 of it."""
    spanish = {
        "url": "https://news.example/es/1",
        "title": "Feria",
        "body": "La feria del pueblo abre el lunes en la plaza.",
    }
    build(tmp_path, TermEmbedder(), record_pages([*_BRIDGE, spanish]), chunk_tokens=200)
    hits = Searcher.open(tmp_path, TermEmbedder()).search("¿Quiénes cantaron por la noche?", limit=50).hits
    allowed = {(hit.article.language, round(hit.scores.signals.allowance, 6)) for hit in hits}
    assert allowed == {("es", 0.0), ("zh", 0.27), ("en", 0.27)}
