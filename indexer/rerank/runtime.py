"""Runs the reader in OpenVINO: the converted embedder's graph with the reader's weights and heads."""

import hashlib
import logging
import os
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import openvino
from openvino import opset13
from safetensors import SafetensorError
from safetensors.numpy import save_file

from indexer.core.errors import ModelError
from indexer.embed.openvino import ALIKE, CompiledModel, Precision, compile_graph, open_graph, quantize
from indexer.embed.quantization import Graph
from indexer.embed.tokenizer import TextTokenizer
from indexer.rerank.pairs import PairEncoder
from indexer.rerank.reader import Excerpt, GoOn, Judgement, to_the_end
from indexer.rerank.weights import HEADS, Weights, map_weights, read_reader, read_reader_facts

logger = logging.getLogger("xunwen")

# "__module.model.0.model.encoder.layer.3.output.dense/aten::linear/MatMul": the module, then what is done there.
_PLACE = re.compile(r"__module\.model\.0\.model\.(encoder\.layer\.\d+\..+)/aten::(?:linear|layer_norm)/\w+")
_LAST = re.compile(r"encoder\.layer\.(\d+)\.output\.LayerNorm\.bias")
_EXPANDED = "reader-"
_KINDS: Mapping[str, str] = {"MatMul": "weight", "Multiply": "weight", "Add": "bias"}


def encoder_weights(graph: Graph) -> Weights:
    """The encoder's weights by the base model's own names; matrices (out, in), others (n,). They are views, not copies."""
    return {name: _values(place) for name, place in _places(graph).items()}


def put_weights(graph: Graph, weights: Weights) -> None:
    """Replaces weights of the encoder in place; they are not copied, and must stay as long as the graph and what is compiled of it.

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
        constant = opset13.constant(values.reshape(list(shape)), shared_memory=True)
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


class OpenVinoReader:
    """Reads with a compiled model; several threads may call it."""

    def __init__(
        self,
        engine: CompiledModel,
        encoder: PairEncoder,
        tokenizer: TextTokenizer,
        fingerprint: str,
        *,
        weights: Weights = MappingProxyType({}),
    ) -> None:
        """Takes a compiled model, and the weights that it reads where they are."""
        self._engine = engine
        self._weights = weights
        self._encoder = encoder
        self._tokenizer = tokenizer
        self._fingerprint = fingerprint

    @property
    def fingerprint(self) -> str:
        """sha256 of the reader's file."""
        return self._fingerprint

    @property
    def backend(self) -> str:
        """The library and what it multiplies in, "openvino int8"."""
        return f"openvino {self._engine.precision}"

    def judge(self, question: str, excerpts: Sequence[Excerpt], go_on: GoOn = to_the_end) -> list[Judgement]:
        """A judgement for each of the first excerpts, in the order given, until `go_on` says no.

        Each window is computed by itself, on one processor, and as many at a time as there are: what is said of it does not depend on what is read
        beside it. In one batch they take as long.
        """
        if not excerpts:
            return []
        pairs = self._encoder.encode_all(question, excerpts)
        found = self._engine.run_while([self._tokenizer.pad([pair.ids], multiple=ALIKE) for pair in pairs], go_on)
        return [pair.judgement(spans[0], verdicts[0]) for pair, (spans, verdicts) in zip(pairs, found, strict=False)]


@dataclass(frozen=True, slots=True)
class ReaderBase:
    """The converted base model: where it lies, and what the reader computes in."""

    folder: Path
    precision: Precision
    tokenizer: TextTokenizer
    fingerprint: str
    """Of the model's content, which binds a reader to it."""


def open_reader(base: ReaderBase, file: Path, *, threads: int = 0) -> OpenVinoReader:
    """The reader of a file over its base model, on as many threads as are given (0: all).

    Raises:
        ModelError: the file is no reader or one of another base model, or OpenVINO can't open or compile the graph.
    """
    facts = read_reader_facts(file)
    graph = open_graph(base.folder)
    fingerprint = hashlib.sha256(file.read_bytes()).hexdigest()
    weights = _expanded(
        base.folder / f"{_EXPANDED}{fingerprint[:16]}.safetensors",
        lambda: read_reader(file, encoder_weights(graph), base_fingerprint=base.fingerprint),
    )
    heads = {name: values for name, values in weights.items() if name.startswith(HEADS)}
    put_weights(graph, {name: values for name, values in weights.items() if name not in heads})
    quantize(graph, base.precision, base.folder)
    # After quantising: the heads are small and stay exact.
    engine = compile_graph(put_heads(graph, heads), base.precision, threads=threads, throughput=True)
    encoder = PairEncoder(base.tokenizer, max_tokens=facts.max_tokens, heading_tokens=facts.heading_tokens)
    return OpenVinoReader(engine, encoder, base.tokenizer, fingerprint, weights=weights)


def _expanded(kept: Path, read: Callable[[], dict[str, npt.NDArray[np.float32]]]) -> Weights:
    """The reader's weights as they are computed with, kept beside the conversion: mapped from there they take no memory of their own.

    They are 50 MB. Where the folder can't be written to, they stay in memory.
    """
    with suppress(OSError, ValueError, KeyError, TypeError):
        return map_weights(kept)
    made = read()
    aside = kept.with_name(f".{kept.name}.{os.getpid()}")
    try:
        save_file(made, aside)
        for old in kept.parent.glob(f"{_EXPANDED}*"):
            old.unlink()  # of another reader; who has it open keeps it
        aside.replace(kept)
        return map_weights(kept)
    except (OSError, SafetensorError, ValueError) as error:
        logger.info("The reader's weights take 50 MB of memory: %s can't be written: %s", kept, error)
        aside.unlink(missing_ok=True)
        return made
