"""Turns the graph of the converted embedder into the reader's: other weights in its upper layers, other heads on top."""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import openvino
from openvino import opset13

from indexer.errors import ModelError
from indexer.model.fast.engine import Graph
from indexer.model.reader_file import HEADS, Weights

# "__module.model.0.model.encoder.layer.3.output.dense/aten::linear/MatMul": the module, then what is done there.
_PLACE = re.compile(r"__module\.model\.0\.model\.(encoder\.layer\.\d+\..+)/aten::(?:linear|layer_norm)/\w+")
_LAST = re.compile(r"encoder\.layer\.(\d+)\.output\.LayerNorm\.bias")
_KINDS: Mapping[str, str] = {"MatMul": "weight", "Multiply": "weight", "Add": "bias"}


def encoder_weights(graph: Graph) -> Weights:
    """The encoder's weights by the base model's own names; matrices (out, in), others (n,). They are views, not copies."""
    return {name: _values(place) for name, place in _places(graph).items()}


def put_weights(graph: Graph, weights: Weights) -> None:
    """Replaces weights of the encoder in place.

    Raises:
        ModelError: the graph has no place for one of them.
    """
    places = _places(graph)
    for name, values in weights.items():
        if name not in places:
            raise ModelError(
                f"The converted model has no place for {name}.",
                next_step="Search without the reader, or use its model.",
            )
        shape = places[name].get_source_output().get_node().shape
        constant = opset13.constant(np.ascontiguousarray(values.reshape(list(shape))))
        places[name].replace_source_output(constant.output(0))


def put_heads(graph: Graph, weights: Weights) -> Graph:
    """A graph of the same inputs that ends in the reader's heads instead of pooling.

    Its results: logits of beginning and ending, shape (rows, tokens, 2); rank and answerable, shape (rows, 2).
    """
    layers = {int(found[1]): name for name in _places(graph) if (found := _LAST.fullmatch(name))}
    states = _places(graph)[layers[max(layers)]].get_node().output(0)
    spans = _linear(states, "span", weights)
    first = opset13.gather(states, opset13.constant(np.int64(0)), opset13.constant(np.int64(1)))
    verdict = _linear(opset13.tanh(_linear(first, "pool", weights)), "verdict", weights)
    return openvino.Model([opset13.result(spans), opset13.result(verdict)], graph.get_parameters(), "reader")


def _linear(values: Any, head: str, weights: Weights) -> Any:  # noqa: ANN401
    matrix, bias = (opset13.constant(weights[f"{HEADS}{head}.{kind}"]) for kind in ("weight", "bias"))
    return opset13.add(opset13.matmul(values, matrix, transpose_a=False, transpose_b=True), bias)


def _places(graph: Graph) -> dict[str, Any]:
    """The inputs of operations where the encoder's weights enter."""
    places: dict[str, Any] = {}
    for node in graph.get_ordered_ops():
        found, kind = _PLACE.fullmatch(node.get_friendly_name()), _KINDS.get(node.get_type_name())
        if not found or not kind:
            continue
        for place in node.inputs():
            if place.get_source_output().get_node().get_type_name() == "Constant":
                places[f"{found[1]}.{kind}"] = place
    return places


def _values(place: Any) -> np.ndarray:  # noqa: ANN401
    node = place.get_source_output().get_node()
    values: np.ndarray = node.data
    return values if values.ndim == 2 else values.reshape(-1)
