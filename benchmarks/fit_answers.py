"""Fits service/answer_weights.json anew on the tuning half of sets with known answers, and says how it holds on both.

    python -m benchmarks.fit_answers ../shared/eval/donation ../shared/eval/zhnews-mrc ../shared/eval/crud-news-qa \
        --work WORK --write money figure sentence

WORK is where `xunwen eval SET... --work WORK` keeps its indexes; one that is missing is built there. With `--index DIR`,
once for each set in their order, these are asked instead: questions none of whose articles they hold are left out.
`--write` names the models to replace in the file; without it the file stays as it is. What the file has is printed beside
what was fitted. `--keep-weights` keeps its weights of candidates, and fits only how likely the best one is right.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

import service
from benchmarks.answer_examples import Example, examples, unanswerable
from benchmarks.answer_fitting import best_right, fit_confidence, fit_weights, least_threshold, likelihoods
from indexer.console import RichProgress
from indexer.embed import Embedder
from indexer.model.load import load_embedder
from indexer.settings import IndexerSettings
from service.answer_model import AnswerModel, answer_models
from service.evaluate.half import Half
from service.evaluate.kept_index import kept_index
from service.evaluate.questions import read_set
from service.search import Searcher

_WEIGHTS = Path(service.__file__).with_name("answer_weights.json")
_MODELS = ("money", "figure", "sentence")
_THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
_BINS = 5


def main() -> None:
    """Reads the sets, fits on one half, prints both."""
    arguments = _arguments()
    settings = IndexerSettings()
    embedder = load_embedder(settings)
    real: list[Example] = []
    missing: list[Example] = []
    for place, index in zip(arguments.sets, arguments.index or [None] * len(arguments.sets), strict=True):
        chosen = read_set(place)
        searcher = Searcher.open(index or _kept(place, arguments.work, embedder, settings), embedder)
        found = list(examples(chosen, searcher, most=arguments.most))
        without = list(unanswerable(chosen, searcher, most=arguments.most // 2))
        print(f"{chosen.name}: {len(found)} questions, {len(without)} of them without their answers", flush=True)
        real, missing = [*real, *found], [*missing, *without]
    fitted = _fit(_half(real, Half.TUNE), _half(missing, Half.TUNE), keep_weights=arguments.keep_weights)
    for name in _MODELS:
        print(f"\n{name}: fitted {json.dumps(asdict(fitted[name]))}")
        for label, model in (("fitted", fitted[name]), ("file", getattr(answer_models(), name))):
            for half in (Half.TUNE, Half.REPORT):
                kept = [[each for each in _half(group, half) if each.model == name] for group in (real, missing)]
                _report(f"{name}, {label}, {half.value}", model, *kept)
    if arguments.write:
        models = {name: getattr(answer_models(), name) for name in _MODELS}
        models |= {name: fitted[name] for name in arguments.write}
        written = {name: asdict(model) for name, model in models.items()}
        _WEIGHTS.write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--index", type=Path, action="append")
    parser.add_argument("--most", type=int, default=500, help="Questions of each half and set, of figures and others.")
    parser.add_argument("--keep-weights", action="store_true")
    parser.add_argument("--write", nargs="*", choices=_MODELS, default=[])
    return parser.parse_args()


def _kept(place: Path, work: Path, embedder: Embedder, settings: IndexerSettings) -> Path:
    chosen = read_set(place)
    if chosen.corpus is None:
        raise SystemExit(f"{place} brings no corpus; name an index with --index.")
    with RichProgress() as progress:
        return kept_index(
            chosen.place, chosen.corpus, embedder, work=work, chunk_tokens=settings.chunk_tokens, progress=progress
        )


def _half(found: Sequence[Example], half: Half) -> list[Example]:
    return [each for each in found if each.half is half]


def _fit(real: Sequence[Example], missing: Sequence[Example], *, keep_weights: bool) -> dict[str, AnswerModel]:
    """A model for each kind of answer; both kinds of figures share the weights of candidates."""
    typed, spoken = answer_models().figure.weights, answer_models().sentence.weights
    if not keep_weights:
        typed = fit_weights([each for each in real if each.typed and each.answerable])
        spoken = fit_weights([each for each in real if not each.typed and each.answerable])
    models: dict[str, AnswerModel] = {}
    for name in _MODELS:
        weights = spoken if name == "sentence" else typed
        own = [each for each in real if each.model == name]
        confidence = fit_confidence(weights, [*own, *(each for each in missing if each.model == name)])
        model = AnswerModel(weights, confidence, 0.0)
        right = np.array([best_right(weights, each) for each in own])
        models[name] = AnswerModel(weights, confidence, least_threshold(likelihoods(model, own), right))
    return models


def _report(label: str, model: AnswerModel, real: Sequence[Example], missing: Sequence[Example]) -> None:
    """Reliability and risk over coverage of one half."""
    likely = likelihoods(model, real)
    right = np.array([best_right(model.weights, each) for each in real])
    absent = likelihoods(model, missing)
    print(f"\n{label}: {len(real)} questions, best candidate right {right.mean():.3f}")
    for low in np.arange(_BINS) / _BINS:
        inside = (likely >= low) & (likely < low + 1 / _BINS)
        if inside.any():
            said, was = likely[inside].mean(), right[inside].mean()
            print(f"  said {low:.1f}–{low + 1 / _BINS:.1f}: {inside.sum():5d}, mean {said:.3f}, right {was:.3f}")
    print("   from   given   wrong   declined of unanswerable")
    for threshold in (*_THRESHOLDS, model.threshold):
        given = likely >= threshold
        wrong = f"{1 - right[given].mean():.3f}" if given.any() else "    –"
        declined = f"{(absent < threshold).mean():.3f} of {len(missing)}" if missing else "–"
        mark = "  ← threshold" if threshold == model.threshold else ""
        print(f"  {threshold:5.2f}   {given.mean():.3f}   {wrong}   {declined}{mark}")


if __name__ == "__main__":
    main()
