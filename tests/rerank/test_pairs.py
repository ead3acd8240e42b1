"""Windows, pairs and spans: characters to tokens and back."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indexer.embed.prepare import prepare, read_tokenizer
from indexer.embed.registry import find_source
from indexer.rerank.pairs import OVERLAP, Pair, PairEncoder
from indexer.rerank.reader import Excerpt
from indexer.settings import IndexerSettings

_TEXTS = st.text(alphabet="柳河镇捐款三万元，。 村", min_size=1, max_size=60).filter(str.strip)
# The encoder keeps nothing between examples.
_SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture(scope="module")
def encoder(tiny_folder: Path) -> PairEncoder:
    """One token for each character, so that spans can be told by counting."""
    return PairEncoder.read(tiny_folder)


def _characters(pair: Pair, places: tuple[int, int]) -> tuple[int, int]:
    """The window's characters that the tokens at two places and between them stand for."""
    first, last = (place - pair.first for place in places)
    return pair.offsets[first][0], pair.offsets[last][1]


def test_a_pair_is_question_and_window_between_marks(encoder: PairEncoder) -> None:
    """[CLS] 柳 [SEP] [SEP] 河 镇 [SEP]: the window begins at place 4."""
    pair = encoder.encode("柳", Excerpt("河镇"))
    assert pair.ids[0] == 2
    assert (pair.ids[2], pair.ids[3], pair.ids[6]) == (3, 3, 3)
    assert pair.first == 4
    assert pair.token_span(1, 2) == (5, 5)


@_SHARED
@given(text=_TEXTS, data=st.data())
def test_a_span_survives_the_way_to_tokens_and_back(encoder: PairEncoder, text: str, data: st.DataObject) -> None:
    """A span of characters without blanks at its ends comes back as it was."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    if text[start:end].strip() != text[start:end]:
        return
    pair = encoder.encode("谁？", Excerpt(text))
    places = pair.token_span(start, end)
    assert places is not None
    assert _characters(pair, places) == (start, end)


def test_an_answer_that_was_cut_off_has_no_place(encoder: PairEncoder) -> None:
    pair = encoder.encode("谁？", Excerpt("村" * 300))
    assert pair.token_span(0, 1) is not None
    assert pair.token_span(299, 300) is None
    assert len(pair.ids) == 192


def test_pairs_of_several_windows_are_those_of_each(encoder: PairEncoder) -> None:
    excerpts = [Excerpt("河镇"), Excerpt(""), Excerpt("捐款三万元", "柳村"), Excerpt("捐款三万元", "河村")]
    assert encoder.encode_all("柳？", excerpts) == [encoder.encode("柳？", excerpt) for excerpt in excerpts]


def test_a_heading_stands_before_its_window_and_no_answer_is_in_it(encoder: PairEncoder) -> None:
    """[CLS] 柳 [SEP] [SEP] 镇 村 [SEP] 河 镇 [SEP]: the window begins at place 7, its first character is 0 of the window."""
    plain, pair = encoder.encode("柳", Excerpt("河镇")), encoder.encode("柳", Excerpt("河镇", "镇村"))
    assert (pair.first, pair.offsets) == (7, ((0, 1), (1, 2)))
    assert pair.ids[:4] == plain.ids[:4]
    assert pair.ids[4] == plain.ids[5]
    assert pair.ids[6:] == (3, *plain.ids[4:])


def test_a_long_heading_is_cut_and_one_that_is_not_known_of_left_out(encoder: PairEncoder, tiny_folder: Path) -> None:
    """24 tokens and a mark of a heading; a reader trained without headings never sees one."""
    assert encoder.encode("柳", Excerpt("河", "镇" * 50)).first == 4 + 24 + 1
    without = PairEncoder.read(tiny_folder, heading_tokens=0)
    assert without.encode("柳", Excerpt("河", "镇" * 50)) == encoder.encode("柳", Excerpt("河"))
    assert [(each.start, each.end) for each in without.windows("村" * 300)] == [(0, 152), (88, 240), (176, 300)]


def test_a_judgement_has_the_logits_of_the_windows_own_tokens(encoder: PairEncoder) -> None:
    """[CLS] 柳 [SEP] [SEP] 河 镇 [SEP]: the logits of 河 and 镇, and those of [CLS] for no answer; padding is left out."""
    spans = np.array([[5, 7], [1, 1], [1, 1], [1, 1], [2, 3], [4, 6], [1, 1], [9, 9]], np.float32)
    judged = encoder.encode("柳", Excerpt("河镇")).judgement(spans, np.array([0.5, -2], np.float32))
    assert (judged.rank, judged.answerable, judged.none) == (0.5, -2.0, 12.0)
    assert judged.offsets == ((0, 1), (1, 2))
    assert (judged.start.tolist(), judged.end.tolist()) == ([2, 4], [3, 6])


def test_windows_cover_the_passage_and_share_their_ends(encoder: PairEncoder) -> None:
    """127 of 192 tokens are left by 36 of a question, 24 of a heading and 5 marks; each begins 127 - 64 after the one before."""
    windows = encoder.windows("村" * 300)
    assert [(each.start, each.end) for each in windows] == [(0, 127), (63, 190), (126, 253), (189, 300)]
    assert windows[0].end - windows[1].start == OVERLAP


@_SHARED
@given(text=_TEXTS)
def test_a_short_passage_is_one_window(encoder: PairEncoder, text: str) -> None:
    (window,) = encoder.windows(text)
    assert text[window.start : window.end] == text.strip()


@pytest.mark.slow
def test_the_default_models_tokens_hold_every_answer() -> None:
    """Its tokens are pieces of several characters: what comes back holds the answer, and hardly more."""
    source = find_source(IndexerSettings())
    encoder = PairEncoder(read_tokenizer(source, prepare(source, fast=False, progress=lambda _: None)))
    passage = (
        "截至2月20日，柳禾村共筹集善款三万多元，其中老党员魏小雨率先捐出1万元。The clinic received 40 tents in May."
    )
    for answer in ("2月20日", "三万多元", "1万元", "40 tents", "魏小雨"):
        start = passage.index(answer)
        pair = encoder.encode("How much did Liuhe Village raise?", Excerpt(passage))
        places = pair.token_span(start, start + len(answer))
        assert places is not None
        begin, stop = _characters(pair, places)
        assert begin <= start < start + len(answer) <= stop
        assert stop - begin <= len(answer) + 2
    assert pair.ids[0] == 0  # <s>
    assert pair.ids[pair.first - 2 : pair.first] == (2, 2)  # </s></s>
