"""The sentences that quotes were taken from, as tokens: their clauses, and where one may be cut without changing a name."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.core.article import Span
from indexer.core.figure import FigureKind
from indexer.text.sentences import sentences
from service.generate.citations import CLAUSE_END, Context, unwrapped
from service.generate.tokens import Phrase, Token, TokenKind, lexicon, tokens
from service.query.dictionary import glossary

_LONGEST_WORD = 8


@dataclass(frozen=True, slots=True)
class Source:
    """Sentences in a row, ready to be compared with a statement."""

    tokens: tuple[Token, ...]
    published_at: str
    language: str
    """"zh", "en", or "": one in which nothing is known to be harmless to leave out."""
    starts: tuple[int, ...]
    """For each token the first of its clause."""
    ends: tuple[int, ...]
    """For each token the one behind the last of its clause."""
    opens: frozenset[int]
    """Tokens that a sentence begins with."""
    quoted: frozenset[int]
    """Tokens of the quotes."""
    turned: frozenset[int]
    """Tokens of words that turn what is said."""
    worded: frozenset[int]
    """Tokens that are part of a word of several characters."""
    joined: frozenset[int]
    """Tokens that stand in one word with the token before."""

    @classmethod
    def of(cls, context: Context, *others: Context) -> "Source":
        """The text of a context as tokens; the others are quotes from the same text."""
        published_at = context.article.published_at
        found = tuple(tokens(context.text, published_at=published_at))
        stops = [each.start() for each in CLAUSE_END.finditer(unwrapped(context.text))]
        clauses = [bisect_left(stops, token.start) for token in found]
        kept = without_figures(context.text, found)
        turned = {at for each in lexicon().turnings(kept) if not each.far for at in range(each.start, each.end)}
        worded, joined = _words(found)
        quotes = [each.quote for each in (context, *others)]
        return cls(
            tokens=found,
            published_at=published_at,
            language=_language(context, found),
            starts=tuple(bisect_left(clauses, clause) for clause in clauses),
            ends=tuple(bisect_right(clauses, clause) for clause in clauses),
            opens=frozenset(_first(found, span) for span in sentences(unwrapped(context.text))),
            quoted=frozenset(
                place for place, token in enumerate(found) if any(_within(token, quote) for quote in quotes)
            ),
            turned=frozenset(
                place for place, token in enumerate(found) if not turned.isdisjoint(range(token.start, token.end))
            ),
            worded=worded,
            joined=joined,
        )

    @classmethod
    def all_of(cls, contexts: Sequence[Context]) -> "list[Source]":
        """The sources of several quotes, those from the same sentences in one."""
        texts: dict[tuple[str, str], list[Context]] = {}
        for context in contexts:
            texts.setdefault((context.article.id, context.text), []).append(context)
        return [cls.of(*each) for each in texts.values()]

    def phrase(self, place: int, phrases: frozenset[Phrase]) -> int:
        """How many tokens the longest of these phrases takes that stands at a place; 0 where none does."""
        return longest_phrase(self.tokens, place, phrases)

    def is_money(self, place: int) -> bool:
        """Whether an amount of money stands at a place."""
        figure = self.tokens[place].figure if place < len(self.tokens) else None
        return figure is not None and figure.kind is FigureKind.MONEY


def longest_phrase(found: tuple[Token, ...], place: int, phrases: frozenset[Phrase]) -> int:
    """How many tokens the longest of these phrases takes that stands at a place; 0 where none does."""
    texts = tuple(token.text for token in found[place : place + 4])
    return next((length for length in range(len(texts), 0, -1) if texts[:length] in phrases), 0)


def without_figures(text: str, found: tuple[Token, ...]) -> str:
    """The text with its figures blanked out, at the same length: 不到三万 and almost 3 million are not denied."""
    kept = list(text)
    for token in found:
        if token.kind is TokenKind.FIGURE:
            kept[token.start : token.end] = " " * (token.end - token.start)
    return "".join(kept)


def _within(token: Token, quote: Span) -> bool:
    return quote.start <= token.start and token.end <= quote.end


def _first(found: tuple[Token, ...], sentence: Span) -> int:
    return next((place for place, token in enumerate(found) if token.start >= sentence.start), len(found))


def _language(context: Context, found: tuple[Token, ...]) -> str:
    han = any(token.kind is TokenKind.CHARACTER for token in found)
    spoken = context.article.main_language
    written = "zh" if han else "en"
    return written if spoken in {"", written} else ""


def _words(found: tuple[Token, ...]) -> tuple[frozenset[int], frozenset[int]]:
    """Tokens of words that the dictionary has, the longest from left to right; and those that continue one."""
    worded: set[int] = set()
    joined: set[int] = set()
    known = glossary().english
    place = 0
    while place < len(found):
        length = 1
        text = ""
        for end in range(place, min(place + _LONGEST_WORD, len(found))):
            if found[end].kind is not TokenKind.CHARACTER or found[end].end - found[place].start != end + 1 - place:
                break
            text += found[end].text
            if len(text) > 1 and text in known:
                length = len(text)
        if length > 1:
            worded.update(range(place, place + length))
            joined.update(range(place + 1, place + length))
        place += length
    return frozenset(worded), frozenset(joined)
