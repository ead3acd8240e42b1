"""Plain keyword queries: up to three words and no question, by which a person means these words and not their characters."""

import re
from collections.abc import Sequence
from dataclasses import replace

from indexer.index.wants import TermStatistics
from indexer.text.analyzer import UNSPACED, is_gram, terms
from indexer.text.normalize import normalize
from service.query.question import ParsedQuestion, content, language_of, stated

_MOST = 3
_LONGEST = 4
"""Characters of a word in a script without spaces: what is longer is several words, and maybe a sentence."""
_MARKS = re.compile(r"[\"“”「」『』《》«»]")
_UNSPACED = re.compile(f"[{UNSPACED}]")
_WORD = re.compile(r"\w[\w'’.\-]*")


def keywords(query: str) -> tuple[str, ...]:
    """The words of a keyword query; none of any other.

    >>> keywords("洪水"), keywords("climate change"), keywords("谁捐了款"), keywords("how big")
    (('洪水',), ('climate', 'change'), (), ())
    """
    language = language_of(query)
    query = stated(query, language)
    words = _MARKS.sub(" ", query).split()
    short = all(_WORD.fullmatch(word) and len(_UNSPACED.findall(word)) <= _LONGEST for word in words)
    if not 1 <= len(words) <= _MOST or not short:
        return ()
    return () if content(query, language) != normalize(query) else tuple(words)


def whole_words(asked: ParsedQuestion, words: Sequence[str], index: TermStatistics) -> ParsedQuestion:
    """The question without the single characters of words whose pairs of characters the index knows.

    洪 and 水 by themselves say nothing of 洪水: where the pair is found, an article that has both apart is no match.

    Args:
        asked: The question.
        words: Its keywords.
        index: Of chunks.
    """
    known: set[str] = set()
    lone: set[str] = set()
    for word in words:
        grams = [term for term in terms(word) if is_gram(term)]
        singles = {term for term in grams if len(term) == 1}
        if len(grams) > len(singles) and bool(index.frequencies(grams).all()):
            known |= singles
        else:
            lone |= singles
    return replace(asked, terms=[term for term in asked.terms if term not in known - lone])
