"""Makes the matrices of a converted model 8-bit: the weights alone, or what they are multiplied with as well.

With weights alone the activations are scaled anew for each row while the model runs. Where both are 8-bit, the ranges of the
activations come from calibration texts, once for each machine, and the products run in whole numbers from end to end: a third
faster than bf16 on a CPU with VNNI. A few channels of a transformer are far larger than all others; so much of their
size as balances both sides is moved into the weights (SmoothQuant, Xiao et al. 2023, https://arxiv.org/abs/2211.10438).

Matrices that narrow, as the second of a feed-forward layer does, stay as they are: what comes out of its activation function has the
widest range, and these twelve alone would double the error.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import openvino
from openvino import opset13
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from indexer.core.arrays import Matrix
from indexer.core.errors import ModelError
from indexer.embed.tokenizer import TokenBatch

Graph: TypeAlias = Any
"""An openvino.Model, whose package has no types."""

Vector: TypeAlias = npt.NDArray[np.float32]
Ranges: TypeAlias = Mapping[str, Vector]
"""By the name of what goes into a matrix: the largest absolute value that each channel had, shape (inputs,)."""

RANGES_FILE = "ranges.safetensors"

SMOOTHING = 0.85
"""Share of a channel's size that is moved into the weights; over 400 texts the error is least from 0.75 to 0.85."""

_MARGIN = 1.02
"""Texts other than those for calibration go a little beyond their ranges."""

_LEVELS = 256
_TINY = np.finfo(np.float32).tiny


def quantize_weights(graph: Graph) -> None:
    """Makes every weight matrix 8-bit in place, one scale per output: weight = int8 * scale."""
    for node in _matrices(graph):
        _put_weights(node, _weights(node))


def calibrate(graph: Graph, batches: Iterable[TokenBatch]) -> dict[str, Vector]:
    """The ranges of what goes into the matrices that `quantize_activations` makes 8-bit, over some texts.

    Args:
        graph: The converted model; it is changed, so it is of no other use afterwards.
        batches: The texts.

    Raises:
        ModelError: OpenVINO can't run the model.
    """
    sources = {name: nodes[0].input_value(0) for name, nodes in _by_input(graph).items()}
    known = len(graph.outputs)
    graph.add_outputs(list(sources.values()))
    ranges: dict[str, Vector] = {}
    try:
        request = (
            openvino.Core().compile_model(graph, "CPU", {"INFERENCE_PRECISION_HINT": "f32"}).create_infer_request()
        )
        for batch in batches:
            found = list(request.infer([batch.ids, batch.mask]).values())[known:]
            real = np.asarray(batch.mask).astype(bool)
            for name, values in zip(sources, found, strict=True):
                highest = np.abs(values[real]).max(axis=0)
                ranges[name] = np.maximum(ranges[name], highest) if name in ranges else highest
    except (RuntimeError, IndexError, ValueError) as error:
        raise ModelError(f"OpenVINO can't measure the model's activations: {error}.") from error
    return ranges


def quantize_activations(graph: Graph, ranges: Ranges) -> None:
    """Makes the matrices whose ranges are known 8-bit in place, and what they are multiplied with.

    Per channel j, with a_j the range and w_j the largest weight, s_j = a_j^α / w_j^(1-α) (SmoothQuant, equation 4): activations are divided by
    it, weights multiplied. Activations have one scale for all, weights one for each output.
    """
    for name, nodes in _by_input(graph).items():
        if name not in ranges:
            continue
        weights = [_weights(node) for node in nodes]
        highest = np.maximum(ranges[name], 1e-4)
        largest = np.maximum(np.max([np.abs(each).max(axis=0) for each in weights], axis=0), 1e-6)
        smooth = highest**SMOOTHING / largest ** (1 - SMOOTHING)
        smooth = (smooth / np.exp(np.log(smooth).mean())).astype(np.float32)
        limit = float((highest / smooth).max()) * _MARGIN
        smoothed = opset13.multiply(nodes[0].input_value(0), opset13.constant((1 / smooth)[None, None, :]))
        low = opset13.constant(np.float32(-limit * (_LEVELS / 2) / (_LEVELS / 2 - 1)))
        high = opset13.constant(np.float32(limit))
        quantized = opset13.fake_quantize(smoothed, low, high, low, high, _LEVELS)
        for node, each in zip(nodes, weights, strict=True):
            node.input(0).replace_source_output(quantized.output(0))
            _put_weights(node, each * smooth)


def read_ranges(folder: Path) -> Ranges:
    """The ranges that were written into a folder; none where they were not, or can't be read."""
    try:
        return load_file(folder / RANGES_FILE)
    except (OSError, SafetensorError):
        return {}


def write_ranges(folder: Path, ranges: Ranges) -> None:
    """Writes ranges into a folder.

    Raises:
        OSError: It can't be written.
    """
    try:
        save_file(dict(ranges), folder / RANGES_FILE)
    except SafetensorError as error:
        raise OSError(str(error)) from error


def _matrices(graph: Graph) -> Iterator[Any]:
    """The products with a constant matrix of shape (outputs, inputs)."""
    for node in graph.get_ordered_ops():
        if node.get_type_name() == "MatMul" and node.get_attributes()["transpose_b"]:
            source = node.input_value(1).get_node()
            if source.get_type_name() == "Constant" and len(source.shape) == 2:
                yield node


def _by_input(graph: Graph) -> dict[str, list[Any]]:
    """The products that do not narrow, by what they have in common: queries, keys and values take the same."""
    found: dict[str, list[Any]] = {}
    for node in _matrices(graph):
        outputs, inputs = node.input_value(1).get_node().shape
        if outputs >= inputs and len(node.input_value(0).get_partial_shape()) == 3:
            source = node.input_value(0)
            found.setdefault(f"{source.get_node().get_friendly_name()}:{source.get_index()}", []).append(node)
    return found


def _weights(node: Any) -> Matrix:  # noqa: ANN401
    return np.asarray(node.input_value(1).get_node().data, np.float32)


def _put_weights(node: Any, weights: Matrix) -> None:  # noqa: ANN401
    """Puts a matrix in place, in 8 bits with a scale for each output."""
    scale = np.maximum(np.abs(weights).max(axis=1, keepdims=True) / 127.0, _TINY)
    small = opset13.constant(np.rint(weights / scale).astype(np.int8))
    back = opset13.multiply(opset13.convert(small, "f32"), opset13.constant(scale.astype(np.float32)))
    node.input(1).replace_source_output(back.output(0))
