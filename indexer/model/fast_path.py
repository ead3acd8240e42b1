"""The OpenVINO conversion of a prepared model: made once, trusted only as far as it equals sentence-transformers.

The vectors that sentence-transformers gave the probes are kept beside the conversion, so that another machine
or another OpenVINO can check it again without torch.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from indexer.arrays import Matrix
from indexer.embed import Embedder, ModelCard
from indexer.errors import ModelError
from indexer.model.fast.convert import convert
from indexer.model.fast.embedder import OpenVinoEmbedder, open_embedder
from indexer.model.fast.engine import MODEL_FILE, WEIGHTS_FILE, Precision, cpu_name, precisions, version
from indexer.model.fast.reader import OpenVinoReader, ReaderBase, open_reader
from indexer.model.probes import LEAST_COSINE, PROBES, least_cosine
from indexer.model.record import read_json, write_json
from indexer.model.tokenizer import TextTokenizer

RECORD_FILE = "fast.json"
REFERENCE_FILE = "probes.npy"
FORMAT = 1

logger = logging.getLogger("xunwen")


@dataclass(frozen=True, slots=True)
class FastPath:
    """Where one model's conversion lies, and how it is opened."""

    folder: Path
    threads: int = 0
    """CPU threads it may take, 0 for all."""
    throughput: bool = False
    """Whether the embedder takes several batches at a time: more texts in a second, and a single one later."""

    @property
    def prepared(self) -> bool:
        """Whether a conversion was made or found impossible; an impossible one is tried again by another version."""
        record = read_json(self.folder / RECORD_FILE)
        if record.get("format") != FORMAT:
            return False
        return _complete(self.folder, record) if "sizes" in record else record.get("openvino") == version()

    def write(
        self,
        module: object,
        example: Mapping[str, object],
        reference: Embedder,
        tokenizer: TextTokenizer,
    ) -> None:
        """Convert a traced torch module, and verify it in what this CPU runs fastest.

        Args:
            module: Gives unit vectors of ids and mask.
            example: Arguments of the module to trace it with.
            reference: Its vectors of the probes are the right ones, and are kept.
            tokenizer: What the conversion will be fed by.

        Raises:
            ModelError: the model can't be converted, or no precision gives its vectors.
        """
        convert(module, example, self.folder)
        card = _bare(reference.card)
        np.save(self.folder / REFERENCE_FILE, reference.embed_passages(PROBES), allow_pickle=False)
        self._verify(card, tokenizer)

    def write_impossible(self, reason: str) -> None:
        """Remember that this OpenVINO can't, so that each start need not try."""
        write_json({"format": FORMAT, "openvino": version(), "impossible": reason}, self.folder / RECORD_FILE)

    def open(self, card: ModelCard, tokenizer: TextTokenizer) -> OpenVinoEmbedder:
        """The embedder, in the precision verified here.

        Raises:
            ModelError: there is no usable conversion; says why.
        """
        return self._embedder(self._verified(card, tokenizer), card, tokenizer)

    def open_reader(self, file: Path, bare: ModelCard, tokenizer: TextTokenizer) -> OpenVinoReader:
        """The reader of a file over the same conversion, in the precision that the embedder was verified in.

        Args:
            file: The reader's.
            bare: The model's card, its fingerprint that of the content alone.
            tokenizer: The model's.

        Raises:
            ModelError: there is no usable conversion, or the file is none for this model; says why.
        """
        base = ReaderBase(self.folder, self._verified(bare, tokenizer), tokenizer, bare.fingerprint)
        return open_reader(base, file, threads=self.threads)

    def _verified(self, card: ModelCard, tokenizer: TextTokenizer) -> Precision:
        """The precision verified here; verified anew where CPU or OpenVINO are others."""
        record = read_json(self.folder / RECORD_FILE)
        if "impossible" in record:
            raise ModelError(str(record["impossible"]))
        if record.get("format") != FORMAT or not _complete(self.folder, record):
            raise ModelError(f"The conversion in {self.folder} is incomplete.", next_step="Prepare the model again.")
        if (record["openvino"], record["cpu"]) == (version(), cpu_name()):
            return Precision(record["precision"])
        return self._verify(_bare(card), tokenizer)

    def _verify(self, card: ModelCard, tokenizer: TextTokenizer) -> Precision:
        """The fastest precision that gives the reference vectors; recorded if the folder can be written."""
        reference: Matrix = np.load(self.folder / REFERENCE_FILE, allow_pickle=False)
        found: dict[str, float] = {}
        for precision in precisions():
            try:
                vectors = self._embedder(precision, card, tokenizer).embed_passages(PROBES)
            except ModelError as error:
                logger.info("%s is not used: %s", precision, error)
                found[str(precision)] = -1.0
                continue
            found[str(precision)] = round(least_cosine(vectors, reference), 6)
            if found[str(precision)] >= LEAST_COSINE:
                self._record(precision, found)
                return precision
        raise ModelError(f"OpenVINO gives other vectors than the model: least cosine {found}.")

    def _record(self, precision: Precision, cosines: Mapping[str, float]) -> None:
        """What was found on this machine."""
        sizes = {name: (self.folder / name).stat().st_size for name in (MODEL_FILE, WEIGHTS_FILE, REFERENCE_FILE)}
        found = {"openvino": version(), "cpu": cpu_name(), "precision": precision, "least_cosine": cosines}
        try:
            write_json({"format": FORMAT, **found, "sizes": sizes}, self.folder / RECORD_FILE)
        except OSError as error:
            # An image prepared on another machine may be read-only: verified again at each start.
            logger.info("The check of %s was not recorded: %s", self.folder, error)

    def _embedder(self, precision: Precision, card: ModelCard, tokenizer: TextTokenizer) -> OpenVinoEmbedder:
        return open_embedder(self.folder, precision, card, tokenizer, threads=self.threads, throughput=self.throughput)


def _bare(card: ModelCard) -> ModelCard:
    """Without prefixes: the probes are embedded as they stand."""
    return replace(card, query_prefix="", passage_prefix="")


def _complete(folder: Path, record: Mapping[str, object]) -> bool:
    """Whether the files are there, of the sizes recorded."""
    sizes = record.get("sizes")
    if not isinstance(sizes, dict) or not sizes:
        return False
    return all((folder / name).is_file() and (folder / name).stat().st_size == size for name, size in sizes.items())
