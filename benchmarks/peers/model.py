"""The default model as a sentence-transformers folder of its own, with its prefixes as prompts: the weights that all share."""

import json
from pathlib import Path

from benchmarks.peers.driver import PASSAGE_PREFIX, QUERY_PREFIX
from indexer.core.errors import ModelError
from indexer.embed.default_model import ADAPTER_FILE, INSTALL, find_sources, write_default_model

_IDENTITY = "identity"


def export_model(folder: Path) -> Path:
    """Writes the model where it is not yet, and returns its folder.

    Raises:
        ModelError: The package that holds the weights is not installed, or is broken.
    """
    weights = find_sources()
    if weights is None:
        raise ModelError("The weights of the default model are not installed.", next_step=INSTALL)
    if not (folder / _IDENTITY).is_file():
        print(f"Writing the default model to {folder}", flush=True)
        folder.mkdir(parents=True, exist_ok=True)
        identity = write_default_model(weights, folder, print, adapter=ADAPTER_FILE)
        prompts = {"prompts": {"query": QUERY_PREFIX, "document": PASSAGE_PREFIX}, "default_prompt_name": None}
        (folder / "config_sentence_transformers.json").write_text(json.dumps(prompts), encoding="utf-8")
        (folder / _IDENTITY).write_text(identity, encoding="utf-8")
    return folder
