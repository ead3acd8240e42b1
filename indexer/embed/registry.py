"""Where a model's files are (packages, a folder, the hub's cache) and what its family wants before each text."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.core.errors import ModelError
from indexer.embed.default_model import ADAPTER_FILE, INSTALL, RECIPE, find_sources, sha256_of
from indexer.settings import BASE_MODEL, DEFAULT_MODEL, IndexerSettings


@dataclass(frozen=True, slots=True)
class Prefixes:
    """Put before each text when it is embedded; empty where the model wants none."""

    query: str = ""
    passage: str = ""


_SEARCH_EN = Prefixes("Represent this sentence for searching relevant passages: ")

# The first pattern that the model's name matches decides; sources: the models' own cards.
FAMILIES: tuple[tuple[re.Pattern[str], Prefixes], ...] = tuple(
    (re.compile(pattern), prefixes)
    for pattern, prefixes in (
        (
            r"\be5-.*instruct",
            Prefixes(
                "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: ",
            ),
        ),
        (r"\be5-", Prefixes("query: ", "passage: ")),
        (r"\bbge-.*-en\b", _SEARCH_EN),
        (r"\bbge-.*-zh\b", Prefixes("为这个句子生成表示以用于检索相关文章：")),
        (r"\bnomic-embed-text\b", Prefixes("search_query: ", "search_document: ")),
        (r"\bsnowflake-arctic-embed-.*v2", Prefixes("query: ")),
        (r"\b(mxbai-embed-large|snowflake-arctic-embed)\b", _SEARCH_EN),
    )
)


def family_prefixes(name: str) -> Prefixes:
    """What the family of the model `name` (a hub id or a folder) wants; none if the family is not known."""
    last = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1].lower()
    return next((prefixes for pattern, prefixes in FAMILIES if pattern.search(last)), Prefixes())


def choose_prefixes(name: str, prompts: Mapping[str, str], *, query: str | None, passage: str | None) -> Prefixes:
    """A given prefix wins, then the prompts that the model itself carries, then what its family wants.

    Args:
        name: The model as the user names it.
        prompts: `prompts` of its config_sentence_transformers.json; sentence-transformers writes
            empty ones into every model it saves, so empty prompts say nothing.
        query: The user's own prefix of questions; an empty string is a choice, None is not.
        passage: The user's own prefix of passages.
    """
    own = Prefixes(
        prompts.get("query", ""),
        next((prompts[key] for key in ("passage", "document", "corpus") if prompts.get(key)), ""),
    )
    model = own if own != Prefixes() else family_prefixes(name)
    return Prefixes(
        model.query if query is None else query,
        model.passage if passage is None else passage,
    )


@dataclass(frozen=True, slots=True)
class ModelSource:
    """A model's files and the folder under the cache that belongs to it."""

    name: str
    folder: Path
    """The sentence-transformers folder; of a model that is ours it may be gone, once it is converted."""
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
        if ours.sources or home.is_dir():  # prepared before the packages went
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
