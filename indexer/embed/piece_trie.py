"""The pieces of a Unigram model as a trie in three sorted arrays, and the most likely way to cut text into them.

A node stands for the beginning of a piece. Nodes are numbered by length, then in order, from 1; 0 is the root. The child of node n by
character c has the key n * characters + c, and keys are ascending: where a key lies in the array is the child's number less one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Ids: TypeAlias = npt.NDArray[np.int64]
"""Ids of tokens, shape (tokens,)."""

Codes: TypeAlias = npt.NDArray[np.int64]
"""Characters as numbers of an alphabet, shape (characters,)."""

UNKNOWN_PENALTY = 10.0
"""How much less likely than the least likely piece an unknown character is: that of SentencePiece and of `tokenizers`."""


@dataclass(frozen=True, slots=True)
class PieceTrie:
    """The arrays; they may be mapped from files."""

    keys: npt.NDArray[np.int64]
    """Of each node, shape (nodes,)."""
    pieces: npt.NDArray[np.int32]
    """The piece that ends at each node, -1 where none does, shape (nodes,)."""
    scores: npt.NDArray[np.float64]
    """How likely each piece is, as a natural logarithm, shape (pieces,)."""
    characters: int
    """Size of the alphabet."""
    unknown: int
    """The piece that stands for what no piece holds."""
    unknown_score: float
    """How likely it is."""

    def cut(self, codes: Codes, begins: npt.NDArray[np.bool_], known: Ids) -> tuple[Ids, Ids]:
        """Ids of the likeliest pieces of each word, and where in `codes` each begins.

        Viterbi's algorithm, which adds 64-bit numbers from a word's first character on and keeps the first of equals, as `tokenizers` does: the
        result is the same also where two ways differ in the last bit. Unknown characters of a word that touch are one token.

        Args:
            codes: Characters of all words, one after the other.
            begins: Whether a word begins there, shape (characters,); the first does.
            known: Of each character that is a token as it stands, and a word, its id; else -1.
        """
        if not len(codes):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        starts, ends, ids, scores = self._edges(codes, begins, known)
        # Each word has nodes of its own, so that its likelihood is added up from 0.
        firsts = np.flatnonzero(begins)
        words = np.cumsum(begins)[starts] - 1
        froms, tos = starts + words, ends + words
        firsts += np.arange(len(firsts))
        used = _best_path(froms.tolist(), tos.tolist(), scores.tolist(), firsts, len(codes) + len(firsts))
        taken = np.asarray(used, np.int64)[::-1]
        ids, starts = ids[taken], starts[taken]
        unknown = ids == self.unknown
        if not unknown.any():
            return ids, starts
        fused = np.zeros(len(ids), np.bool_)
        fused[1:] = unknown[1:] & unknown[:-1] & ~begins[starts[1:]]
        return ids[~fused], starts[~fused]

    def _edges(
        self, codes: Codes, begins: npt.NDArray[np.bool_], known: Ids
    ) -> tuple[Ids, Ids, Ids, npt.NDArray[np.float64]]:
        """Every piece that lies in a word: where it begins and ends, its id and how likely it is; by beginning."""
        # No piece has the code 0, so that none goes past its word.
        inner = np.append(np.where(begins, 0, codes), 0)
        places, keys = np.arange(len(codes)), codes
        all_places, all_pieces = [], []
        while len(places):
            found = np.searchsorted(self.keys, keys)
            hits = (self.keys.take(found, mode="clip") == keys).nonzero()[0]
            places, nodes = places[hits], found[hits]
            all_places.append(places)
            all_pieces.append(self.pieces[nodes])
            keys = (nodes + 1) * self.characters + inner[places + len(all_places)]
        alone = known.copy()
        alone[all_places[0]] = np.maximum(alone[all_places[0]], all_pieces[0])
        lost = (alone < 0).nonzero()[0]
        alone[lost] = self.unknown
        all_places[0], all_pieces[0] = np.arange(len(codes)), alone
        starts, ids = np.concatenate(all_places), np.concatenate(all_pieces)
        ends = starts + np.repeat(np.arange(1, len(all_places) + 1), [len(each) for each in all_places])
        scores = self.scores.take(ids, mode="clip")
        scores[lost] = self.unknown_score
        order = np.argsort(starts, kind="stable")
        order = order[ids[order] >= 0]
        return starts[order], ends[order], ids[order], scores[order]


def _best_path(froms: Sequence[int], tos: Sequence[int], scores: Sequence[float], firsts: Ids, nodes: int) -> list[int]:
    """Edges of the likeliest ways through all words, from the last to the first; edges come by where they begin."""
    likeliest = np.full(nodes, -np.inf)
    likeliest[firsts] = 0.0
    best, by = likeliest.tolist(), [-1] * nodes
    for edge, (start, end, score) in enumerate(zip(froms, tos, scores, strict=True)):
        total = best[start] + score
        if total > best[end]:
            best[end], by[end] = total, edge
    used = []
    node = nodes - 1
    while node > 0:
        edge = by[node]
        if edge < 0:  # a word's first node, behind the last of the word before
            node -= 1
        else:
            used.append(edge)
            node = froms[edge]
    return used


def build_trie(
    pieces: Sequence[tuple[str, float]], codes: Mapping[str, int], *, unknown: int, count: int = 0
) -> PieceTrie:
    """The trie of a Unigram model.

    Args:
        pieces: By id, with the logarithm of how likely each is; none is empty.
        codes: The number of every character of the pieces, and of what else a text may have.
        unknown: The id of what stands for unknown characters.
        count: How many ids there are, where some are of no piece.
    """
    longest = max(len(piece) for piece, _ in pieces)
    table = np.full((len(pieces), longest), -1, np.int32)
    for row, (piece, _) in enumerate(pieces):
        table[row, : len(piece)] = [codes[character] for character in piece]
    order = np.lexsort(table.T[::-1])
    table = table[order]
    lengths = (table >= 0).sum(axis=1)
    parents = np.zeros(len(pieces), np.int64)
    differs = np.zeros(len(pieces), np.bool_)
    differs[0] = True
    keys, ends = [], []
    characters = max(codes.values()) + 1
    made = 0
    for length in range(1, longest + 1):
        column = table[:, length - 1].astype(np.int64)
        differs[1:] |= column[1:] != column[:-1]
        reach = lengths >= length
        new = differs & reach
        keys.append(parents[new] * characters + column[new])
        # Rows that begin alike lie together, so a running count numbers their node.
        parents = np.where(reach, made + np.cumsum(new), parents)
        made += int(new.sum())
        last = lengths == length
        ends.append((parents[last] - 1, order[last]))
    by_node = np.full(made, -1, np.int32)
    for nodes, ids in ends:
        by_node[nodes] = ids  # of equal pieces the last counts, as in `tokenizers`
    scores = np.zeros(max(count, len(pieces)))
    scores[: len(pieces)] = [score for _, score in pieces]
    least = min(score for _, score in pieces) - UNKNOWN_PENALTY
    return PieceTrie(np.concatenate(keys), by_node, scores, characters, unknown, least)
