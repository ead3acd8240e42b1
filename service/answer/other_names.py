"""Whether a candidate stands where its article speaks of another village, bank or team than the question names.

A question for the households of one village finds the article of its neighbour that thanks it for a gift: the neighbour's households are
near all words of the question. The article's own names tell them apart. It is taken to speak of another there if

- it names one of the kind that the question names (named_kinds.toml), twice at least, before it names the one asked about, and
- going back from the candidate's sentence, the first sentence that names any of the kind names others alone.

What can't be told counts for nothing: a name whose kind no word tells, or that an article in another script may spell in a way that
the archive does not know.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from indexer.core.article import Article
from indexer.text.normalize import normalize
from indexer.text.sentences import sentences
from service.answer.candidate import Candidate
from service.answer.question import names_in
from service.query.question import content

FILE = "named_kinds.toml"
_HAN = "[\u3400-\u9fff]"
_HAS_HAN = re.compile(_HAN)
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[a-z]")
_MOST_OF_A_HEAD = 4
"""Characters of a Chinese name before the word for its kind that are looked at: 瑞丰电子 of 瑞丰电子公司."""
_CAPITAL = r"[A-ZÀ-ÖØ-ÞČŁŚŠŻŽА-ЯЁ](?:[^\W_]|['’-])*"
_NAME = rf"(?-i:{_CAPITAL}(?: {_CAPITAL})*)"
"""Words with capitals, side by side."""
_SHORT = 2
"""Characters of a Chinese name that also stand in other words."""
_ENDINGS = 3
"""Letters that a Russian name may have more than its stem."""


@dataclass(frozen=True, slots=True)
class AskedNames:
    """The names of a question whose kind is told."""

    heads: Mapping[str, frozenset[str]]
    """By kind, the names without the word for it, folded, in every way that the archive writes them."""

    @classmethod
    def of(cls, question: str, called: Mapping[str, Sequence[str]], articles: Iterable[Article]) -> "AskedNames":
        """Reads them.

        Args:
            question: What is asked.
            called: For names of the question, what else the archive calls them.
            articles: Those that were found: they tell a kind that the question leaves open.
        """
        others = {normalize(name): [normalize(each) for each in those] for name, those in called.items()}

        def ways(head: str) -> list[str]:
            within = [each for name in (head, *head.split()) for each in others.get(name, ())]
            return [head, *dict.fromkeys(within)]

        asked = [(kind, ways(head)) for kind, head in _named(_without_asking(question))]
        bare = [] if asked else [ways(name) for name in map(normalize, names_in(question))]
        heads: dict[str, set[str]] = {}
        every = {way for those in (*(those for _, those in asked), *bare) for way in those}
        for article in articles if every else ():
            whole = _whole(article)
            folded = normalize(whole)
            if not any(_may_be_there(way, folded) for way in every):
                continue  # as in most articles: looking for all that a text names takes a millisecond and more
            for kind, head in set(_named(whole)):
                for those in (*(those for of, those in asked if of == kind), *bare):
                    if any(_may_be_one(way, head) for way in those):
                        heads.setdefault(kind, set()).update(those)
        return cls({kind: frozenset(those) for kind, those in heads.items()})

    def leave(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """The candidates less those that stand where their article speaks of another of a kind that is asked about."""
        told: dict[str, _Telling | None] = {}
        left = []
        for each in candidates:
            article = each.sentence.article
            if article.id not in told:
                told[article.id] = _Telling.of(article, self.heads) if self.heads else None
            telling = told[article.id]
            if telling is None or not telling.is_of_another(each.sentence.span.start):
                left.append(each)
        return left


@dataclass(frozen=True, slots=True)
class _Telling:
    """Where an article that first names another of a kind names which."""

    starts: Sequence[int]
    """Of the sentences of its body."""
    named: Sequence[tuple[bool, bool]]
    """For the title and each sentence, whether it names one that is asked about, and another."""

    @classmethod
    def of(cls, article: Article, heads: Mapping[str, frozenset[str]]) -> "_Telling | None":
        """Reads an article; None for one that first names what is asked about, or no other, or can't tell.

        Args:
            article: With title and body.
            heads: What is asked about, by kind.
        """
        whole = _whole(article)
        folded = normalize(whole)
        own = {head for those in heads.values() for head in those if _would_be_told(head, folded)}
        named = {each for each in _named(whole) if each[0] in heads} if own else set()
        others = [(kind, head) for kind, head in named if not any(_may_be_one(head, each) for each in own)]
        rivals = {_repeated(kind, head, folded) for kind, head in others} - {""}
        if not rivals:
            return None
        asked, another = _mentions(own, whole_heads=False), _mentions(rivals, whole_heads=True)
        one, other = asked.search(folded), another.search(folded)
        if other is None or (one is not None and one.start() <= other.start()):
            return None
        body = list(sentences(article.body))
        texts = [article.title, *(article.body[span.start : span.end] for span in body)]
        found = [(asked.search(text) is not None, another.search(text) is not None) for text in map(normalize, texts)]
        return cls([span.start for span in body], found)

    def is_of_another(self, start: int) -> bool:
        """Whether another is the last that was named up to the sentence that begins at `start` of the body."""
        until = sum(each <= start for each in self.starts)
        return next((not asked for asked, other in reversed(self.named[: until + 1]) if asked or other), False)


def _without_asking(question: str) -> str:
    """A question with spaces for its Chinese words that only ask: 哪家 of 哪家医院 is no name."""
    kept = content(question)
    return "".join(
        " " if _HAS_HAN.match(own) and left == " " else own for own, left in zip(question, kept, strict=True)
    )


def _whole(article: Article) -> str:
    return f"{article.title}\n{article.body}"


def _would_be_told(head: str, folded: str) -> bool:
    """Whether a text would have a name as it is written here: it is in the same script."""
    if _HAS_HAN.search(head):
        return _HAS_HAN.search(folded) is not None
    script = _CYRILLIC if _CYRILLIC.search(head) else _LATIN
    return not _HAS_HAN.search(folded) and len(script.findall(folded)) * 2 > len(folded)


def _repeated(kind: str, head: str, folded: str) -> str:
    """The longest end of a name that a text has twice, 沙坡 of 邻的沙坡村; empty where there is none.

    Two characters are a name before the word for its kind: what is said of a 德国大学 and of 德国 speaks of no university twice.
    """
    if not _HAS_HAN.search(head):
        return head if len(_mentions([head], whole_heads=True).findall(folded)) > 1 else ""
    for end in (head[place:] for place in range(len(head) - 1)):
        called = rf"(?:{_words().chinese[kind]})" if len(end) == _SHORT else ""
        if len(re.findall(re.escape(end) + called, folded)) > 1:
            return end
    return ""


def _may_be_one(one: str, other: str) -> bool:
    """Whether two may be one name: Chinese ones end alike, Russian ones begin alike, others share a word."""
    if _HAS_HAN.search(one) and _HAS_HAN.search(other):
        return one[-1] == other[-1]
    if _CYRILLIC.search(one) and _CYRILLIC.search(other):
        return one[:4] == other[:4]
    return not set(one.split()).isdisjoint(other.split())


def _may_be_there(way: str, folded: str) -> bool:
    """Whether a folded text may name one that `_may_be_one` takes for a name; quick, and never wrong where it says no."""
    if _HAS_HAN.search(way):
        return any(way[-1] + word in folded for word in _words().chinese_words)
    if _CYRILLIC.search(way):
        return way[:4] in folded
    return any(word in folded for word in way.split())


def _mentions(heads: Iterable[str], *, whole_heads: bool) -> re.Pattern[str]:
    """What finds mentions of names in folded text.

    Args:
        heads: The names.
        whole_heads: Whether Chinese ones must be there in whole. Else any pair of one will do: 瑞丰 is 瑞丰电子, too.
    """
    ways: set[str] = set()
    for head in heads:
        if _HAS_HAN.search(head):
            pairs = {head} if whole_heads else {head[place : place + 2] for place in range(len(head) - 1)} or {head}
            ways |= set(map(re.escape, pairs))
        elif _CYRILLIC.search(head):
            ways.add(rf"\b{re.escape(head[:-1])}\w{{0,{_ENDINGS}}}\b")
        else:
            ways.add(rf"\b{re.escape(head)}\b")
    return re.compile("|".join(sorted(ways, key=len, reverse=True)) or "(?!)")


def _named(text: str) -> Iterator[tuple[str, str]]:
    """The names in a text whose kind a word tells: each with its kind, and folded without that word.

    What begins within another is none: 中学辩论队 of 临江中学辩论队.
    """
    lowered = text.lower()
    # Most texts have no word of most kinds, and looking for names takes a hundred times as long.
    patterns = [
        (kind, pattern)
        for kind, ways in _words().ways.items()
        for pattern, words in ways
        if any(word in lowered for word in words)
    ]
    found = sorted(
        (match.start(), match.end(), kind, head)
        for kind, pattern in patterns
        for match in pattern.finditer(text)
        if (head := _head(match["head"]))
    )
    begin = end = -1
    for start, stop, kind, head in found:
        if not begin < start < end:
            begin, end = start, max(end, stop)
            yield kind, head


def _head(name: str) -> str:
    """A name, folded, without what is no part of it; empty where nothing is left."""
    folded = normalize(name)
    if _HAS_HAN.search(folded):
        return folded
    return " ".join(word for word in folded.split() if word not in _words().no_head)


class _Words:
    """The data, ready for looking."""

    def __init__(self) -> None:
        data = tomllib.loads((files("service.answer") / "data" / FILE).read_text(encoding="utf-8"))
        common, no_end = data["no_name"]["chinese"], _any_of(data["no_end"]["chinese"])
        no_name = {
            kind: "".join(f"(?<!{word})" for word in (*common, *row["no_name"])) for kind, row in data["kinds"].items()
        }
        han = f"(?P<head>{_HAN}{{2,{_MOST_OF_A_HEAD}}}?)"
        self.ways = {
            kind: (
                (re.compile(f"{han}{no_name[kind]}(?:{_any_of(row['chinese'])})(?!{no_end})"), row["chinese"]),
                (re.compile(rf"\b(?P<head>{_NAME}) (?i:{_any_of(row['after'])})\b"), row["after"]),
                (re.compile(rf"\b(?i:{_any_of(row['before'])}) (?P<head>{_NAME})"), row["before"]),
            )
            for kind, row in data["kinds"].items()
        }
        """By kind, what finds a name and its head, each with the words of which a text must have one for it, in lower case."""
        self.chinese_words = [word for row in data["kinds"].values() for word in row["chinese"]]
        self.chinese = {kind: _any_of(row["chinese"]) for kind, row in data["kinds"].items()}
        after = {part for row in data["kinds"].values() for word in row["after"] for part in word.split()}
        self.no_head = after | frozenset(data["no_name"]["other"])
        """Words with capitals that are no part of a name's head: "The", "Bank"."""


def _any_of(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True))) or "(?!)"


@lru_cache(maxsize=1)
def _words() -> _Words:
    return _Words()
