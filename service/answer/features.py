"""Features of a candidate: how near the question's words stand to it, and what its figure counts."""

import math
import re
import sys
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence, Set
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import accumulate, pairwise

from indexer.core.article import Article, Span
from indexer.core.figure import Figure, FigureKind
from indexer.text.analyzer import Token, held_terms, tokens
from service.answer.candidate import Sentence
from service.answer.question import AnswerQuery
from service.answer.span_expansion import wholes
from service.figures.read import figures
from service.query.question_type import MEASURE, NUMBERS
from service.search.highlight import share_among, spellings_of

STOPS = frozenset("，,；;。：:、")
"""What ends a clause."""

MOST_UNSPOKEN = 20
"""Characters; a longer distance counts as this one."""

_NEVER = sys.maxsize
"""Behind the end of any text."""


class Places:
    """Where a sentence has words of the question, made ready so that each span is looked at without all the others.

    A sentence may state thousands of figures beside as many words: what takes each with each takes seconds.
    """

    def __init__(self, text: str, matches: Sequence[Token], want_of: Mapping[str, int]) -> None:
        """Takes a sentence.

        Args:
            text: The sentence.
            matches: Words of the question in it.
            want_of: By term, the number of what the question looks for.
        """
        self.text = text
        self._starts: dict[int, list[int]] = {}
        """Where each word of the question stands, by the word's number."""
        self._ends: dict[int, list[int]] = {}
        self._longest = max((match.end - match.start for match in matches), default=0)
        self._spoken = [_NEVER] * len(text)
        """For each character, where the first word that it is in ends."""
        for match in matches:
            self._starts.setdefault(want_of[match.term], []).append(match.start)
            self._ends.setdefault(want_of[match.term], []).append(match.end)
            for place in range(match.start, match.end):
                self._spoken[place] = min(self._spoken[place], match.end)
        for each in (*self._starts.values(), *self._ends.values()):
            each.sort()
        self._stops = [place for place, character in enumerate(text) if character in STOPS]
        silent = (end == _NEVER and character.isalnum() for character, end in zip(text, self._spoken, strict=True))
        self._unspoken = list(accumulate(silent, initial=0))
        """For each place, how many characters before it the question does not speak of."""

    def distances(self, span: Span) -> dict[int, int]:
        """How far from a span each of the question's words that stand outside it is, by the nearest; by its number."""
        found = {}
        for number in self._starts:
            before, after = self._nearest(number, span)
            far = [span.start - before] if before is not None else []
            far += [after - span.end] if after is not None else []
            if far:
                found[number] = min(far)
        return found

    @property
    def numbers(self) -> list[int]:
        """Numbers of the question's words in the sentence."""
        return list(self._starts)

    def beside(self, span: Span, *, within: int) -> bool:
        """Whether a whole word of the question follows a span in its clause, or stands before it, with so few characters between."""
        begin, stop = self._clause(span)
        first, last = max(begin, span.start - within), min(stop, span.end + within)
        return any(
            (before is not None and before >= first) or (after is not None and after <= last)
            for before, after in (self._nearest(number, span) for number in self._starts)
        )

    def in_clause(self, span: Span) -> list[int]:
        """Numbers of the question's words outside a span with no comma or the like between them and it."""
        begin, stop = self._clause(span)
        nearest = ((number, *self._nearest(number, span)) for number in self._starts)
        return [
            number
            for number, before, after in nearest
            if (before is not None and before >= begin) or (after is not None and after <= stop)
        ]

    def unspoken(self, span: Span) -> int:
        """How much stands before the span in its clause that the question does not speak of, at most so much as tells.

        党支部书记郭启明带头捐款5000元 is about someone, whom a question for what the village gave does not name.
        """
        begin, start = self._clause(span)[0], span.start
        count = self._unspoken[start] - self._unspoken[begin]
        # A word that reaches into the span is no word beside it.
        across = range(max(begin, start - self._longest), start)
        count += sum(self.text[place].isalnum() for place in across if start < self._spoken[place] < _NEVER)
        return min(count, MOST_UNSPOKEN)

    def _nearest(self, number: int, span: Span) -> tuple[int | None, int | None]:
        """Where a word of the question ends last before a span, and begins first behind it."""
        ends, starts = self._ends[number], self._starts[number]
        before, after = bisect_right(ends, span.start), bisect_left(starts, span.end)
        return ends[before - 1] if before else None, starts[after] if after < len(starts) else None

    def _clause(self, span: Span) -> tuple[int, int]:
        """Where the clause before a span begins and the one behind it ends."""
        before, after = bisect_left(self._stops, span.start), bisect_left(self._stops, span.end)
        begin = self._stops[before - 1] + 1 if before else 0
        return begin, self._stops[after] if after < len(self._stops) else len(self.text)


ARTICLE = ("named", "article", "year")
"""Features of an article, the same for all of its spans."""
TEXT = ("behind", "near", "clause", "stranger", "named here", "sentence", "kind", "figure", "long", "whole", "asked")
"""Features of any span of a sentence."""
FIGURE = ("counted", "total", "total unasked", "part", "former", "indefinite", "figure near", "figure clause")
"""Features that only a figure has; 0 for other spans."""

_NEAR = 12.0
"""Characters over which the nearness of a matching word falls to a third."""
_BEFORE_FIGURE = 14
"""Characters before a figure that say what part it plays: a total, or what one of many gave."""
_BETWEEN = 8
"""Characters between what something was and what it became, at most: 由61%提高到64.5%."""
_BESIDE = 3
"""Characters between a figure and what it counts, at most: 口罩约三千个, 97 of its members."""
_LONG = 40
"""Characters from which a span is as long as any."""
_KINDS: Mapping[str, tuple[str, ...]] = {
    "money": ("money",), "count": ("count",), "percent": ("percent",), "ratio": ("percent", "count"),
    "date": ("date",), "time": ("date",), "duration": ("duration",), "ordinal": ("count", "thing"),
}  # fmt: skip
"""Kinds of questions that a kind of figure answers; figures of all other kinds answer those for a measure."""
_UNTOLD = 0.5
"""Where nothing tells what kind of answer is asked for."""


def article_features(query: AnswerQuery, article: Article) -> dict[str, float]:
    """What an article says for all of its spans: the shares of the names and words of a question that it holds."""
    text = f"{article.title}\n{article.body}"
    told = f"{article.published_at[:4]} {text}"
    held = held_terms(text, spellings_of((*query.words, *query.names)), language=article.language)
    return {
        "named": _named(query, held),
        "article": share_among(query.words, held) if query.words else 0.0,
        "year": float(not query.years or any(year in told for year in query.years)),
    }


def fits(kinds: Mapping[str, float], figure: Figure | None) -> float:
    """How likely a question wants what a span is: the likelihood of the kinds that it may be of."""
    if not kinds:
        return _UNTOLD
    if figure is None:
        return 1.0 - sum(kinds.get(name, 0.0) for name in NUMBERS)
    return sum(kinds.get(name, 0.0) for name in _KINDS.get(str(figure.kind), (MEASURE,)))


class ReadSentence:
    """A sentence whose figures and whose words of the question are looked up once, however many spans are weighed."""

    def __init__(self, sentence: Sentence, query: AnswerQuery) -> None:
        self.sentence = sentence
        self._query = query

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Those that the grammar reads, with spans of the sentence."""
        article = self.sentence.article
        return figures(self.sentence.text, published_at=article.local_time, language=article.language)

    @cached_property
    def wholes(self) -> list[Span]:
        """What no quotation cuts through: its figures, numbers, words of alphabets and short quotations."""
        return [*(Span(each.start, each.end) for each in self.figures), *wholes(self.sentence.text)]

    def features(self, span: Span, figure: Figure | None) -> dict[str, float]:
        """What the sentence says for a span of it, by `TEXT` and `FIGURE`.

        Args:
            span: Of the sentence.
            figure: What the span amounts to.
        """
        place = Span(figure.start, figure.end) if figure is not None else span
        near, clause = self._nearness(place), self._weight(self._places.in_clause(place))
        words = self.sentence.text[span.start : span.end]
        return {
            "behind": self.sentence.behind,
            "near": near,
            "clause": clause,
            "stranger": self._places.unspoken(place) / MOST_UNSPOKEN if self._is_own else 0.0,
            **self._of_sentence,
            "kind": fits(self._query.kinds, figure),
            "figure": float(figure is not None),
            "long": min(len(words), _LONG) / _LONG,
            "whole": float(len(words) == len(self.sentence.text)),
            "asked": float(len(words) > 1 and words.casefold() in self._query.text.casefold()),
            **(dict.fromkeys(FIGURE, 0.0) if figure is None else self._of_figure(figure, near, clause)),
        }

    @cached_property
    def _is_own(self) -> bool:
        """Whether it is in the question's language: elsewhere, what the question does not speak of is no stranger."""
        return self._query.is_of(self.sentence.article.language)

    @cached_property
    def _weights(self) -> tuple[list[float], float]:
        """The idf of each of the question's words, and of all that can be looked for in this language."""
        words = self._query.words
        every = sum(want.idf for want in words if self._is_own or not want.unknown)
        return [want.idf for want in words], max(every, 1e-6)

    @cached_property
    def _found(self) -> list[Token]:
        """The question's words and names in it."""
        asked = spellings_of((*self._query.words, *self._query.names))
        return list(tokens(self.sentence.text, language=self.sentence.article.language, among=asked))

    @cached_property
    def _places(self) -> Places:
        """Where it has words of the question."""
        number = {term: place for place, want in enumerate(self._query.words) for term in want.spellings}
        return Places(self.sentence.text, [token for token in self._found if token.term in number], number)

    @cached_property
    def _of_sentence(self) -> dict[str, float]:
        named = _named(self._query, {token.term for token in self._found})
        return {"sentence": self._weight(self._places.numbers), "named here": named}

    def _weight(self, held: Sequence[int]) -> float:
        """Share of the question's idf weight that some of its words have, 0 to 1."""
        each, every = self._weights
        return min(sum(each[number] for number in held) / every, 1.0)

    def _nearness(self, place: Span) -> float:
        """Share of the question's idf weight, each word counting less the further it stands from the span."""
        each, every = self._weights
        near = (each[number] * math.exp(-far / _NEAR) for number, far in self._places.distances(place).items())
        return min(sum(near) / every, 1.0)

    def _of_figure(self, figure: Figure, near: float, clause: float) -> dict[str, float]:
        text, roles = self.sentence.text, _roles()
        before = text[max(0, figure.start - _BEFORE_FIGURE) : figure.start].casefold()
        says_total = roles["total"].search(before) is not None
        asked = self._query.text.casefold()
        asks_total = roles["total"].search(asked) is not None
        beside = self._places.beside(Span(figure.start, figure.end), within=_BESIDE)
        return {
            "counted": float(beside),
            "total": float(asks_total and says_total),
            "total unasked": float(says_total and not asks_total),
            "part": float(any(word not in asked for word in roles["part"].findall(before))),
            "former": float(figure.start in self._formers and roles["formerly"].search(asked) is None),
            "indefinite": float(_is_article(text, figure)),
            "figure near": near,
            "figure clause": clause,
        }

    @cached_property
    def _formers(self) -> frozenset[int]:
        """Where the figures begin that another follows which they rose, fell or were changed to."""
        text, to = self.sentence.text, _roles()["to"]
        return frozenset(
            one.start
            for one, other in pairwise(self.figures)
            if (one.kind, one.unit) == (other.kind, other.unit)
            and 0 < other.start - one.end <= _BETWEEN
            and STOPS.isdisjoint(between := text[one.end : other.start].casefold())
            and to.search(between) is not None
        )


def _named(query: AnswerQuery, held: Set[str]) -> float:
    """Share of the names' idf weight that some terms hold, 0 to 1; 1 where the question names nobody."""
    return share_among(query.names, held) if query.names else 1.0


def _is_article(text: str, figure: Figure) -> bool:
    """Whether a figure is what Chinese has for "a": 他是一名党员 counts nobody, 仅有一名医生 does."""
    counts_one = figure.kind is FigureKind.COUNT and figure.min == figure.max == 1
    return (
        counts_one
        and figure.text.startswith("一")
        and not text.endswith(("唯一", "仅", "只", "有", "共"), 0, figure.start)
    )


@lru_cache(maxsize=1)
def _roles() -> Mapping[str, re.Pattern[str]]:
    """Words that say what part a figure plays, by the part."""
    told: dict[str, list[str]] = tomllib.loads(
        (files("service.answer") / "data" / "roles.toml").read_text(encoding="utf-8")
    )
    return {role: re.compile("|".join(map(_whole_word, words))) for role, words in told.items()}


def _whole_word(word: str) -> str:
    """What finds a word; in scripts with capitals not inside another: each is no part of reached."""
    found = re.escape(word)
    return rf"\b{found}\b" if word.upper() != word else found
