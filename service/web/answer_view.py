"""An answer as it is read: its words, what they amount to, how sure it is, its sentence in its place, and what others say."""

from dataclasses import dataclass
from datetime import UTC, datetime

from indexer.core.article import Article, Span
from service.results import Alternative, Answer, AskResult, Citation
from service.web.citation import Style, citations_of
from service.web.confidence import Confidence
from service.web.display import MarkedText, anchor, article_path, pieces, with_query
from service.web.figure_words import in_words
from service.web.form import AskForm
from service.web.render import PageContext
from service.web.strings import PageLanguage
from service.web.surroundings import Surroundings, around


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of an article, with a link to where they stand in it."""

    article: Article
    pieces: tuple[MarkedText, ...]
    link: str


@dataclass(frozen=True, slots=True)
class AnswerView:
    """The answer as it is read: short words first where it has some, then the quote around them."""

    words: str
    """Empty where the answer is its whole quote."""
    verdict: str
    """yes, no or empty."""
    figure: str
    """What the words amount to, in the language of the page."""
    confidence: Confidence
    quote: Quote
    around: Surroundings
    agreeing: tuple[Quote, ...]
    """Other articles that say so."""
    styles: tuple[Style, ...]
    """The quote as it is cited elsewhere."""
    permalink: str
    """Whole address of this question; empty where others can't open it."""


@dataclass(frozen=True, slots=True)
class Other:
    """Another answer that the articles give: its words, what they amount to, and the quote around them."""

    words: str
    """Empty where it is its whole quote."""
    figure: str
    confidence: Confidence
    quote: Quote
    conflict: bool
    """Whether it says otherwise of the same thing."""
    styles: tuple[Style, ...]
    """The quote as it is cited elsewhere."""
    superseded: bool = False
    """Whether a later report leads."""


@dataclass(frozen=True, slots=True)
class Links:
    """Makes links to characters of articles, marked and scrolled to."""

    form: AskForm
    base: str
    inside: bool
    look: PageContext

    @property
    def ui(self) -> PageLanguage:
        """Language of the page."""
        return self.look.ui

    def whole(self, article: Article) -> str:
        """The article's page, nothing marked."""
        return with_query(article_path(article.id, base=self.base), [("lang-ui", self.form.ui)])

    def to(self, article: Article, span: Span) -> str:
        """The article's page with these characters marked."""
        kept = [("q", self.form.question)] if self.inside else []
        parameters = [*kept, ("cite", f"{span.start}-{span.end}"), ("lang-ui", self.form.ui)]
        return with_query(article_path(article.id, base=self.base), parameters, fragment=anchor(span))


def answer_view(found: AskResult, links: Links) -> AnswerView | None:
    """The answer of a result; None where it has none."""
    answer = found.answer
    if answer is None:
        return None
    first, *agreeing = found.citations
    span, words = Span(first.start, first.end), _words(answer, first)
    return AnswerView(
        words=words,
        verdict=answer.verdict,
        figure=in_words(answer.figure, links.ui, beside=words or answer.text),
        confidence=Confidence.of(answer.confidence),
        quote=_quote(answer, first, links),
        around=around(first.article.body, span),
        agreeing=tuple(_agreeing(answer, each, links) for each in agreeing),
        styles=styles_of(first.article, first.quote, links.look),
        permalink=links.look.public_origin and links.look.public_origin + links.look.address,
    )


def other_view(alternative: Alternative, links: Links, least: float = 0.0) -> Other:
    """Another answer; `least` is the likelihood from which one is given, where none is."""
    answer, citation = alternative.answer, alternative.citation
    words = _words(answer, citation)
    figure = in_words(answer.figure, links.ui, beside=words or answer.text)
    sure = Confidence.of(answer.confidence, below=least)
    quote = _quote(answer, citation, links)
    return Other(
        words,
        figure,
        confidence=sure,
        quote=quote,
        conflict=alternative.conflict,
        styles=styles_of(citation.article, citation.quote, links.look),
        superseded=alternative.superseded,
    )


def styles_of(article: Article, quote: str, look: PageContext) -> tuple[Style, ...]:
    """A quote of an article as it is cited today, or the article itself where the quote is empty."""
    page = look.public_origin and look.public_origin + with_query(article_path(article.id), [])
    return citations_of(article, quote, page=page, today=datetime.now(UTC).astimezone().date(), ui=look.ui)


def _words(answer: Answer, citation: Citation) -> str:
    """The words to set off, unless they are all that is quoted."""
    return "" if answer.text.strip() == citation.quote.strip() else answer.text


def _quote(answer: Answer, citation: Citation, links: Links) -> Quote:
    """A citation with the answer's own characters marked."""
    marks = [Span(answer.start - citation.start, answer.end - citation.start)] if _words(answer, citation) else []
    return _marked(citation, marks, links)


def _agreeing(answer: Answer, citation: Citation, links: Links) -> Quote:
    """Another article's quote: marked where it says the same in the same words."""
    place = citation.quote.find(answer.text) if _words(answer, citation) else -1
    return _marked(citation, [] if place < 0 else [Span(place, place + len(answer.text))], links)


def _marked(citation: Citation, marks: list[Span], links: Links) -> Quote:
    span = Span(citation.start, citation.end)
    return Quote(citation.article, pieces(citation.quote, marks), links.to(citation.article, span))
