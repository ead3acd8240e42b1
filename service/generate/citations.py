"""Finds what a model quotes in the passages it was shown, and cites it where it stands in the article."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.core.article import Article, Span
from indexer.text.sentences import sentences
from service.generate.prompt import Passage
from service.generate.stream import QuoteMark
from service.results import Citation

_AROUND = 300
"""Characters on either side of a quote in which its sentence may begin or end."""

CLAUSE_END = re.compile(
    r"[，；;。！!？?：\n…]|[.:](?!\d)|(?<=[\u3400-\u9fff]),|,(?=\s+(?:but|and|while|whereas|although|though|yet|which|who)\b)"
)
"""A clause has its own "not". One of a list has not, so 、 and most commas of English end none."""

_WRAPPED = re.compile(r"(?<=[A-Za-z,;])[ \t]*\n[ \t]*(?=[a-z])")


def cite(mark: QuoteMark, passages: Sequence[Passage]) -> Citation | None:
    """The quote as a citation, looked for in the passage named and then in the others; None where it stands in none.

    Only the kind of blanks may differ: whatever is cited is cited as the article has it.
    """
    words = mark.quote.split()
    if not any(character.isalnum() for character in mark.quote):
        return None
    pattern = re.compile(r"\s+".join(map(re.escape, words)))
    named = passages[mark.passage - 1 : mark.passage] if mark.passage else ()
    for passage in (*named, *passages):
        if found := pattern.search(passage.shown):
            return _citation(passage, Span(passage.start + found.start(), passage.start + found.end()))
    return None


def _citation(passage: Passage, span: Span) -> Citation:
    quote = passage.article.body[span.start : span.end]
    if len(quote) != span.end - span.start or not quote:
        raise AssertionError(f"quote of {passage.article.id} does not stand at {span}")
    sha256 = hashlib.sha256(quote.encode("utf-8", "surrogatepass")).hexdigest()
    return Citation(passage.article, quote, span.start, span.end, sha256)


@dataclass(frozen=True, slots=True)
class Context:
    """The sentences of an article that a quote is part of: what the quote says, they say in full."""

    article: Article
    text: str
    quote: Span
    """Of `text`."""

    @classmethod
    def of(cls, citation: Citation) -> "Context":
        """The sentences around a citation."""
        body = citation.article.body
        first = max(0, citation.start - _AROUND)
        near = sentences(unwrapped(body[first : citation.end + _AROUND]))
        held = [span for span in near if first + span.start < citation.end and first + span.end > citation.start]
        start = min([citation.start, *(first + span.start for span in held)])
        end = max([citation.end, *(first + span.end for span in held)])
        return cls(citation.article, body[start:end], Span(citation.start - start, citation.end - start))

    @property
    def clause(self) -> str:
        """The quote with what stands before and after it in its clauses: 没有 of 没有捐款 is not cut off."""
        text = unwrapped(self.text)
        before, after = text[: self.quote.start], text[self.quote.end :]
        start = max((stop.end() for stop in CLAUSE_END.finditer(before)), default=0)
        # A clause that the quote closes itself ends there.
        closed = CLAUSE_END.fullmatch(text[: self.quote.end].rstrip()[-1:])
        stop = CLAUSE_END.search(after)
        end = 0 if closed else stop.start() if stop else len(after)
        return text[start : self.quote.end + end]


def unwrapped(text: str) -> str:
    """The text with a blank for a line end in the middle of a sentence, at the same length."""
    return _WRAPPED.sub(lambda found: " " * len(found.group()), text)
