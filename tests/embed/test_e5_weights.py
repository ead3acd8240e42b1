"""The weights' file is read as its layout says, and a damaged one is refused by name."""

import struct
from pathlib import Path

import numpy as np
import pytest

from indexer.core.errors import ModelError
from indexer.embed.e5_weights import bert_name, expand_q4, read_e5_weights


def block(scale: float, nibbles: list[int]) -> bytes:
    """Eighteen bytes: weight j in byte j's low half, weight j + 16 in its high half."""
    return np.float16(scale).tobytes() + bytes(nibbles[j] | nibbles[j + 16] << 4 for j in range(16))


def test_a_block_is_nibble_less_eight_times_scale():
    nibbles = [*range(16), *reversed(range(16))]
    expected = [(nibble - 8) * 0.5 for nibble in nibbles]
    assert expand_q4(block(0.5, nibbles)).tolist() == expected
    assert expected[0] == -4.0
    assert expected[16] == 3.5


def write_file(path: Path, tensors: list[tuple[str, int, int, bytes]]) -> Path:
    """A file of hidden size 32 and one layer, with a tokenizer of two pieces, and a character map that must be skipped."""
    head = struct.pack("<4sI7ifi", b"E5S1", 1, 32, 1, 1, 64, 3, 2, 2, 1e-12, 32)
    head += struct.pack("<5iQ", 2, 0, 2, 1, 3, 4) + struct.pack("<3I2f", 0, 2, 4, 0.0, -1.0) + b"abcd"
    head += struct.pack("<iI", 1, 6) + b"charma"
    at = len(head) + 4 + sum(2 + len(name) + 21 for name, *_ in tensors)
    directory, body = struct.pack("<i", len(tensors)), b""
    for name, kind, elements, data in tensors:
        encoded = name.encode()
        directory += struct.pack("<H", len(encoded)) + encoded + struct.pack("<BIQQ", kind, elements, at, len(data))
        body, at = body + data, at + len(data)
    path.write_bytes(head + directory + body)
    return path


def test_tensors_come_with_their_names_shapes_and_values(tmp_path):
    words = b"".join(block(1.0, [row + 8] * 32) for row in range(3))
    bias = np.arange(64, dtype="<f4")
    up = b"".join(block(0.25, [row % 16] * 32) for row in range(64))
    file = write_file(
        tmp_path / "weights.bin",
        [("emb.word", 1, 96, words), ("l0.fi.b", 0, 64, bias.tobytes()), ("l0.fi.w", 1, 2048, up)],
    )
    read = read_e5_weights(file)
    assert (read.header.hidden, read.header.intermediate, read.header.vocabulary) == (32, 64, 3)
    assert read.pieces == [("ab", 0.0), ("cd", -1.0)]
    assert read.tensors["embeddings.word_embeddings.weight"].tolist() == [[0.0] * 32, [1.0] * 32, [2.0] * 32]
    assert read.tensors["encoder.layer.0.intermediate.dense.bias"].tolist() == list(range(64))
    matrix = read.tensors["encoder.layer.0.intermediate.dense.weight"]
    assert matrix[:, 0].tolist() == [(row % 16 - 8) * 0.25 for row in range(64)]
    assert matrix.shape == (64, 32)


def test_names_are_those_of_bert():
    assert bert_name("l11.q.w") == "encoder.layer.11.attention.self.query.weight"
    assert bert_name("l0.aln.b") == "encoder.layer.0.attention.output.LayerNorm.bias"
    assert bert_name("l3.oln.w") == "encoder.layer.3.output.LayerNorm.weight"
    assert bert_name("emb.ln.w") == "embeddings.LayerNorm.weight"


@pytest.mark.parametrize("cut", [0, 3, 40, 100, 200])
def test_a_file_that_ends_early_is_refused_by_name(tmp_path, cut):
    whole = write_file(tmp_path / "w.bin", [("emb.word", 1, 96, b"".join(block(1.0, [8] * 32) for _ in range(3)))])
    short = tmp_path / "short.bin"
    short.write_bytes(whole.read_bytes()[: min(cut, whole.stat().st_size - 1)])
    with pytest.raises(ModelError, match=r"short\.bin is not a complete .* pip install"):
        read_e5_weights(short)


def test_another_kind_of_file_is_refused(tmp_path):
    file = tmp_path / "other.bin"
    file.write_bytes(b"GGUF" + bytes(400))
    with pytest.raises(ModelError, match="it starts with b'GGUF'"):
        read_e5_weights(file)
