"""The OpenVINO conversion of a prepared model: made once, trusted only as far as it equals sentence-transformers.

The vectors that sentence-transformers gave the probes are kept beside the conversion, so that another machine
or another OpenVINO can check it again without torch.
"""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from indexer.core.arrays import Matrix, loaded
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
    group_by_tokens,
    open_embedder,
    open_graph,
    precisions,
    version,
)
from indexer.embed.quantization import RANGES_FILE, calibrate, read_ranges, write_ranges
from indexer.embed.tokenizer import TextTokenizer

LEAST_COSINE = 0.999
"""Below it a precision is not used. Neighbouring passages of a news archive differ by 0.01 and more."""

METHOD = 2
"""How precisions are compared; what another method found is found anew."""

_CALIBRATION = Path(__file__).with_name("calibration.txt")
"""Texts of our own in eleven languages, a line each: questions and passages."""
_WORTH = 1.1
"""So many times as fast 8 bits must be at least, as they are less exact."""
_TIMED = 24
_ROUNDS = 3

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
        """The embedder, in the fastest precision of those verified here.

        Raises:
            ModelError: there is no usable conversion; says why.
        """
        return self._embedder(_fastest(self.verified(card, tokenizer)), card, tokenizer)

    def reader_precision(self, card: ModelCard, tokenizer: TextTokenizer) -> Precision:
        """The fastest precision that holds for other weights as well: the ranges of activations are the embedder's alone.

        Raises:
            ModelError: there is no usable conversion; says why.
        """
        verified = self.verified(card, tokenizer)
        return _fastest({one: speed for one, speed in verified.items() if one is not Precision.CALIBRATED})

    def verified(self, card: ModelCard, tokenizer: TextTokenizer) -> dict[Precision, float]:
        """The precisions that give the model's vectors here, each with its tokens a second; verified anew where CPU or OpenVINO are others.

        Raises:
            ModelError: there is no usable conversion; says why.
        """
        record = read_json(self.folder / RECORD_FILE)
        if "impossible" in record:
            raise ModelError(str(record["impossible"]))
        if record.get("format") != FORMAT or not _complete(self.folder, record):
            raise ModelError(f"The conversion in {self.folder} is incomplete.", next_step="Prepare the model again.")
        if (record["openvino"], record["cpu"], record.get("method")) == (version(), cpu_name(), METHOD):
            return {Precision(one): float(speed) for one, speed in record["tokens_per_second"].items()}
        return self._verify(_bare(card), tokenizer)

    def _verify(self, card: ModelCard, tokenizer: TextTokenizer) -> dict[Precision, float]:
        """The precisions that give the reference vectors, timed side by side; recorded if the folder can be written."""
        reference: Matrix = loaded(self.folder / REFERENCE_FILE)
        self._calibrate(tokenizer)
        cosines: dict[str, float] = {}
        right: dict[Precision, OpenVinoEmbedder] = {}
        for precision in precisions():
            if precision is Precision.F32 and right.keys() - {Precision.CALIBRATED}:
                continue  # it is never the fastest of them
            try:
                embedder = self._embedder(precision, card, tokenizer)
                cosines[precision] = round(least_cosine(embedder.embed_passages(PROBES), reference), 6)
            except ModelError as error:
                logger.info("%s is not used: %s", precision, error)
                cosines[precision] = -1.0
                continue
            if cosines[precision] >= LEAST_COSINE:
                right[precision] = embedder
        if not right.keys() - {Precision.CALIBRATED}:
            raise ModelError(f"OpenVINO gives other vectors than the model: least cosine {cosines}.")
        speeds = _speeds(right)
        self._record(speeds, cosines)
        return speeds

    def _calibrate(self, tokenizer: TextTokenizer) -> None:
        """Measures the ranges of the activations, once; where that fails, the precision that needs them is not used."""
        if Precision.CALIBRATED not in precisions() or read_ranges(self.folder):
            return
        encoded = tokenizer.encode(_calibration_texts())
        groups = group_by_tokens([len(ids) for ids in encoded])
        batches = (tokenizer.pad([encoded[position] for position in group]) for group in groups)
        try:
            write_ranges(self.folder, calibrate(open_graph(self.folder), batches))
        except (ModelError, OSError) as error:
            logger.info("The activations were not measured: %s", error)

    def _record(self, speeds: Mapping[Precision, float], cosines: Mapping[str, float]) -> None:
        """What was found on this machine."""
        ranges = (RANGES_FILE,) if (self.folder / RANGES_FILE).is_file() else ()
        files = (MODEL_FILE, WEIGHTS_FILE, REFERENCE_FILE, *ranges)
        found = {
            "format": FORMAT,
            "method": METHOD,
            "openvino": version(),
            "cpu": cpu_name(),
            # One that versions before this method know: they share the cache.
            "precision": _fastest({one: speed for one, speed in speeds.items() if one is not Precision.CALIBRATED}),
            "least_cosine": cosines,
            "tokens_per_second": speeds,
            "sizes": {name: (self.folder / name).stat().st_size for name in files},
        }
        try:
            write_json(found, self.folder / RECORD_FILE)
        except OSError as error:
            # An image prepared on another machine may be read-only: verified again at each start.
            logger.info("The check of %s was not recorded: %s", self.folder, error)

    def _embedder(self, precision: Precision, card: ModelCard, tokenizer: TextTokenizer) -> OpenVinoEmbedder:
        return open_embedder(self.folder, precision, card, tokenizer, threads=self.threads, throughput=self.throughput)


def _fastest(speeds: Mapping[Precision, float]) -> Precision:
    """Of those that are equally fast, but for the noise of a trial, the more exact one."""
    return max(speeds, key=lambda one: speeds[one] / (1 if one in (Precision.BF16, Precision.F32) else _WORTH))


def _speeds(embedders: Mapping[Precision, OpenVinoEmbedder]) -> dict[Precision, float]:
    """Tokens a second of each, the best of a few rounds in which they take turns: other work on the machine slows all alike."""
    texts = _calibration_texts()[-_TIMED:]
    least = dict.fromkeys(embedders, float("inf"))
    tokens = sum(next(iter(embedders.values())).count_tokens(texts))
    for _ in range(_ROUNDS if len(embedders) > 1 else 1):
        for precision, embedder in embedders.items():
            begun = time.perf_counter()
            embedder.embed_passages(texts)
            least[precision] = min(least[precision], time.perf_counter() - begun)
    return {precision: round(tokens / seconds, 1) for precision, seconds in least.items()}


def _calibration_texts() -> list[str]:
    return _CALIBRATION.read_text(encoding="utf-8").splitlines()


def _bare(card: ModelCard) -> ModelCard:
    """Without prefixes: the probes are embedded as they stand."""
    return replace(card, query_prefix="", passage_prefix="")


def _complete(folder: Path, record: Mapping[str, object]) -> bool:
    """Whether the files are there, of the sizes recorded."""
    sizes = record.get("sizes")
    if not isinstance(sizes, dict) or not sizes:
        return False
    return all((folder / name).is_file() and (folder / name).stat().st_size == size for name, size in sizes.items())
