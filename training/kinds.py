"""Fits the classifier of questions by the kind of answer that they ask for (`service.answer.question_type`)."""

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression

import service.answer
from indexer.embed import Embedder
from service.answer.question_type import FILE
from training.news import fold_of, read_questions

PACKAGED = Path(service.answer.__file__).with_name(FILE)
_INVERSE_L2 = 10.0
"""Over three folds 10 is right in .68 of questions, 100 in .66."""


def fit_kinds(embedder: Embedder, out: Path, *, without_fold: int | None) -> dict[str, object]:
    """Fits on the questions whose article answers them, and writes the file.

    Args:
        embedder: The default model.
        out: Where to.
        without_fold: A fold of articles to report on instead of fitting on it.

    Returns:
        How many questions it learnt from, and how often it is right on the fold left out.
    """
    asked = [each for each in read_questions() if each.answerable]
    vectors = embedder.embed_queries([each.reading.text for each in asked])
    kinds = np.array([each.kind for each in asked])
    left_out = np.array([fold_of(each.reading.passage) == without_fold for each in asked])
    mean = vectors[~left_out].mean(axis=0)
    model = LogisticRegression(C=_INVERSE_L2, max_iter=1000).fit(vectors[~left_out] - mean, kinds[~left_out])
    # In order of rows: a file takes the bytes as they lie in memory.
    weights = np.ascontiguousarray(model.coef_, dtype=np.float32)
    bias = (model.intercept_ - model.coef_ @ mean).astype(np.float32)
    told = {"kinds": json.dumps(list(model.classes_)), "fingerprint": embedder.card.fingerprint}
    save_file({"weights": weights.astype(np.float16, order="C"), "bias": bias}, out, metadata=told)
    out.chmod(0o644)
    right = model.predict(vectors[left_out] - mean) == kinds[left_out] if left_out.any() else np.array([np.nan])
    return {"questions": int((~left_out).sum()), "right_on_the_fold_left_out": round(float(right.mean()), 3)}
