"""Converted models opened, made 8-bit and compiled for this CPU."""

import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import openvino
from openvino import opset13

from indexer.errors import ModelError
from indexer.model.tokenizer import TokenBatch

MODEL_FILE = "model.xml"
WEIGHTS_FILE = "model.bin"

ACTIVATION_GROUP = 128
"""Activations share an 8-bit scale in groups of so many: per row is 0.0003 of cosine worse and no faster."""

Graph: TypeAlias = Any
"""An openvino.Model, whose package has no types."""


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


class Engine:
    """A compiled model; several threads may run it, each with an infer request of its own."""

    def __init__(self, compiled: Any, precision: Precision, *, streams: int = 1) -> None:  # noqa: ANN401
        self._compiled = compiled
        self.precision = precision
        self._streams = streams
        self._local = threading.local()

    def run(self, batch: TokenBatch) -> Sequence[npt.NDArray[np.float32]]:
        """What the model gives for a batch: an array for each of its results.

        Raises:
            ModelError: This CPU can't run it in this precision, which OpenVINO may find only now.
        """
        if not hasattr(self._local, "request"):
            self._local.request = self._compiled.create_infer_request()
        try:
            return list(self._local.request.infer([batch.ids, batch.mask]).values())
        except RuntimeError as error:
            raise ModelError(f"OpenVINO can't run the model in {self.precision}: {error}.") from error

    def run_each(self, batches: Iterable[TokenBatch]) -> Iterator[Sequence[npt.NDArray[np.float32]]]:
        """What `run` gives for each batch, in order; as many run at a time as the model has streams.

        A result is to be copied before the next is asked for: its memory is used again.
        """
        if self._streams == 1:
            yield from map(self.run, batches)
            return
        free = [self._compiled.create_infer_request() for _ in range(self._streams)]
        running: deque[Any] = deque()
        try:
            for batch in batches:
                if not free:
                    yield _results(running[0])
                    free.append(running.popleft())
                running.append(free.pop())
                running[-1].start_async([batch.ids, batch.mask])
            for request in running:
                yield _results(request)
        finally:
            for request in running:
                request.wait()  # also where somebody stops the build: none may run on without its memory


def _results(request: Any) -> Sequence[npt.NDArray[np.float32]]:  # noqa: ANN401
    """What a request that was started gives, as soon as it is done."""
    request.wait()
    return list(request.results.values())


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


def open_graph(folder: Path) -> Graph:
    """The converted model of `folder`, its weights mapped from the file: several openings share their memory.

    Raises:
        ModelError: OpenVINO can't read it.
    """
    try:
        return openvino.Core().read_model(folder / MODEL_FILE)
    except RuntimeError as error:
        raise ModelError(f"OpenVINO can't open {folder}: {error}.", next_step="Prepare the model again.") from error


def compile_graph(graph: Graph, precision: Precision, *, threads: int = 0, throughput: bool = False) -> Engine:
    """The graph compiled for this CPU; one that is to run in int8 was quantised before.

    Args:
        graph: As opened.
        precision: What its matrices are multiplied in.
        threads: CPU threads, 0 for all.
        throughput: Whether to run as many batches at a time as there are threads, each on one, instead of one batch
            with the least delay.

    Raises:
        ModelError: OpenVINO can't compile it.
    """
    streams = (threads or os.cpu_count() or 1) if throughput else 1
    hint = {"NUM_STREAMS": streams} if throughput else {"PERFORMANCE_HINT": "LATENCY"}
    options: dict[str, object] = {**hint, **_OPTIONS[precision]}
    if threads:
        options["INFERENCE_NUM_THREADS"] = threads
    try:
        return Engine(openvino.Core().compile_model(graph, "CPU", options), precision, streams=streams)
    except RuntimeError as error:
        raise ModelError(f"OpenVINO can't compile the model in {precision}: {error}.") from error


def quantise(graph: Graph) -> None:
    """Make every weight matrix 8-bit in place, one scale per output: weight = int8 * scale."""
    for node in graph.get_ordered_ops():
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
