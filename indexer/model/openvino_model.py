"""The one door to OpenVINO: converts a model, compiles it for this CPU, and embeds with it. It imports no torch."""

import threading
import warnings
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import openvino
from openvino import opset13

from indexer.arrays import Matrix
from indexer.embed import ModelCard
from indexer.errors import ModelError
from indexer.model.batches import group_by_tokens
from indexer.model.tokenizer import TextTokenizer

MODEL_FILE = "model.xml"
WEIGHTS_FILE = "model.bin"

ACTIVATION_GROUP = 128
"""Activations share an 8-bit scale in groups of so many: per row is 0.0003 of cosine worse and no faster."""


class Precision(StrEnum):
    """What the matrices are multiplied in."""

    INT8 = "int8"
    BF16 = "bf16"
    F32 = "f32"


# int8 weights need a type that the activations are quantised from as they come: float32.
_OPTIONS: Mapping[Precision, Mapping[str, object]] = {
    Precision.INT8: {"INFERENCE_PRECISION_HINT": "f32", "DYNAMIC_QUANTIZATION_GROUP_SIZE": ACTIVATION_GROUP},
    Precision.BF16: {"INFERENCE_PRECISION_HINT": "bf16"},
    Precision.F32: {"INFERENCE_PRECISION_HINT": "f32"},
}


class OpenVinoEmbedder:
    """Embeds with a compiled model; several threads may call it, each with an infer request of its own."""

    def __init__(self, compiled: Any, precision: Precision, card: ModelCard, tokenizer: TextTokenizer) -> None:  # noqa: ANN401
        self._compiled = compiled
        self._precision = precision
        self._card = card
        self._tokenizer = tokenizer
        self._local = threading.local()

    @property
    def card(self) -> ModelCard:
        """The model behind this embedder."""
        return self._card

    @property
    def backend(self) -> str:
        """The library and what it multiplies in, "openvino int8"."""
        return f"openvino {self._precision}"

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors of questions, shape (texts, dimension)."""
        return self._embed([self._card.query_prefix + text for text in texts])

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors of passages, shape (texts, dimension)."""
        return self._embed([self._card.passage_prefix + text for text in texts])

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, without prefix or special tokens."""
        return self._tokenizer.count(texts)

    def _embed(self, texts: list[str]) -> Matrix:
        """Vectors in the order given, computed in groups of like length."""
        encoded = self._tokenizer.encode(texts)
        vectors = np.zeros((len(texts), self._card.dimension), np.float32)
        for group in group_by_tokens([len(ids) for ids in encoded]):
            batch = self._tokenizer.pad([encoded[position] for position in group])
            vectors[group] = self._request().infer([batch.ids, batch.mask])[0]
        return vectors

    def _request(self) -> Any:  # noqa: ANN401
        """This thread's infer request."""
        if not hasattr(self._local, "request"):
            self._local.request = self._compiled.create_infer_request()
        return self._local.request


def version() -> str:
    """OpenVINO's version: a conversion is trusted for the version that verified it."""
    return str(openvino.__version__)


def cpu_name() -> str:
    """This CPU's name and abilities, which decide what runs and how exact it is."""
    core = openvino.Core()
    abilities = sorted(core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"))
    return f"{core.get_property('CPU', 'FULL_DEVICE_NAME')} {' '.join(abilities)}"


def precisions() -> list[Precision]:
    """What this CPU can multiply in, fastest first."""
    abilities = openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return [one for one in Precision if one is Precision.F32 or one.upper() in abilities]


def convert(module: object, example: Mapping[str, object], folder: Path) -> None:
    """Write a traced torch module as an OpenVINO model in float32; any number of texts and tokens goes in.

    Raises:
        ModelError: OpenVINO or torch's tracing does not know something that the model does.
    """
    try:
        with warnings.catch_warnings():
            # Tracing warns of every length it reads; the probes say whether one was frozen.
            warnings.simplefilter("ignore")
            model = openvino.convert_model(module, example_input=dict(example))
    except (RuntimeError, TypeError, ValueError, KeyError, AttributeError, IndexError) as error:
        raise ModelError(f"OpenVINO can't convert the model: {error!r}.") from error
    openvino.save_model(model, folder / MODEL_FILE, compress_to_fp16=False)


def open_model(folder: Path, precision: Precision, *, threads: int = 0) -> Any:  # noqa: ANN401
    """The converted model of `folder`, compiled for the least delay of one batch.

    Raises:
        ModelError: OpenVINO can't read or compile it.
    """
    options: dict[str, object] = {"PERFORMANCE_HINT": "LATENCY", **_OPTIONS[precision]}
    if threads:
        options["INFERENCE_NUM_THREADS"] = threads
    try:
        core = openvino.Core()
        model = core.read_model(folder / MODEL_FILE)
        if precision is Precision.INT8:
            _quantise(model)
        return core.compile_model(model, "CPU", options)
    except RuntimeError as error:
        raise ModelError(f"OpenVINO can't open {folder} in {precision}: {error}.") from error


def _quantise(model: Any) -> None:  # noqa: ANN401
    """Make every weight matrix 8-bit in place, one scale per output: weight = int8 * scale."""
    for node in model.get_ordered_ops():
        if node.get_type_name() != "MatMul" or not node.get_attributes()["transpose_b"]:
            continue
        source = node.input_value(1).get_node()
        if source.get_type_name() != "Constant" or len(source.shape) != 2:
            continue
        weights = np.asarray(source.data, np.float32)
        scale = np.maximum(np.abs(weights).max(axis=1, keepdims=True) / 127.0, np.finfo(np.float32).tiny)
        small = opset13.constant(np.rint(weights / scale).astype(np.int8))
        back = opset13.multiply(opset13.convert(small, "f32"), opset13.constant(scale))
        node.input(1).replace_source_output(back.output(0))
