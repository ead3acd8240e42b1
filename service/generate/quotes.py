"""Finds what a model quotes in the passages it was shown, and cites it where it stands in the article."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.domain import Article, Citation, Span
from indexer.sentences import sentences
from service.generate.passages import Passage
from service.generate.statements import Mark

_AROUND = 300
"""Characters on either side of a quote in which its sentence may begin or end."""

_CLAUSE_ENDS = "，,；;。.！!？?：:、\n"


def cite(mark: Mark, passages: Sequence[Passage]) -> Citation | None:
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
        near = sentences(body[first : citation.end + _AROUND])
        held = [span for span in near if first + span.start < citation.end and first + span.end > citation.start]
        start = min([citation.start, *(first + span.start for span in held)])
        end = max([citation.end, *(first + span.end for span in held)])
        return cls(citation.article, body[start:end], Span(citation.start - start, citation.end - start))

    @property
    def clause(self) -> str:
        """The quote with what stands before and after it in its clauses: 没有 of 没有捐款 is not cut off."""
        before, after = self.text[: self.quote.start], self.text[self.quote.end :]
        start = max(before.rfind(stop) for stop in _CLAUSE_ENDS) + 1
        ends = [place for stop in _CLAUSE_ENDS if (place := after.find(stop)) >= 0]
        # A clause that the quote closes itself ends there.
        closed = self.text[self.quote.start : self.quote.end].rstrip()[-1:] in _CLAUSE_ENDS
        return self.text[start : self.quote.end + (0 if closed else min(ends, default=len(after)))]
