"""Harder examples: for a draw of the questions, what our own search would put beside the right window, by meaning and by words."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from indexer.core.arrays import Matrix
from indexer.core.errors import InputError
from indexer.embed.embedder import Embedder
from indexer.index.bm25_builder import TermsBuilder
from service.evaluate.correctness import contains_answer
from training.examples.chance import chance
from training.examples.example import Example, Group, read_groups, write_groups
from training.examples.pool import best_places
from training.examples.prepare import HELD_OUT, PREPARED, TRAIN, hashes

_LOOKED_AT = 60
"""Of each list: beyond that many a window is no longer like the right one."""
_AT_A_TIME = 256
"""Questions compared with the whole pool at a time."""

Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Mining:
    """How much is looked for."""

    questions: int = 8000
    """Drawn of those in the languages; fewer where there are fewer."""
    negatives: int = 4
    """Windows found for each of them, beside those it has."""
    languages: tuple[str, ...] = ("zh", "zh-Hant", "en")
    """Of question and window: by default those that the reader ranks."""
    seed: int = 7


def mine(work: Path, out: Path, embedder: Embedder, mining: Mining, *, note: Note) -> dict[str, object]:
    """Writes train.jsonl, held-out.jsonl and prepared.json of harder examples into a folder; `fit` takes it as it takes the first.

    A question's candidates are the windows in its window's language that answer some other question: the nearest by the
    embedder and the best by BM25 take turns. Left out are those of the same article and those that hold the answer.

    Args:
        work: A folder that `prepare` wrote.
        out: Where to write; made if missing.
        embedder: The base model's.
        mining: How much.
        note: Told of each language.

    Returns:
        What prepared.json says.

    Raises:
        InputError: A file of `work` is missing, or `out` is the same folder.
    """
    if out.resolve() == work.resolve():
        raise InputError(f"{out} holds the examples that are read.", next_step="Name another folder with --out.")
    groups = read_groups(work / TRAIN)
    drawn = _drawn(groups, mining)
    harder: dict[str, Group] = {}
    for language in mining.languages:
        own = [group for group in drawn if group[0].rank and group[0].passage_language == language]
        if own:
            pool = Pool.of([group[0] for group in groups if group[0].passage_language == language], embedder)
            harder |= {group[0].group: group for group in pool.harder(own, mining.negatives)}
            note(f"{language}: {len(own):,} questions among {len(pool.windows):,} windows")
    out.mkdir(parents=True, exist_ok=True)
    write_groups([harder.get(group[0].group, group) for group in drawn], out / TRAIN)
    (out / HELD_OUT).write_bytes((work / HELD_OUT).read_bytes())
    facts = json.loads((work / PREPARED).read_text(encoding="utf-8"))
    added = sum(len(harder[group[0].group]) - len(group) for group in drawn if group[0].group in harder)
    facts["mined"] = {**asdict(mining), "drawn": len(drawn), "added": added}
    facts["sha256"] = hashes(out)
    (out / PREPARED).write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return dict(facts["mined"])


def _drawn(groups: Sequence[Group], mining: Mining) -> list[Group]:
    """A draw of those in the languages, answerable or not, in a new order."""
    open_ones = [
        group for group in groups if {group[0].question_language, group[0].passage_language} <= {*mining.languages}
    ]
    order = chance(mining.seed, "mined").permutation(len(open_ones))[: mining.questions]
    return [open_ones[int(place)] for place in order]


@dataclass(frozen=True, slots=True)
class Pool:
    """The windows of one language that answer some question, searched as our own search does."""

    windows: tuple[str, ...]
    articles: tuple[str, ...]
    """Of each window."""
    headings: tuple[str, ...]
    """Of each window."""
    vectors: Matrix
    """Shape (windows, dimension)."""
    embedder: Embedder

    @classmethod
    def of(cls, examples: Sequence[Example], embedder: Embedder) -> "Pool":
        """The different windows of those examples that answer."""
        # With a heading where any question's copy of the window has one: to lack one must not tell of being wrong.
        ordered = sorted(examples, key=lambda example: bool(example.heading))
        found = {example.passage: example for example in ordered if example.rank}
        articles = tuple(example.article for example in found.values())
        headings = tuple(example.heading for example in found.values())
        return cls(tuple(found), articles, headings, embedder.embed_passages(list(found)), embedder)

    def harder(self, groups: Sequence[Group], most: int) -> Iterator[Group]:
        """Each group with up to so many windows more that do not answer, in the order given."""
        builder = TermsBuilder()
        for window in self.windows:
            builder.add(window, language=groups[0][0].passage_language)
        words = builder.build()
        for first in range(0, len(groups), _AT_A_TIME):
            some = groups[first : first + _AT_A_TIME]
            near = self.embedder.embed_queries([group[0].question for group in some]) @ self.vectors.T
            for group, likeness in zip(some, near, strict=True):
                right = group[0]
                lists = [best_places(likeness, _LOOKED_AT)]
                if right.question_language == right.passage_language:
                    lists.append(best_places(words.scores(right.question), _LOOKED_AT))
                found = self._wrong(right, in_turn(lists), {example.passage for example in group}, most)
                yield (*group, *(self._negative(right, place) for place in found))

    def _negative(self, right: Example, place: int) -> Example:
        # A question whose windows go without headings must not be told its right window by that.
        heading = self.headings[place] if right.heading else ""
        return replace(right, passage=self.windows[place], heading=heading, start=None, end=None)

    def _wrong(self, right: Example, places: Sequence[int], known: set[str], most: int) -> list[int]:
        """The first that are of another article, hold no answer and are not there yet."""
        found: list[int] = []
        for place in places:
            window = self.windows[place]
            other = self.articles[place] != right.article and window not in known
            if other and not contains_answer(window, [right.answer]):
                found.append(place)
            if len(found) == most:
                break
        return found


def in_turn(lists: Sequence[Sequence[int]]) -> list[int]:
    """The first of each list, then the second of each, every number once.

    >>> in_turn([[4, 2, 7], [2, 9]])
    [4, 2, 9, 7]
    """
    longest = max(map(len, lists), default=0)
    return list(dict.fromkeys(each[rank] for rank in range(longest) for each in lists if rank < len(each)))
