"""Reading a model's answer: sentences and their marks, however the pieces fall."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.generate.stream import AnswerReader, DraftStatement, QuoteMark

TEXTS = [
    "捐款三万多元。[[1|捐款三万多元]]",
    "捐款三万多元[[1|捐款三万多元]]。",
    "前一句。后一句。 [[2|后一句]] [[3|“又一句”]]\n- 第三句。",
    "About 3.5 million came. [[1|3.5 million]] More [[",
    "<think>maybe [[1|x]] so</think>一句。[[1|一句]]",
    "NONE",
    "]] [[ | ]] [[1|]] [[x|y]] 句。[[9|句]]",
]


def read(*pieces):
    reader = AnswerReader()
    return [draft for piece in pieces for draft in reader.feed(piece)] + reader.end()


@pytest.mark.parametrize(
    ("text", "drafts"),
    [
        ("捐款三万元。[[1|三万元]]", [DraftStatement("捐款三万元。", (QuoteMark(1, "三万元"),))]),
        ("捐款三万元[[1|三万元]]。", [DraftStatement("捐款三万元。", (QuoteMark(1, "三万元"),))]),
        ("Rain fell [[1|rain]], wind blew. [[2|wind]]", [
            DraftStatement("Rain fell", (QuoteMark(1, "rain"),)), DraftStatement("wind blew.", (QuoteMark(2, "wind"),))
        ]),
        ("甲。乙。[[1|乙]]", [DraftStatement("甲。", ()), DraftStatement("乙。", (QuoteMark(1, "乙"),))]),
        ("甲。[[1|甲]][[2|甲]] 乙", [DraftStatement("甲。", (QuoteMark(1, "甲"), QuoteMark(2, "甲"))), DraftStatement("乙", ())]),
        ("1. 甲。[[ 1 | “甲” ]]\n- 乙。[[passage 2: 乙]]", [DraftStatement("甲。", (QuoteMark(1, "甲"),)), DraftStatement("乙。", (QuoteMark(2, "乙"),))]),
        ("<think>想 [[1|想]]</think>甲。[[1|甲]]", [DraftStatement("甲。", (QuoteMark(1, "甲"),))]),
        ("<think>想不完 [[1|想]]", []),
        ("甲。[[甲]]", [DraftStatement("甲。", ())]),
        ("NONE", []),
        ("**NONE**.", []),
        ("", []),
    ],
)  # fmt: skip
def test_sentences_and_their_marks(text, drafts):
    assert read(text) == drafts


@given(st.sampled_from(TEXTS), st.lists(st.integers(0, 60), max_size=8))
def test_where_the_pieces_are_cut_makes_no_difference(text, cuts):
    places = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    pieces = [text[first:last] for first, last in pairwise(places)]
    assert read(*pieces) == read(text)


@given(st.text(alphabet="[]|1甲。 \n<think>/", max_size=60))
def test_no_answer_breaks_the_reader(text):
    for draft in read(text):
        assert any(character.isalnum() for character in draft.text)


def test_a_sentence_is_given_before_the_next_has_ended():
    reader = AnswerReader()
    assert reader.feed("甲。[[1|甲]]") == []  # another mark may follow
    assert reader.feed(" 乙") == [DraftStatement("甲。", (QuoteMark(1, "甲"),))]
