"""A batch as tensors on a device."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from training.batches import Row
from training.losses import Targets


@dataclass(frozen=True, slots=True)
class Tensors:
    """What the reader takes, and what is right."""

    ids: torch.Tensor
    mask: torch.Tensor
    allowed: torch.Tensor
    targets: Targets

    @property
    def tokens(self) -> int:
        """Without padding."""
        return int(self.mask.sum())


def tensors_of(rows: Sequence[Row], *, pad_id: int, device: torch.device) -> Tensors:
    """Rows filled on the right to the longest; an answer may stand at a window's tokens, or at place 0 for none."""
    shape = (len(rows), max(len(row.pair.ids) for row in rows))
    ids = torch.full(shape, pad_id)
    mask = torch.zeros(shape, dtype=torch.int64)
    allowed = torch.zeros(shape, dtype=torch.bool)
    for number, row in enumerate(rows):
        ids[number, : len(row.pair.ids)] = torch.tensor(row.pair.ids)
        mask[number, : len(row.pair.ids)] = 1
        allowed[number, row.pair.first : row.pair.first + len(row.pair.offsets)] = True
    allowed[:, 0] = True
    start, end, group = (torch.tensor(each) for each in zip(*((r.start, r.end, r.group) for r in rows), strict=True))
    targets = Targets(start.to(device), end.to(device), group.to(device))
    return Tensors(ids.to(device), mask.to(device), allowed.to(device), targets)
