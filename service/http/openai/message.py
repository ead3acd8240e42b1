"""Writes an answer as the text of a message: what answers, and the sources under it, each of them an annotation."""

from collections.abc import Callable, Iterator, Sequence

from service.http.ask_schemas import AskedResponse, CitationBody, StatementBody
from service.http.openai.responses import Annotation, UrlCitation
from service.http.search_schemas import ArticleHead, HitBody
from service.web.confidence import reason_told
from service.web.strings import PageLanguage, text_of

MOST_HITS = 3
"""Passages that are cited where nothing answers."""

Link = Callable[[ArticleHead], str]
"""Where an article can be read."""


class MessageWriter:
    """Gives the text of a message in pieces, and remembers where in it each source stands."""

    def __init__(self, ui: PageLanguage, link: Link) -> None:
        """Takes the language of what is no quote, and where articles can be read."""
        self._ui = ui
        self._link = link
        self._cited: dict[tuple[str, int, int], CitationBody | HitBody] = {}
        self._length = 0
        self.annotations: list[Annotation] = []
        """Of the sources that were written, in their order."""

    def answer(self, asked: AskedResponse) -> Iterator[str]:
        """The quoted answer with its sources; where there is none, why, and the passages that come closest."""
        if asked.answer is None:
            yield self._piece(self._abstention(asked))
            for change in asked.changes or ():
                said = (f"{mark} {each.text}{self._marks([each.citation])}".lstrip() for mark, each in change.steps())
                yield self._piece(f"\n{' '.join(said)}")
            for hit in sorted(asked.hits, key=lambda each: each.weak)[:MOST_HITS]:
                self._number(hit)
        else:
            yield self._piece(self._words(asked) + self._marks(asked.citations))
            for other in asked.alternatives:
                if other.conflict or other.superseded:
                    label = text_of(self._ui, "superseded" if other.superseded else "conflicts")
                    yield self._piece(f"\n{label}: {other.answer.text}{self._marks([other.citation])}")
        yield from self.sources()

    def statement(self, statement: StatementBody) -> str:
        """A sentence that a model wrote, behind those before it, with the numbers of its sources."""
        blank = " " if self._length else ""
        return self._piece(f"{blank}{statement.text}{self._marks(statement.citations)}")

    def sources(self) -> Iterator[str]:
        """All that was cited, a paragraph each: number, title, where and when, and the quote as it is."""
        for number, cited in enumerate(self._cited.values(), start=1):
            yield self._source(number, cited)

    def _abstention(self, asked: AskedResponse) -> str:
        likeliest = next((each.answer.confidence for each in asked.alternatives), None)
        reason = text_of(self._ui, f"reason_{reason_told(asked.reason, likeliest)}")
        if asked.changes:
            return reason
        if not asked.hits:
            return f"{reason} {text_of(self._ui, 'nothing_next')}"
        return f"{reason} {text_of(self._ui, 'abstained_next')}"

    def _words(self, asked: AskedResponse) -> str:
        answer = asked.answer
        assert answer is not None  # noqa: S101  what the caller looked at
        return f"{text_of(self._ui, f'verdict_{answer.verdict}')}: {answer.text}" if answer.verdict else answer.text

    def _marks(self, citations: Sequence[CitationBody]) -> str:
        marks = dict.fromkeys(f"[{self._number(each)}]" for each in citations)
        return f" {''.join(marks)}" if marks else ""

    def _number(self, cited: CitationBody | HitBody) -> int:
        """The number of a source, from 1; one that was cited before keeps its own."""
        start, end = _span(cited)
        place = (cited.article.id, start, end)
        self._cited.setdefault(place, cited)
        return list(self._cited).index(place) + 1

    def _source(self, number: int, cited: CitationBody | HitBody) -> str:
        article, (start, end) = cited.article, _span(cited)
        quote = cited.quote if isinstance(cited, CitationBody) else cited.chunk.text
        url = self._link(article)
        known = ", ".join(each for each in (article.source, article.published_day or article.published_at) if each)
        line = f"[{number}] {article.title}{f' ({known})' if known else ''} {url}\n“{quote}”"
        begins = self._length + len("\n\n")
        piece = self._piece(f"\n\n{line}")
        citation = UrlCitation(
            start_index=begins,
            end_index=self._length,
            title=article.title,
            url=url,
            article_id=article.id,
            source=article.source,
            published_at=article.published_at,
            quote=quote,
            start=start,
            end=end,
        )
        self.annotations.append(Annotation(url_citation=citation))
        return piece

    def _piece(self, text: str) -> str:
        self._length += len(text)
        return text


def _span(cited: CitationBody | HitBody) -> tuple[int, int]:
    """Where a quote stands in its article."""
    return (cited.start, cited.end) if isinstance(cited, CitationBody) else (cited.chunk.start, cited.chunk.end)
