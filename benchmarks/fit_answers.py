"""Fits the weights of answers anew on the tuning half of sets with known answers, and says how it holds on both.

    python -m benchmarks.fit_answers ../shared/eval/donation ../shared/eval/zhnews-mrc ../shared/eval/crud-news-qa \
        --work WORK --write money figure sentence

WORK is where `xunwen eval SET... --work WORK` keeps its indexes; one that is missing is built there. With `--index DIR`,
once for each set in their order, these are asked instead: questions none of whose articles they hold are left out.
`--write` names the models to replace in answer_weights.json; without it the file stays as it is. What the file has is
printed beside what was fitted. `--keep-weights` keeps its weights of candidates, and fits only how likely the best one is
right.

With `--reader FILE` (or `--reader package` for the one in the package) the same questions are also fitted with what that
reader makes of their ten passages, read once and kept in WORK/judgements.sqlite; `--write-read` names the models to replace
in read_answer_weights.json. Both are printed, with the reader and without, side by side in a table at the end.
"""

import argparse
import json
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

import service
from benchmarks.answer_examples import Example, examples, unanswerable
from benchmarks.answer_fitting import best_right, fit_confidence, least_threshold, likelihoods, weights_by_kind
from benchmarks.judgement_cache import CachedReader
from indexer.console import RichProgress
from indexer.embed import Embedder
from indexer.model.load import load_embedder
from indexer.model.load_reader import load_reader
from indexer.reader import Reader
from indexer.settings import IndexerSettings
from service.answer_model import AnswerModel, AnswerModels, answer_models, weights_file
from service.evaluate.half import Half
from service.evaluate.kept_index import kept_index
from service.evaluate.questions import QuestionSet, read_set
from service.search import Searcher

_MODELS = ("money", "figure", "sentence")
_THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
_BINS = 5


@dataclass(slots=True)
class _Gathered:
    """Examples of all sets, without a reader or with one."""

    read: bool
    real: list[Example] = field(default_factory=list)
    missing: list[Example] = field(default_factory=list)

    def of(self, half: Half, model: str | None = None) -> tuple[list[Example], list[Example]]:
        """Those of one half, as they are and without their answers."""
        real, missing = (
            [each for each in group if each.half is half and model in {None, each.model}]
            for group in (self.real, self.missing)
        )
        return real, missing

    @property
    def label(self) -> str:
        """With what they were read."""
        return "with reader" if self.read else "without reader"


def main() -> None:
    """Reads the sets, fits on one half, prints both."""
    arguments = _arguments()
    settings = IndexerSettings()
    embedder = load_embedder(settings)
    with ExitStack() as stack:
        reader: CachedReader | None = None
        if arguments.reader is not None:
            file = None if str(arguments.reader) == "package" else arguments.reader
            arguments.work.mkdir(parents=True, exist_ok=True)
            kept = CachedReader(load_reader(settings, file), arguments.work / "judgements.sqlite")
            reader = stack.enter_context(kept)
        both = [_Gathered(read=False), *([_Gathered(read=True)] if reader else [])]
        for place, index in zip(arguments.sets, arguments.index or [None] * len(arguments.sets), strict=True):
            chosen = read_set(place)
            searcher = Searcher.open(index or kept_place(place, arguments.work, embedder, settings), embedder)
            for gathered in both:
                _gather(gathered, chosen, searcher, reader if gathered.read else None, most=arguments.most)
    rows = [row for gathered in both for row in _fitted(gathered, arguments)]
    print("\nAt the threshold fitted, and what the files say:")
    print("                                                          given  right   wrong  declined")
    for row in rows:
        print(row)


def _gather(into: _Gathered, chosen: QuestionSet, searcher: Searcher, reader: Reader | None, *, most: int) -> None:
    """Adds the examples of one set."""
    begun = time.perf_counter()
    found = list(examples(chosen, searcher, most=most, reader=reader))
    without = list(unanswerable(chosen, searcher, most=most // 2, reader=reader))
    into.real += found
    into.missing += without
    print(
        f"{chosen.name}, {into.label}: {len(found)} questions, {len(without)} of them without their answers, "
        f"{time.perf_counter() - begun:.0f} s",
        flush=True,
    )


def _fitted(gathered: _Gathered, arguments: argparse.Namespace) -> list[str]:
    """Fits the models of one group, prints them, writes those that are wanted; rows of the table."""
    files = answer_models(read=gathered.read)
    fitted = _fit(gathered, files, keep_weights=arguments.keep_weights)
    rows: list[str] = []
    for name in _MODELS:
        print(f"\n{name}, {gathered.label}: fitted {json.dumps(asdict(fitted[name]))}")
        for label, model in (("fitted", fitted[name]), ("file", getattr(files, name))):
            for half in (Half.TUNE, Half.REPORT):
                title = f"{name}, {gathered.label}, {label}, {half.value}"
                if gathered.of(half, name)[0]:
                    rows.append(_report(title, model, *gathered.of(half, name)))
    written = arguments.write_read if gathered.read else arguments.write
    if written:
        models = {name: fitted[name] if name in written else getattr(files, name) for name in _MODELS}
        told = json.dumps({name: asdict(model) for name, model in models.items()}, indent=1, ensure_ascii=False)
        file = Path(service.__file__).with_name(weights_file(read=gathered.read))
        file.write_text(told + "\n", encoding="utf-8")
    return rows


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--work", type=Path, default=Path("work"))
    parser.add_argument("--index", type=Path, action="append")
    parser.add_argument("--most", type=int, default=500, help="Questions of each half and set, of figures and others.")
    parser.add_argument("--keep-weights", action="store_true")
    parser.add_argument("--write", nargs="*", choices=_MODELS, default=[])
    parser.add_argument("--reader", type=Path)
    parser.add_argument("--write-read", nargs="*", choices=_MODELS, default=[])
    return parser.parse_args()


def kept_place(place: Path, work: Path, embedder: Embedder, settings: IndexerSettings) -> Path:
    """The index of a set's own corpus, built in `work` if it is not there."""
    chosen = read_set(place)
    if chosen.corpus is None:
        raise SystemExit(f"{place} brings no corpus; name an index with --index.")
    with RichProgress() as progress:
        return kept_index(
            chosen.place, chosen.corpus, embedder, work=work, chunk_tokens=settings.chunk_tokens, progress=progress
        )


def _fit(gathered: _Gathered, files: AnswerModels, *, keep_weights: bool) -> dict[str, AnswerModel]:
    """A model for each kind of answer."""
    real, missing = gathered.of(Half.TUNE)
    models: dict[str, AnswerModel] = {}
    for name, weights in weights_by_kind(real, files, keep=keep_weights).items():
        own = [each for each in real if each.model == name]
        confidence = fit_confidence(weights, [*own, *(each for each in missing if each.model == name)])
        model = AnswerModel(weights, confidence, 0.0)
        right = np.array([best_right(weights, each) for each in own])
        models[name] = AnswerModel(weights, confidence, least_threshold(likelihoods(model, own), right))
    return models


def _report(label: str, model: AnswerModel, real: Sequence[Example], missing: Sequence[Example]) -> str:
    """Reliability and risk over coverage of one half; in one row, what the model's own threshold does."""
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
    given = likely >= model.threshold
    wrong = f"{1 - right[given].mean():.3f}" if given.any() else "–"
    declined = f"{(absent < model.threshold).mean():.3f}" if missing else "–"
    return f"{label:56s} {given.mean():6.3f} {right.mean():6.3f} {wrong:>7} {declined:>8}"


if __name__ == "__main__":
    main()
