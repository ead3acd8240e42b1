"""What kind of answer a question asks for and whether it stands by itself, as likelihoods read off the question's own vector.

Logistic regressions over the default model's vectors of questions, fitted to our own news questions in several languages
(`python -m training kinds`): the model has put what is asked for into the vector already, in any language.
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
SCOPE_FILE = "question_scope.safetensors"
BY_ITSELF, IN_PLACE = "by itself", "in place"
"""What a question may be: one that names what it asks about, and one that is only understood beside an article."""


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


@lru_cache(maxsize=2)
def question_kinds(name: str = FILE) -> QuestionKinds:
    """A classifier in the package, FILE or SCOPE_FILE."""
    with as_file(files("service.answer") / name) as file, safe_open(file, framework="numpy") as stored:
        told = stored.metadata()
        weights, bias = (stored.get_tensor(name).astype(np.float32) for name in ("weights", "bias"))
    return QuestionKinds(tuple(json.loads(told["kinds"])), weights, bias, told["fingerprint"])


def kinds_of(question: str, embedder: Embedder | None) -> Mapping[str, float]:
    """How likely a question asks for each kind of answer; empty where another model's vectors are all there is."""
    return _of(question, embedder, FILE)


def stands_by_itself(question: str, embedder: Embedder | None) -> float | None:
    """How likely a question names what it asks about, 0 to 1; None where another model's vectors are all there is.

    捐了多少钱？ is only understood beside an article; asked of a whole archive, many answer it and none is meant.
    """
    return _of(question, embedder, SCOPE_FILE).get(BY_ITSELF)


def _of(question: str, embedder: Embedder | None, name: str) -> Mapping[str, float]:
    kinds = question_kinds(name)
    if embedder is None or embedder.card.fingerprint != kinds.fingerprint:
        return {}
    return kinds.of(embedder.embed_queries([question])[0])
