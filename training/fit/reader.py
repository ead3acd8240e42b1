"""The network: the base encoder as the project prepares it, its upper layers free to change, and three small heads over its last states."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from transformers import AutoModel, PreTrainedModel

from indexer.embed.prepare import prepare as prepare_folder
from indexer.embed.registry import find_source
from indexer.embed.sentence_transformer import quiet
from indexer.settings import IndexerSettings

TRAINED_LAYERS = 7
"""Of the twelve: what fits into 15 MB at a byte a weight, and what the pilot trained."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """Logits; a token that no answer may begin or end at has minus infinity."""

    start: torch.Tensor
    """Shape (rows, tokens); place 0 stands for no answer."""
    end: torch.Tensor
    """Shape (rows, tokens)."""
    rank: torch.Tensor
    """How well the window answers, shape (rows,), higher is better."""
    answerable: torch.Tensor
    """Whether it answers at all, shape (rows,), above 0 is yes."""


class Heads(torch.nn.Module):
    """Three linear layers: where an answer begins and ends; and, over the first state, how the window ranks and whether it answers."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.span = torch.nn.Linear(hidden, 2)
        self.pool = torch.nn.Linear(hidden, hidden)
        self.verdict = torch.nn.Linear(hidden, 2)
        for head in (self.span, self.pool, self.verdict):
            torch.nn.init.normal_(head.weight, std=0.02)
            torch.nn.init.zeros_(head.bias)


class Reader(torch.nn.Module):
    """Reads a question beside a window."""

    def __init__(self, encoder: PreTrainedModel, *, trained_layers: int = TRAINED_LAYERS, dropout: float = 0.0) -> None:
        super().__init__()
        self.encoder = encoder
        self.pad_id = pad_id_of(encoder)
        """What rows are filled up with."""
        self.heads = Heads(int(encoder.config.hidden_size))
        self._upper = free_upper_layers(encoder, trained_layers)
        for layer in self._upper:
            for part in layer.modules():
                # Of the states alone: dropping attention would turn off the fast attention kernels.
                if isinstance(part, torch.nn.Dropout):
                    part.p = dropout

    def train(self, mode: bool = True) -> "Reader":
        """As of any module, but the frozen layers never drop anything."""
        super().train(mode)
        self.encoder.train(mode=False)
        for layer in self._upper:
            layer.train(mode)
        return self

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, allowed: torch.Tensor) -> Outputs:
        """The logits of a batch.

        Args:
            ids: Token ids, shape (rows, tokens).
            mask: 1 for tokens, 0 for padding, shape (rows, tokens).
            allowed: Where an answer may begin or end, place 0 included, shape (rows, tokens), bool.
        """
        states = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        spans = self.heads.span(states).float().masked_fill(~allowed[:, :, None], float("-inf"))
        verdict = self.heads.verdict(torch.tanh(self.heads.pool(states[:, 0]))).float()
        return Outputs(spans[:, :, 0], spans[:, :, 1], verdict[:, 0], verdict[:, 1])

    def trained(self) -> dict[str, torch.nn.Parameter]:
        """What training changes, by the base model's own names and those of the heads."""
        named = self.named_parameters()
        return {name.removeprefix("encoder."): weight for name, weight in named if weight.requires_grad}

    def numbers(self) -> dict[str, npt.NDArray[np.float32]]:
        """A copy of what training changes."""
        return {name: weight.detach().float().cpu().numpy().copy() for name, weight in self.trained().items()}

    def put(self, weights: Mapping[str, npt.NDArray[np.float32]]) -> None:
        """Takes what `numbers` gave."""
        with torch.no_grad():
            for name, weight in self.trained().items():
                weight.copy_(torch.from_numpy(weights[name]))


def pad_id_of(encoder: PreTrainedModel) -> int:
    """What an encoder's rows are filled up with."""
    return int(encoder.config.pad_token_id or 0)


def free_upper_layers(encoder: PreTrainedModel, count: int) -> list[torch.nn.Module]:
    """Lets training change the last layers of an encoder and nothing else of it; returns them."""
    encoder.requires_grad_(requires_grad=False)
    upper = list(encoder.get_submodule("encoder.layer").children())[-count:]
    for layer in upper:
        layer.requires_grad_(requires_grad=True)
    return upper


def open_encoder(folder: Path) -> PreTrainedModel:
    """The base encoder of a prepared folder in float32, without its pooler; the network is never asked."""
    with quiet():
        encoder: PreTrainedModel = AutoModel.from_pretrained(
            folder, local_files_only=True, dtype=torch.float32, add_pooling_layer=False, attn_implementation="sdpa"
        )
    return encoder


def new_reader(folder: Path, *, seed: int, trained_layers: int = TRAINED_LAYERS, dropout: float = 0.0) -> Reader:
    """A reader over a folder's encoder, its heads drawn by the seed."""
    encoder = open_encoder(folder)
    torch.manual_seed(seed)
    return Reader(encoder, trained_layers=trained_layers, dropout=dropout)


@dataclass(frozen=True, slots=True)
class BaseModel:
    """A prepared sentence-transformers folder; `fingerprint` is its identity."""

    name: str
    folder: Path
    fingerprint: str


def find_base(settings: IndexerSettings, *, note: Callable[[str], None]) -> BaseModel:
    """The model of the settings, prepared first where it is not.

    Raises:
        ModelError: It is nowhere on this machine, or can't be prepared.
    """
    source = find_source(settings)
    record = prepare_folder(source, fast=False, progress=note)
    return BaseModel(source.name, source.folder, record.identity)
