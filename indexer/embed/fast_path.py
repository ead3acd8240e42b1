"""The OpenVINO conversion of a prepared model: made once, trusted only as far as it equals sentence-transformers.

The vectors that sentence-transformers gave the probes are kept beside the conversion, so that another machine
or another OpenVINO can check it again without torch.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from indexer.core.arrays import Matrix
from indexer.core.errors import ModelError
from indexer.embed.embedder import Embedder, ModelCard
from indexer.embed.fingerprint import read_json, write_json
from indexer.embed.openvino import (
    MODEL_FILE,
    WEIGHTS_FILE,
    OpenVinoEmbedder,
    Precision,
    convert,
    cpu_name,
    open_embedder,
    precisions,
    version,
)
from indexer.embed.tokenizer import TextTokenizer

LEAST_COSINE = 0.999
"""Below it the fast path is not used. Neighbouring passages of a news archive differ by 0.01 and more."""

PROBES: tuple[str, ...] = (
    "雨",
    "谁给村里的小学捐了书？",
    "How much money was raised for the new library?",
    "柳河镇的志愿者周末清理了河道，运走垃圾两吨多，镇上的老人送来了热茶。",
    "新圖書館下個月開幕，市民可以憑證借閱，週一休館。",
    "El ayuntamiento abrió ayer un comedor gratuito para mayores de setenta años.",
    "Библиотека получила в подарок две тысячи книг от жителей города.",
    "أعلنت البلدية افتتاح حديقة جديدة قرب النهر",
    "Thư viện huyện mở cửa cả ngày chủ nhật để phục vụ học sinh.",
    "2024年3月5日 09:30，共筹得 ￥31,415.90（约合 4,300 美元），涨幅 12.5%。",
    # Near a hundred tokens, as chunks are.
    "清晨六点，渡口的灯还亮着。" * 9,
    # Past every model's limit, so that both cut at the same token.
    "The ferry left at six and the lamps of the quay were still lit. " * 60,
)


def least_cosine(vectors: Matrix, reference: Matrix) -> float:
    """The worst cosine between rows of two matrices of unit vectors; a row that is not a number is -1."""
    if vectors.shape != reference.shape:
        return -1.0
    cosines = np.sum(vectors.astype(np.float64) * reference, axis=1)
    return float(np.min(np.nan_to_num(cosines, nan=-1.0)))


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
        return self._embedder(self.verified(card, tokenizer), card, tokenizer)

    def verified(self, card: ModelCard, tokenizer: TextTokenizer) -> Precision:
        """The precision verified here; verified anew where CPU or OpenVINO are others.

        Raises:
            ModelError: there is no usable conversion; says why.
        """
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
