"""The fit of what tells reports of one event, and figures that count one thing."""

import json

import pytest

from benchmarks.fit_events import LABELS, Example, fit, unseen
from service.topics.linear_model import LinearModel

_PAIRS = [
    Example(str(place), {"names": names, "steps": steps}, right)
    for place, (names, steps, right) in enumerate(
        [(1.0, 1.0, True), (0.9, 0.9, True), (0.8, 0.7, True), (0.1, 0.2, False), (0.2, 0.1, False), (0.0, 0.3, False)]
        * 4
    )
]


def test_a_sign_whose_direction_is_known_never_speaks_the_other_way() -> None:
    """Steps stand where pairs are right, by chance: what speaks against a pair elsewhere does not speak for it here."""
    directed = fit(_PAIRS, directed=True, threshold=0.5)
    assert directed.weights["steps"] == 0.0
    assert directed.weights["names"] > 0
    assert fit(_PAIRS, directed=False, threshold=0.5).weights["steps"] > 0


def test_what_is_fitted_tells_right_from_wrong() -> None:
    model = fit(_PAIRS, directed=True, threshold=0.5)
    assert [model.likelihood(each.signs) >= 0.5 for each in _PAIRS] == [each.right for each in _PAIRS]


def test_a_pair_is_judged_by_a_model_that_has_not_seen_its_group() -> None:
    seen: list[set[str]] = []

    def fitted(examples: object) -> LinearModel:
        assert isinstance(examples, list)
        seen.append({each.group for each in examples})
        return LinearModel(float(len(seen)), {}, 0.5)

    likely = unseen(_PAIRS, fitted)
    for each, own in zip(_PAIRS, likely, strict=True):
        model = next(n for n in range(1, 11) if own == pytest.approx(LinearModel(float(n), {}, 0.5).likelihood({})))
        assert each.group not in seen[model - 1]


@pytest.mark.parametrize("file", ["same_event.jsonl", "same_thing.jsonl"])
def test_labels_name_articles_and_hold_none_of_their_text(file: str) -> None:
    rows = [json.loads(line) for line in (LABELS / file).read_text(encoding="utf-8").splitlines()]
    assert len(rows) >= 150
    assert len({row["archive"].partition("-")[0] for row in rows}) > 1
    for row in rows:
        assert len(row["sha256"]) == 16
        assert json.dumps(row).isascii()
