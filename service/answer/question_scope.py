"""Whether a question stands by itself, as a likelihood read off the question's own vector.

A logistic regression over the default model's vectors of questions, fitted to our own news questions in several languages
(`python -m training scope`). 捐了多少钱？ is only understood beside an article; asked of a whole archive, many answer it and none
is meant.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import as_file, files

import numpy as np
import numpy.typing as npt
from safetensors import safe_open

FILE = "question_scope.safetensors"


@dataclass(frozen=True, slots=True)
class QuestionScope:
    """The fitted classifier."""

    weights: npt.NDArray[np.float32]
    """Shape (dimension,)."""
    bias: float
    fingerprint: str
    """Of the model whose vectors it was fitted to."""

    def of(self, vector: npt.NDArray[np.float32]) -> float:
        """How likely a question with this unit vector, shape (dimension,), names what it asks about, 0 to 1."""
        return float(1 / (1 + np.exp(-(self.weights @ vector + self.bias))))


@lru_cache(maxsize=1)
def question_scope() -> QuestionScope:
    """The classifier in the package."""
    with as_file(files("service.answer") / FILE) as file, safe_open(file, framework="numpy") as stored:
        weights = stored.get_tensor("weights").astype(np.float32)
        return QuestionScope(weights, float(stored.get_tensor("bias")[0]), stored.metadata()["fingerprint"])
