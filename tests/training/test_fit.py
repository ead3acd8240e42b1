"""Training on a tiny encoder: it learns, and a run that was broken off ends as one that was not."""

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from indexer.core.errors import InputError, ModelError
from indexer.embed.default_model import sha256_of
from indexer.rerank.pairs import PairEncoder
from indexer.rerank.weights import read_reader_facts
from training.examples.example import Example, Group
from training.fit.batches import Batcher, Place
from training.fit.reader import BaseModel
from training.fit.reader_file import READER, write_trained
from training.fit.run import Fitting
from training.fit.settings import Budget, FitSettings, Precision, rate

_NAMES = "甲乙丙丁戊己庚辛壬癸"


def _groups() -> list[Group]:
    """Who carried how many baskets: the window about somebody else does not answer."""
    return [
        (
            Example(f"g{n}", f"{name}挑了几筐？", f"{name}挑了{n + 1}筐茶叶。", 3, 5, "zh", "zh", "made", f"a{n}"),
            Example(
                f"g{n}",
                f"{name}挑了几筐？",
                f"{_NAMES[n - 1]}在家休息，没有出门。",
                None,
                None,
                "zh",
                "zh",
                "made",
                f"a{n}",
            ),
        )
        for n, name in enumerate(_NAMES[:9])
    ]


def _settings(steps: int) -> FitSettings:
    return FitSettings(
        Budget(60, steps), seed=3, device="cpu", threads=1, precision=Precision.FLOAT32,
        learning_rate=3e-3, heads_rate=1e-2, batch_tokens=120, trained_layers=1, point_seconds=1e9, checkpoint_seconds=1e9,
    )  # fmt: skip


def _fitting(base: BaseModel, steps: int) -> Fitting:
    """A checkpoint after every step, and half of the states dropped."""
    return Fitting(base, _groups(), [], replace(_settings(steps), dropout=0.5, checkpoint_seconds=0))


def _stop_after(steps: int, fitting: Fitting) -> Callable[[str], None]:
    """Breaks off when the line of the step after is told: before that step is saved."""

    def note(_: str) -> None:
        if fitting.so_far.steps > steps:
            raise KeyboardInterrupt

    return note


def _silent(_: str) -> None:
    """Tell nobody."""


def test_ten_steps_lessen_the_loss_and_leave_a_reader(base: BaseModel, tmp_path: Path) -> None:
    fitting = Fitting(base, _groups(), _groups()[:2], _settings(10))
    before = fitting.held_out_loss()
    fitting.run(tmp_path, resume=False, note=_silent)
    after = fitting.held_out_loss()
    assert before is not None
    assert after is not None
    assert after < 0.9 * before
    write_trained(fitting, tmp_path, {"made": True})
    training = read_reader_facts(tmp_path / READER).training
    assert (training["steps"], training["data"]) == (10, {"made": True})
    with (tmp_path / "curve.csv").open(encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert row["steps"] == "10"
    assert (tmp_path / "curve.png").read_bytes().startswith(b"\x89PNG")


def test_a_resumed_run_ends_as_an_uninterrupted_one(base: BaseModel, tmp_path: Path) -> None:
    """Broken off after the checkpoint at step 3 of 6, in the middle of a pass, with dropout drawing from chance."""
    whole = _fitting(base, 6)
    whole.run(tmp_path / "whole", resume=False, note=_silent)

    broken = _fitting(base, 6)
    with pytest.raises(KeyboardInterrupt):
        broken.run(tmp_path / "broken", resume=False, note=_stop_after(3, broken))
    again = _fitting(base, 6)
    again.run(tmp_path / "broken", resume=True, note=_silent)

    assert again.so_far.steps == whole.so_far.steps == 6
    for name, weights in whole.reader.numbers().items():
        np.testing.assert_array_equal(again.reader.numbers()[name], weights, err_msg=name)


def test_a_checkpoint_of_other_settings_is_not_resumed(base: BaseModel, tmp_path: Path) -> None:
    Fitting(base, _groups(), [], _settings(1)).run(tmp_path, resume=False, note=_silent)
    with pytest.raises(InputError, match="other settings: groups"):
        Fitting(base, _groups()[:5], [], _settings(2)).run(tmp_path, resume=True, note=_silent)


def test_without_a_checkpoint_nothing_is_resumed(base: BaseModel, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Start anew without --resume"):
        Fitting(base, _groups(), [], _settings(1)).run(tmp_path, resume=True, note=_silent)


def test_a_second_course_goes_on_from_a_readers_file(base: BaseModel, tmp_path: Path) -> None:
    """Before its first step it says what the first course's reader says, to the rounding of the file."""
    first = Fitting(base, _groups(), _groups()[:2], _settings(10))
    first.run(tmp_path, resume=False, note=_silent)
    file = write_trained(first, tmp_path, {})
    second = Fitting(base, _groups(), _groups()[:2], _settings(10), start=file)
    fresh = Fitting(base, _groups(), _groups()[:2], _settings(10))
    after, begun, anew = first.held_out_loss(), second.held_out_loss(), fresh.held_out_loss()
    assert after is not None
    assert anew is not None
    assert begun == pytest.approx(after, abs=0.02)
    assert anew > after + 0.1
    second.run(tmp_path / "second", resume=False, note=_silent)
    assert read_reader_facts(write_trained(second, tmp_path / "second", {})).training["start"] == sha256_of(file)


def test_a_second_course_may_train_more_layers_than_the_first_and_no_fewer(base: BaseModel, tmp_path: Path) -> None:
    """Before its first step it reads as the first course does."""
    first = Fitting(base, _groups(), _groups()[:2], _settings(1))
    first.run(tmp_path, resume=False, note=_silent)
    file = write_trained(first, tmp_path, {})
    deeper = Fitting(base, _groups(), _groups()[:2], replace(_settings(1), trained_layers=2), start=file)
    assert deeper.held_out_loss() == pytest.approx(first.held_out_loss(), abs=0.02)
    deeper.run(tmp_path / "deeper", resume=False, note=_silent)
    written = write_trained(deeper, tmp_path / "deeper", {})
    with pytest.raises(ModelError, match=r"has 2 trained layers, and 1 are to be trained"):
        Fitting(base, _groups(), [], _settings(1), start=written)


@pytest.mark.parametrize(("negatives", "rows"), [(1, 2), (3, 4), (9, 5)])
def test_as_many_windows_that_do_not_answer_are_drawn_as_asked_for(
    encoder: PairEncoder, negatives: int, rows: int
) -> None:
    """Of four that there are; those that answer always."""
    (right, wrong) = _groups()[0]
    group = (right, *(replace(wrong, passage=f"{wrong.passage}{n}") for n in range(4)))
    _, batch = next(Batcher([group], encoder, 3, 10_000, negatives).stream(Place()))
    assert len(batch) == rows
    assert sum(row.start > 0 for row in batch) == 1
    assert len({row.pair.ids for row in batch}) == rows


def test_each_pass_takes_every_question_once_in_another_order(encoder: PairEncoder) -> None:
    batcher = Batcher(_groups(), encoder, 3, tokens=60)
    seen: dict[int, list[int]] = {0: [], 1: []}
    for after, rows in batcher.stream(Place()):
        if after.epoch > 1:
            break
        seen[after.epoch] += list(dict.fromkeys(row.group for row in rows))
    assert sorted(seen[0]) == sorted(seen[1]) == list(range(9))
    assert seen[0] != seen[1]


def test_a_stream_goes_on_from_any_place(encoder: PairEncoder) -> None:
    batcher = Batcher(_groups(), encoder, 3, tokens=60)
    stream = batcher.stream(Place())
    taken = [next(stream) for _ in range(12)]
    for number, (after, _) in enumerate(taken[:-1]):
        assert next(batcher.stream(after)) == taken[number + 1]


def test_the_rate_rises_for_a_twentieth_and_falls_to_nothing() -> None:
    """Half way between 0.05 and 1 half of the rate is left."""
    assert [rate(share) for share in (0, 0.025, 0.05, 1, 1.2)] == [0, 0.5, 1, 0, 0]
    assert rate(0.525) == pytest.approx(0.5)


def test_a_budget_of_minutes_is_spent_by_time_and_one_of_steps_by_steps() -> None:
    assert Budget(120).share(seconds=30, steps=999) == 0.25
    assert Budget(120, 8).share(seconds=30, steps=2) == 0.25
