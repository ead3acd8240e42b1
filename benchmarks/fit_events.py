"""Fits what tells reports of one event, and figures that count one thing, and says how both do on pairs left out.

    python -m benchmarks.fit_events --work WORK [--shared ../shared] [--keep]

Pairs were labelled by hand: benchmarks/labels names articles and spans of them, and holds none of their text. Those whose text
is another than was read are left out and told of. WORK keeps an index of each archive that the pairs are of, built with vectors
of their terms: near articles are found by words, and no model is needed. A pair is judged by the weights of the nine tenths
without its first article. --keep writes the weights.
"""

import argparse
import hashlib
import json
import lzma
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from indexer.core.article import Article
from service.http.index_engine import SearcherEngine
from service.results import FigureSaid
from service.search.searcher import Searcher
from service.topics.linear_model import LinearModel
from service.topics.same_event import Comparison, Told
from service.topics.same_thing import signs
from service.topics.stated_amounts import figures_said
from tests.archives import build, record_pages
from tests.doubles import TermEmbedder

LABELS = Path(__file__).with_name("labels")
WEIGHTS = Path(__file__).resolve().parents[1] / "service" / "topics" / "data"
_ARCHIVES = {
    "cctv-2023": ("cctv-2023*", ("2023-01-01", "2023-12-31")),
    "cctv-2025": ("cctv-2025*", ("2025-01-01", "2025-12-31")),
    "crud-2023-07-31": ("crud-news-*", ("2023-07-31", "2023-08-01")),
    "crud-2023-08-10": ("crud-news-*", ("2023-08-10", "2023-08-11")),
}
"""Files of the corpus, and the first and the last day of the articles that are taken."""
_CHUNK_TOKENS, _NEAR = 200, 30
_FOLDS, _REGULAR = 10, 0.3
_CURVE = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
_EVENT_FROM, _THING_FROM = 0.5, 0.65
"""Likelihoods from which something is shown."""
_FOR = frozenset({"as much", "behind", "clause", "clear", "names", "named alike", "sentence", "updates"})
_AGAINST = frozenset({"each of its day", "fewer", "other total", "steps"})
"""Signs of one thing whose direction is known: a weight that chance turned round is none."""

Vector = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled pair."""

    group: str
    """Pairs of one group are left out together."""
    signs: Mapping[str, float]
    right: bool
    counted: bool = True
    """Whether it counts in what is reported: of figures, those that differ and are of one event."""


class Archive:
    """Articles that pairs are of, indexed."""

    def __init__(self, name: str, shared: Path, work: Path) -> None:
        """Opens its index, and builds it where it is not there yet."""
        folder = work / name
        if not (folder / "CURRENT").is_file():
            build(folder, TermEmbedder(), record_pages(_records(name, shared)), chunk_tokens=_CHUNK_TOKENS)
        self._searcher = Searcher.open(folder, TermEmbedder())
        self._engine = SearcherEngine(self._searcher, folder)
        self._comparison = Comparison(self._searcher.index.article_terms)

    def article(self, name: str) -> Article:
        """The article of an id."""
        return self._engine.article(name)

    def event_signs(self, one: str, other: str) -> dict[str, float]:
        """What speaks for two articles reporting one event."""
        index = self._searcher.index
        near = [each.article for each in self._engine.related(one, limit=_NEAR, page=1).items]
        first, second = index.article_facts(index.numbers([one, other])).stories
        told = [Told.of(self.article(each)) for each in (one, other)]
        return self._comparison.signs(told[0], told[1], one_story=bool(first == second), near=near)

    def said(self, named: Mapping[str, object]) -> FigureSaid:
        """The figure of a label."""
        (found,) = (each for each in figures_said(self.article(str(named["article"]))) if _place(each) == named["span"])
        return found


def _place(said: FigureSaid) -> list[int]:
    return [said.sentence.start + said.span.start, said.sentence.start + said.span.end]


def _records(name: str, shared: Path) -> Iterator[dict[str, object]]:
    pattern, (first, last) = _ARCHIVES[name]
    for file in sorted((shared / "corpus").glob(f"{pattern}.jsonl.xz")):
        with lzma.open(file, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                if first <= row["date"] <= last:
                    own = {"body": row["text"], "published_at": row["date"], "source": row.get("source", "")}
                    yield {"id": row["id"], "title": row["title"], "lang": "zh", **own}


def labelled(file: str, archives: Mapping[str, Archive]) -> Iterator[tuple[Archive, dict[str, object]]]:
    """Labels of a file whose articles are those that were read, each with its archive."""
    other = 0
    for row in map(json.loads, (LABELS / file).read_text(encoding="utf-8").splitlines()):
        archive = archives[row["archive"]]
        ids = [row[side] if file == "same_event.jsonl" else row[side]["article"] for side in _SIDES[file]]
        text = "\n".join(archive.article(each).body for each in ids)
        if hashlib.sha256(text.encode()).hexdigest()[:16] == row["sha256"]:
            yield archive, row
        else:
            other += 1
    if other:
        print(f"{file}: {other} pairs left out, whose articles are others than those that were read.")


_SIDES = {"same_event.jsonl": ("one", "other"), "same_thing.jsonl": ("before", "now")}


def event_examples(archives: Mapping[str, Archive]) -> list[Example]:
    """Pairs of articles."""
    return [
        Example(str(row["one"]), archive.event_signs(str(row["one"]), str(row["other"])), bool(row["right"]))
        for archive, row in labelled("same_event.jsonl", archives)
    ]


def thing_examples(archives: Mapping[str, Archive], event: LinearModel) -> list[Example]:
    """Pairs of figures."""
    found = []
    for archive, row in labelled("same_thing.jsonl", archives):
        before, now = (archive.said(row[side]) for side in ("before", "now"))  # type: ignore[arg-type]
        one, other = before.article.id, now.article.id
        of_one = event.likelihood(archive.event_signs(one, other)) >= event.threshold
        shown = of_one and before.value != now.value
        found.append(Example(min(one, other), signs(before, now), bool(row["right"]), shown))
    return found


def fit(examples: Sequence[Example], *, directed: bool, threshold: float) -> LinearModel:
    """A logistic regression with a ridge over signs of one spread.

    Args:
        examples: To learn from.
        directed: Whether signs of `_FOR` and `_AGAINST` keep their direction.
        threshold: That the model gets.
    """
    names = sorted(examples[0].signs)
    values = np.array([[each.signs[name] for name in names] for each in examples])
    mean, spread = values.mean(axis=0), values.std(axis=0)
    spread[spread == 0] = 1.0
    scaled, side = (values - mean) / spread, np.where([each.right for each in examples], 1.0, -1.0)

    def loss(weights: Vector) -> tuple[float, Vector]:
        margins = side * (scaled @ weights[1:] + weights[0])
        wrong = -side / (1 + np.exp(margins))
        ridge = weights[1:] / _REGULAR
        slope = np.concatenate(([wrong.sum()], scaled.T @ wrong + ridge))
        return float(np.logaddexp(0, -margins).sum() + ridge @ weights[1:] / 2), slope

    bounds = [(None, None), *(_bounds(name) if directed else (None, None) for name in names)]
    found = minimize(loss, np.zeros(len(names) + 1), jac=True, bounds=bounds, method="L-BFGS-B").x
    weights = found[1:] / spread
    rounded = {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}
    return LinearModel(round(float(found[0] - weights @ mean), 4), rounded, threshold)


def _bounds(name: str) -> tuple[float | None, float | None]:
    return (0.0 if name in _FOR else None, 0.0 if name in _AGAINST else None)


def unseen(examples: Sequence[Example], fitted: Callable[[Sequence[Example]], LinearModel]) -> list[float]:
    """The likelihood of each pair by a model that has not seen its group."""
    folds = [int(hashlib.sha256(each.group.encode()).hexdigest(), 16) % _FOLDS for each in examples]
    models = [
        fitted([each for each, own in zip(examples, folds, strict=True) if own != fold]) for fold in range(_FOLDS)
    ]
    return [models[fold].likelihood(each.signs) for each, fold in zip(examples, folds, strict=True)]


def print_curve(title: str, examples: Sequence[Example], likely: Sequence[float]) -> None:
    """How many of the pairs that count are held for one from each likelihood on, and how many of those are right."""
    judged = [(each.right, own) for each, own in zip(examples, likely, strict=True) if each.counted]
    right = sum(each for each, _ in judged)
    print(
        f"\n{title}: {len(judged)} pairs, {right} right\n\n| from | shown | right | of all right |\n|---|---|---|---|"
    )
    for least in _CURVE:
        shown = [is_right for is_right, own in judged if own >= least]
        share = f"{sum(shown) / len(shown):.2f}" if shown else "-"
        print(f"| {least} | {len(shown)} | {share} | {sum(shown) / max(right, 1):.2f} |", flush=True)


def main() -> None:
    """Fit, print how well the weights do, and keep them if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder with corpus/")
    parser.add_argument("--work", type=Path, required=True, help="folder that keeps the indexes")
    parser.add_argument("--keep", action="store_true", help="write the weights into the package")
    options = parser.parse_args()
    archives = {name: Archive(name, options.shared, options.work) for name in _ARCHIVES}
    fit_event = partial(fit, directed=False, threshold=_EVENT_FROM)
    fit_thing = partial(fit, directed=True, threshold=_THING_FROM)

    events = event_examples(archives)
    print_curve("Reports of one event", events, unseen(events, fit_event))
    event = fit_event(events)
    things = thing_examples(archives, event)
    print_curve("Figures that differ, of one event", things, unseen(things, fit_thing))
    if options.keep:
        for name, model in (("same_event", event), ("same_thing", fit_thing(things))):
            said = {"intercept": model.intercept, "threshold": model.threshold, "weights": dict(model.weights)}
            (WEIGHTS / f"{name}.json").write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
