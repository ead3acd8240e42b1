"""The one door to sentence-transformers and torch: loads any of its models and embeds with it in 32 or 64 bits.

Processors add in different orders, and so differ by 2e-7 in 32 bits: of the 16 bits that are kept of a number, one in three hundred comes out
otherwise, so that most vectors do. In 64 bits they differ by 4e-16, and what is kept is the same but for one vector in millions.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer
from transformers.utils import logging as transformers_logging

from indexer.core.arrays import Matrix
from indexer.core.article import Degradation
from indexer.core.errors import ModelError
from indexer.core.processors import processors
from indexer.embed.embedder import ModelCard
from indexer.embed.tokenizer import TextTokenizer

BATCH = 32


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What only the loaded model knows of itself."""

    dimension: int
    max_tokens: int
    pad_id: int
    tokenizer: str
    """The content of a tokenizer.json."""


class SentenceTransformerEmbedder:
    """Embeds with sentence-transformers, on CUDA where there is one."""

    def __init__(
        self,
        model: SentenceTransformer,
        card: ModelCard,
        tokenizer: TextTokenizer,
        *,
        degraded: tuple[Degradation, ...] = (),
    ) -> None:
        self._model = model
        self._card = card
        self._tokenizer = tokenizer
        self.degraded = degraded
        """Why it stands in for OpenVINO; empty where it was asked for."""
        # Its tokenizer keeps padding and truncation as state: two threads at once would mix them.
        self._lock = threading.Lock()

    @property
    def card(self) -> ModelCard:
        """The model behind this embedder."""
        return self._card

    @property
    def backend(self) -> str:
        """The library, the type and, unless it is the CPU, the device."""
        device, bits = self._model.device.type, str(self._model.dtype).removeprefix("torch.")
        return f"sentence-transformers {bits}" + ("" if device == "cpu" else f" on {device}")

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors of questions, shape (texts, dimension)."""
        return self._embed(texts, self._card.query_prefix)

    def embed_passages(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors of passages, shape (texts, dimension)."""
        return self._embed(texts, self._card.passage_prefix)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, without prefix or special tokens."""
        return self._tokenizer.count(texts)

    def _embed(self, texts: Sequence[str], prefix: str) -> Matrix:
        """Vectors in the order given."""
        if not texts:
            return np.zeros((0, self._card.dimension), np.float32)
        with self._lock:
            vectors = self._model.encode(
                list(texts), prompt=prefix, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
            )
        return np.ascontiguousarray(vectors, np.float32)


class SentenceModule(torch.nn.Module):
    """A whole sentence-transformers model as one function of two tensors, for a converter to trace."""

    def __init__(self, model: SentenceTransformer) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Unit vectors, shape (texts, dimension), of ids and mask, both of shape (texts, tokens)."""
        features = self.model({"input_ids": input_ids, "attention_mask": attention_mask})
        return torch.nn.functional.normalize(features["sentence_embedding"], p=2.0, dim=1)

    def example(self) -> dict[str, torch.Tensor]:
        """Two rows, the second half padding, so that a trace sees what a mask does."""
        mask = torch.ones((2, 16), dtype=torch.int64)
        mask[1, 8:] = 0
        return {"input_ids": torch.full((2, 16), 2, dtype=torch.int64), "attention_mask": mask}


def load_model(
    folder: Path, *, threads: int = 0, device: str | None = None, double: bool = False
) -> SentenceTransformer:
    """The model of a local folder, ready to embed. The network is never asked.

    Args:
        folder: Of the model.
        threads: CPU threads, 0 for all.
        device: Torch's name of it; by default CUDA where there is one.
        double: Whether it computes in 64 bits instead of 32.

    Raises:
        ModelError: the folder is no complete model, or the model needs code of its own to run.
    """
    torch.set_num_threads(threads or processors())
    try:
        with quiet():
            model = SentenceTransformer(
                str(folder), device=device, local_files_only=True, model_kwargs={"dtype": torch.float32}
            )
    except (OSError, ValueError, KeyError, RuntimeError, ImportError, AttributeError, TypeError) as error:
        reason = str(error).strip().splitlines()
        raise ModelError(
            f"{folder} can't be loaded as a sentence-transformers model: {reason[0] if reason else repr(error)}",
            next_step="Check that the folder is complete; a model that needs its own code (trust_remote_code) is not run.",
        ) from error
    return (model.double() if double else model).eval()


def model_facts(model: SentenceTransformer) -> ModelFacts:
    """Sizes and tokenizer of a loaded model.

    Raises:
        ModelError: the model has no dimension of its own, or its tokenizer has no tokenizer.json.
    """
    dimension = model.get_embedding_dimension()
    tokenizer = model.tokenizer
    backend = tokenizer if isinstance(tokenizer, Tokenizer) else getattr(tokenizer, "backend_tokenizer", None)
    if dimension is None or not isinstance(backend, Tokenizer):
        raise ModelError(
            "The model embeds no text through a fast tokenizer.", next_step="Choose another model in XUNWEN_MODEL."
        )
    length = model.max_seq_length
    # Without a limit of its own (a bag of words has none), any text is taken whole.
    max_tokens = int(length) if length and length < 1_000_000 else 1_000_000
    pad_id = getattr(tokenizer, "pad_token_id", None)
    return ModelFacts(dimension, max_tokens, int(pad_id or 0), backend.to_str())


def traceable(model: SentenceTransformer) -> SentenceModule:
    """The model as one module.

    Raises:
        ModelError: it takes something else than ids and a mask, or pools without its prefix.
    """
    module = SentenceModule(model)
    if any(getattr(part, "include_prompt", True) is False for part in model):
        raise ModelError("The model leaves its prefix out when it pools.")
    try:
        with torch.no_grad():
            module(**module.example())
    except (KeyError, RuntimeError, TypeError, ValueError, IndexError) as error:
        raise ModelError(f"The model does not take token ids and a mask: {error!r}.") from error
    return module


def plain_vectors(model: SentenceTransformer, texts: Sequence[str]) -> Matrix:
    """Unit vectors of texts as they stand, shape (texts, dimension)."""
    vectors = model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
    return np.ascontiguousarray(vectors, np.float32)


@contextmanager
def quiet() -> Iterator[None]:
    """Without transformers' progress bars and advice, which would fill a terminal that is not theirs."""
    level = transformers_logging.get_verbosity()
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        transformers_logging.set_verbosity(level)
        transformers_logging.enable_progress_bar()  # type: ignore[no-untyped-call]
