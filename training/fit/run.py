"""One training run, from examples and a base model to the reader's file: what happens at each step, minute and checkpoint."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import torch

from indexer.core.errors import ModelError, SettingError
from indexer.embed.default_model import sha256_of
from indexer.rerank.pairs import PairEncoder
from indexer.rerank.weights import HEADS, Weights, read_reader, read_reader_facts
from training.examples.example import Group
from training.fit.batches import Batcher, Place, Row, by_length
from training.fit.checkpoint import Progressed, load_checkpoint, save_checkpoint
from training.fit.losses import Losses, Means, Tensors, losses_of, tensors_of
from training.fit.progress import Point, write_curve
from training.fit.reader import BaseModel, Reader, new_reader
from training.fit.settings import Device, FitSettings, Precision, autocast, faster, rate

_WATCHED = 40
"""Held-out questions that are looked at: enough for a trend, few enough to take seconds."""
_WINDOWS = 3
"""Of each of them, the one that answers first."""
_LONGEST_GRADIENT = 1.0

Note = Callable[[str], None]


class Fitting:
    """A run in progress."""

    def __init__(
        self,
        base: BaseModel,
        groups: Sequence[Group],
        held_out: Sequence[Group],
        settings: FitSettings,
        *,
        start: Path | None = None,
    ) -> None:
        """Makes ready to train.

        Args:
            base: What the reader is kept as movements of.
            groups: Questions to train on.
            held_out: Questions to watch.
            settings: Of the run.
            start: A reader's file to go on from; None begins with the base model and new heads.

        Raises:
            ModelError: `start` is no reader of this base model with as many trained layers, or fewer.
            SettingError: A GPU is asked for and there is none.
        """
        if settings.threads:
            torch.set_num_threads(settings.threads)
        self.device = chosen_device(settings.device)
        self.settings = settings
        self.base = base
        self._batcher = Batcher(
            groups,
            PairEncoder.read(base.folder, max_tokens=settings.max_tokens, heading_tokens=settings.heading_tokens),
            settings.seed,
            settings.batch_tokens,
            settings.negatives,
        )
        self._watched = self._held_out(held_out)
        self.reader = new_reader(
            base.folder, seed=settings.seed, trained_layers=settings.trained_layers, dropout=settings.dropout
        )
        self.before = self.reader.numbers()
        if start is not None:
            self.reader.put(started(start, base, self.before, settings))
        self.reader.to(self.device).train()
        self._optimizer = _optimizer(self.reader, settings)
        self.started_from = None if start is None else sha256_of(start)
        """sha256 of the reader's file that it went on from; None for a first course."""
        self._data = {"groups": len(groups), "base_fingerprint": base.fingerprint, "start": self.started_from}
        self.so_far = Progressed(
            Place(), 0.0, steps=0, tokens=0, precision=settings.precision, points=(), settings=self._must_match()
        )

    def run(self, folder: Path, *, resume: bool, note: Note) -> None:
        """Trains until the budget is spent, leaving checkpoints and the curve in a folder.

        Raises:
            InputError: It is to go on, and there is no checkpoint that fits.
        """
        folder.mkdir(parents=True, exist_ok=True)
        if resume:
            self.so_far = load_checkpoint(folder, self.reader, self._optimizer, self._must_match())
        batches = self._batcher.stream(self.so_far.place)
        if self.so_far.precision is Precision.AUTO:
            _, first = next(self._batcher.stream(self.so_far.place))
            self.so_far = replace(self.so_far, precision=self._fastest(self._tensors(first)))
        note(f"Training on {self.device} in {self.so_far.precision}")
        self._loop(batches, folder, note)

    def _loop(self, batches: Iterator[tuple[Place, list[Row]]], folder: Path, note: Note) -> None:
        """Steps; a point a minute, a checkpoint every few."""
        means, last_point, last_save = Means(), self.so_far.seconds, self.so_far.seconds
        # Checkpoints and looks at the held-out questions are paid out of the budget too.
        started = time.monotonic() - self.so_far.seconds
        while self._share() < 1:
            place, rows = next(batches)
            batch = self._tensors(rows)
            means.add(self._step(batch), batch.tokens)
            self.so_far = replace(
                self.so_far,
                place=place,
                seconds=time.monotonic() - started,
                steps=self.so_far.steps + 1,
                tokens=self.so_far.tokens + batch.tokens,
            )
            now = self.so_far.seconds
            over = self._share() >= 1
            save = over or now - last_save >= self.settings.checkpoint_seconds
            if save or now - last_point >= self.settings.point_seconds:
                point = self._point(means, now - last_point, watch=save)
                note(point.line())
                self.so_far = replace(self.so_far, points=(*self.so_far.points, point))
                means, last_point = Means(), now
            if save:
                self._checkpoint(folder)
                last_save = now

    def _step(self, batch: Tensors) -> Losses:
        """One change of weights, at the rate of this share of the budget."""
        part = rate(self._share())
        for group in self._optimizer.param_groups:
            group["lr"] = group["highest"] * part
        losses = self._losses(batch, self.so_far.precision)
        self._optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward([losses.total])
        torch.nn.utils.clip_grad_norm_(self.reader.trained().values(), _LONGEST_GRADIENT)
        self._optimizer.step()
        return losses

    def _losses(self, batch: Tensors, precision: Precision) -> Losses:
        with autocast(precision, self.device):
            outputs = self.reader(batch.ids, batch.mask, batch.allowed)
        return losses_of(outputs, batch.targets)

    def _point(self, means: Means, seconds: float, *, watch: bool) -> Point:
        span, answerable, rank, total = means.values()
        return Point(
            seconds=round(self.so_far.seconds, 1), steps=self.so_far.steps, tokens=self.so_far.tokens,
            tokens_per_second=means.tokens / max(seconds, 1e-9), rate=rate(self._share()), span=span, answerable=answerable, rank=rank, total=total,
            held_out=self.held_out_loss() if watch else None,
        )  # fmt: skip

    def held_out_loss(self) -> float | None:
        """Of a few questions of other articles; None where there are none."""
        if not self._watched:
            return None
        means = Means()
        self.reader.eval()
        with torch.no_grad():
            for rows in self._watched:
                batch = self._tensors(rows)
                means.add(self._losses(batch, self.so_far.precision), batch.tokens)
        self.reader.train()
        return means.values()[-1]

    def _held_out(self, groups: Sequence[Group]) -> list[list[Row]]:
        questions = [self._batcher.encoded(group[:_WINDOWS], number) for number, group in enumerate(groups[:_WATCHED])]
        return by_length([rows for rows in questions if rows], self.settings.batch_tokens)

    def _fastest(self, batch: Tensors) -> Precision:
        """Found by steps that change nothing."""

        def trial(precision: Precision) -> None:
            torch.autograd.backward([self._losses(batch, precision).total])
            self._optimizer.zero_grad(set_to_none=True)

        return faster(self.device, trial)

    def _tensors(self, rows: Sequence[Row]) -> Tensors:
        return tensors_of(rows, pad_id=self.reader.pad_id, device=self.device)

    def _share(self) -> float:
        return self.settings.budget.share(seconds=self.so_far.seconds, steps=self.so_far.steps)

    def _checkpoint(self, folder: Path) -> None:
        save_checkpoint(folder, self.reader, self._optimizer, self.so_far)
        write_curve(self.so_far.points, folder)

    def _must_match(self) -> Mapping[str, object]:
        return {**self.settings.must_match(), **self._data}


def started(file: Path, base: BaseModel, before: Weights, settings: FitSettings) -> Weights:
    """The weights of a reader's file to go on from.

    Raises:
        ModelError: It is no reader of this base model, or more of its layers were trained.
    """
    facts = read_reader_facts(file)
    if facts.trained_layers > settings.trained_layers:
        raise ModelError(
            f"{file} has {facts.trained_layers} trained layers, and {settings.trained_layers} are to be trained.",
            next_step=f"Train with --layers {facts.trained_layers} or more.",
        )
    # Layers that were not trained yet begin as the base model has them.
    return {**before, **read_reader(file, before, base_fingerprint=base.fingerprint)}


def chosen_device(wanted: Device) -> torch.device:
    """The device of that name; auto is the GPU where there is one.

    Raises:
        SettingError: A GPU is asked for and there is none.
    """
    there = torch.cuda.is_available()
    if wanted == "cuda" and not there:
        raise SettingError("There is no GPU that torch can use.", next_step="Train with --device cpu.")
    return torch.device("cuda" if there and wanted != "cpu" else "cpu")


def _optimizer(reader: Reader, settings: FitSettings) -> torch.optim.AdamW:
    """AdamW with a rate for the layers and one for the heads; biases and norms do not decay."""
    groups: dict[tuple[float, float], list[torch.nn.Parameter]] = {}
    for name, weight in reader.trained().items():
        highest = settings.heads_rate if name.startswith(HEADS) else settings.learning_rate
        decay = settings.weight_decay if weight.ndim > 1 else 0.0
        groups.setdefault((highest, decay), []).append(weight)
    return torch.optim.AdamW(
        [
            {"params": weights, "lr": 0.0, "highest": highest, "weight_decay": decay}
            for (highest, decay), weights in groups.items()
        ]
    )
