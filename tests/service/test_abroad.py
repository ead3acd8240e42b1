"""Rows in other languages than the question's, in written-out arithmetic and over a small archive of two."""

from pathlib import Path

import numpy as np
import pytest

from indexer.archive import RowFacts
from indexer.console import out
from indexer.domain import Mode
from indexer.terms import Want
from indexer.vectors import Vectors
from service.abroad import behind_own, foreign_rows, retelling_rows, retold_from, unfindable
from service.http.schemas import SearchResponse
from service.present import print_hits
from service.question import Asked
from service.search import Searcher
from tests.archives import build, record_pages
from tests.doubles import TermEmbedder


def test_what_can_hardly_be_found_is_weighed_by_idf() -> None:
    """A plain word of idf 2 is lost, a number of 1 is not, 0.7 of a translated one of 1 is: 2.7 of 4."""
    wants = [Want(("vessel",), 2.0), Want(("#3",), 1.0), Want(("boat", "小船"), 1.0)]
    assert unfindable(wants) == pytest.approx(2.7 / 4)


def test_a_question_without_words_loses_nothing() -> None:
    assert unfindable([]) == 0


_FACTS = RowFacts(np.array([0, 0, 1, 2]), ("a", "b", "c"), ("",) * 3, ("zh-Hant", "en", "zh"), ("",) * 3)


@pytest.mark.parametrize(
    ("question", "foreign"),
    [
        pytest.param("谁捐了款？", [False, False, True, False], id="any kind of Chinese is Chinese"),
        pytest.param("Who gave the money?", [True, True, False, True], id="English"),
        pytest.param("TFBOYS", [False] * 4, id="a name alone is of no language"),
    ],
)
def test_rows_are_foreign_by_the_language_of_their_article(question: str, foreign: list[bool]) -> None:
    found = foreign_rows(Asked.of(question), _FACTS, np.arange(4))
    assert found.tolist() == foreign


def _articles() -> Vectors:
    """Directions at 0, 90, 30 and 60 degrees, as float16 keeps them."""
    vectors = Vectors.empty(2)
    half, long = 0.5, 0.75**0.5
    vectors.add(np.array([[1, 0], [0, 1], [long, half], [half, long]], dtype=np.float32))
    return vectors


def test_a_story_is_retold_from_a_third_of_the_way_between_the_mean_across_languages_and_1() -> None:
    """Across: 0 and 30, 0 and 60, 90 and 30, 90 and 60 degrees, cosines of .866, .5, .5 and .866, .683 on average."""
    cosine = retold_from(_articles(), ["zh", "zh-Hant", "en", "en"])
    assert cosine == pytest.approx((2 * 0.6830 + 1) / 3, abs=1e-3)


@pytest.mark.parametrize("languages", [["en"] * 4, ["zh", "zh-Hant", "zh", "zh"]])
def test_nothing_is_retold_in_an_archive_of_one_language(languages: list[str]) -> None:
    assert retold_from(_articles(), languages) == 1.0


def test_nothing_is_retold_in_an_empty_archive() -> None:
    assert retold_from(Vectors.empty(2), []) == 1.0


@pytest.mark.parametrize(
    ("scores", "retold_from", "retelling"),
    [
        pytest.param([0.7, 0.8, 0.9, 0.95, 0.2], 0.85, [3, 4], id="60 degrees is near 90, and nearer than 30 is"),
        pytest.param([0.8, 0.7, 0.9, 0.95, 0.2], 0.85, [2], id="30 degrees is near 0, and nearer than 60 is"),
        pytest.param([0.7, 0.8, 0.9, 0.95, 0.2], 0.9, [], id="too far apart"),
    ],
)
def test_an_article_retells_the_best_own_one_if_each_is_nearest_to_the_other(
    scores: list[float], retold_from: float, retelling: list[int]
) -> None:
    found = retelling_rows(
        _articles(),
        ["zh", "zh-Hant", "en", "en"],
        np.array([0, 1, 2, 3, 3]),
        np.array(scores, dtype=np.float32),
        own="zh",
        retold_from=retold_from,
    )
    assert np.flatnonzero(found).tolist() == retelling


def test_an_article_nearer_to_another_own_one_does_not_retell_the_best() -> None:
    """The only English one is at 30 degrees: the best own one at 90, though the nearest it has there, is further than that at 0."""
    scores = np.array([0.7, 0.8, 0.9], dtype=np.float32)
    found = retelling_rows(_articles(), ["zh", "zh", "en", "en"], np.arange(3), scores, own="zh", retold_from=0.1)
    assert not found.any()


def test_what_retells_stands_behind_the_best_own_row_and_nothing_else_moves() -> None:
    """Rows: a translation above the best own one of .8, another foreign one, that one, a translation below it."""
    scores = np.array([0.9, 0.85, 0.8, 0.7], dtype=np.float32)
    own, retelling = np.array([0, 0, 1, 0], dtype=np.bool_), np.array([1, 0, 0, 1], dtype=np.bool_)
    placed = behind_own(scores, retelling, own=own)
    assert placed[1:].tolist() == scores[1:].tolist()
    assert scores[2] - 1e-6 < placed[0] < scores[2]


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


def test_by_cosines_alone_a_translation_stands_behind_the_article_in_the_question_s_language(tmp_path: Path) -> None:
    build(tmp_path, TermEmbedder(), record_pages(_BRIDGE), chunk_tokens=200)
    searcher = Searcher.open(tmp_path, TermEmbedder())
    question = "谁画了 NORTHFIELD OAKHAM 2021 年的大桥？"
    result = searcher.search(question, mode=Mode.DENSE)
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


def test_only_rows_in_another_language_are_allowed_for(searcher: Searcher) -> None:
    """No word of the question is a number or in the dictionary's Chinese of this archive: 0.25 of it."""
    hits = searcher.search("How many zorbleks did the quxly hold?", limit=50).hits
    allowed = {(hit.article.language, round(hit.scores.signals.allowance, 6)) for hit in hits}
    assert {language for language, _ in allowed} == {"zh", "en"}
    assert {allowance for language, allowance in allowed if language == "en"} == {0.0}
    (chinese,) = {allowance for language, allowance in allowed if language == "zh"}
    assert 0.7 * 0.25 <= chinese <= 0.25
