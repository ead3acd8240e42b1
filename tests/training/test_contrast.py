"""The embedder's adapter: its loss in written-out arithmetic, what is not compared, and a run on a tiny encoder."""

from math import exp, log
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.numpy import load_file

from indexer.core.errors import InputError
from training.examples.chance import chance
from training.examples.example import Example, Group
from training.fit.adapter import Batch, ContrastFitting, ContrastSettings, contrast_loss
from training.fit.reader import BaseModel
from training.fit.settings import Budget, Precision

_NAMES = "甲乙丙丁戊己庚辛"


def _group(number: int, *, article: str = "") -> Group:
    name, other = _NAMES[number], _NAMES[number - 1]
    told = (f"g{number}", f"{name}挑了几筐？")
    made = ("zh", "zh", "made", article or f"a{number}")
    return (
        Example(*told, f"{name}挑了{number + 1}筐茶叶。", 3, 5, *made),
        Example(*told, f"{other}在家休息，没有出门。", None, None, *made),
    )


def test_the_loss_is_a_softmax_of_cosines_over_the_temperature() -> None:
    """Question 0 has cosines 1 and 0, question 1 has 0 and 1, and a third window 0 and, left out, 1; temperature 1/2."""
    questions = torch.tensor([[1.0, 0.0], [0.0, 1.0]])
    windows = torch.tensor([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    excluded = torch.tensor([[False, False, False], [False, False, True]])
    first, second = log(exp(2) + 2) - 2, log(exp(2) + 1) - 2
    assert float(contrast_loss(questions, windows, excluded, 0.5)) == pytest.approx((first + second) / 2, abs=1e-6)


def test_what_may_answer_another_question_is_not_compared_with_it() -> None:
    """Questions 0 and 1 are on one article; the answer of question 2, 3筐, stands in the window of question 3 too."""
    groups = [_group(0, article="same"), _group(1, article="same"), _group(2), _group(3)]
    third = groups[3]
    groups[3] = (Example("g3", "丁？", "丁挑了4筐，丙挑了3筐。", 3, 5, "zh", "zh", "made", "a3"), third[1])
    batch = Batch.of(groups, 1, chance(1, "test"))
    assert batch.owners == (0, 1, 2, 3, 0, 1, 2, 3)
    assert batch.answers[2] == "3筐"
    assert batch.excluded().int().tolist() == [
        [0, 1, 0, 0, 0, 1, 0, 0],
        [1, 0, 0, 0, 1, 0, 0, 0],
        [0, 0, 0, 1, 0, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 0, 0],
    ]


def test_a_run_lessens_the_loss_and_writes_a_share_of_the_movement(base: BaseModel, tmp_path: Path) -> None:
    settings = ContrastSettings(
        Budget(60, 12), questions=8, negatives=1, temperature=0.1, learning_rate=3e-3, layers=1, share=0.5, rank=4,
        precision=Precision.FLOAT32,
    )  # fmt: skip
    torch.manual_seed(0)
    fitting = ContrastFitting(base, [_group(number) for number in range(8)], settings)
    fitting.run(tmp_path / "checkpoint.pt", note=lambda _: None)
    assert fitting.losses[-1] < 0.8 * fitting.losses[0]
    fitting.write(tmp_path / "adapter.safetensors", {"made": True})
    with safe_open(tmp_path / "adapter.safetensors", framework="numpy") as stored:
        tensors = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118 - it is no mapping
        assert '"steps": 12' in stored.metadata()["training"]
    assert all(name.startswith("encoder.layer.1.") for name in tensors)
    ups = [each for name, each in tensors.items() if name.endswith(":up")]
    assert {each.shape[1] for each in ups} == {4}
    assert max(float(np.abs(each).max()) for each in ups) > 0


def test_a_run_that_broke_off_goes_on_to_the_same_end(base: BaseModel, tmp_path: Path) -> None:
    settings = ContrastSettings(
        Budget(60, 14), questions=4, negatives=1, learning_rate=3e-3, layers=1, rank=4, precision=Precision.FLOAT32
    )
    groups, checkpoint = [_group(number) for number in range(8)], tmp_path / "checkpoint.pt"
    whole = ContrastFitting(base, groups, settings)
    whole.run(checkpoint, note=lambda _: None)
    broken = ContrastFitting(base, groups, settings)

    def break_off(_: str) -> None:
        broken.save(checkpoint, 1.0)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken.run(checkpoint, note=break_off)
    assert len(broken.losses) == 10
    resumed = ContrastFitting(base, groups, settings)
    resumed.run(checkpoint, resume=True, note=lambda _: None)
    assert resumed.losses == whole.losses
    for name, fitting in (("whole", whole), ("resumed", resumed)):
        fitting.write(tmp_path / name, {})
    weights, again = load_file(tmp_path / "whole"), load_file(tmp_path / "resumed")
    assert weights
    assert all(np.array_equal(each, again[name]) for name, each in weights.items())


def test_a_checkpoint_of_another_run_is_refused(base: BaseModel, tmp_path: Path) -> None:
    groups = [_group(number) for number in range(4)]
    settings = ContrastSettings(Budget(60, 2), questions=2, layers=1, precision=Precision.FLOAT32)
    ContrastFitting(base, groups, settings).save(tmp_path / "kept.pt", 0.0)
    with pytest.raises(InputError, match="other settings or questions"):
        ContrastFitting(base, groups[:3], settings).run(tmp_path / "kept.pt", resume=True, note=lambda _: None)
    with pytest.raises(InputError, match="can't be resumed"):
        ContrastFitting(base, groups, settings).run(tmp_path / "missing.pt", resume=True, note=lambda _: None)


def test_questions_without_an_answer_take_no_part(base: BaseModel) -> None:
    settings = ContrastSettings(Budget(60, 1), questions=2, layers=1, precision=Precision.FLOAT32)
    fitting = ContrastFitting(base, [_group(0), _group(1), _group(2)[1:]], settings)
    assert {question for batch in [next(fitting._batches())] for question in batch.questions} == {
        "甲挑了几筐？",
        "乙挑了几筐？",
    }
