"""Marks that begin and end with words, so that a reader does not see 图[书馆] where a term of two characters was found."""

from collections.abc import Iterable, Iterator

from indexer.core.article import Span
from indexer.text.words.cutting import is_word, word_ends


def whole_words(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans of a text moved to ends of its words.

    Chinese is searched by pairs of characters, and a pair may lie across two words, or be half of one.

    Args:
        text: Any text.
        spans: What matched in it, in order, none overlapping another.

    Returns:
        What is left of them, in order, joined where they meet.
    """
    given = tuple(spans)
    words = _words_at(text) if given else []
    moved: list[Span] = []
    for span in given:
        for piece in _pieces(text, span, words):
            if moved and piece.start <= moved[-1].end:
                moved[-1] = Span(moved[-1].start, max(piece.end, moved[-1].end))
            else:
                moved.append(piece)
    return tuple(moved)


def _words_at(text: str) -> list[Span]:
    """The word that each character of a text stands in."""
    found: list[Span] = []
    for end in word_ends(text):
        found.extend([Span(len(found), end)] * (end - len(found)))
    return found


def _pieces(text: str, span: Span, words: list[Span]) -> Iterator[Span]:
    """A span word by word, each as a reader is to see it marked: whole, in part or not at all."""
    if span.end - span.start == 1:
        yield span  # is marked only where nothing longer is sought: 煤 in 煤矿
        return
    place = span.start
    while place < span.end:
        word = words[place]
        held = Span(place, min(span.end, word.end))
        place = word.end
        if _is_part(text, held, word):
            yield held
        elif 2 * (held.end - held.start) > word.end - word.start:
            yield word


def _is_part(text: str, held: Span, word: Span) -> bool:
    """Whether a word is put together of what is held and other words: 北京 of 北京大学, but not 书馆 of 图书馆."""
    parts = (text[word.start : held.start], text[held.start : held.end], text[held.end : word.end])
    return held != word and all(is_word(each) for each in parts if each)
