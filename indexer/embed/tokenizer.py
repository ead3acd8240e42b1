"""Turns text into token ids without transformers: the model's own tokenizer.json, cut at the model's length."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from weakref import WeakValueDictionary

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

from indexer.core.errors import ModelError


@dataclass(frozen=True, slots=True)
class Pieces:
    """A whole text's tokens without special ones: their ids, and the characters that each stands for."""

    ids: Sequence[int]
    offsets: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class TokenBatch:
    """Ids and mask of texts padded to the longest, both of shape (texts, tokens)."""

    ids: npt.NDArray[np.int64]
    mask: npt.NDArray[np.int64]


def filled_length(tokens: int, *, multiple: int, most: int | None = None) -> int:
    """The next multiple from a number of tokens on; no more than `most`, which a model may have no positions beyond.

    Example: ``filled_length(20, multiple=16)`` is 32; ``filled_length(20, multiple=16, most=24)`` is 24.
    """
    filled = -(-tokens // multiple) * multiple
    return filled if most is None else max(min(filled, most), tokens)


class TextTokenizer(ABC):
    """A tokenizer of fixed settings; several threads may use it at once."""

    def __init__(self, *, pad_id: int = 0) -> None:
        self._pad_id = pad_id

    @abstractmethod
    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Ids with special tokens, at most the model's length of them."""

    @abstractmethod
    def count(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each whole text, without special tokens and without a limit."""

    @abstractmethod
    def split(self, texts: Sequence[str]) -> list[Pieces]:
        """The tokens of each whole text, without special tokens and without a limit."""

    def pad(self, encoded: Sequence[Sequence[int]], *, multiple: int = 1, most: int | None = None) -> TokenBatch:
        """Rows filled on the right to the length that the longest has by `filled_length`."""
        shape = (len(encoded), filled_length(max(map(len, encoded)), multiple=multiple, most=most))
        ids = np.full(shape, self._pad_id, np.int64)
        mask = np.zeros(shape, np.int64)
        for row, tokens in enumerate(encoded):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        return TokenBatch(ids, mask)


class LibraryTokenizer(TextTokenizer):
    """Any tokenizer, by the library `tokenizers`."""

    def __init__(self, tokenizer: Tokenizer, *, max_tokens: int, pad_id: int = 0) -> None:
        super().__init__(pad_id=pad_id)
        tokenizer.no_padding()
        tokenizer.enable_truncation(max_tokens)
        self._tokenizer = tokenizer

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
        return [sum(len(part.ids) for part in parts) for parts in self._whole(texts)]

    def split(self, texts: Sequence[str]) -> list[Pieces]:
        """The tokens of each whole text, without special tokens and without a limit."""
        return [
            Pieces(
                [number for part in parts for number in part.ids], [place for part in parts for place in part.offsets]
            )
            for parts in self._whole(texts)
        ]

    def _whole(self, texts: Sequence[str]) -> list[list[Encoding]]:
        """Each text's encoding, in parts where it is longer than the limit."""
        # What a truncation cuts off comes as overflow, so one tokenizer serves both ends.
        encodings = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [[one, *one.overflowing] for one in encodings]


def shared(path: Path, key: Hashable, make: Callable[[], TextTokenizer]) -> TextTokenizer:
    """What `make` gives, but one tokenizer for all who ask for the same file and key while any of them keeps it."""
    stat = path.stat() if path.is_file() else None
    whole_key = (str(path), stat and (stat.st_size, stat.st_mtime_ns), key)
    with _SHARING:
        tokenizer = _SHARED.get(whole_key)
        if tokenizer is None:
            tokenizer = _SHARED[whole_key] = make()
        return tokenizer


_SHARED: WeakValueDictionary[Hashable, TextTokenizer] = WeakValueDictionary()
_SHARING = threading.Lock()
