"""An evaluation as JSON, for programs: every figure and every case, without the texts of the set."""

import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING

from service.evaluate.figures import Evaluation

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_DIGITS = 6
_TEXTS = ("worst",)
"""Fields that hold texts of the set, which may not be the evaluation's to pass on."""


def evaluation_json(evaluation: Evaluation) -> str:
    """Everything but texts: figures, curves, and the ranks of every case by question id."""
    return json.dumps(_plain(evaluation), ensure_ascii=False, indent=1) + "\n"


def _plain(value: object) -> object:
    """A value as JSON has it: dataclasses and mappings as objects, numbers rounded, what is not finite as null."""
    if is_dataclass(value) and not isinstance(value, type):
        return _object(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return round(value, _DIGITS) if math.isfinite(value) else None
    return value


def _object(value: "DataclassInstance") -> dict[str, object]:
    return {each.name: _plain(getattr(value, each.name)) for each in fields(value) if each.name not in _TEXTS}
