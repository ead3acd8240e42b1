"""Prepares a model once per machine: whole or not at all, by one process at a time, while others wait for it."""

import logging
import shutil
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from indexer.core.errors import ModelError
from indexer.embed.default_model import INSTALL, check_golden, write_default_model
from indexer.embed.fingerprint import (
    TOKENIZER_FILE,
    ModelRecord,
    mark_files,
    read_json,
    read_model_record,
    still_fits,
    write_model_record,
)
from indexer.embed.registry import ModelSource
from indexer.embed.tokenizer import LibraryTokenizer, TextTokenizer, shared
from indexer.embed.unigram_tokenizer import fits, read_unigram, write_unigram

# The adapters are imported in the functions that need them: a start that finds all prepared must import no torch.
if TYPE_CHECKING:
    from indexer.embed.fast_path import FastPath

Progress = Callable[[str], None]

PIECES_FOLDER = "tokenizer-pieces"

logger = logging.getLogger("xunwen")


def prepare(source: ModelSource, *, fast: bool, progress: Progress) -> ModelRecord:
    """The record of the model, prepared by this process or, meanwhile, by another.

    A model that is ours has its folder of float32 weights only where that computes: it goes once it is converted.

    Args:
        source: Where the model is.
        fast: Whether the OpenVINO conversion is what will compute; else the folder is.
        progress: Told what takes long.

    Raises:
        ModelError: the model can't be read or trusted, or the cache can't be written.
    """
    record = fitting_record(source)
    if record and not _lacks(source, record, fast=fast):
        _add_pieces(source)
        return record
    try:
        source.home.mkdir(parents=True, exist_ok=True)
        with FileLock(source.home.with_name(f"{source.home.name}.lock")):
            record = fitting_record(source)
            if record is None or (_lacks(source, record, fast=fast) and not source.folder.exists()):
                record = _prepare_folder(source, progress)
            _write_pieces(source)
            if fast and _lacks_fast_path(source, record) and _prepare_fast_path(source, record, progress):
                _drop_folder(source)
            return record
    except OSError as error:
        raise ModelError(
            f"The model can't be prepared in {source.home}: {error}.",
            next_step="Set XUNWEN_CACHE_DIR to a folder that can be written, with 1 GB free.",
        ) from error


def fitting_record(source: ModelSource) -> ModelRecord | None:
    """The record of a prepared model; None if there is none, or the model's files are no longer those."""
    record = read_model_record(source.home)
    if record is None:
        return None
    converted_only = source.ours and record.made_of and not source.folder.exists()
    # Copying an image's layers may change the times of a folder that is ours; its sizes tell enough.
    if not converted_only and not still_fits(record, source.folder, trust_times=not source.ours):
        return None
    return replace(record, name=source.name) if (source.home / TOKENIZER_FILE).is_file() else None


def fast_path(source: ModelSource, record: ModelRecord, *, threads: int = 0, throughput: bool = False) -> "FastPath":
    """The place of the OpenVINO conversion of this very model.

    Raises:
        ModelError: OpenVINO can't be imported.
    """
    try:
        from indexer.embed.fast_path import FastPath
    except (ImportError, OSError) as error:
        raise ModelError(
            f"OpenVINO can't be imported: {error}.",
            next_step="Install it again: pip install --force-reinstall openvino",
        ) from error
    return FastPath(source.home / f"openvino-{record.identity[:12]}", threads, throughput)


def _lacks(source: ModelSource, record: ModelRecord, *, fast: bool) -> bool:
    """Whether what will compute is still to be made."""
    return _lacks_fast_path(source, record) if fast else not source.folder.exists()


def _lacks_fast_path(source: ModelSource, record: ModelRecord) -> bool:
    """Whether a conversion is to be made; without OpenVINO none can be, which is told by whoever opens it."""
    try:
        return not fast_path(source, record).prepared
    except ModelError:
        return False


def read_tokenizer(source: ModelSource, record: ModelRecord) -> TextTokenizer:
    """The model's tokenizer, as it was taken out of the model; one for all who ask while any of them keeps it."""
    file, folder, settings = (
        source.home / TOKENIZER_FILE,
        source.home / PIECES_FOLDER,
        (record.max_tokens, record.pad_id),
    )

    def read() -> TextTokenizer:
        options = {"max_tokens": record.max_tokens, "pad_id": record.pad_id}
        found = read_unigram(folder, **options) if fits(file, folder) else None
        return found or LibraryTokenizer.read(file, **options)

    return shared(file, settings, read)


def _add_pieces(source: ModelSource) -> None:
    """What a model that an older version prepared lacks."""
    if fits(source.home / TOKENIZER_FILE, source.home / PIECES_FOLDER):
        return
    try:
        with FileLock(source.home.with_name(f"{source.home.name}.lock")):
            _write_pieces(source)
    except OSError as error:
        logger.warning(
            "The tokenizer takes 300 MB more memory than it needs: %s can't be written: %s.", source.home, error
        )


def _write_pieces(source: ModelSource) -> None:
    """The tokenizer as it is opened in little memory, where it is not there; the lock is held."""
    file, folder = source.home / TOKENIZER_FILE, source.home / PIECES_FOLDER
    if not fits(file, folder):
        write_unigram(file, folder)


def _prepare_folder(source: ModelSource, progress: Progress) -> ModelRecord:
    """Write the folder if it is ours, load it once, and remember what it is."""
    from indexer.embed.sentence_transformer import load_model, model_facts, plain_vectors

    made_of = _write_default(source, progress) if source.ours else ""
    progress(f"Reading the model {source.name}")
    model = load_model(source.folder, device="cpu")
    if source.ours:
        check_golden(lambda texts: plain_vectors(model, texts), adapted=source.adapter is not None)
    facts = model_facts(model)
    tokenizer = source.home / TOKENIZER_FILE
    if not tokenizer.is_file() or tokenizer.read_text(encoding="utf-8") != facts.tokenizer:
        tokenizer.write_text(facts.tokenizer, encoding="utf-8")
    record = ModelRecord(
        xunwen=version("xunwen"),
        name=source.name,
        files=mark_files(source.folder),
        dimension=facts.dimension,
        max_tokens=facts.max_tokens,
        pad_id=facts.pad_id,
        prompts=_prompts(source.folder),
        made_of=made_of,
    )
    write_model_record(record, source.home)
    return record


def _write_default(source: ModelSource, progress: Progress) -> str:
    """The default model's folder, whole or not at all; returns the model's identity."""
    if source.sources is None:
        raise ModelError(f"{source.folder} is damaged, and the packages it is made from are gone.", next_step=INSTALL)
    progress(f"Preparing the model {source.name}, once: under a minute")
    beside = _fresh(source.folder)
    identity = write_default_model(
        source.sources, beside, lambda notice: logger.warning("%s", notice), adapter=source.adapter
    )
    _replace(source.folder, beside)
    return identity


def _prepare_fast_path(source: ModelSource, record: ModelRecord, progress: Progress) -> bool:
    """Convert beside the place and move the result in, or remember there that it can't be done; whether it could."""
    from indexer.embed.sentence_transformer import SentenceTransformerEmbedder, load_model, quiet, traceable

    progress("Converting the model to OpenVINO and comparing the vectors, once: under a minute")
    place = fast_path(source, record)
    beside = replace(place, folder=_fresh(place.folder))
    tokenizer = read_tokenizer(source, record)
    model = load_model(source.folder, device="cpu")
    converted = True
    try:
        with quiet():
            module = traceable(model)
            beside.write(
                module, module.example(), SentenceTransformerEmbedder(model, record.bare_card(), tokenizer), tokenizer
            )
    except ModelError as error:
        beside = replace(place, folder=_fresh(place.folder))
        beside.write_impossible(error.message)
        converted = False
    for old in source.home.glob("openvino-*"):
        shutil.rmtree(old)
    beside.folder.rename(place.folder)
    return converted


def _drop_folder(source: ModelSource) -> None:
    """Removes what a model of ours was converted from: half a gigabyte that is written again where it is wanted."""
    if source.ours:
        shutil.rmtree(source.folder)


def _fresh(folder: Path) -> Path:
    """An empty folder beside `folder`; what an interrupted preparation left there goes (the lock is held)."""
    beside = folder.with_name(f".{folder.name}.new")
    if beside.exists():
        shutil.rmtree(beside)
    beside.mkdir()
    return beside


def _replace(folder: Path, beside: Path) -> None:
    """Put `beside` in the place of `folder`."""
    if folder.exists():
        shutil.rmtree(folder)
    beside.rename(folder)


def _prompts(folder: Path) -> dict[str, str]:
    """The prompts that the model's own configuration names."""
    prompts = read_json(folder / "config_sentence_transformers.json").get("prompts")
    return {key: text for key, text in prompts.items() if isinstance(text, str)} if isinstance(prompts, dict) else {}
