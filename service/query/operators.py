"""Operators that a query may hold, read so that every query means something: `"phrase" -word source:… before:… OR`.

Only what stands by itself between blanks is one, and its name is ASCII: a question that merely holds quotation marks, a colon or
a dash is a question. Signs may be full-width, as Chinese keyboards have them: －证券, source：青禾日报. Phrases and OR bind only in a list of words, or after a sentence that has ended;
inside a sentence they are part of it, and quoted words weigh more, as ever. docs/http.md tells all of it to users.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, TypeAlias

from indexer.text.normalize import normalize
from service.query.sites import Site
from service.results import Filters, Holds, Where

OperatorName: TypeAlias = Literal[
    "phrase", "any", "without", "intitle", "source", "author", "keyword", "site", "before", "after"
]

_NAMED: dict[str, Where] = {
    "intitle": "title",
    "source": "source",
    "author": "author",
    "keyword": "keyword",
    "site": "site",
}
_OPENING, _CLOSING = '["＂“]', '["＂”]'
_TOKEN = re.compile(
    rf"(?P<minus>[-－−])?(?:(?P<name>[A-Za-z]+)[:：])?"
    rf"(?:[(（]?{_OPENING}(?P<quoted>[^\"＂“”]*){_CLOSING}[)）]?|(?P<plain>[^\s\"＂“”]+))(?=\s|\Z)"
    r"|(?P<rest>\S+)"
)
_SIGNS = re.compile('["＂“”:：|－−-]|OR')
"""Every operator has one of these; most queries have none."""
_DAY = re.compile(
    r"(?P<year>\d{4})(?:(?P<sign>[-/.])(?P<month>\d{1,2})(?:(?P=sign)(?P<day>\d{1,2}))?"
    r"|年(?:(?P<month_zh>\d{1,2})月(?:(?P<day_zh>\d{1,2})[日号])?)?"
    r"|(?P<month_plain>\d\d)(?P<day_plain>\d\d))?",
    re.ASCII,
)
_OR = ("OR", "|")
"""What joins alternatives; "or" in small letters is a word."""
_GROUP_BEGINS, _GROUP_ENDS = "(（", ")）"
_GROUP = _GROUP_BEGINS + _GROUP_ENDS
_ENDS = re.compile(r"[?？。！!…]\Z")
"""The end of a sentence."""
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Operator:
    """One operator as it was understood."""

    name: OperatorName
    values: tuple[str, ...]
    """The words, names or the day that it takes; of `any` one of several."""
    text: str
    """As it stands in the query."""
    where: Where = "article"
    """Where the words of `without` stand nowhere."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query, read: what is searched for, and what has to be so."""

    words: str
    """What is left to rank by: the query itself where it has no operators."""
    operators: tuple[Operator, ...] = ()
    in_full: str = ""
    """The question in full, as it was understood after others; empty where it was asked alone."""
    otherwise: tuple[str, ...] = ()
    """What it may ask instead, in full, the likeliest first."""
    names_only: bool = False
    """Whether it has no words of its own, and `words` are the values of its operators."""

    @classmethod
    def read(cls, text: str) -> "Query":
        """Reads a query; one that would have nothing left to search for is all words.

        >>> query = Query.read('招商 -证券 source:青禾日报')
        >>> query.words, [(each.name, each.values) for each in query.operators]
        ('招商', [('without', ('证券',)), ('source', ('青禾日报',))])
        >>> Query.read('他说："今年 10:30 开会"').operators
        ()
        """
        if not _SIGNS.search(text):
            return cls(text)
        tokens = [_Token.of(match) for match in _TOKEN.finditer(text)]
        words, operators = _sorted_out(tokens, binding_from=_binding_from(tokens))
        if not operators:
            return cls(text)
        named = [
            value for each in operators if each.name not in ("without", "before", "after") for value in each.values
        ]
        left = " ".join(words or named)
        return cls(left, operators, names_only=not words) if re.search(r"\w", left) else cls(text)

    def narrowed(self, filters: Filters) -> Filters:
        """Filters that let through what the operators let through as well."""
        if not self.operators:
            return filters
        own = Filters(
            published_from=max((each.values[0] for each in self.operators if each.name == "after"), default=""),
            published_to=min((each.values[0] for each in self.operators if each.name == "before"), default=""),
            holds=tuple(self._held()),
            lacks=tuple(Holds(each.values, each.where) for each in self.operators if each.name == "without"),
            also=filters if filters.active else None,
            names_only=self.names_only,
        )
        impossible = own.published_to and own.published_from > own.published_to
        return replace(own, published_from="", published_to="", article_ids=()) if impossible else own

    def _held(self) -> list[Holds]:
        """What the phrases, alternatives and names require; several sources are one or the other, as no article has two, and so are sites."""
        found = [Holds(each.values) for each in self.operators if each.name in ("phrase", "any")]
        found += [Holds(each.values, "title") for each in self.operators if each.name == "intitle"]
        for name in ("source", "author", "keyword", "site"):
            values = tuple(value for each in self.operators if each.name == name for value in each.values)
            if values:
                found.append(Holds(values, _NAMED[name]))
        return found


@dataclass(frozen=True, slots=True)
class _Token:
    """What stands between two blanks of a query."""

    text: str
    value: str
    """The words of an operator, a phrase or a word."""
    quoted: bool
    operator: OperatorName | None = None
    """Of one that its sign or name makes an operator."""
    where: Where = "article"
    """Where the words of `without` stand nowhere."""

    @classmethod
    def of(cls, match: re.Match[str]) -> "_Token":
        """The token of a match; one that makes no sense as an operator is a word."""
        text, name = match.group(), (match["name"] or "").lower()
        value = match["quoted"] if match["quoted"] is not None else match["plain"] or text
        quoted = match["quoted"] is not None and bool(re.search(r"\w", value))
        word = cls(text, value, quoted and not match["minus"] and not name)
        is_no_site = name == "site" and Site.named(value) is None
        if match["rest"] or not re.search(r"\w", value) or is_no_site:
            return word
        if match["minus"]:
            # -5 is a number below zero, -so- a dash on either side; and no date takes a sign.
            if name and name not in _NAMED:
                return word
            bare = not name and (not _LETTER.match(value) or not re.search(r"\w\Z", value))
            return word if bare else cls(text, value, quoted, "without", _NAMED.get(name, "article"))
        if name in ("before", "after"):
            day = _day(value, last=name == "before")
            return cls(text, day, quoted, name) if day else word  # type: ignore[arg-type] # one of the two
        if name in _NAMED:
            return cls(text, value, quoted, name)  # type: ignore[arg-type] # keys are names
        return word


def _day(value: str, *, last: bool) -> str:
    """The day that after:value begins with, or the last one that before:value lets through; empty where it is no date.

    >>> [_day(each, last=False) for each in ("2021-7", "2021/07/03", "2021年3月5日", "20210703", "2021.7/3")]
    ['2021-07-01', '2021-07-03', '2021-03-05', '2021-07-03', '']
    """
    found = _DAY.fullmatch(normalize(value))
    if found is None:
        return ""
    year = int(found["year"])
    month = int(found["month"] or found["month_zh"] or found["month_plain"] or 1)
    day = int(found["day"] or found["day_zh"] or found["day_plain"] or 1)
    try:
        begin = date(year, month, day)
        return (begin - timedelta(days=1) if last else begin).isoformat()
    except (ValueError, OverflowError):
        return ""


def _binding_from(tokens: Sequence[_Token]) -> int:
    """The place from which on phrases and OR bind: all of a list of words; of a sentence what comes after its end."""
    plain = [place for place, token in enumerate(tokens) if token.operator is None and not token.quoted]
    words = [tokens[place].text.strip(_GROUP) for place in plain if tokens[place].text not in _OR]
    if not plain or _is_list(words):
        return 0
    return plain[-1] + 1 if _ENDS.search(tokens[plain[-1]].text) else len(tokens)


def _is_list(words: Sequence[str]) -> bool:
    """Whether words are a list, or none, and no sentence: none of them only asks or joins."""
    rest = " ".join(words)
    if not rest:
        return True
    # Here and not at the top: this brings bm25s, and the routes that read queries are imported before an engine is.
    from service.query.question import content, language_of

    return not re.search(r"[?？。！!，,；;：]", rest) and content(rest, language_of(rest)) == normalize(rest)


def _sorted_out(tokens: Sequence[_Token], *, binding_from: int) -> tuple[list[str], tuple[Operator, ...]]:
    """The words that are left and the operators, both in order; phrases and OR bind from a place on."""
    words: list[str] = []
    operators: list[Operator] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        chain = _alternatives(tokens, place) if token.operator is not None or place >= binding_from else [token]
        values = tuple(each.value for each in chain)
        end = place + 2 * len(chain) - 1
        text = " ".join(each.text for each in tokens[place:end])
        if token.operator is not None:
            operators.append(Operator(token.operator, values, text, token.where))
            if token.operator == "intitle":
                words.extend(values)
        else:
            if len(chain) > 1:
                operators.append(Operator("any", values, text))
            elif token.quoted and place >= binding_from:
                operators.append(Operator("phrase", values, text))
            # Brackets around alternatives are no part of their words, nor is an OR that joins none (source:日报 OR 洪水).
            named = (each.text.strip(_GROUP) if len(chain) > 1 else each.text for each in chain)
            words.extend(word for word in named if place < binding_from or word not in _OR)
        place = end
    return words, tuple(operators)


def _alternatives(tokens: Sequence[_Token], place: int) -> list[_Token]:
    """The words, phrases or names of one kind that OR joins with the one at a place, this one first.

    Alternatives may stand in brackets; of a chain that a bracket begins before or ends behind there is none.
    """
    chain = [tokens[place]]
    while place + 2 < len(tokens) and tokens[place + 1].text in _OR:
        after = tokens[place + 2]
        if not _joins(chain[0], after) or after.text in _OR:
            break
        chain.append(after)
        place += 2
    if len(chain) == 1 or chain[0].operator is not None:
        return chain
    if not _is_balanced("".join(each.text for each in chain)):
        return chain[:1]
    return [replace(each, value=each.value.strip(_GROUP)) for each in chain]


def _is_balanced(text: str) -> bool:
    """Whether every bracket of a text is closed, and none before it is opened."""
    depth = 0
    for character in text:
        depth += (character in _GROUP_BEGINS) - (character in _GROUP_ENDS)
        if depth < 0:
            return False
    return not depth


def _joins(one: _Token, other: _Token) -> bool:
    """Whether two tokens may be alternatives of each other."""
    if one.operator is None:
        return other.operator is None and all(re.search(r"\w", each.value) for each in (one, other))
    return one.operator == other.operator and one.operator in _NAMED
