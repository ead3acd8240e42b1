"""Fits the classifier that tells whether a question names what it asks about (`service.answer.question_type`)."""

from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression

import service.answer
from indexer.embed.embedder import Embedder
from service.answer.question_type import SCOPE_FILE
from training.news import fold_of, read_questions

PACKAGED = Path(service.answer.__file__).with_name("data") / SCOPE_FILE
_INVERSE_L2 = 10.0


def fit_scope(embedder: Embedder, out: Path, *, without_fold: int | None) -> dict[str, object]:
    """Fits on our own questions, and writes the file.

    Args:
        embedder: The default model.
        out: Where to.
        without_fold: A fold of articles to report on instead of fitting on it.

    Returns:
        How many questions it learnt from, and how often it is right on the fold left out.
    """
    asked = read_questions()
    vectors = embedder.embed_queries([each.reading.text for each in asked])
    by_itself = np.array([each.by_itself for each in asked])
    left_out = np.array([fold_of(each.reading.passage) == without_fold for each in asked])
    mean = vectors[~left_out].mean(axis=0)
    model = LogisticRegression(C=_INVERSE_L2, max_iter=1000).fit(vectors[~left_out] - mean, by_itself[~left_out])
    weights = model.coef_[0].astype(np.float16)
    bias = np.array([model.intercept_[0] - model.coef_[0] @ mean], np.float32)
    save_file({"weights": weights, "bias": bias}, out, metadata={"fingerprint": embedder.card.fingerprint})
    out.chmod(0o644)
    right = model.predict(vectors[left_out] - mean) == by_itself[left_out] if left_out.any() else np.array([np.nan])
    return {"questions": int((~left_out).sum()), "right_on_the_fold_left_out": round(float(right.mean()), 3)}
