"""Names for one thing, as an archive's articles give them: a table of full names with their short and Latin ones."""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from indexer.errors import BrokenSnapshotError
from indexer.fold import fold
from indexer.glosses import glosses

MOST_NAMES = 50_000
"""Pairs that are kept, those of the most articles first: 5 MB."""
_MOST_MEANINGS = 3
_LEAST_SHARE = 0.3
"""Of the articles that explain a short name, how many must explain it so."""
_GENERIC_FROM = 3


@dataclass(frozen=True, slots=True)
class NamePair:
    """Two names for one thing."""

    name: str
    other: str
    """Its Latin name, or its short form."""
    articles: int
    """How many say so."""


@dataclass(frozen=True, slots=True)
class NameTable:
    """What an archive says of names; empty for a snapshot that was built before it was asked."""

    pairs: tuple[NamePair, ...] = ()

    def __iter__(self) -> Iterator[NamePair]:
        return iter(self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)

    @classmethod
    def open(cls, file: Path) -> "NameTable":
        """Reads what `save` wrote.

        Raises:
            BrokenSnapshotError: It is something else.
        """
        try:
            rows = json.loads(file.read_text(encoding="utf-8"))
            return cls(tuple(NamePair(str(name), str(other), int(articles)) for name, other, articles in rows))
        except (OSError, ValueError, TypeError) as error:
            raise BrokenSnapshotError(f"{file} holds no names: {error}.") from error

    def save(self, file: Path) -> None:
        """Writes them, a pair a line."""
        rows = [json.dumps([each.name, each.other, each.articles], ensure_ascii=False) for each in self.pairs]
        file.write_text("[" + ",\n".join(rows) + "]\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class NameLearner:
    """Counts what articles say of names, each article once."""

    _sure: dict[str, Counter[str]] = field(default_factory=dict)
    """For a folded short or Latin name, its full names."""
    _unsure: dict[str, Counter[str]] = field(default_factory=dict)
    """The same with what stands before them."""
    _written: dict[str, Counter[str]] = field(default_factory=dict)
    """How a folded one is written."""

    def add(self, text: str) -> None:
        """Counts an article."""
        for each in sorted({(each.name, each.other, each.sure) for each in glosses(text)}):
            name, other, sure = each
            key = fold(other)
            (self._sure if sure else self._unsure).setdefault(key, Counter())[name] += 1
            self._written.setdefault(key, Counter())[other] += 1

    def table(self) -> NameTable:
        """What most articles that explain a name agree on."""
        agreed = {key: _agreed(self._sure.get(key, {}), self._unsure.get(key, {})) for key in self._written}
        generic = _generic({name for names in agreed.values() for name, _ in names})
        pairs = [
            NamePair(name, _ranked(self._written[key])[0][0], count)
            for key, names in agreed.items()
            for name, count in names
            if name not in generic
        ]
        best = sorted(pairs, key=lambda each: (-each.articles, each.other, each.name))[:MOST_NAMES]
        return NameTable(tuple(best))


def _agreed(sure: Mapping[str, int], unsure: Mapping[str, int]) -> list[tuple[str, int]]:
    """The full names that a good share of articles give, with how many; a name ends where what was written before it does."""
    counts = Counter(dict(sure))
    for written, count in sorted(unsure.items()):
        known = max((name for name in sure if written.endswith(name)), key=len, default="")
        counts[known or _repeated(written, unsure)] += count
    del counts[""]
    least = _LEAST_SHARE * sum(counts.values())
    return [each for each in _ranked(counts)[:_MOST_MEANINGS] if each[1] >= least]


def _repeated(written: str, unsure: Mapping[str, int]) -> str:
    """The longest end of what was written that another article has behind other words; empty where none has."""
    for size in range(len(written) - 1, 2, -1):
        end = written[-size:]
        if any(other.endswith(end) and other[:-size][-1:] != written[:-size][-1:] for other in unsure):
            return end
    return ""


def _generic(names: Collection[str]) -> set[str]:
    """Names that several longer ones end with: a laboratory is called 实验室 in its own article and nowhere else."""
    endings = Counter(name[-size:] for name in names for size in range(2, len(name)))
    return {name for name in names if endings[name] >= _GENERIC_FROM}


def _ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))
