"""A Unigram tokenizer, as XLM-R and multilingual E5 have, in a thirtieth of the memory that `tokenizers` takes, with the same ids and offsets.

`tokenizers` keeps a hash table for each node of its trie: 290 MB for 250,002 pieces. Here it only normalizes a text, finds special tokens
in it and cuts it into characters (a BPE model without merges does so), which takes 1 MB. Pieces are found in a `PieceTrie` mapped from files.
"""

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tokenizers import Encoding, Tokenizer

from indexer.core.arrays import mapped
from indexer.embed.fingerprint import read_json, write_json
from indexer.embed.piece_trie import Ids, PieceTrie, build_trie
from indexer.embed.tokenizer import Pieces, TextTokenizer

FORMAT = 1
FACTS_FILE = "facts.json"
CHARACTERS_FILE = "characters.json"
_ARRAYS = ("keys", "pieces", "scores")
_AT_ONCE = 20_000
"""Characters of texts that are cut together: beyond, arrays only grow."""
_UNKNOWN = "unknown character"
"""No special token has this name, and no text becomes it: it is longer than a character."""


@dataclass(frozen=True, slots=True)
class UnigramFacts:
    """What a folder of a prepared tokenizer says of itself."""

    opening: Sequence[int]
    """Ids before a text."""
    closing: Sequence[int]
    """Ids behind it."""
    unknown: int
    """The id of unknown characters."""
    unknown_score: float
    characters: int
    """How many codes there are."""
    space: int
    """The code of the character that begins a word."""
    specials: Sequence[tuple[int, int]]
    """Codes of special tokens, with their ids."""


class UnigramTokenizer(TextTokenizer):
    """Opened from the folder that `write_unigram` made."""

    def __init__(
        self, characters: Tokenizer, trie: PieceTrie, facts: UnigramFacts, *, max_tokens: int, pad_id: int = 0
    ) -> None:
        super().__init__(pad_id=pad_id)
        self._characters = characters
        self._trie = trie
        self._facts = facts
        self._room = max_tokens - len(facts.opening) - len(facts.closing)
        self._specials = np.full(trie.characters, -1, np.int64)
        for code, number in facts.specials:
            self._specials[code] = number

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Ids with special tokens, at most the model's length of them."""
        encodings = self._characters.encode_batch_fast(list(texts), add_special_tokens=False)
        opening, closing = self._facts.opening, self._facts.closing
        return [[*opening, *ids[: self._room].tolist(), *closing] for ids, _ in self._cut(encodings)]

    def count(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each whole text, without special tokens and without a limit."""
        encodings = self._characters.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(ids) for ids, _ in self._cut(encodings)]

    def split(self, texts: Sequence[str]) -> list[Pieces]:
        """The tokens of each whole text, without special tokens and without a limit."""
        encodings = self._characters.encode_batch(list(texts), add_special_tokens=False)
        return [
            Pieces(ids.tolist(), _offsets(encoding.offsets, starts.tolist()))
            for encoding, (ids, starts) in zip(encodings, self._cut(encodings), strict=True)
        ]

    def _cut(self, encodings: Iterable[Encoding]) -> Iterator[tuple[Ids, Ids]]:
        """Ids of each text, and the character at which each begins."""
        waiting: list[npt.NDArray[np.int64]] = []
        count = 0
        for encoding in encodings:
            waiting.append(np.asarray(encoding.ids, np.int64))
            count += len(waiting[-1])
            if count >= _AT_ONCE:
                yield from self._cut_together(waiting)
                waiting, count = [], 0
        yield from self._cut_together(waiting)

    def _cut_together(self, texts: Sequence[npt.NDArray[np.int64]]) -> Iterator[tuple[Ids, Ids]]:
        if not texts:
            return
        codes = np.concatenate(texts)
        bounds = np.cumsum([0, *map(len, texts)])
        begins = np.zeros(len(codes) + 1, np.bool_)
        begins[bounds] = True
        begins[:-1] |= codes == self._facts.space
        specials = self._specials[codes]
        special = specials >= 0
        begins[:-1] |= special
        begins[1:] |= special
        ids, starts = self._trie.cut(codes, begins[:-1], specials)
        parts = np.searchsorted(starts, bounds)
        for text in range(len(texts)):
            part = slice(parts[text], parts[text + 1])
            yield ids[part], starts[part] - bounds[text]


def _offsets(characters: Sequence[tuple[int, int]], starts: Sequence[int]) -> list[tuple[int, int]]:
    """Of each token, from its first character's beginning to its last one's end."""
    return [(characters[start][0], characters[end - 1][1]) for start, end in pairwise([*starts, len(characters)])]


def write_unigram(source: Path, folder: Path) -> None:
    """Make the folder of a tokenizer.json, whole or not at all; of a tokenizer of another kind it only says so.

    Args:
        source: The file, as the library writes it.
        folder: What is there before goes.
    """
    beside = folder.with_name(f".{folder.name}.new")
    for old in (beside, folder):
        if old.exists():
            shutil.rmtree(old)
    beside.mkdir()
    content = json.loads(source.read_text(encoding="utf-8"))
    facts: dict[str, object] = {"format": FORMAT, "source_bytes": source.stat().st_size, "unigram": None}
    if _is_unigram(content):
        facts["unigram"] = asdict(_write_parts(content, beside))
    write_json(facts, beside / FACTS_FILE)
    beside.rename(folder)


def fits(source: Path, folder: Path) -> bool:
    """Whether the folder was made of this file, by the format and the file's size."""
    facts = read_json(folder / FACTS_FILE)
    return facts.get("format") == FORMAT and facts.get("source_bytes") == source.stat().st_size


def read_unigram(folder: Path, *, max_tokens: int, pad_id: int = 0) -> UnigramTokenizer | None:
    """The tokenizer of a folder; None where it is of another kind, which only the library can do."""
    found = read_json(folder / FACTS_FILE)["unigram"]
    if found is None:
        return None
    facts = UnigramFacts(**found)
    keys, pieces, scores = (np.asarray(mapped(folder / f"{name}.npy")) for name in _ARRAYS)
    trie = PieceTrie(keys, pieces, scores, facts.characters, facts.unknown, facts.unknown_score)
    tokenizer = Tokenizer.from_file(str(folder / CHARACTERS_FILE))
    # It remembers words otherwise, several kilobytes of characters for each.
    tokenizer.model._resize_cache(0)  # noqa: SLF001
    return UnigramTokenizer(tokenizer, trie, facts, max_tokens=max_tokens, pad_id=pad_id)


def _is_unigram(content: Mapping[str, Any]) -> bool:
    """Whether the file's tokenizer does only what is done here."""
    model, before, after = (content.get(part) or {} for part in ("model", "pre_tokenizer", "post_processor"))
    steps = before.get("pretokenizers", [before])
    spaces = [step for step in steps if step.get("type") != "WhitespaceSplit"]
    return (
        model.get("type") == "Unigram"
        and model.get("unk_id") is not None
        and not model.get("byte_fallback")
        and all(piece for piece, _ in model["vocab"])
        and min(score for _, score in model["vocab"]) < 0
        and [step.get("type") for step in spaces] == ["Metaspace"]
        and spaces[0].get("split", True)
        and spaces[0].get("prepend_scheme") == "always"
        and after.get("type", "TemplateProcessing") == "TemplateProcessing"
    )


def _write_parts(content: Mapping[str, Any], folder: Path) -> UnigramFacts:
    """The arrays of the trie, and the tokenizer that cuts into characters."""
    model, added = content["model"], content["added_tokens"]
    pieces = [(str(piece), float(score)) for piece, score in model["vocab"]]
    (space,) = (
        step["replacement"]
        for step in content["pre_tokenizer"].get("pretokenizers", [content["pre_tokenizer"]])
        if step["type"] == "Metaspace"
    )
    names = [_UNKNOWN, *sorted({*space, *(one for piece, _ in pieces for one in piece)})]
    codes = {name: code for code, name in enumerate(dict.fromkeys([*names, *(token["content"] for token in added)]))}
    ids = [token["id"] for token in added]
    trie = build_trie(pieces, codes, unknown=model["unk_id"], count=max(len(pieces) - 1, *ids) + 1)
    for name in _ARRAYS:
        np.save(folder / f"{name}.npy", getattr(trie, name))
    characters = {
        **content,
        "truncation": None,
        "padding": None,
        "added_tokens": [{**token, "id": codes[token["content"]]} for token in added],
        "post_processor": None,
        "decoder": None,
        "model": {"type": "BPE", "unk_token": _UNKNOWN, "fuse_unk": False, "vocab": codes, "merges": []},
    }
    (folder / CHARACTERS_FILE).write_text(json.dumps(characters, ensure_ascii=False), encoding="utf-8")
    opening, closing = _around(content.get("post_processor"))
    specials = [(codes[token["content"]], token["id"]) for token in added]
    return UnigramFacts(opening, closing, trie.unknown, trie.unknown_score, trie.characters, codes[space], specials)


def _around(template: Mapping[str, Any] | None) -> tuple[list[int], list[int]]:
    """Ids before and behind a text."""
    sides: tuple[list[int], list[int]] = ([], [])
    if template is None:
        return sides
    seen = 0
    for part in template["single"]:
        if "Sequence" in part:
            seen = 1
        else:
            sides[seen].extend(template["special_tokens"][part["SpecialToken"]["id"]]["ids"])
    return sides
