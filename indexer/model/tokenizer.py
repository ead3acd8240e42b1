"""Turns text into token ids without transformers: the model's own tokenizer.json, cut at the model's length."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from indexer.errors import ModelError


@dataclass(frozen=True, slots=True)
class TokenBatch:
    """Ids and mask of texts padded to the longest, both of shape (texts, tokens)."""

    ids: npt.NDArray[np.int64]
    mask: npt.NDArray[np.int64]


class TextTokenizer:
    """A tokenizer of fixed settings, so that several threads may use it at once."""

    def __init__(self, tokenizer: Tokenizer, *, max_tokens: int, pad_id: int = 0) -> None:
        tokenizer.no_padding()
        tokenizer.enable_truncation(max_tokens)
        self._tokenizer = tokenizer
        self._pad_id = pad_id

    @classmethod
    def read(cls, path: Path, *, max_tokens: int, pad_id: int = 0) -> Self:
        """From a tokenizer.json.

        Raises:
            ModelError: the file is not one.
        """
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        # The library raises a bare Exception; parsing 17 MB a second time only to catch it better is too dear.
        if not (text.startswith("{") and text.rstrip().endswith("}")):
            raise ModelError(f"{path} is not a whole tokenizer.", next_step="Remove its folder to prepare it again.")
        return cls(Tokenizer.from_str(text), max_tokens=max_tokens, pad_id=pad_id)

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Ids with special tokens, at most `max_tokens` of them."""
        return [encoding.ids for encoding in self._tokenizer.encode_batch_fast(list(texts))]

    def count(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each whole text, without special tokens and without a limit."""
        encodings = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        # What a truncation cuts off comes as overflow, so one tokenizer serves both ends.
        return [len(one.ids) + sum(len(rest.ids) for rest in one.overflowing) for one in encodings]

    def pad(self, encoded: Sequence[Sequence[int]]) -> TokenBatch:
        """Rows filled on the right to the longest."""
        shape = (len(encoded), max(len(ids) for ids in encoded))
        ids = np.full(shape, self._pad_id, np.int64)
        mask = np.zeros(shape, np.int64)
        for row, tokens in enumerate(encoded):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        return TokenBatch(ids, mask)
