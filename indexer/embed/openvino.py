"""OpenVINO: converts a model, compiles it for this CPU and embeds with it. It imports no torch."""

import threading
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import openvino

from indexer.core.arrays import Matrix
from indexer.core.article import Degradation
from indexer.core.errors import ModelError
from indexer.core.processors import processors
from indexer.embed.embedder import ModelCard
from indexer.embed.packed_table import pack_tables
from indexer.embed.quantization import Graph, quantize_activations, quantize_weights, read_ranges
from indexer.embed.tokenizer import TextTokenizer, TokenBatch, filled_length

TOKEN_BUDGET = 1024
"""Tokens of a batch with its padding; speed is flat from 512 to 2048 here and memory grows with it."""

LEAST_FILL = 0.75
"""A text joins a batch only if it fills this much of its row."""


def group_by_tokens(
    counts: Sequence[int], *, budget: int = TOKEN_BUDGET, least_fill: float = LEAST_FILL
) -> list[list[int]]:
    """Positions of `counts` in groups, longest texts first, equal lengths in the order given.

    Every position comes once. A group's rows times its longest text is at most `budget` (a longer single text
    stands alone), and each text fills at least `least_fill` of the group's longest.

    Example: ``group_by_tokens([5, 90, 100, 5], budget=200)`` is ``[[2, 1], [0, 3]]``.
    """
    groups: list[list[int]] = []
    longest = 0
    for position in sorted(range(len(counts)), key=lambda i: (-counts[i], i)):
        count = counts[position]
        if groups and (len(groups[-1]) + 1) * longest <= budget and count >= least_fill * longest:
            groups[-1].append(position)
        else:
            groups.append([position])
            longest = count
    return groups


RUN_TOKENS = 16
"""A run of the model takes as long as so many tokens more: measured over batches of one to sixteen questions."""


def group_questions(counts: Sequence[int], *, budget: int = TOKEN_BUDGET, run: int = RUN_TOKENS) -> list[list[int]]:
    """Positions of short texts in groups that take the least time in all, longest texts first, equal lengths in the order given.

    Every position comes once. A group takes its rows times its longest text, at most `budget` (a longer single text stands alone), and
    `run` tokens besides.

    Example: ``group_questions([20, 4, 18], run=20)`` is ``[[0, 2, 1]]``, 3 · 20 + 20 tokens; with 4 apart, it were 2 · 20 + 4 + 2 · 20.
    """
    order = sorted(range(len(counts)), key=lambda i: (-counts[i], i))
    least, ends = [0] * (len(order) + 1), [0] * len(order)
    for begin in range(len(order) - 1, -1, -1):
        longest = counts[order[begin]]
        fitting = max(budget // max(longest, 1), 1)
        least[begin], end = min(
            ((end - begin) * longest + run + least[end], -end)
            for end in range(begin + 1, min(begin + fitting, len(order)) + 1)
        )
        ends[begin] = -end
    groups, begin = [], 0
    while begin < len(order):
        groups.append(order[begin : ends[begin]])
        begin = ends[begin]
    return groups


ALIKE = 16
"""Texts are filled to a multiple of so many tokens where few shapes shall be made ready. One filled so has the same numbers to the bit beside any others and
with any more filling: elsewhere what is left over of a vector of the processor's is added up in another order, and may be rounded to another number of 16 bits."""

MODEL_FILE = "model.xml"
WEIGHTS_FILE = "model.bin"

ACTIVATION_GROUP = 128
"""Activations share an 8-bit scale in groups of so many: per row is 0.0003 of cosine worse and no faster."""


class Precision(StrEnum):
    """What the matrices are multiplied in."""

    CALIBRATED = "int8-calibrated"
    INT8 = "int8"
    BF16 = "bf16"
    F32 = "f32"


# int8 weights need a type that the activations are quantised from as they come: float32. Where they are calibrated, what stays as it is runs in
# what the CPU has best, bf16 or float32.
_OPTIONS: Mapping[Precision, Mapping[str, object]] = {
    Precision.CALIBRATED: {},
    Precision.INT8: {"INFERENCE_PRECISION_HINT": "f32", "DYNAMIC_QUANTIZATION_GROUP_SIZE": ACTIVATION_GROUP},
    Precision.BF16: {"INFERENCE_PRECISION_HINT": "bf16"},
    Precision.F32: {"INFERENCE_PRECISION_HINT": "f32"},
}


class CompiledModel:
    """A compiled model; several threads may run it, each with an infer request of its own."""

    def __init__(self, compiled: Any, precision: Precision, *, streams: int = 1) -> None:  # noqa: ANN401
        self._compiled = compiled
        self.precision = precision
        self._streams = streams
        self._local = threading.local()
        self._others = ThreadPoolExecutor(max(streams - 1, 1), thread_name_prefix="model")
        """Run beside the caller in `run_while`."""

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

    def run_while(
        self, batches: Sequence[TokenBatch], go_on: Callable[[int, int], bool]
    ) -> list[Sequence[npt.NDArray[np.float32]]]:
        """What `run` gives for each of the first batches, in order; as many run at a time as the model has streams, each begun as one is free.

        Args:
            batches: Each by itself.
            go_on: Asked before each, with how many were begun and how many of these are done; where it says no, what was begun is finished and the rest left. Called by one thread at a time.

        Raises:
            ModelError: As `run`.
        """
        found: dict[int, Sequence[npt.NDArray[np.float32]]] = {}
        coming, begun, lock = iter(enumerate(batches)), 0, threading.Lock()

        def work() -> None:
            nonlocal begun
            while True:
                with lock:
                    if begun == len(batches) or not go_on(begun, len(found)):
                        return
                    place, batch = next(coming)
                    begun += 1
                results = [each.copy() for each in self.run(batch)]
                with lock:
                    found[place] = results

        others = [self._others.submit(work) for _ in range(min(self._streams, len(batches)) - 1)]
        try:
            work()
        finally:
            with lock:
                begun = len(batches)
            for each in others:
                each.cancel()  # one that was not begun is not needed any more
        for each in others:
            if not each.cancelled():
                each.result()
        return [found[place] for place in range(len(found))]


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
    """What this CPU can multiply in; which is fastest and near enough, only a trial tells."""
    abilities = openvino.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    return [one for one in Precision if one is Precision.F32 or one.partition("-")[0].upper() in abilities]


def open_graph(folder: Path) -> Graph:
    """The converted model of `folder`, its weights mapped from the file: several openings share their memory.

    Raises:
        ModelError: OpenVINO can't read it.
    """
    try:
        return openvino.Core().read_model(folder / MODEL_FILE)
    except RuntimeError as error:
        raise ModelError(f"OpenVINO can't open {folder}: {error}.", next_step="Prepare the model again.") from error


def compile_graph(graph: Graph, precision: Precision, *, threads: int = 0, throughput: bool = False) -> CompiledModel:
    """The graph compiled for this CPU; one that is to run in 8 bits was quantized before.

    Args:
        graph: As opened.
        precision: What its matrices are multiplied in.
        threads: CPU threads, 0 for all.
        throughput: Whether to run as many batches at a time as there are threads, each on one, instead of one batch
            with the least delay.

    Raises:
        ModelError: OpenVINO can't compile it.
    """
    streams = (threads or processors()) if throughput else 1
    hint = {"NUM_STREAMS": streams} if throughput else {"PERFORMANCE_HINT": "LATENCY"}
    # Bound to processors, the models of two processes would share the first ones and leave the others idle.
    options: dict[str, object] = {**hint, "ENABLE_CPU_PINNING": False, **_OPTIONS[precision]}
    if threads:
        options["INFERENCE_NUM_THREADS"] = threads
    try:
        return CompiledModel(openvino.Core().compile_model(graph, "CPU", options), precision, streams=streams)
    except RuntimeError as error:
        raise ModelError(f"OpenVINO can't compile the model in {precision}: {error}.") from error


def quantize(graph: Graph, precision: Precision, folder: Path) -> None:
    """Makes the matrices of an opened model 8-bit in place, where the precision wants them so.

    Raises:
        ModelError: The ranges of its activations are to be known, and are not.
    """
    if precision is Precision.INT8:
        quantize_weights(graph)
    elif precision is Precision.CALIBRATED:
        ranges = read_ranges(folder)
        if not ranges:
            raise ModelError(
                f"The ranges of the activations in {folder} are missing.", next_step="Prepare the model again."
            )
        quantize_activations(graph, ranges)


def convert(module: object, example: Mapping[str, object], folder: Path) -> None:
    """Write a traced torch module as an OpenVINO model in float32, or in what its word vectors were made of; any number of texts and tokens goes in.

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
    pack_tables(model)
    openvino.save_model(model, folder / MODEL_FILE, compress_to_fp16=False)


class OpenVinoEmbedder:
    """Embeds with a compiled model; several threads may call it."""

    def __init__(self, engine: CompiledModel, card: ModelCard, tokenizer: TextTokenizer) -> None:
        self._engine = engine
        self._card = card
        self._tokenizer = tokenizer

    @property
    def card(self) -> ModelCard:
        """The model behind this embedder."""
        return self._card

    @property
    def backend(self) -> str:
        """The library and what it multiplies in, "openvino int8"."""
        return f"openvino {self._engine.precision}"

    @property
    def degraded(self) -> tuple[Degradation, ...]:
        """Nothing: it is what is wanted."""
        return ()

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors of questions, shape (texts, dimension)."""
        # Each shape that the model meets is prepared anew and kept, half a megabyte for each: lengths of questions are few.
        return self._embed([self._card.query_prefix + text for text in texts], group_questions, multiple=ALIKE)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors of passages, shape (texts, dimension)."""
        return self._embed([self._card.passage_prefix + text for text in texts], group_by_tokens)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, without prefix or special tokens."""
        return self._tokenizer.count(texts)

    def _embed(
        self, texts: list[str], group: Callable[[Sequence[int]], list[list[int]]], *, multiple: int = 1
    ) -> Matrix:
        """Vectors in the order given, computed in groups whose lengths are filled to a multiple of so many tokens."""
        encoded, most = self._tokenizer.encode(texts), self._card.max_tokens
        vectors = np.zeros((len(texts), self._card.dimension), np.float32)
        groups = group([filled_length(len(ids), multiple=multiple, most=most) for ids in encoded])
        batches = (
            self._tokenizer.pad([encoded[position] for position in each], multiple=multiple, most=most)
            for each in groups
        )
        for each, (made,) in zip(groups, self._engine.run_each(batches), strict=True):
            vectors[each] = made
        return vectors


def open_embedder(
    folder: Path,
    precision: Precision,
    card: ModelCard,
    tokenizer: TextTokenizer,
    *,
    threads: int = 0,
    throughput: bool = False,
) -> OpenVinoEmbedder:
    """The converted model of `folder` as an embedder, for questions or, with `throughput`, for many texts at once.

    Raises:
        ModelError: OpenVINO can't read or compile it.
    """
    graph = open_graph(folder)
    quantize(graph, precision, folder)
    engine = compile_graph(graph, precision, threads=threads, throughput=throughput)
    return OpenVinoEmbedder(engine, card, tokenizer)
