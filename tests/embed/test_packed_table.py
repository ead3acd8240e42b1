"""Word vectors made of 4-bit numbers are kept as such, and come out the same to the bit; others stay as they are."""

import numpy as np
import openvino
import pytest
from openvino import opset13

from indexer.embed.e5_weights import BLOCK_TYPE, expand_q4
from indexer.embed.openvino import MODEL_FILE, WEIGHTS_FILE
from indexer.embed.packed_table import pack, pack_tables

ROWS, WIDTH = 5000, 64


def four_bit_table(seed: int = 3) -> np.ndarray:
    """Numbers as a 4-bit file has them: the largest of each 32 is -8 times its scale, of either sign, and one block is zero."""
    random = np.random.default_rng(seed)
    blocks = np.zeros(ROWS * WIDTH // 32, BLOCK_TYPE)
    blocks["scale"] = random.normal(0, 0.01, len(blocks))
    blocks["nibbles"] = random.integers(0, 256, (len(blocks), 16))
    blocks["nibbles"][:, 5] &= 0xF0
    blocks["scale"][7] = 0
    return expand_q4(blocks.tobytes()).reshape(ROWS, WIDTH)


def lookup(table: np.ndarray) -> openvino.Model:
    """A model that gives the rows of some ids, and a number more."""
    ids = opset13.parameter([-1, -1], np.int64, name="ids")
    rows = opset13.gather(opset13.constant(table), ids, opset13.constant(np.int64(0)))
    return openvino.Model([opset13.add(rows, opset13.constant(np.float32(1)))], [ids], "lookup")


def found(model: openvino.Model, ids: np.ndarray) -> np.ndarray:
    compiled = openvino.Core().compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    return compiled([ids])[0]


def test_a_table_of_4_bit_numbers_is_packed_to_the_bit():
    table = four_bit_table()
    packed = pack(table)
    assert packed is not None
    assert (packed.numbers.min(), packed.numbers.max()) == (-8, 7)
    again = packed.numbers.reshape(ROWS, -1, 32) * packed.scales.astype(np.float32)[:, :, None]
    assert np.array_equal(again.reshape(ROWS, WIDTH), table)


@pytest.mark.parametrize("row", [0, ROWS - 1])
def test_one_other_number_leaves_the_table_as_it_is(row):
    table = four_bit_table()
    table[row, 40] = np.nextafter(table[row, 40], np.float32(1))
    assert pack(table) is None


@pytest.mark.parametrize("table", [np.full((ROWS, 33), 0.5, np.float32), np.full((ROWS, 64), 1e9, np.float32)])
def test_what_has_no_whole_blocks_or_no_scale_in_half_precision_is_not_packed(table):
    assert pack(table) is None


def test_a_model_gives_the_same_rows_and_takes_a_quarter_of_the_bytes(tmp_path):
    table = four_bit_table()
    ids = np.array([[0, 3, ROWS - 1], [7, 7, 1]])
    plain, packed = lookup(table), lookup(table)
    pack_tables(packed)
    assert found(packed, ids).tobytes() == found(plain, ids).tobytes() == (table[ids] + 1).tobytes()
    openvino.save_model(packed, tmp_path / MODEL_FILE, compress_to_fp16=False)
    assert (tmp_path / WEIGHTS_FILE).stat().st_size < table.nbytes * 0.28
    assert found(openvino.Core().read_model(tmp_path / MODEL_FILE), ids).tobytes() == (table[ids] + 1).tobytes()


def test_a_model_of_other_numbers_stays_as_it_is():
    model = lookup(np.random.default_rng(1).normal(size=(ROWS, WIDTH)).astype(np.float32))
    before = [node.get_type_name() for node in model.get_ordered_ops()]
    pack_tables(model)
    assert [node.get_type_name() for node in model.get_ordered_ops()] == before
