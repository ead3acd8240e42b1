"""The passage that an article was found by, as it is read: whole sentences, where the index has cut a long one."""

from indexer.core.article import Span
from service.results import Hit
from service.web.display import MarkedText, pieces
from service.web.surroundings import whole_sentences
from service.web.whole_words import whole_words


def passage_of(hit: Hit) -> tuple[Span, tuple[MarkedText, ...]]:
    """The span of a hit's body that is shown, and its text with the words of the query marked."""
    body, chunk = hit.article.body, hit.chunk
    span = whole_sentences(body, Span(chunk.start, chunk.end))
    before = chunk.start - span.start
    marks = [Span(each.start + before, each.end + before) for each in whole_words(chunk.text, hit.highlights)]
    return span, pieces(body[span.start : span.end], marks)
