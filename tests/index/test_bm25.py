"""The term index scores as bm25s does, from memory as from disk."""

from math import log
from pathlib import Path
from random import Random

import bm25s
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.core.errors import BrokenSnapshotError
from indexer.index.bm25 import Terms
from indexer.index.bm25_builder import TermsBuilder
from indexer.index.wants import find_wants
from indexer.text.analyzer import terms

_TEXTS = st.lists(st.text(alphabet="甲乙丙丁 ab12", min_size=1, max_size=20), min_size=1, max_size=20)


def _built(texts: list[str]) -> Terms:
    builder = TermsBuilder()
    for text in texts:
        builder.add(text)
    return builder.build()


@given(_TEXTS, st.text(alphabet="甲乙丙丁ab12", min_size=1, max_size=6))
def test_scores_equal_those_of_bm25s_itself(texts: list[str], question: str) -> None:
    texts = [*texts, "甲乙 ab 12"]
    reference = bm25s.BM25(k1=1.5, b=0.75, method="lucene", backend="numpy")
    reference.index([terms(text) for text in texts], show_progress=False)
    asked = list(dict.fromkeys(terms(question)))
    np.testing.assert_allclose(_built(texts).scores(question), reference.get_scores(asked), rtol=1e-5, atol=1e-6)


def test_a_score_in_written_out_arithmetic() -> None:
    """Two rows of lengths 1 and 3, mean 2; "ab" stands once in the first and nowhere else."""
    scores = _built(["ab", "cd ef gh"]).scores("ab")
    idf = log(1 + (2 - 1 + 0.5) / (1 + 0.5))
    norm = 1.5 * (1 - 0.75 + 0.75 * 1 / 2)
    assert scores.tolist() == pytest.approx([idf * 1 / (1 + norm), 0.0])


def test_coverage_is_bm25_over_the_idf_of_every_term_known_or_not() -> None:
    built = _built(["ab", "12 cd ef"])
    known, unknown = log(1 + 1.5 / 1.5), log(1 + 2.5 / 0.5)
    expected = built.scores("ab") / (known + unknown)
    np.testing.assert_allclose(built.coverage(built.wants(["ab", "zz"])), expected, rtol=1e-6)


def test_spellings_of_one_thing_count_once_and_as_if_they_were_one_term() -> None:
    """The word "xy" is written ab in one row and cd in another: idf of a term in 2 of 3 rows for either, and xy is not missed."""
    built = _built(["ab", "cd", "ef"])
    coverage = built.coverage(built.wants(["xy"], {"xy": [["ab", "cd", "nowhere"]]}))
    saturation = 1 / (1 + 1.5)
    assert coverage.tolist() == pytest.approx([saturation, saturation, 0.0])


def test_a_term_without_a_known_spelling_is_missed() -> None:
    built = _built(["ab", "cd"])
    assert built.wants(["ab", "xy"], {"xy": [["nowhere"]]}) == built.wants(["ab", "xy"])


def test_a_term_and_its_synonyms_weigh_as_one_term_that_stands_in_all_their_rows() -> None:
    """Of 4 rows ab is in 1, its synonyms cd and ef in 1 each: idf of a term in 3 of 4 rows, log(1 + 1.5 / 3.5)."""
    built = _built(["ab", "cd", "ef", "gh"])
    (want,) = built.wants(["ab"], synonyms={"ab": [("cd",), ("ef",)]})
    assert want.spellings == ("ab", "cd", "ef")
    assert want.idf == pytest.approx(log(1 + (4 - 3 + 0.5) / (3 + 0.5)))
    saturation = 1 / (1 + 1.5)
    assert built.coverage([want]).tolist() == pytest.approx([saturation, saturation, saturation, 0.0])


def test_a_term_that_no_row_holds_is_found_by_its_synonym() -> None:
    """Only cd counts, in 1 of 2 rows: log(1 + 1.5 / 1.5) = log 2."""
    (want,) = _built(["cd", "ef"]).wants(["zz"], synonyms={"zz": [("cd",)]})
    assert want.spellings == ("cd",)
    assert want.idf == pytest.approx(log(2))


def test_a_term_that_is_spelled_and_translated_is_found_by_either() -> None:
    """As "China" may be the name 池娜 or 中国: cd and ef are in 1 of 3 rows each, together in 2 of 3."""
    (want,) = _built(["ab", "cd", "ef"]).wants(["zz"], {"zz": [["cd"]]}, {"zz": [("ef",)]})
    assert want.spellings == ("cd", "ef")
    assert want.idf == pytest.approx(log(1 + 1.5 / 2.5))


def test_a_term_that_is_spelled_and_stands_as_it_is_asked_is_one_thing() -> None:
    """As one article of three writes "Shanghai" and another 上海: together in 2 of 3 rows."""
    (want,) = _built(["ab", "cd", "ef"]).wants(["ab"], {"ab": [["cd"]]})
    assert want.spellings == ("ab", "cd")
    assert want.idf == pytest.approx(log(1 + 1.5 / 2.5))


def test_a_phrase_stands_by_its_rarest_term_and_only_if_all_its_terms_are_known() -> None:
    """The term cd is in two rows and ef in one; nothing holds zz."""
    built = _built(["ab", "cd", "cd ef"])
    assert built.wants(["ab"], synonyms={"ab": [("cd", "ef"), ("cd", "zz")]})[0].spellings == ("ab", "ef")


def test_synonyms_in_more_rows_than_there_are_weigh_as_a_term_in_all() -> None:
    """Both ab and cd are in both rows: 4 is cut to 2, log(1 + 0.5 / 2.5)."""
    (want,) = _built(["ab cd", "ab cd"]).wants(["ab"], synonyms={"ab": [("cd",)]})
    assert want.idf == pytest.approx(log(1 + 0.5 / 2.5))


def test_synonyms_that_no_row_holds_change_nothing() -> None:
    built = _built(["ab", "cd"])
    assert built.wants(["ab"], synonyms={"ab": [("zz",), ("cd", "yy")]}) == built.wants(["ab"])


def test_what_else_may_stand_for_a_term_counts_only_where_no_row_holds_its_synonyms() -> None:
    otherwise = {"ab": [("ef",)]}
    built = _built(["ab", "cd", "ef"])
    (known,) = find_wants(built, ["ab"], synonyms={"ab": [("cd",)]}, otherwise=otherwise)
    assert known.spellings == ("ab", "cd")
    (unknown,) = find_wants(built, ["ab"], synonyms={"ab": [("zz",)]}, otherwise=otherwise)
    assert unknown.spellings == ("ab", "ef")


@given(_TEXTS, st.lists(st.sampled_from(["甲", "乙丙", "ab", "12", "nowhere"]), unique=True), st.randoms())
def test_what_a_few_rows_hold_is_looked_up_to_the_bit(texts: list[str], asked: list[str], random: Random) -> None:
    """Whatever the order of the rows, and where one comes twice; "ab" may be spelled in more than one way."""
    built = _built(texts)
    wants = built.wants(asked, {"ab": [["ab", "12", "乙丙"]]})
    rows = np.array([random.randrange(len(texts)) for _ in range(5)], dtype=np.int32)
    expected = built.coverage(wants)[rows]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexer.index.bm25._LOOKED_UP_FROM", 1)
        patch.setattr("indexer.index.bm25._LOOKED_UP_SHARE", 0)
        patch.setattr(Terms, "coverage", None)
        assert built.coverage_of(rows, wants).tobytes() == expected.tobytes()


def test_a_question_without_known_terms_scores_zero() -> None:
    assert _built(["ab", "cd"]).scores("？ zz").tolist() == [0.0, 0.0]


def test_what_is_saved_is_what_is_opened(tmp_path: Path) -> None:
    built = _built(["捐款三万元", "口罩三千个", "by air"])
    built.save(tmp_path / "terms")
    opened = Terms.open(tmp_path / "terms")
    assert len(opened) == 3
    np.testing.assert_array_equal(opened.scores("捐款口罩 air"), built.scores("捐款口罩 air"))


def test_a_folder_without_an_index_is_told(tmp_path: Path) -> None:
    with pytest.raises(BrokenSnapshotError, match="not a term index"):
        Terms.open(tmp_path)


@given(_TEXTS, st.text(alphabet="甲乙丙丁ab12", min_size=1, max_size=6), st.sampled_from([0, 1, 3, 30]))
def test_common_terms_are_added_up_to_the_bit_as_all_are(texts: list[str], question: str, room: int) -> None:
    """Whether there is room for none of their weights in every row, or for one, three or all terms."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("indexer.index.bm25._COMMON_BYTES", 4 * len(texts) * room)
        patch.setattr("indexer.index.bm25._COMMON_SHARE", 2)
        built = _built(texts)
        found = built.scores(question), built.scores(question)
        assert len(built._common) <= room
    patched = _built(texts)
    patched._common_from = len(texts) + 1  # no term is common
    assert found[0].tobytes() == found[1].tobytes() == patched.scores(question).tobytes()


def test_a_term_of_a_file_has_its_number_however_often_it_is_asked_for(tmp_path: Path) -> None:
    _built(["ab cd", "cd"]).save(tmp_path)
    opened = Terms.open(tmp_path)
    numbers = [opened.number(term) for term in ("ab", "cd", "zz", "ab", "zz")]
    assert numbers == [numbers[0], numbers[1], -1, numbers[0], -1]
    assert {opened.postings().vocabulary[number] for number in numbers[:2]} == {"ab", "cd"}
