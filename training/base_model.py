"""The encoder that is trained on top of: its folder as the project prepares it, and the fingerprint that binds to it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from indexer.embed.prepare import prepare as prepare_folder
from indexer.embed.registry import find_source
from indexer.settings import IndexerSettings


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
