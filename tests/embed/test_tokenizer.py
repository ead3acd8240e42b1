"""Text becomes the ids that transformers would make, cut at the model's length; counting knows no limit."""

import pytest

from indexer.core.errors import ModelError
from indexer.embed.tokenizer import LibraryTokenizer, filled_length, shared


@pytest.fixture
def tokenizer(tiny_folder):
    return LibraryTokenizer.read(tiny_folder / "tokenizer.json", max_tokens=8)


def test_special_tokens_stand_around_the_text_even_when_it_is_cut(tokenizer):
    short, cut = tokenizer.encode(["雨", "退役军人捐款三万多元"])
    assert (short[0], short[-1], len(short)) == (2, 3, 3)
    assert (cut[0], cut[-1], len(cut)) == (2, 3, 8)


def test_counting_leaves_out_special_tokens_and_does_not_cut(tokenizer):
    # Ten characters; five letters and four digits, a piece each; nothing.
    assert tokenizer.count(["退役军人捐款三万多元", "river 2024", ""]) == [10, 9, 0]


def test_padding_fills_on_the_right_and_the_mask_says_so(tokenizer):
    batch = tokenizer.pad([[5, 6, 7], [8]])
    assert batch.ids.tolist() == [[5, 6, 7], [8, 0, 0]]
    assert batch.mask.tolist() == [[1, 1, 1], [1, 0, 0]]


@pytest.mark.parametrize(
    ("tokens", "options", "length"),
    [
        pytest.param(3, {"multiple": 1}, 3, id="as it is"),
        pytest.param(16, {"multiple": 16}, 16, id="a multiple already"),
        pytest.param(17, {"multiple": 16}, 32, id="the next one"),
        pytest.param(17, {"multiple": 16, "most": 24}, 24, id="no further than the model has positions"),
        pytest.param(25, {"multiple": 16, "most": 24}, 25, id="nothing is cut"),
    ],
)
def test_rows_are_filled_to_a_multiple_but_not_past_the_longest_that_a_model_takes(tokenizer, tokens, options, length):
    assert filled_length(tokens, **options) == length
    batch = tokenizer.pad([[5] * tokens, [8]], **options)
    assert batch.ids.shape == batch.mask.shape == (2, length)
    assert batch.mask.sum(axis=1).tolist() == [tokens, 1]


def test_a_tokenizer_that_was_cut_short_is_refused(tmp_path, tiny_folder):
    broken = tmp_path / "tokenizer.json"
    broken.write_text((tiny_folder / "tokenizer.json").read_text(encoding="utf-8")[:500], encoding="utf-8")
    with pytest.raises(ModelError, match="not a whole tokenizer"):
        LibraryTokenizer.read(broken, max_tokens=8)


def test_splitting_gives_the_characters_of_every_token_past_the_limit_too(tokenizer):
    (pieces,) = tokenizer.split(["村民 " * 100])
    assert pieces.offsets[:3] == [(0, 1), (1, 2), (3, 4)]
    assert pieces.offsets[-1] == (298, 299)
    assert len(pieces.ids) == 200


def test_one_file_is_one_tokenizer_while_it_is_in_use(tiny_folder):
    file = tiny_folder / "tokenizer.json"

    def opened(max_tokens):
        return shared(file, max_tokens, lambda: LibraryTokenizer.read(file, max_tokens=max_tokens))

    one = opened(16)
    assert opened(16) is one
    assert opened(8) is not one
