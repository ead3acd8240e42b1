"""Finds where a model's files are: prepared from packages, a folder, or the model hub's cache on this machine."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import ModelError
from indexer.model.default import ADAPTER_FILE, INSTALL, RECIPE, find_sources, sha256_of
from indexer.settings import BASE_MODEL, DEFAULT_MODEL, IndexerSettings


@dataclass(frozen=True, slots=True)
class ModelSource:
    """A model's files and the folder under the cache that belongs to it."""

    name: str
    folder: Path
    """The sentence-transformers folder."""
    home: Path
    """What is prepared and remembered of the model."""
    sources: Path | None = None
    """What `folder` is written from, where it is ours to write."""
    adapter: Path | None = None
    """What moves its weights, where it is the default model."""

    @property
    def ours(self) -> bool:
        """Whether `folder` is written by us, so that nobody else changes it."""
        return self.folder.parent == self.home


def find_source(settings: IndexerSettings) -> ModelSource:
    """Where the model of the settings is; the network is asked only where the settings allow it.

    Raises:
        ModelError: it is nowhere on this machine; says how to get it.
    """
    models = settings.cache_dir.expanduser() / "models"
    given = Path(settings.model).expanduser()
    if given.is_dir():
        path = given.resolve()
        key = hashlib.sha256(str(path).encode()).hexdigest()[:12]
        return ModelSource(settings.model, path, models / f"{path.name}-{key}")
    if given.is_absolute() or settings.model.startswith((".", "~")) or settings.model.count("/") > 1:
        raise ModelError(
            f"There is no model folder {settings.model}.", next_step="Give a folder that exists, or a model's hub id."
        )
    home = models / settings.model.replace("/", "--")
    if settings.model in {DEFAULT_MODEL, BASE_MODEL}:
        adapter = ADAPTER_FILE if settings.model == DEFAULT_MODEL else None
        # Another release may bring another adapter or recipe: its model is another one.
        marks = [f"r{RECIPE}"] + ([] if adapter is None else [sha256_of(adapter)[:8]])
        home = home.with_name("-".join([home.name, *marks]))
        ours = ModelSource(settings.model, home / "sentence-transformers", home, find_sources(), adapter)
        if ours.sources or ours.folder.is_dir():
            return ours
    return ModelSource(settings.model, _hub_folder(settings), home.with_name(f"{home.name}-hub"))


def _hub_folder(settings: IndexerSettings) -> Path:
    """The folder of a hub model in the hub's own cache, fetched into it where that is allowed."""
    # Imported here: it takes half a second, and neither the default model nor a folder needs it.
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        return Path(
            snapshot_download(
                settings.model,
                local_files_only=not settings.allow_download,
                ignore_patterns=["onnx/*", "openvino/*", "*.onnx", "*.h5", "*.msgpack", "*.ot"],
            )
        )
    except HFValidationError as error:
        raise ModelError(
            f"{settings.model!r} is neither a folder nor a model's hub id.",
            next_step="Set XUNWEN_MODEL to one of them.",
        ) from error
    except (LocalEntryNotFoundError, HfHubHTTPError, OSError) as error:
        raise ModelError(f"The model {settings.model} is not on this machine.", next_step=_advice(settings)) from error


def _advice(settings: IndexerSettings) -> str:
    """How to get the model, by what was tried."""
    if settings.model in {DEFAULT_MODEL, BASE_MODEL}:
        return INSTALL
    fetch = f"Fetch it where there is a network (hf download {settings.model}) and copy the cache or give its folder"
    if settings.allow_download:
        return f"The hub did not give it: check the id and the network. {fetch}."
    return f"{fetch}, or set XUNWEN_ALLOW_DOWNLOAD=1."
