"""A Unigram tokenizer read from mapped arrays gives the ids and offsets that the library `tokenizers` gives, whatever the pieces and the text."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from indexer.embed.tokenizer import LibraryTokenizer
from indexer.embed.tokenizer_json import tokenizer_json
from indexer.embed.unigram_tokenizer import fits, read_unigram, write_unigram

SPECIALS = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
LETTERS = "▁ab雨好é<>/s,"
PIECES = [("▁", -3.0), ("▁雨", -2.0), ("雨", -4.5), ("好", -4.0), ("▁ab", -2.5), ("a", -3.0), ("b", -3.0), ("ab", -6.0)]


def layout(pieces):
    """A tokenizer.json of these pieces, as the library writes it."""
    content = tokenizer_json([*SPECIALS, *pieces, ("<mask>", 0.0)]).decode()
    return Tokenizer.from_str(content).to_str()


def both(content, folder, *, max_tokens=12):
    """The library's tokenizer and ours of one tokenizer.json."""
    source = Path(folder) / "tokenizer.json"
    source.write_text(content, encoding="utf-8")
    write_unigram(source, Path(folder) / "pieces")
    ours = read_unigram(Path(folder) / "pieces", max_tokens=max_tokens, pad_id=1)
    return LibraryTokenizer.read(source, max_tokens=max_tokens, pad_id=1), ours


def told(tokenizer, texts):
    """All that a tokenizer says of texts."""
    split = [(list(each.ids), list(each.offsets)) for each in tokenizer.split(texts)]
    return tokenizer.encode(texts), tokenizer.count(texts), split


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    return both(layout(PIECES), tmp_path_factory.mktemp("known"))


def test_the_likeliest_pieces_are_taken(known):
    _, ours = known
    # ▁ab is -2.5, ▁ and ab -9, ▁, a and b -9; 雨 and 好 have a piece each; ids begin behind the four special ones.
    (pieces,) = ours.split(["ab 雨好"])
    assert list(pieces.ids) == [8, 5, 7]
    assert pieces.offsets == [(0, 2), (3, 4), (4, 5)]
    assert ours.encode(["ab 雨好"]) == [[0, 8, 5, 7, 2]]


def test_no_text_has_no_tokens_but_the_special_ones(known):
    _, ours = known
    assert (ours.encode([""]), ours.count(["", "ab"]), ours.encode([])) == ([[0, 2]], [0, 1], [])


def test_many_long_texts_are_each_cut_as_alone(known):
    library, ours = known
    texts = ["ab 雨好☃" * length for length in range(0, 900, 30)]
    assert told(ours, texts) == told(library, texts)


scores = st.sampled_from([-1.0, -2.0, -2.5, -3.7, -7.4, -0.1, -0.30000000000000004])
vocabularies = st.dictionaries(st.text(LETTERS, min_size=1, max_size=4), scores, min_size=1, max_size=25)
awkward = st.sampled_from(
    [
        "ab",
        " ",
        "  ",
        "▁",
        "<mask>",
        "</s>",
        "<unk>",
        "＜s＞",
        "Ａｂ",
        "ﬁ",
        "é",
        "☃",
        "👩‍🚀",
        "\u200b",
        "\n",
        "雨好",
        "한",
        "①",
    ]
)
texts = st.lists(st.one_of(st.text(max_size=8), st.text(LETTERS + " ", max_size=12), awkward), max_size=6).map("".join)


@given(vocabularies, st.lists(texts, min_size=1, max_size=4))
@settings(max_examples=60)
@example({"a": -1.0, "aa": -2.0}, ["aaaaa"])  # ways that are equally likely
@example({"▁": -1.0}, ["☃☃ ☃<unk>☃"])  # unknown characters that touch, and those that do not
def test_pieces_and_texts_of_any_kind_give_what_the_library_gives(vocabulary, some):
    pieces = [pair for pair in vocabulary.items() if pair[0] not in dict(SPECIALS)]
    if pieces:
        with TemporaryDirectory() as folder:
            library, ours = both(layout(pieces), folder)
            assert told(ours, some) == told(library, some)


@pytest.mark.parametrize("change", ["bytes", "words", "model"])
def test_a_tokenizer_of_another_kind_is_left_to_the_library(tmp_path, change):
    content = json.loads(layout(PIECES))
    if change == "bytes":
        content["model"]["byte_fallback"] = True
    elif change == "words":
        content["pre_tokenizer"] = {"type": "Whitespace"}
    else:
        content["model"] = {"type": "WordLevel", "vocab": {"a": 0}, "unk_token": "a"}
    _, ours = both(json.dumps(content), tmp_path)
    assert ours is None


def test_a_folder_of_another_tokenizer_does_not_fit(tmp_path):
    both(layout(PIECES), tmp_path)
    source, folder = tmp_path / "tokenizer.json", tmp_path / "pieces"
    assert fits(source, folder)
    source.write_text(layout([*PIECES, ("好雨", -1.0)]), encoding="utf-8")
    assert not fits(source, folder)
    write_unigram(source, folder)
    assert fits(source, folder)
    assert read_unigram(folder, max_tokens=12).count(["好雨"]) == [2]
