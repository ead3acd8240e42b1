"""Whether a statement says what its quotes say, word for word in their order, as far as the closed lists allow no more.

A statement is read as pieces of the quotes' sentences, one after another. Within a piece nothing may be added but what is
`insertable`, and nothing left out but what is `omissible`. A piece may begin and end within a clause, where that cuts no
name and leaves out no word that turns what is said; it may go on to another clause only where it takes its subject with it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from service.generate.citations import Context
from service.generate.source_text import Source, longest_phrase
from service.generate.tokens import Token, TokenKind, equal, lexicon, tokens
from service.query.dictionary import glossary

_POSSESSIVE = {"的", "之"}
_LONGEST_ITEM = 6
"""Characters of a thing that is counted in a list."""


_MOST_STEPS = 10_000
"""Of a search; a true statement takes some hundred, and one that repeats one character need not be read in every way."""

_MOST_ITEMS = 20
"""Of a list that are looked at."""


class _Place(NamedTuple):
    """How far a reading has come."""

    said: int
    """Tokens of the statement that are accounted for."""
    source: int
    """The context that the last piece stands in; -1 before the first."""
    next: int
    """The token behind the last one of it."""
    within: bool
    """Whether the piece goes on."""
    instead: bool = False
    """Whether a pronoun has been read in place of what the next piece leaves out."""


def unsaid(text: str, contexts: Sequence[Context]) -> str:
    """The first of a statement's words that its quotes do not say there; empty where they say all of it."""
    sources = Source.all_of(contexts)
    spoken = [tuple(tokens(text, published_at=source.published_at)) for source in sources]
    usable = [place for place, each in enumerate(spoken) if len(each) == len(spoken[0])]
    return _Reading([sources[place] for place in usable], [spoken[place] for place in usable]).fault()


@dataclass(slots=True)
class _Reading:
    """The search for a way to read a statement out of its sources."""

    sources: list[Source]
    spoken: list[tuple[Token, ...]]
    """The statement's tokens, dates read as each source reads its own."""
    seen: set[_Place] = field(default_factory=set)
    listed: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    """By source and token, where the items of a list begin that go on from there."""

    def fault(self) -> str:
        said = self.spoken[0]
        waiting = [_Place(0, -1, 0, within=False)]
        furthest = 0
        while waiting and len(self.seen) < _MOST_STEPS:
            place = waiting.pop()
            if place in self.seen:
                continue
            self.seen.add(place)
            furthest = max(furthest, place.said)
            if place.said == len(said):
                if place.source >= 0 and (not place.within or self._may_close(place)):
                    return ""
                continue
            waiting.extend(self._on(place) if place.within else self._anew(place))
        return "".join(token.text for token in said[furthest : furthest + 1]) or said[-1].text

    def _same(self, said: int, source: int, place: int) -> bool:
        """Whether a token of the statement is one of a source; a figure counts only where it is quoted."""
        ours, theirs = self.spoken[source][said], self.sources[source].tokens[place]
        if ours.kind is not theirs.kind:
            return False
        if ours.figure is None or theirs.figure is None:
            return ours.text == theirs.text
        quoted = place in self.sources[source].quoted
        return quoted and ours.figure.unit == theirs.figure.unit and equal(ours.figure, theirs.figure)

    def _on(self, at: _Place) -> Iterator[_Place]:
        """From within a piece."""
        said, source = self.spoken[at.source], self.sources[at.source]
        if said[at.said].kind is TokenKind.STOP and self._may_close(at):
            yield at._replace(said=at.said + 1, within=False)
        yield from (at._replace(said=at.said + added) for added in self._added(said, at.said))
        if at.next < len(source.tokens):
            if self._same(at.said, at.source, at.next):
                yield at._replace(said=at.said + 1, next=at.next + 1)
            yield from (at._replace(next=at.next + left) for left in self._left(source, at.next))
            yield from (at._replace(next=place) for place in (*self._items(at), *self._continued(at)))

    def _added(self, said: tuple[Token, ...], place: int) -> Iterator[int]:
        """How many tokens a statement may have more than its source there."""
        if said[place].kind is TokenKind.STOP:
            yield 1
        if length := longest_phrase(said, place, lexicon().insertable):
            yield length
        length = longest_phrase(said, place, lexicon().before_figures)
        if length and place + length < len(said) and said[place + length].kind is TokenKind.FIGURE:
            yield length

    def _left(self, source: Source, place: int) -> Iterator[int]:
        """How many tokens a statement may leave out there."""
        if source.tokens[place].kind is TokenKind.STOP:
            yield 1
        if length := source.phrase(place, lexicon().omissible):
            yield length
        length = source.phrase(place, lexicon().before_money)
        if length and source.is_money(place + length):
            yield length

    def _anew(self, at: _Place) -> Iterator[_Place]:
        """From the beginning of a clause of the statement."""
        said, words = self.spoken[0], lexicon()
        if said[at.said].kind is TokenKind.STOP:
            yield at._replace(said=at.said + 1)
        for phrases in (words.openings, words.insertable):
            if added := longest_phrase(said, at.said, phrases):
                yield at._replace(said=at.said + added)
        if added := longest_phrase(said, at.said, words.pronouns):
            yield at._replace(said=at.said + added, instead=True)
        for source, read in enumerate(self.sources):
            for place in range(len(read.tokens)):
                if self._same(at.said, source, place) and self._may_open(at, source, place):
                    yield _Place(at.said + 1, source, place + 1, within=True)

    def _may_open(self, at: _Place, source: int, place: int) -> bool:
        """Whether a piece may begin at a token: what stands before it in its clause is left out."""
        read = self.sources[source]
        start = read.starts[place]
        if not read.turned.isdisjoint(range(start, place)):
            return source == at.source and place == at.next
        whole = self._harmless(read, start, place)
        if at.source < 0:
            return whole or self._may_cut_before(read, place, instead=at.instead)
        if source != at.source:
            return whole and self._opens_sentence(read, start)
        if place < at.next:
            return False
        if not whole:
            return self._harmless(read, at.next, place)
        following = read.ends[at.next - 1] >= start or self._harmless(read, read.ends[at.next - 1], start)
        return following or self._opens_sentence(read, start) or start in self._items(at)

    def _opens_sentence(self, read: Source, start: int) -> bool:
        return start in read.opens

    def _may_cut_before(self, read: Source, place: int, *, instead: bool) -> bool:
        """Whether the beginning of a clause may be left out, up to a token."""
        if read.language == "zh":
            return place not in read.joined and self._loose(read, place - 1, -1) != 1
        if read.language == "en":
            named = not any(read.phrase(each, lexicon().pronouns) for each in range(read.starts[place], place))
            return (instead and named) or (place in read.quoted and place - 1 not in read.quoted)
        return False

    def _may_close(self, at: _Place) -> bool:
        """Whether a piece may end here: what follows in its clause is left out."""
        read = self.sources[at.source]
        end = read.ends[at.next - 1]
        if at.next >= end or self._harmless(read, at.next, end):
            return True
        first = read.tokens[at.next].text
        possessed = not _POSSESSIVE.isdisjoint({read.tokens[at.next - 1].text, first})
        if possessed or not read.turned.isdisjoint(range(at.next, end)):
            return False
        if read.language == "zh":
            return at.next not in read.joined and self._loose(read, at.next, 1) != 1
        return read.language == "en" and (first,) in lexicon().suffix_openings

    def _loose(self, read: Source, place: int, step: int) -> int:
        """Characters in a row from a token on that are part of no word: one alone may be a piece of a name."""
        count = 0
        while 0 <= place < len(read.tokens) and read.tokens[place].kind is TokenKind.CHARACTER:
            empty = (read.tokens[place].text,) in lexicon().omissible
            if place in read.worded or (empty and count > 0):
                break
            count, place = count + (not empty), place + step
        return count

    def _harmless(self, read: Source, first: int, last: int) -> bool:
        """Whether nothing stands between two places but stops and what may be left out anywhere."""
        words = lexicon()
        place = first
        while place < last:
            opening = read.phrase(place, words.openings) if place in {read.starts[place], first} else 0
            left = 1 if read.tokens[place].kind is TokenKind.STOP else max(opening, read.phrase(place, words.omissible))
            if left == 0:
                return False
            place += left
        return place == last

    def _items(self, at: _Place) -> list[int]:
        """Where later items of a list begin: 捐 of 捐款三万元，口罩一千个，消毒液二吨 goes for each of them."""
        read = self.sources[at.source]
        if read.language != "zh":
            return []
        if (known := self.listed.get((at.source, at.next))) is not None:
            return known
        found = self.listed[at.source, at.next] = []
        place, start = at.next, at.next
        while place < len(read.tokens) and self._item(read, start, end := read.ends[place]):
            if start != at.next:
                found.append(start)
            if end >= len(read.tokens) or end in read.opens or len(found) == _MOST_ITEMS:
                break
            place = start = end
        return found

    def _continued(self, at: _Place) -> list[int]:
        """Where the next clause begins, if it says more of the same subject: 款项 of 款项用于修路，没有用于其他."""
        read = self.sources[at.source]
        end = read.ends[at.next - 1]
        if read.language != "zh" or end >= len(read.tokens) or end in read.opens:
            return []
        if not self._may_close(at):
            return []
        return [end] if end in read.turned or read.phrase(end, lexicon().same_subject) else []

    def _item(self, read: Source, start: int, end: int) -> bool:
        """Whether tokens are a thing and its figure, and nothing else: 口罩一千余个."""
        body = [token for token in read.tokens[start:end] if token.kind is not TokenKind.STOP]
        if not body or body[-1].kind is not TokenKind.FIGURE or len(body) > _LONGEST_ITEM:
            return False
        thing = "".join(token.text for token in body[:-1])
        if not all(token.kind is TokenKind.CHARACTER for token in body[:-1]) or not thing:
            return False
        known = glossary().english
        return len(thing) == 1 or thing in known or thing[:-1] in known
