"""What a page shows of an answer: its words, figure and confidence, its quote in its article, and the passages."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from indexer.core.article import Article, Span
from service.query.operators import Query
from service.results import Alternative, Answer, AskResult, Citation, Hit
from service.web.display import MarkedText, anchor, article_path, cut, pieces, with_query
from service.web.form import AskForm
from service.web.strings import has_text

_WORDS = ((90, "very_likely"), (66, "likely"), (33, "even"), (10, "unlikely"), (0, "very_unlikely"))
"""From which percentage on which words are used: the scale of Mastrandrea et al., Guidance note for lead authors of the
IPCC fifth assessment report on consistent treatment of uncertainties (2010)."""


@dataclass(frozen=True, slots=True)
class Confidence:
    """A likelihood in whole percents; nothing is ever 0 % or 100 % sure."""

    percent: int

    @classmethod
    def of(cls, likelihood: float) -> "Confidence":
        """A likelihood of 0 to 1."""
        return cls(min(max(round(likelihood * 100), 1), 99))

    @property
    def words(self) -> str:
        """The key of its words in `strings.json`.

        >>> Confidence(92).words
        'sure_very_likely'
        """
        return next(f"sure_{words}" for least, words in _WORDS if self.percent >= least)

    def __str__(self) -> str:
        return f"{self.percent}%"


_UNITS = {"1": "", "ratio": "×", "percent": "%", "count": ""}


def figure_line(figure: object) -> str:
    """The amount as signs and digits, "> 30,000 CNY"; empty where there is no figure or none that can be written so.

    Args:
        figure: What an answer carries as its figure: with `min`, `max` and where known `min_inclusive`,
            `max_inclusive`, `currency` and `unit`.
    """
    low, high = getattr(figure, "min", None), getattr(figure, "max", None)
    if low is None and high is None:
        return ""
    unit = str(getattr(figure, "currency", "") or getattr(figure, "unit", "") or "")
    about = "≈ " if getattr(figure, "qualifier", "") == "about" else ""
    return cut(f"{about}{_range(figure, low, high)} {_UNITS.get(unit, unit)}".strip(), 60)


def _range(figure: object, low: object, high: object) -> str:
    if low == high:
        return _number(low)
    if high is None:
        return f"{'≥' if getattr(figure, 'min_inclusive', True) else '>'} {_number(low)}"
    if low is None:
        return f"{'≤' if getattr(figure, 'max_inclusive', True) else '<'} {_number(high)}"
    return f"{_number(low)} – {_number(high)}"


def _number(value: object) -> str:
    """Digits in groups, no zeros behind the point; a date or time as it stands."""
    if isinstance(value, int | Decimal):
        text = f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of an article, with a link to where they stand in it."""

    article: Article
    pieces: tuple[MarkedText, ...]
    link: str
    copies: tuple[str, ...] = ()
    """Sources that print the same."""
    weak: bool = False
    """Whether it is shown only to who wants to see what else was found."""


@dataclass(frozen=True, slots=True)
class AnswerView:
    """The answer as it is read: short words first where it has some, then the quote around them."""

    words: str
    """Empty where the answer is its whole quote."""
    verdict: str
    """yes, no or empty."""
    figure: str
    confidence: Confidence
    quotes: tuple[Quote, ...]


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
    superseded: bool = False
    """Whether a later report leads."""


@dataclass(frozen=True, slots=True)
class Results:
    """One question's outcome on a page."""

    state: Literal["answered", "abstained", "nothing"]
    answer: AnswerView | None
    reason: str
    """The key of the sentence that says why there is no answer."""
    others: tuple[Other, ...]
    """Other answers, also where none is given."""
    hits: tuple[Quote, ...]
    degraded: tuple[str, ...]
    milliseconds: int
    operators: tuple[str, ...] = ()
    """What of the question was taken for operators, as it was written."""
    switch: str = ""
    """Where all of it is taken as words, or where operators are read again; empty where it comes to the same."""


@dataclass(frozen=True, slots=True)
class AskOutcome:
    """How asking ended: what was found, or what went wrong; both empty where nothing was asked."""

    found: AskResult | None = None
    trouble: str = ""
    """The key of the sentence that says what went wrong."""
    detail: str = ""
    """More about it, for a person."""


def results(
    found: AskResult, form: AskForm, *, base: str = "/articles/", inside: bool = False, here: str = "/"
) -> Results:
    """An answer as a page shows it.

    Args:
        found: What the engine answered.
        form: What was asked; links carry the language that was chosen.
        base: Path under which the articles' pages are.
        inside: Whether one article was asked on its own page: links then keep the question, and so the answer.
        here: Path of the page.
    """
    answer, link = found.answer, Links(form, base, inside=inside)
    state: Literal["answered", "abstained", "nothing"] = "answered" if answer else "abstained"
    if not found.search.hits and not answer:
        state = "nothing"
    reason = f"reason_{found.reason}"
    return Results(
        state,
        _answer(answer, found, link) if answer else None,
        reason if has_text(reason) else "reason_other",
        tuple(_other(each, link) for each in found.alternatives),
        tuple(_hit(hit, link) for hit in found.search.hits),
        tuple(str(each) for each in found.search.degraded),
        round(found.took_ms.get("total", 0)),
        tuple(each.text for each in form.query.operators),
        _switch(form, here=here),
    )


def _switch(form: AskForm, *, here: str) -> str:
    """The same question with its operators taken as words, or read again."""
    switches = bool(Query.read(form.question).operators)
    return with_query(here, form.parameters(words=not form.words)) if switches else ""


@dataclass(frozen=True, slots=True)
class Links:
    """Makes links to characters of articles, marked and scrolled to."""

    form: AskForm
    base: str
    inside: bool

    def to(self, article: Article, span: Span) -> str:
        """The article's page with these characters marked."""
        kept = [("q", self.form.question)] if self.inside else []
        parameters = [*kept, ("cite", f"{span.start}-{span.end}"), ("lang-ui", self.form.ui)]
        return with_query(article_path(article.id, base=self.base), parameters, fragment=anchor(span))


def _answer(answer: Answer, found: AskResult, link: Links) -> AnswerView:
    first, *agreeing = found.citations
    return AnswerView(
        words=_words(answer, first),
        verdict=answer.verdict,
        figure=figure_line(answer.figure),
        confidence=Confidence.of(answer.confidence),
        quotes=(_quote(answer, first, link), *(_agreeing(answer, each, link) for each in agreeing)),
    )


def _other(alternative: Alternative, link: Links) -> Other:
    answer, citation = alternative.answer, alternative.citation
    words, figure, sure = _words(answer, citation), figure_line(answer.figure), Confidence.of(answer.confidence)
    quote = _quote(answer, citation, link)
    return Other(words, figure, sure, quote, alternative.conflict, alternative.superseded)


def _words(answer: Answer, citation: Citation) -> str:
    """The words to set off, unless they are all that is quoted."""
    return "" if answer.text.strip() == citation.quote.strip() else answer.text


def _quote(answer: Answer, citation: Citation, link: Links) -> Quote:
    """A citation with the answer's own characters marked."""
    marks = [Span(answer.start - citation.start, answer.end - citation.start)] if _words(answer, citation) else []
    return _marked(citation, marks, link)


def _agreeing(answer: Answer, citation: Citation, link: Links) -> Quote:
    """Another article's quote: marked where it says the same in the same words."""
    place = citation.quote.find(answer.text) if _words(answer, citation) else -1
    return _marked(citation, [] if place < 0 else [Span(place, place + len(answer.text))], link)


def _marked(citation: Citation, marks: list[Span], link: Links) -> Quote:
    span = Span(citation.start, citation.end)
    return Quote(citation.article, pieces(citation.quote, marks), link.to(citation.article, span))


def _hit(hit: Hit, link: Links) -> Quote:
    span = Span(hit.chunk.start, hit.chunk.end)
    copies = tuple(dict.fromkeys(copy.source for copy in hit.copies if copy.source))
    return Quote(hit.article, pieces(hit.chunk.text, hit.highlights), link.to(hit.article, span), copies, hit.weak)
