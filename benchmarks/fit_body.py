"""Fits the small trees that tell an article's lines from the rest of its page, and says how well they do by sites unseen.

Run as `python -m benchmarks.fit_body --sets FOLDER`. FOLDER holds checkouts of the public sets (benchmarks/extraction_sets.py
names them); the saved Chinese pages and the small cases beside the repository are read too, where they are.
"""

import argparse
import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import HistGradientBoostingClassifier

from benchmarks.extraction_scores import BodyScore, body_score, shingles, squeezed
from benchmarks.extraction_sets import SHARED, LabelledPage, read_sets
from indexer.extract.body import in_context
from indexer.extract.containers import general_body
from indexer.extract.dom import parse_html
from indexer.extract.html import read_lines
from indexer.extract.lines import Described
from indexer.extract.markup_limits import bounded

Models: TypeAlias = tuple[HistGradientBoostingClassifier, HistGradientBoostingClassifier]
"""The first and the second trees."""

WEIGHTS = Path(__file__).resolve().parents[1] / "indexer" / "extract" / "body_trees.json"

_NAMED, _WEAK = 3.0, 0.15
"""How much a line counts that a person marked, and one of which only another reader says something."""

_SHORT = 15
"""Characters of a line that is the article's only if it is all of a line there."""

_SURE, _SURELY_NOT = 0.7, 0.3
"""Shares of a line's shingles that the article must have, and may not have."""

_SAMPLED = 0.3
"""Of the lines that are no article's, or of which little is known, so many are learnt from, and count more for it."""


@dataclass(frozen=True, slots=True)
class Example:
    """A page's lines, and which of them are its article's as far as its set says so."""

    set_name: str
    page: LabelledPage
    texts: tuple[str, ...]
    lines: Described
    right: npt.NDArray[np.float64]
    weights: npt.NDArray[np.float64]
    """How much each line's label counts; 0 where nothing is known."""


def example_of(set_name: str, page: LabelledPage) -> Example | None:
    """A labelled page as rows to learn from; None where it has no lines."""
    root = parse_html(bounded(page.html))
    lines = read_lines(root) if root is not None else None
    if lines is None or not lines.blocks:
        return None
    texts = tuple(block.text for block in lines.blocks)
    right, weights = _labels(page, texts)
    lengths = np.expm1(lines.described.rows[:, 0])
    weights *= np.clip(np.sqrt(lengths / 40), 0.4, 3)
    if page.body and weights.sum():
        weights *= 40 / weights.sum()  # a page with all its text counts as much as any other
    return Example(set_name, page, texts=texts, lines=lines.described, right=right, weights=weights)


def _labels(page: LabelledPage, texts: Sequence[str]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    right, weights = np.zeros(len(texts)), np.zeros(len(texts))
    if page.body:
        return _by_text(page.body, texts, sure=1.0)
    if page.weakly:
        right, weights = _by_text(general_body(page.html), texts, sure=_WEAK)
    for piece in page.has:
        wanted = squeezed(piece)
        if places := [place for place, text in enumerate(texts) if wanted in squeezed(text)]:
            place = max(places, key=lambda place: (right[place], len(texts[place])))
            right[place], weights[place] = 1, _NAMED
    for piece in page.lacks:
        wanted = squeezed(piece)
        for place, text in enumerate(texts):
            if wanted in squeezed(text):
                right[place], weights[place] = 0, _NAMED
    return right, weights


def _by_text(
    body: str, texts: Sequence[str], *, sure: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Labels by a known text; a line that is partly in it counts nothing."""
    right, weights = np.zeros(len(texts)), np.zeros(len(texts))
    whole, lines, known = _plain(body), {_plain(line) for line in body.split("\n")}, shingles(body)
    for place, text in enumerate(texts):
        form = _plain(text)
        if not form:
            continue
        if form in lines or (len(form) >= _SHORT and form in whole):
            right[place], weights[place] = 1, sure
        elif len(form) < _SHORT:
            weights[place] = sure / 2 if form in whole else sure
        else:
            own = shingles(text)
            share = (own & known).total() / max(1, own.total())
            right[place] = share > _SURE
            weights[place] = sure * (share > _SURE or share < _SURELY_NOT)
    return right, weights


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _fit(
    examples: Sequence[Example], rows: Sequence[npt.NDArray[np.float32]], rounds: int
) -> HistGradientBoostingClassifier:
    right, weights = (np.concatenate([getattr(each, name) for each in examples]) for name in ("right", "weights"))
    little = (right == 0) | (weights < 2 * _WEAK)
    chosen = (weights > 0) & (~little | (np.random.default_rng(1).random(len(weights)) < _SAMPLED))
    weights = np.where(little, weights / _SAMPLED, weights)
    model = HistGradientBoostingClassifier(
        max_iter=rounds, learning_rate=0.12, max_leaf_nodes=15, max_depth=6, min_samples_leaf=40, l2_regularization=5, random_state=0, early_stopping=False
    )  # fmt: skip
    return model.fit(np.vstack(rows)[chosen], right[chosen], sample_weight=weights[chosen])


def fit(examples: Sequence[Example], *, rounds: int) -> Models:
    """Both kinds of trees; the second learn from what trees that did not see a page's site made of its lines."""
    halves = _parted(examples, 2)
    likely: dict[int, npt.NDArray[np.float64]] = {}
    for half in range(2):
        others = [each for each, part in zip(examples, halves, strict=True) if part != half]
        model = _fit(others, [each.lines.rows for each in others], rounds)
        for number, (each, part) in enumerate(zip(examples, halves, strict=True)):
            if part == half:
                likely[number] = model.predict_proba(each.lines.rows)[:, 1]
    first = _fit(examples, [each.lines.rows for each in examples], rounds)
    rows = [
        np.hstack([each.lines.rows, in_context(likely[number], each.lines)]) for number, each in enumerate(examples)
    ]
    return first, _fit(examples, rows, rounds)


def _parted(examples: Sequence[Example], parts: int) -> list[int]:
    """The part of each example: all of a site are in one."""
    sites = sorted({each.page.site for each in examples})
    random.Random(parts).shuffle(sites)  # noqa: S311 - nothing secret
    return [sites.index(each.page.site) % parts for each in examples]


def judge(models: Models, example: Example) -> npt.NDArray[np.float64]:
    """How likely each line of a page is the article's."""
    first, second = models
    likely = first.predict_proba(example.lines.rows)[:, 1]
    found: npt.NDArray[np.float64] = second.predict_proba(
        np.hstack([example.lines.rows, in_context(likely, example.lines)])
    )[:, 1]
    return found


def written_trees(model: HistGradientBoostingClassifier) -> dict[str, object]:
    """A fitted model as data: for each tree, feature, threshold, both ways on and value of each node."""
    trees = []
    for (predictor,) in model._predictors:  # noqa: SLF001 - scikit-learn shows its trees nowhere else
        nodes = predictor.nodes
        leaf = nodes["is_leaf"].astype(bool)
        itself = np.arange(len(nodes))
        trees.append(
            {
                "feature": np.where(leaf, 0, nodes["feature_idx"]).tolist(),
                "threshold": [float(f"{value:.7g}") for value in np.where(leaf, 0.0, nodes["num_threshold"])],
                "left": np.where(leaf, itself, nodes["left"]).tolist(),
                "right": np.where(leaf, itself, nodes["right"]).tolist(),
                "value": [float(f"{value:.5g}") for value in np.where(leaf, nodes["value"], 0.0)],
            }
        )
    depth = max(int(predictor.nodes["depth"].max()) for (predictor,) in model._predictors)  # noqa: SLF001
    return {"base": float(np.ravel(model._baseline_prediction)[0]), "depth": depth, "trees": trees}  # noqa: SLF001


def _report(examples: Sequence[Example], likely: Mapping[int, npt.NDArray[np.float64]], threshold: float) -> str:
    scores: dict[str, BodyScore] = {}
    for number, each in enumerate(examples):
        body = "\n".join(text for text, chance in zip(each.texts, likely[number], strict=True) if chance > threshold)
        scores.setdefault(each.set_name, BodyScore()).add(body_score(body, each.page))
    return "  ".join(f"{name} {score.shown()}" for name, score in scores.items())


def main() -> None:
    """Fit by folds of sites, print what they reach on the sites left out, then fit on all and write the trees."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sets", type=Path, required=True, metavar="FOLDER")
    options.add_argument("--folds", type=int, default=3, help="0 to fit on everything at once")
    options.add_argument("--rounds", type=int, default=60, help="trees of each kind")
    options.add_argument(
        "--keep", type=Path, metavar="FOLDER", help="write each fold's trees there, for benchmarks.extraction"
    )
    options.add_argument("--threshold", type=float, default=0.55)
    chosen = options.parse_args()
    sets = read_sets(chosen.sets, beside=SHARED)
    examples = [example for name, pages in sets.items() for page in pages if (example := example_of(name, page))]
    print(f"{len(examples)} pages, {sum(len(each.texts) for each in examples)} lines")
    likely: dict[int, npt.NDArray[np.float64]] = {}
    parts = _parted(examples, chosen.folds) if chosen.folds else []
    for fold in range(chosen.folds):
        models = fit([each for each, part in zip(examples, parts, strict=True) if part != fold], rounds=chosen.rounds)
        if chosen.keep:
            _write(models, chosen.threshold, chosen.keep / f"body_trees.{fold}.json")
            sites = sorted({each.page.site for each, part in zip(examples, parts, strict=True) if part == fold})
            (chosen.keep / f"sites.{fold}.json").write_text(json.dumps(sites), "utf-8")
        likely |= {
            number: judge(models, each)
            for number, (each, part) in enumerate(zip(examples, parts, strict=True))
            if part == fold
        }
        print(f"fold {fold + 1} of {chosen.folds}", flush=True)
    if chosen.folds:
        for threshold in (0.3, 0.4, 0.5, 0.6):
            print(f"{threshold}: {_report(examples, likely, threshold)}", flush=True)
    _write(fit(examples, rounds=chosen.rounds), chosen.threshold, WEIGHTS)


def _write(models: Models, threshold: float, file: Path) -> None:
    first, second = models
    data = {"threshold": threshold, "first": written_trees(first), "second": written_trees(second)}
    file.write_text(json.dumps(data, separators=(",", ":")) + "\n", "utf-8")


if __name__ == "__main__":
    main()
