"""Between a run and its file: the trained reader written small, and opened again over its base model."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from indexer.core.errors import ModelError
from indexer.embed.default_model import sha256_of
from indexer.rerank.weights import HEADS, ReaderFacts, read_reader, read_reader_facts, write_reader
from training.fit.reader import BaseModel, Reader, new_reader
from training.fit.run import Fitting

READER = "reader.safetensors"


def write_trained(fitting: Fitting, folder: Path, prepared: Mapping[str, object]) -> Path:
    """Writes the reader of a run that is over, with the facts of its data and its course.

    Raises:
        ModelError: It would be larger than the repository takes, or the training failed.
    """
    so_far, settings = fitting.so_far, fitting.settings
    training = {
        "data": dict(prepared),
        "start": fitting.started_from,
        "settings": settings.must_match(),
        "seconds": round(so_far.seconds),
        "steps": so_far.steps,
        "tokens": so_far.tokens,
        "precision": str(so_far.precision),
        "passes": so_far.place.epoch,
        "loss": so_far.points[-1].total if so_far.points else None,
    }
    base = fitting.base
    facts = ReaderFacts(
        base.name,
        base.fingerprint,
        trained_layers=settings.trained_layers,
        max_tokens=settings.max_tokens,
        heading_tokens=settings.heading_tokens,
        training=training,
    )
    before = {name: weights for name, weights in fitting.before.items() if not name.startswith(HEADS)}
    write_reader(folder / READER, fitting.reader.numbers(), before, facts)
    return folder / READER


def rebase(file: Path, onto: BaseModel, base: BaseModel, out: Path) -> None:
    """Writes a reader's weights as movements of another base model with the same frozen layers: it reads as before.

    Args:
        file: The reader's.
        onto: The base model that search will have.
        base: The one that the reader was trained on.
        out: Where to write.

    Raises:
        ModelError: The file is no reader, or was trained on another model than `base`.
    """
    facts = read_reader_facts(file)
    numbers = [new_reader(each.folder, seed=0, trained_layers=facts.trained_layers).numbers() for each in (base, onto)]
    weights = read_reader(file, numbers[0], base_fingerprint=base.fingerprint)
    before = {name: each for name, each in numbers[1].items() if not name.startswith(HEADS)}
    training = {**facts.training, "trained_on": f"{base.name} {base.fingerprint}"}
    moved = replace(facts, base=onto.name, base_fingerprint=onto.fingerprint, training=training)
    write_reader(out, weights, before, moved)


def between(first: Path, second: Path, base: BaseModel, out: Path, *, part: float) -> None:
    """Writes a reader whose weights lie between those of two: what a course learnt, with less of what it forgot (Wortsman et al. 2022, WiSE-FT).

    Args:
        first: A reader's file.
        second: Another's, as after a further course; it may have more trained layers.
        base: The model that both were trained on.
        out: Where to write.
        part: How far to go from the first to the second, 0 to 1.

    Raises:
        ModelError: A file is no reader of this base model, or the first has more trained layers.
    """
    one, other = read_reader_facts(first), read_reader_facts(second)
    if one.trained_layers > other.trained_layers:
        raise ModelError(
            f"{first} has {one.trained_layers} trained layers, and {second} {other.trained_layers}.",
            next_step="Name the one with fewer first.",
        )
    before = new_reader(base.folder, seed=0, trained_layers=other.trained_layers).numbers()
    begun = {**before, **read_reader(first, before, base_fingerprint=base.fingerprint)}
    ended = read_reader(second, before, base_fingerprint=base.fingerprint)
    mixed = {name: (1 - part) * begun[name] + part * weights for name, weights in ended.items()}
    training = {**other.training, "between": {"first": sha256_of(first), "second": sha256_of(second), "part": part}}
    known = {name: each for name, each in before.items() if not name.startswith(HEADS)}
    write_reader(out, mixed, known, replace(other, training=training))


def open_trained(file: Path, base: BaseModel) -> tuple[Reader, ReaderFacts]:
    """The reader of a file over its base model, ready to read.

    Raises:
        ModelError: The file is no reader, or was trained on another base model.
    """
    facts = read_reader_facts(file)
    reader = new_reader(base.folder, seed=0, trained_layers=facts.trained_layers)
    reader.put(read_reader(file, reader.numbers(), base_fingerprint=base.fingerprint))
    return reader.eval(), facts
