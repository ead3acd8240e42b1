"""What kind of answer a question asks for, as likelihoods read off the question's own vector.

A multinomial logistic regression over the default model's vectors of questions, fitted to our own news questions in
several languages (`python -m training kinds`): the model has put what is asked for into the vector already, in any language.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files

import numpy as np
import numpy.typing as npt
from safetensors import safe_open

from indexer.embed import Embedder

FILE = "question_kinds.safetensors"


@dataclass(frozen=True, slots=True)
class QuestionKinds:
    """The fitted classifier."""

    names: tuple[str, ...]
    weights: npt.NDArray[np.float32]
    """Shape (kinds, dimension)."""
    bias: npt.NDArray[np.float32]
    """Shape (kinds,)."""
    fingerprint: str
    """Of the model whose vectors it was fitted to."""

    def of(self, vector: npt.NDArray[np.float32]) -> dict[str, float]:
        """The likelihood of each kind for a question's unit vector, shape (dimension,); they sum to 1."""
        logits = self.weights @ vector + self.bias
        shares = np.exp(logits - logits.max())
        return dict(zip(self.names, map(float, shares / shares.sum()), strict=True))


@lru_cache(maxsize=1)
def question_kinds() -> QuestionKinds:
    """The classifier in the package."""
    with as_file(files("service.answer") / FILE) as file, safe_open(file, framework="numpy") as stored:
        told = stored.metadata()
        weights, bias = (stored.get_tensor(name).astype(np.float32) for name in ("weights", "bias"))
    return QuestionKinds(tuple(json.loads(told["kinds"])), weights, bias, told["fingerprint"])


def kinds_of(question: str, embedder: Embedder | None) -> Mapping[str, float]:
    """How likely a question asks for each kind of answer; empty where another model's vectors are all there is."""
    kinds = question_kinds()
    if embedder is None or embedder.card.fingerprint != kinds.fingerprint:
        return {}
    return kinds.of(embedder.embed_queries([question])[0])
