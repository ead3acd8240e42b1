"""Which sources of an archive a query names: 央视 is 央视网 新闻联播, and "BBC" is BBC News."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from indexer.core.article import Span
from indexer.text.normalize import normalize
from indexer.text.words.cutting import Kind, is_cut, words_of
from service.query.name_evidence import may_be_name

FILE = "source_names.toml"
_SHORTEST = 2
_LONG = 4
"""Han characters from which on words side by side, 新闻联播, mean nothing else."""
_WORDS = re.compile(r"[^\W_]+(?:[’'&.-][^\W_]+)*")


class NamedSources(NamedTuple):
    """Sources that a query calls by one name, and where it does."""

    sources: tuple[str, ...]
    span: Span


def sources_named(query: str, sources: Iterable[str]) -> NamedSources | None:
    """The sources that a query names: those of the longest name that stands in it; None where it names none.

    >>> sources_named("央视报道了什么洪水？", ["央视网 新闻联播", "青禾日报"])
    NamedSources(sources=('央视网 新闻联播',), span=Span(start=0, end=2))

    Args:
        query: As it was typed.
        sources: Of the archive.
    """
    folded = normalize(query)
    found: dict[Span, list[str]] = {}
    for source in sources:
        spans = (_place_of(name, folded) for name in _called(source))
        longest = max(filter(None, spans), key=lambda each: each.end - each.start, default=None)
        if longest is not None:
            found.setdefault(longest, []).append(source)
    if not found:
        return None
    span = max(found, key=lambda each: (each.end - each.start, -each.start))
    return NamedSources(tuple(found[span]), span)


def _place_of(name: str, folded: str) -> Span | None:
    """Where a name stands in a folded query: whole words where words are spaced."""
    edge = r"(?<![^\W\d_])", r"(?![^\W\d_])"
    before, behind = ("", "") if is_cut(name) else edge
    place = re.search(f"{before}{re.escape(name)}{behind}", folded)
    return None if place is None else Span(*place.span())


@lru_cache(maxsize=4096)
def _called(source: str) -> tuple[str, ...]:
    """What a source is called, folded: its whole name, each part of it, and a part without the kind of medium it is."""
    folded = normalize(source).strip()
    parts = [folded, *folded.split()]
    shorter = [part for each in parts for part in _without_kind(each)]
    names = (each for each in (*parts[1:], *shorter) if each != folded and _tells(each))
    whole = (folded,) if len(folded) >= _SHORTEST else ()
    return tuple(dict.fromkeys((*whole, *names)))


def _without_kind(name: str) -> Iterator[str]:
    """A name without the kind of medium it is, and that without its own: 央视新闻 and 央视 of 央视新闻客户端."""
    for kind in _kinds():
        if name.endswith(kind) and (left := name.removesuffix(kind).strip()):
            yield left
            yield from _without_kind(left)


def _tells(name: str) -> bool:
    """Whether a short name can mean nothing but the source: 人民 of 人民网 is a word, and 中国 of 中国新闻网 a place."""
    if len(name) < _SHORTEST:
        return False
    if is_cut(name) and len(name) >= _LONG:
        return True
    if is_cut(name):
        return may_be_name(name) and all(word.kind is not Kind.PLACE for word in words_of(name))
    # Words in Latin letters are words: of those only letters that stand for words, BBC, are surely a name.
    return len(_WORDS.findall(name)) == 1 and not set(name) & set("aeiou")


@lru_cache(maxsize=1)
def _kinds() -> tuple[str, ...]:
    stored = tomllib.loads((files("service.query") / FILE).read_text(encoding="utf-8"))
    return tuple(sorted(stored["kinds"], key=len, reverse=True))
