"""Reads with the converted embedder's graph and the weights of a reader's file."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.model.fast.engine import Engine, Precision, compile_graph, open_graph, quantise
from indexer.model.fast.graft import encoder_weights, put_heads, put_weights
from indexer.model.pairs import PairEncoder
from indexer.model.reader_file import HEADS, read_facts, read_reader
from indexer.model.tokenizer import TextTokenizer
from indexer.reader import Excerpt, Judgement


class OpenVinoReader:
    """Reads with a compiled model; several threads may call it."""

    def __init__(self, engine: Engine, encoder: PairEncoder, tokenizer: TextTokenizer, fingerprint: str) -> None:
        self._engine = engine
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

    def judge(self, question: str, excerpts: Sequence[Excerpt]) -> list[Judgement]:
        """A judgement for each excerpt, in the order given."""
        if not excerpts:
            return []
        pairs = self._encoder.encode_all(question, excerpts)
        spans, verdicts = self._engine.run(self._tokenizer.pad([pair.ids for pair in pairs]))
        return [pair.judgement(spans[row], verdicts[row]) for row, pair in enumerate(pairs)]


@dataclass(frozen=True, slots=True)
class ReaderBase:
    """The converted base model: where it lies, and in what it was verified."""

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
    facts = read_facts(file)
    graph = open_graph(base.folder)
    weights = read_reader(file, encoder_weights(graph), base_fingerprint=base.fingerprint)
    heads = {name: values for name, values in weights.items() if name.startswith(HEADS)}
    put_weights(graph, {name: values for name, values in weights.items() if name not in heads})
    if base.precision is Precision.INT8:
        quantise(graph)
    # After quantising: the heads are small and stay exact.
    engine = compile_graph(put_heads(graph, heads), base.precision, threads=threads)
    fingerprint = hashlib.sha256(file.read_bytes()).hexdigest()
    encoder = PairEncoder(base.tokenizer, max_tokens=facts.max_tokens, heading_tokens=facts.heading_tokens)
    return OpenVinoReader(engine, encoder, base.tokenizer, fingerprint)
