"""The names in the body of an article, each as wide as it is written.

The dictionary of Chinese words cuts names that it does not know: 郭 of 郭启明, 桂兰 of 邬桂兰, 柳禾 of 柳禾村. What touches such a
piece is put to it where the two look like a person's name or are a place with its kind, or where the text never has one without
the other. A single character that nothing can be put to is no name.
"""

import re
from collections.abc import Iterator, Sequence

from indexer.core.article import Article, Span
from indexer.text.normalize import normalize
from indexer.text.words.cutting import DISTRICTS, LINKS, Kind, Word, is_cut, words_of
from service.answer.span_expansion import whole_name
from service.query.name_evidence import may_be_name
from service.query.name_shape import looks_like_name
from service.query.names import surnames

_NAMES = frozenset({Kind.NAME, Kind.PLACE})
_LONGEST_GIVEN = 2
_SELDOM_FAMILY = frozenset("由向据自暨及")
"""Family names that are prepositions and conjunctions far more often."""
_HAN = re.compile("[\u3400-\u9fff]")
_CAPITALISED = re.compile(r"(?<![.!?…\n”\"]\s)(?<!\w)(?:[^\W\d_a-zа-я][\w’'-]+)(?: [^\W\d_a-zа-я][\w’'-]+)*")
"""Words that begin with a capital, not where a sentence begins; several in a row are one name."""


def names_in(article: Article, most: int) -> Iterator[Span]:
    """Spans of the names in a body, in order; of its own source there is none.

    Args:
        article: In Chinese, names are what the dictionary of words has for them and nothing speaks against; in other scripts, words
            with a capital.
        most: Characters of the body that are read.
    """
    body = article.body[:most]
    if not _HAN.search(body):
        yield from (Span(*found.span()) for found in _CAPITALISED.finditer(body) if found.start())
        return
    sources = [found.span() for found in re.finditer(re.escape(article.source), body)] if article.source else []
    words = list(words_of(normalize(body)))
    for number, word in enumerate(words):
        if word.kind not in _NAMES or any(start <= word.start < end for start, end in sources):
            continue
        span = _whole(words, number, body)
        if span is not None:
            yield span


def _whole(words: Sequence[Word], number: int, body: str) -> Span | None:
    """The name that a word is or is a piece of; None where it is none."""
    word = words[number]
    person = _with_given(words, number, body) or _with_family(words, number)
    if person is not None:
        return person
    if len(word.text) == 1 or not may_be_name(word.text):
        return None
    name = Span(word.start, word.end)
    behind = next(iter(words[number + 1 : number + 2]), None)
    if behind is None or behind.start != word.end:
        return name
    longer = Span(word.start, behind.end)
    if behind.text in DISTRICTS:
        return longer
    # 莱 of 巴尔巴莱: one character more, where the text has nothing else behind it.
    is_piece = word.kind is Kind.NAME and len(behind.text) == 1
    return longer if is_piece and Span(*whole_name(body, word.start, word.end)) == longer else name


def _with_given(words: Sequence[Word], number: int, body: str) -> Span | None:
    """A family name that is a word by itself, with the given name behind it."""
    family = words[number]
    if not _may_be_family(family.text):
        return None
    longest: Span | None = None
    given, end = "", family.end
    for word in words[number + 1 : number + 1 + _LONGEST_GIVEN]:
        if word.start != end or word.end - family.end > _LONGEST_GIVEN or not is_cut(word.text) or word.text in LINKS:
            break
        given, end = given + word.text, word.end
        name = family.text + given
        if looks_like_name(name) and _is_given_here(body, family.text, given, word.kind):
            longest = Span(family.start, end)
    return longest


def _is_given_here(body: str, family: str, given: str, kind: Kind) -> bool:
    """Whether what may be a place or a verb is a given name in a text: 桂兰 never stands without 邬, or each 郭 has 启明 behind it."""
    if kind not in {Kind.PLACE, Kind.VERB}:
        return True
    whole = body.count(family + given)
    return (kind is Kind.PLACE and body.count(given) == whole) or 2 <= body.count(family) == whole


def _with_family(words: Sequence[Word], number: int) -> Span | None:
    """A given name that is a word by itself, with the family name before it."""
    given = words[number]
    if not number or given.kind is not Kind.NAME or len(given.text) > _LONGEST_GIVEN:
        return None
    family = words[number - 1]
    if family.end != given.start or not _may_be_family(family.text) or not looks_like_name(family.text + given.text):
        return None
    return Span(family.start, given.end)


def _may_be_family(word: str) -> bool:
    return len(word) == 1 and word in surnames() and word not in LINKS and word not in _SELDOM_FAMILY
