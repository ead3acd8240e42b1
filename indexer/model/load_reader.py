"""Opens the reader of this build over the model of the settings. Importing this imports neither torch nor OpenVINO."""

from pathlib import Path

from indexer.errors import ModelError
from indexer.model.prepare import fast_path, prepare, read_tokenizer
from indexer.model.source import find_source
from indexer.reader import Reader
from indexer.settings import IndexerSettings

READER_FILE = Path(__file__).with_name("reader.safetensors")
"""Shipped in the package."""


def load_reader(settings: IndexerSettings, file: Path | None = None) -> Reader:
    """The reader, over the base model that the embedder uses; that is prepared first if it is not yet.

    It shares the embedder's files, tokenizer and word vectors, and takes as many threads as the settings say.

    Args:
        settings: Model, backend, cache folder and threads.
        file: The reader's file, instead of the one in the package.

    Raises:
        ModelError: there is no reader's file, it belongs to another model than the settings', or OpenVINO can't be
            used; search then does without.
    """
    if file is not None and not file.is_file():
        # By its name alone, here and below: what is missing is told to whoever asks, and a path is nobody's business.
        raise ModelError(
            f"There is no reader {file.name}.", next_step="Name a file that is there in XUNWEN_READER, or none."
        )
    file = file or READER_FILE
    if not file.is_file():
        raise ModelError("This build has no reader.", next_step="Install a released package.")
    if settings.backend == "sentence-transformers":
        raise ModelError(
            "The reader runs on OpenVINO, and the backend asked for is sentence-transformers.",
            next_step="Set XUNWEN_BACKEND to auto.",
        )
    source = find_source(settings)
    record = prepare(source, fast=True, progress=lambda _: None)
    path = fast_path(source, record, threads=settings.threads)
    return path.open_reader(file, record.bare_card(), read_tokenizer(source, record))
