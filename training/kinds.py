"""Fits the classifiers of questions by the kind of answer that they ask for, and by whether they stand by themselves."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression

import service.answer
from indexer.embed import Embedder
from service.answer.question_type import BY_ITSELF, FILE, IN_PLACE, SCOPE_FILE
from training.news import NewsQuestion, fold_of, read_questions

PACKAGED = Path(service.answer.__file__).with_name(FILE)
PACKAGED_SCOPE = PACKAGED.with_name(SCOPE_FILE)
_INVERSE_L2 = 10.0
"""Over three folds 10 is right in .68 of questions, 100 in .66."""


def fit_kinds(embedder: Embedder, out: Path, *, without_fold: int | None) -> dict[str, object]:
    """Fits kinds of answers on the questions whose article answers them, and writes the file.

    Args:
        embedder: The default model.
        out: Where to.
        without_fold: A fold of articles to report on instead of fitting on it.

    Returns:
        How many questions it learnt from, and how often it is right on the fold left out.
    """
    asked = [each for each in read_questions() if each.answerable]
    return _fit(asked, [each.kind for each in asked], embedder, out, without_fold=without_fold)


def fit_scope(embedder: Embedder, out: Path, *, without_fold: int | None) -> dict[str, object]:
    """Fits whether questions stand by themselves, on all of them; arguments and what is returned as of `fit_kinds`."""
    asked = read_questions()
    scopes = [BY_ITSELF if each.by_itself else IN_PLACE for each in asked]
    return _fit(asked, scopes, embedder, out, without_fold=without_fold)


def _fit(
    asked: Sequence[NewsQuestion], labels: Sequence[str], embedder: Embedder, out: Path, *, without_fold: int | None
) -> dict[str, object]:
    vectors = embedder.embed_queries([each.reading.text for each in asked])
    kinds = np.array(labels)
    left_out = np.array([fold_of(each.reading.passage) == without_fold for each in asked])
    mean = vectors[~left_out].mean(axis=0)
    model = LogisticRegression(C=_INVERSE_L2, max_iter=1000).fit(vectors[~left_out] - mean, kinds[~left_out])
    coefficients, intercept = model.coef_, model.intercept_
    if len(model.classes_) == 2:
        # Of two classes the fit has one row, for the second; the first stands at 0 beside it.
        coefficients = np.vstack([np.zeros_like(coefficients), coefficients])
        intercept = np.array([0.0, *intercept])
    # In order of rows: a file takes the bytes as they lie in memory.
    weights = np.ascontiguousarray(coefficients, dtype=np.float32)
    bias = (intercept - coefficients @ mean).astype(np.float32)
    told = {"kinds": json.dumps(list(model.classes_)), "fingerprint": embedder.card.fingerprint}
    save_file({"weights": weights.astype(np.float16, order="C"), "bias": bias}, out, metadata=told)
    out.chmod(0o644)
    right = model.predict(vectors[left_out] - mean) == kinds[left_out] if left_out.any() else np.array([np.nan])
    return {"questions": int((~left_out).sum()), "right_on_the_fold_left_out": round(float(right.mean()), 3)}
