"""What is remembered of a prepared model, so that a start need not hash half a gigabyte or load torch."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from indexer.embed.embedder import ModelCard
from indexer.embed.registry import Prefixes

RECORD_FILE = "ready.json"
TOKENIZER_FILE = "tokenizer.json"
FORMAT = 2
"""2: the record names what a model of ours was made from."""

_SUFFIXES = {".json", ".safetensors", ".bin", ".txt", ".model", ".py", ".pt"}
# Other people's conversions of the same weights: sentence-transformers does not read them here.
_OTHER_FOLDERS = {"onnx", "openvino", "eval", "checkpoints"}


@dataclass(frozen=True, slots=True)
class FileMark:
    """A file of the model, and how to see cheaply that it is still the same."""

    size: int
    changed_ns: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """Written last: a model is prepared when its record is there and fits its files."""

    xunwen: str
    name: str
    files: Mapping[str, FileMark]
    dimension: int
    max_tokens: int
    pad_id: int
    prompts: Mapping[str, str]
    """The prompts that the model carries."""
    made_of: str = ""
    """Identity of a model that this program wrote, from what it was made of; empty where its files were given."""

    @property
    def identity(self) -> str:
        """What the vectors come from, but for the prefixes, as a sha256 that is the same on every machine.

        Of a model whose files were given it is taken over their names and hashes; of one that was written here over its
        sources, since numbers that were computed may differ in their last bit from one CPU to the next.
        """
        if self.made_of:
            return self.made_of
        marks = [[name, mark.sha256] for name, mark in sorted(self.files.items())]
        return _sha256(json.dumps(marks).encode())

    def card(self, prefixes: Prefixes) -> ModelCard:
        """The card; its fingerprint covers weights, tokenizer, pooling, the length and the prefixes."""
        parts = [self.identity, self.dimension, self.max_tokens, prefixes.query, prefixes.passage]
        fingerprint = _sha256(json.dumps(parts).encode())
        return ModelCard(
            self.name,
            fingerprint,
            dimension=self.dimension,
            max_tokens=self.max_tokens,
            query_prefix=prefixes.query,
            passage_prefix=prefixes.passage,
        )

    def bare_card(self) -> ModelCard:
        """The card without prefixes, its fingerprint the identity alone: what a conversion is verified by."""
        return ModelCard(
            self.name,
            self.identity,
            dimension=self.dimension,
            max_tokens=self.max_tokens,
            query_prefix="",
            passage_prefix="",
        )


def mark_files(folder: Path) -> dict[str, FileMark]:
    """Size, time and hash of every file that sentence-transformers may read from `folder`."""
    marks = {}
    for name, path in model_files(folder):
        stat = path.stat()
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        marks[name] = FileMark(stat.st_size, stat.st_mtime_ns, digest)
    return marks


def model_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The model's files by their name in the folder ("1_Pooling/config.json"), sorted."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in inside.parts)
        if not hidden and inside.parts[0] not in _OTHER_FOLDERS and path.suffix in _SUFFIXES and path.is_file():
            yield inside.as_posix(), path


def still_fits(record: ModelRecord, folder: Path, *, trust_times: bool) -> bool:
    """Whether the folder's files are the recorded ones, by names and sizes, and by times where those mean something."""
    found = dict(model_files(folder))
    if found.keys() != record.files.keys():
        return False
    for name, path in found.items():
        stat, mark = path.stat(), record.files[name]
        if stat.st_size != mark.size or (trust_times and stat.st_mtime_ns != mark.changed_ns):
            return False
    return True


def write_model_record(record: ModelRecord, home: Path) -> None:
    """Into place by one rename, so that a reader sees all of it or none."""
    write_json({"format": FORMAT, **asdict(record)}, home / RECORD_FILE)


def read_model_record(home: Path) -> ModelRecord | None:
    """The record of a prepared model; None where there is none, or one of another format."""
    content = read_json(home / RECORD_FILE)
    if content.pop("format", None) != FORMAT:
        return None
    try:
        files = {name: FileMark(**mark) for name, mark in content.pop("files").items()}
        return ModelRecord(files=files, **content)
    except (KeyError, TypeError, AttributeError):
        return None


def write_json(content: Mapping[str, object], path: Path) -> None:
    """Written beside its place, then renamed into it."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    beside.replace(path)


def read_json(path: Path) -> dict[str, Any]:
    """The object in a file; empty where the file is missing or holds no object."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
