"""The embedder's adapter, trained by contrast: a question must be nearer to the window that answers it than to others.

The others are the windows of all questions of its batch: those that answer them, and those that search puts beside these
(`training.examples.mine`). The loss is InfoNCE (van den Oord et al. 2018, https://arxiv.org/abs/1807.03748) over cosines. Both sides
go through one network, so that an index must be embedded anew.

The package's adapter is a part of the mean of several runs: what runs over different questions have in common is what
helps, and what each happened upon is averaged away (Wortsman et al. 2022, "Model soups"). Figures: docs/training.md.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from indexer.core.errors import InputError
from indexer.embed.adapter import read_adapter, write_adapter
from indexer.embed.tokenizer import LibraryTokenizer
from training.examples.chance import chance
from training.examples.example import Group
from training.fit.checkpoint import keep_state, kept_state
from training.fit.reader import TRAINED_LAYERS, BaseModel, free_upper_layers, open_encoder, pad_id_of
from training.fit.settings import Budget, Precision, autocast, rate

_MAX_TOKENS = 160
_LONGEST_GRADIENT = 1.0
_TOLD_EVERY = 10
"""Steps."""
_SAVED_EVERY = 300.0
"""Seconds."""

Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ContrastSettings:
    """All of a run but its data and its base model."""

    budget: Budget
    questions: int = 48
    """Of a batch: all of its windows are compared with each, so that more are harder."""
    negatives: int = 2
    """Windows that do not answer beside each that does, where there are so many."""
    temperature: float = 0.02
    learning_rate: float = 2e-5
    weight_decay: float = 0.01
    layers: int = TRAINED_LAYERS
    share: float = 0.6
    """Of the movement that is kept: all of it forgets languages that little is trained on (docs/training.md)."""
    rank: int = 32
    precision: Precision = Precision.BFLOAT16
    seed: int = 7


@dataclass(frozen=True, slots=True)
class Batch:
    """Questions and windows; window i answers question i, those behind do not answer theirs."""

    questions: tuple[str, ...]
    windows: tuple[str, ...]
    owners: tuple[int, ...]
    """The question that each window was taken for."""
    articles: tuple[str, ...]
    """Of each question."""
    answers: tuple[str, ...]

    @classmethod
    def of(cls, groups: Sequence[Group], negatives: int, random: np.random.Generator) -> "Batch":
        """Of questions whose first window answers."""
        windows = [group[0].passage for group in groups]
        owners = list(range(len(groups)))
        for owner, group in enumerate(groups):
            wrong = [example for example in group if not example.rank]
            drawn = random.permutation(len(wrong))[:negatives]
            windows += [wrong[int(place)].passage for place in drawn]
            owners += [owner] * len(drawn)
        articles = tuple(group[0].article for group in groups)
        questions, answers = tuple(group[0].question for group in groups), tuple(group[0].answer for group in groups)
        return cls(questions, tuple(windows), tuple(owners), articles, answers)

    def excluded(self) -> torch.Tensor:
        """Windows that may answer a question they were not taken for, shape (questions, windows), bool.

        Those of questions on the same article, and those that hold its answer.
        """
        rows = [
            [
                owner != asked and (self.articles[owner] == self.articles[asked] or self.answers[asked] in window)
                for owner, window in zip(self.owners, self.windows, strict=True)
            ]
            for asked in range(len(self.questions))
        ]
        return torch.tensor(rows)


def contrast_loss(
    questions: torch.Tensor, windows: torch.Tensor, excluded: torch.Tensor, temperature: float
) -> torch.Tensor:
    """Mean over questions of -log softmax(cosines / temperature) at the window that answers.

    Args:
        questions: Unit vectors, shape (questions, dimension).
        windows: Unit vectors, shape (windows, dimension); window i answers question i.
        excluded: Pairs that are not compared, shape (questions, windows).
        temperature: Below 1 the nearest of the others weigh most.
    """
    cosines = (questions @ windows.T / temperature).masked_fill(excluded, float("-inf"))
    return functional.cross_entropy(cosines, torch.arange(len(questions)))


class ContrastFitting:
    """A run in progress."""

    def __init__(self, base: BaseModel, groups: Sequence[Group], settings: ContrastSettings) -> None:
        self.settings = settings
        self.base = base
        self.losses: list[float] = []
        """Of each step."""
        self._groups = [group for group in groups if group[0].rank]
        self._encoder = open_encoder(base.folder)
        free_upper_layers(self._encoder, settings.layers)
        self._tokenizer = LibraryTokenizer.read(
            base.folder / "tokenizer.json", max_tokens=_MAX_TOKENS, pad_id=pad_id_of(self._encoder)
        )
        self._trained = {name: weight for name, weight in self._encoder.named_parameters() if weight.requires_grad}
        self._before = {name: weight.detach().clone() for name, weight in self._trained.items()}
        self._optimizer = torch.optim.AdamW(self._trained.values(), lr=0.0, weight_decay=settings.weight_decay)

    def run(self, checkpoint: Path, *, resume: bool = False, note: Note) -> None:
        """Trains until the budget is spent.

        Args:
            checkpoint: Where the run is kept, to be gone on with if it breaks off.
            resume: Whether to go on with what is kept there; with a budget of steps the end is then the same.
            note: Told how it goes.

        Raises:
            InputError: It is to go on, and no checkpoint of such a run is there.
        """
        seconds = self._resume(checkpoint) if resume else 0.0
        begun = saved = time.monotonic()
        batches = islice(self._batches(), len(self.losses), None)
        while (share := self._share(seconds + time.monotonic() - begun)) < 1:
            for group in self._optimizer.param_groups:
                group["lr"] = self.settings.learning_rate * rate(share)
            self.losses.append(self._step(next(batches)))
            now = time.monotonic()
            if len(self.losses) % _TOLD_EVERY == 0:
                minutes, loss = (seconds + now - begun) / 60, np.mean(self.losses[-_TOLD_EVERY:])
                note(f"{minutes:6.1f} min, step {len(self.losses):,}, loss {loss:.3f}")
            if now - saved >= _SAVED_EVERY:
                self.save(checkpoint, seconds + now - begun)
                saved = now
        self.save(checkpoint, seconds + time.monotonic() - begun)

    def save(self, checkpoint: Path, seconds: float) -> None:
        """Keeps the run, whole or not at all."""
        weights = {name: weight.detach() for name, weight in self._trained.items()}
        state = {"weights": weights, "optimizer": self._optimizer.state_dict(), "losses": self.losses}
        keep_state(checkpoint, {**state, "seconds": seconds, "settings": self._must_match()})

    def _resume(self, checkpoint: Path) -> float:
        """Puts what was kept in place, and returns the seconds that were spent."""
        state = kept_state(checkpoint)
        if state.get("settings") != self._must_match():
            raise InputError(
                f"{checkpoint} is of a run with other settings or questions.", next_step="Start anew without --resume."
            )
        with torch.no_grad():
            for name, weight in self._trained.items():
                weight.copy_(state["weights"][name])
        self._optimizer.load_state_dict(state["optimizer"])
        self.losses = list(state["losses"])
        return float(state["seconds"])

    def _must_match(self) -> dict[str, object]:
        settings = {**asdict(self.settings), "precision": str(self.settings.precision)}
        return {**settings, "questions_read": len(self._groups), "base": self.base.fingerprint}

    def write(self, file: Path, facts: dict[str, object]) -> None:
        """Writes the adapter: the kept share of the movement, at the settings' rank."""
        share = self.settings.share
        moved = {
            name: (share * (weight.detach() - self._before[name])).numpy() for name, weight in self._trained.items()
        }
        told = {**self._must_match(), "steps": len(self.losses)}
        write_adapter(file, moved, rank=self.settings.rank, training={**told, "data": facts})

    def _share(self, begun: float) -> float:
        return self.settings.budget.share(seconds=time.monotonic() - begun, steps=len(self.losses))

    def _batches(self) -> Iterator[Batch]:
        """Without end; each pass takes the questions in another order."""
        epoch = 0
        while True:
            random = chance(self.settings.seed, "contrast", str(epoch))
            order = random.permutation(len(self._groups))
            size = min(self.settings.questions, len(order))
            for first in range(0, len(order) - size + 1, size):
                groups = [self._groups[int(place)] for place in order[first : first + size]]
                yield Batch.of(groups, self.settings.negatives, random)
            epoch += 1

    def _step(self, batch: Batch) -> float:
        questions = self._embed([f"query: {text}" for text in batch.questions])
        windows = self._embed([f"passage: {text}" for text in batch.windows])
        loss = contrast_loss(questions, windows, batch.excluded(), self.settings.temperature)
        self._optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward([loss])
        torch.nn.utils.clip_grad_norm_(self._trained.values(), _LONGEST_GRADIENT)
        self._optimizer.step()
        return float(loss.detach())

    def _embed(self, texts: Sequence[str]) -> torch.Tensor:
        """Unit vectors of the mean states, shape (texts, dimension), as E5 has them."""
        batch = self._tokenizer.pad(self._tokenizer.encode(texts))
        ids, mask = torch.from_numpy(batch.ids), torch.from_numpy(batch.mask)
        with autocast(self.settings.precision, torch.device("cpu")):
            states = self._encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        means = (states.float() * mask[:, :, None]).sum(dim=1) / mask.sum(dim=1, keepdim=True)
        return functional.normalize(means, dim=1)


def mean_adapter(files: Sequence[Path], out: Path, *, share: float) -> None:
    """Writes the mean of adapters' movements times a share, at the largest of their ranks.

    Args:
        files: Adapters of one base model, at least one.
        out: Where to write.
        share: How much of the mean to keep, 0 to 1.

    Raises:
        ModelError: A file is no adapter.
        InputError: They move different weights.
    """
    adapters = [read_adapter(file) for file in files]
    shapes = [{name: each.shape for name, each in adapter.moved.items()} for adapter in adapters]
    for file, own in zip(files, shapes, strict=True):
        if own != shapes[0]:
            raise InputError(f"{file} moves other weights than {files[0]}.", next_step="Name adapters of one model.")
    moved = {
        name: np.asarray(share * np.mean([adapter.moved[name] for adapter in adapters], axis=0), np.float32)
        for name in shapes[0]
    }
    told = {"share": share, "mean_of": [adapter.training for adapter in adapters]}
    write_adapter(out, moved, rank=max(adapter.rank for adapter in adapters), training=told)
