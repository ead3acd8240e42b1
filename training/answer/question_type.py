"""Fits the two classifiers of `service.query.question_type`: what kind of answer a question asks for, and whether it names what it asks about."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file
from scipy import sparse
from sklearn.feature_selection import chi2
from sklearn.linear_model import LogisticRegression

import service.query
from indexer.embed.embedder import Embedder
from service.evaluate.set_files import json_rows
from service.query.question_type import KINDS_FILE, SCOPE_FILE, parts_of
from training.examples.news import fold_of, read_questions

_BY_THEMSELVES = Path(__file__).parents[1] / "data" / "by-themselves" / "questions.jsonl"
PACKAGED_KINDS = Path(service.query.__file__).with_name(KINDS_FILE)
_KINDS_INVERSE_L2 = 5.0
PACKAGED_SCOPE = Path(service.query.__file__).with_name(SCOPE_FILE)
_SCOPE_INVERSE_L2 = 10.0
_VECTOR = 2.0
"""How much larger the vector is made beside the parts: the less, the less is taken from it. Over folds 0 and 1, right with the
package's 3,500 parts: .799 with 1, .800 with 2, .774 with 4 and less regularised; .704 by the vector alone, .747 by the parts alone."""
_PARTS = 3500
"""That tell kinds apart best (by chi squared); with 8,000 it is right no more often."""
_ARTICLES = 4
"""A part of the questions on fewer is a name, not a way of asking."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """Questions with what is known of them, one row each."""

    texts: Sequence[str]
    kinds: npt.NDArray[np.str_]
    articles: Sequence[str]
    languages: npt.NDArray[np.str_]

    @classmethod
    def read(cls) -> "_Asked":
        """The news questions that their article answers, and those that stand by themselves."""
        news = [each for each in read_questions() if each.answerable]
        # One asked of several sentences is one question.
        others = list({each.text: each for each in questions_by_themselves()}.values())
        return cls(
            [*(each.reading.text for each in news), *(each.text for each in others)],
            np.array([*(each.kind for each in news), *(each.kind for each in others)]),
            [*(each.reading.passage for each in news), *(each.text for each in others)],
            np.array([*(each.reading.language for each in news), *(each.language for each in others)]),
        )


def fit_kinds(embedder: Embedder, out: Path, *, without_fold: int | None) -> dict[str, object]:
    """Fits on our own questions, all but those without an answer, and writes the file.

    Args:
        embedder: The default model.
        out: Where to.
        without_fold: A fold of articles to report on instead of fitting on it.

    Returns:
        How many questions it learnt from, and how often it is right on the fold left out: all, by kind and by language,
        and by the words alone.
    """
    asked = _Asked.read()
    left_out = np.array([fold_of(each) == without_fold for each in asked.articles])
    vectors = embedder.embed_queries(list(asked.texts))
    mean = vectors[~left_out].mean(axis=0)
    names = _telling(asked, ~left_out)
    parts = _matrix([parts_of(text) for text in asked.texts], names)
    both = sparse.hstack([sparse.csr_matrix((vectors - mean) * _VECTOR), parts]).tocsr()
    beside, alone = (
        LogisticRegression(C=_KINDS_INVERSE_L2, max_iter=300).fit(rows[~left_out], asked.kinds[~left_out])
        for rows in (both, parts)
    )
    dimension = vectors.shape[1]
    vector = beside.coef_[:, :dimension] * _VECTOR
    tensors = {
        "vector": np.ascontiguousarray(vector, np.float16),
        **_head("beside", beside.coef_[:, dimension:], beside.intercept_ - vector @ mean),
        **_head("alone", alone.coef_, alone.intercept_),
    }
    told = {
        "kinds": json.dumps(list(beside.classes_)),
        "parts": json.dumps(names, ensure_ascii=False),
        "fingerprint": embedder.card.fingerprint,
    }
    save_file(tensors, out, metadata=told)
    out.chmod(0o644)
    facts: dict[str, object] = {"questions": int((~left_out).sum())}
    if left_out.any():
        right = beside.predict(both[left_out]) == asked.kinds[left_out]
        facts |= {
            "right_on_the_fold_left_out": _share(right),
            "by_its_words_alone": _share(alone.predict(parts[left_out]) == asked.kinds[left_out]),
            "by_kind": _shares(right, asked.kinds[left_out]),
            "by_language": _shares(right, asked.languages[left_out]),
        }
    return facts


def _telling(asked: _Asked, learnt: npt.NDArray[np.bool_]) -> list[str]:
    """The parts that tell kinds apart, in order, of the questions that are learnt from."""
    rows = np.flatnonzero(learnt).tolist()
    articles: dict[str, set[str]] = defaultdict(set)
    parts = [parts_of(asked.texts[row]) for row in rows]
    for row, found in zip(rows, parts, strict=True):
        for part in found:
            articles[part].add(asked.articles[row])
    names = sorted(part for part, where in articles.items() if len(where) >= _ARTICLES)
    scores, _ = chi2(_matrix(parts, names), asked.kinds[learnt])
    return sorted(names[place] for place in np.argsort(-scores, kind="stable")[:_PARTS])


def _matrix(parts: Sequence[set[str]], names: Sequence[str]) -> sparse.csr_matrix:
    """A row of length 1 for each question: the parts of it that have a name here."""
    columns = {name: column for column, name in enumerate(names)}
    held = [sorted(columns[part] for part in found if part in columns) for found in parts]
    values = np.concatenate([np.full(len(row), max(len(row), 1) ** -0.5) for row in held])
    ends = np.cumsum([0, *map(len, held)])
    return sparse.csr_matrix((values, np.concatenate(held).astype(int), ends), shape=(len(held), len(names)))


def _head(
    name: str, weights: npt.NDArray[np.float64], bias: npt.NDArray[np.float64]
) -> dict[str, npt.NDArray[np.generic]]:
    """The tensors of a head: weights of parts as steps of a kind's largest."""
    scale = np.abs(weights).max(axis=1) / 127
    # In order of rows: a file takes the bytes as they lie in memory.
    steps = np.ascontiguousarray(np.round(weights / scale[:, None]).T, np.int8)
    return {f"{name}.parts": steps, f"{name}.scale": scale.astype(np.float32), f"{name}.bias": bias.astype(np.float32)}


def _share(right: npt.NDArray[np.bool_]) -> float:
    return round(float(right.mean()), 3)


def _shares(right: npt.NDArray[np.bool_], of: npt.NDArray[np.str_]) -> Mapping[str, float]:
    return {str(name): _share(right[of == name]) for name in np.unique(of)}


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
    model = LogisticRegression(C=_SCOPE_INVERSE_L2, max_iter=1000).fit(vectors[~left_out] - mean, by_itself[~left_out])
    weights = model.coef_[0].astype(np.float16)
    bias = np.array([model.intercept_[0] - model.coef_[0] @ mean], np.float32)
    save_file({"weights": weights, "bias": bias}, out, metadata={"fingerprint": embedder.card.fingerprint})
    out.chmod(0o644)
    right = model.predict(vectors[left_out] - mean) == by_itself[left_out] if left_out.any() else np.array([np.nan])
    return {"questions": int((~left_out).sum()), "right_on_the_fold_left_out": round(float(right.mean()), 3)}


@dataclass(frozen=True, slots=True)
class ByItself:
    """A question, the kind of answer that it asks for, and for one of yes or no a sentence and what that says."""

    text: str
    language: str
    kind: str
    sentence: str
    """Empty where the question stands alone."""
    verdict: str
    """yes, no, or unsure where the sentence leaves it open; empty where there is none."""


def questions_by_themselves() -> list[ByItself]:
    """All of them, in order; some are asked of several sentences.

    Raises:
        InputError: A line is not what it should be.
    """
    return [
        ByItself(
            row.text("text"), row.text("lang"), row.text("kind"), row.text("sentence", ""), row.text("verdict", "")
        )
        for row in json_rows(_BY_THEMSELVES)
    ]
