"""Packs a converted model's word vectors, where they were made of 4-bit numbers: a quarter of the bytes, the same vectors to the bit.

Such a table (ggml's Q4_0) has a half-precision scale for each 32 numbers of a row, and each number is a whole one from -8 to 7
times it. The number of largest size is -8 times the scale, by which a table that was expanded gives its scales away.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from openvino import opset13

from indexer.core.arrays import Matrix
from indexer.embed.quantization import Graph

BLOCK = 32
_LOWEST = -8
_LEAST_ROWS = 4096
"""Smaller tables, as those of positions, are not worth it."""
_ROWS_AT_ONCE = 16_384


class Packed(NamedTuple):
    """A table of shape (rows, width) as whole numbers and what they are times."""

    numbers: npt.NDArray[np.int8]
    """Shape (rows, width), from -8 to 7."""
    scales: npt.NDArray[np.float16]
    """Shape (rows, width / 32), for each block of 32 numbers of a row."""


def pack(table: Matrix) -> Packed | None:
    """The table as 4-bit numbers times scales, if it is that to the bit."""
    rows, width = table.shape
    if width % BLOCK:
        return None
    numbers = np.empty((rows, width), np.int8)
    scales = np.empty((rows, width // BLOCK), np.float16)
    for begin in range(0, rows, _ROWS_AT_ONCE):
        part = slice(begin, begin + _ROWS_AT_ONCE)
        blocks = table[part].reshape(-1, width // BLOCK, BLOCK)
        largest = np.abs(blocks).argmax(axis=2)[:, :, None]
        with np.errstate(over="ignore"):
            scale = (np.take_along_axis(blocks, largest, axis=2) / _LOWEST).astype(np.float16)
        if not np.isfinite(scale).all():
            return None
        whole = np.rint(blocks / np.where(scale, scale, 1).astype(np.float32))
        if not np.array_equal(whole * scale.astype(np.float32), blocks):
            return None
        numbers[part] = whole.reshape(-1, width)
        scales[part] = scale[:, :, 0]
    return Packed(numbers, scales)


def pack_tables(graph: Graph) -> None:
    """Packs each large table of a graph that rows are gathered from, in place; what can't be packed stays as it is."""
    for node in graph.get_ordered_ops():
        if node.get_type_name() != "Gather":
            continue
        table, ids, axis = (node.input_value(place) for place in range(3))
        source, along = table.get_node(), axis.get_node()
        if {source.get_type_name(), along.get_type_name()} != {"Constant"} or int(along.data) != 0:
            continue
        if len(source.shape) != 2 or source.shape[0] < _LEAST_ROWS or ids.get_partial_shape().rank.to_string() != "2":
            continue
        packed = pack(source.data) if source.data.dtype == np.float32 else None
        if packed is not None:
            node.output(0).replace(_gathered(packed, ids).output(0))
    graph.validate_nodes_and_infer_types()


def _gathered(packed: Packed, ids: Graph) -> Graph:
    """The rows of some ids of shape (texts, tokens): taken out while they are small, multiplied out afterwards."""
    width = packed.numbers.shape[1]
    first = opset13.constant(np.int64(0))
    numbers, scales = (opset13.convert(opset13.gather(opset13.constant(part), ids, first), "f32") for part in packed)
    blocks = opset13.reshape(numbers, np.array([0, 0, width // BLOCK, BLOCK]), special_zero=True)
    whole = opset13.multiply(blocks, opset13.unsqueeze(scales, opset13.constant(np.int64(-1))))
    return opset13.reshape(whole, np.array([0, 0, width]), special_zero=True)
