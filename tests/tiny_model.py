"""A tiny but real sentence-transformers BERT, made from a seed: no download, no mock, about a second to load.

Its word vectors are random and its two layers nearly pass them through, so texts that share characters come out
closer than texts that do not: enough meaning for a search test to have a right answer.
"""

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors.numpy import save_file
from tokenizers import Tokenizer, decoders, normalizers, pre_tokenizers, processors
from tokenizers.models import WordPiece

DIMENSION = 32
LAYERS = 2
INTERMEDIATE = 64
MAX_TOKENS = 128
SPECIALS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")

Array = npt.NDArray[np.float32]


def vocabulary() -> list[str]:
    """One piece per character: Latin letters, digits, printable ASCII, and all that GB 2312 and Big5's first plane have."""
    ascii_ = [chr(code) for code in range(0x21, 0x7F) if not chr(code).isupper()]
    continued = [f"##{character}" for character in ascii_ if character.isalnum()]
    gb2312 = _decodable("gb2312", range(0xA1, 0xF8), range(0xA1, 0xFF))
    big5 = _decodable("big5", range(0xA4, 0xC7), (*range(0x40, 0x7F), *range(0xA1, 0xFF)))
    return list(dict.fromkeys([*SPECIALS, *ascii_, *continued, *gb2312, *big5]))


def make_tiny_model(folder: Path, *, seed: int = 0, max_tokens: int = MAX_TOKENS) -> Path:
    """Write the model into `folder` (made if missing) and return `folder`: same seed, same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    pieces = vocabulary()
    _tokenizer(pieces).save(str(folder / "tokenizer.json"))
    save_file(_weights(len(pieces), seed), folder / "model.safetensors", metadata={"format": "pt"})
    for name, content in _configs(len(pieces), max_tokens).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=1), encoding="utf-8")
    return folder


def _decodable(codec: str, first: range, second: range | tuple[int, ...]) -> list[str]:
    """The characters of a two-byte character set, in its own order."""
    found = (bytes([high, low]).decode(codec, "ignore") for high in first for low in second)
    return [character for character in found if len(character) == 1 and not character.isspace()]


def _tokenizer(pieces: list[str]) -> Tokenizer:
    """BERT's own pipeline over the character vocabulary."""
    tokenizer = Tokenizer(WordPiece({piece: i for i, piece in enumerate(pieces)}, unk_token="[UNK]"))  # noqa: S106 - a piece, not a password
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.add_special_tokens(list(SPECIALS))
    return tokenizer


def _weights(words: int, seed: int) -> dict[str, Array]:
    """Random tensors by the names that `transformers.BertModel` gives them."""
    random = np.random.default_rng(seed)

    def normal(*shape: int, scale: float) -> Array:
        return random.normal(0.0, scale, shape).astype(np.float32)

    weights = {
        "embeddings.word_embeddings.weight": normal(words, DIMENSION, scale=1.0),
        # Small next to the words, so that order shades the meaning but does not make it.
        "embeddings.position_embeddings.weight": normal(512, DIMENSION, scale=0.1),
        "embeddings.token_type_embeddings.weight": normal(2, DIMENSION, scale=0.02),
        **_norm("embeddings"),
        "pooler.dense.weight": np.zeros((DIMENSION, DIMENSION), np.float32),
        "pooler.dense.bias": np.zeros(DIMENSION, np.float32),
    }
    matrices = {
        "attention.self.query": (DIMENSION, DIMENSION),
        "attention.self.key": (DIMENSION, DIMENSION),
        "attention.self.value": (DIMENSION, DIMENSION),
        "attention.output.dense": (DIMENSION, DIMENSION),
        "intermediate.dense": (INTERMEDIATE, DIMENSION),
        "output.dense": (DIMENSION, INTERMEDIATE),
    }
    for layer in range(LAYERS):
        prefix = f"encoder.layer.{layer}"
        for name, shape in matrices.items():
            weights[f"{prefix}.{name}.weight"] = normal(*shape, scale=0.05)
            weights[f"{prefix}.{name}.bias"] = np.zeros(shape[0], np.float32)
        weights |= _norm(f"{prefix}.attention.output") | _norm(f"{prefix}.output")
    return weights


def _norm(prefix: str) -> dict[str, Array]:
    """A LayerNorm that scales by one and shifts by nothing."""
    return {
        f"{prefix}.LayerNorm.weight": np.ones(DIMENSION, np.float32),
        f"{prefix}.LayerNorm.bias": np.zeros(DIMENSION, np.float32),
    }


def _configs(words: int, max_tokens: int) -> dict[str, object]:
    """The small files beside weights and tokenizer, by their path in the folder."""
    module = "sentence_transformers.models"
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": DIMENSION,
            "num_hidden_layers": LAYERS,
            "num_attention_heads": 4,
            "intermediate_size": INTERMEDIATE,
            "max_position_embeddings": 512,
            "type_vocab_size": 2,
            "vocab_size": words,
            "pad_token_id": 0,
            "layer_norm_eps": 1e-12,
            "hidden_act": "gelu",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": max_tokens,
            "pad_token": "[PAD]",
            "unk_token": "[UNK]",
            "cls_token": "[CLS]",
            "sep_token": "[SEP]",
            "mask_token": "[MASK]",
        },
        "sentence_bert_config.json": {"max_seq_length": max_tokens, "do_lower_case": False},
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{module}.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{module}.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{module}.Normalize"},
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": DIMENSION,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_cls_token": False,
            "pooling_mode_max_tokens": False,
        },
        "2_Normalize/config.json": {},
    }
