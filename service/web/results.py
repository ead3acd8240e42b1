"""What a page shows of a question: its answer, or why there is none, and the articles that were found."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from indexer.core.article import Article, Degradation, Part, Span
from service.query.operators import Query
from service.results import Alternative, AskResult, Hit, SearchResult, Tally
from service.web.answer_view import AnswerView, Links, Other, Quote, answer_view, other_view
from service.web.confidence import Confidence, reason_told
from service.web.display import MarkedText, outward, pieces, with_query
from service.web.followed_figures import FollowedRow, followed_rows
from service.web.form import AskForm
from service.web.headings import heading_of
from service.web.passage_view import passage_of
from service.web.render import PageContext
from service.web.strings import has_text
from service.web.surroundings import Surroundings, around
from service.web.whole_words import whole_words


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """An article by its best passage."""

    title: tuple[MarkedText, ...]
    """With the words of the query marked; the beginning of its body where it has none."""
    quote: Quote
    around: Surroundings
    image: str
    """Address of its picture; empty where it has none, or none is to be shown."""
    copies: tuple[str, ...] = ()
    """Sources that print the same."""
    weak: bool = False
    """Whether it is shown only to who wants to see what else was found."""
    rank: int = 1
    """Its place among all that were found, from 1."""
    reports: int = 1
    """Articles on the event that it reports, where that is told of it."""


LEADING = 3
"""Articles of a list whose events are looked up where nothing is answered: each takes a hundredth of a second."""

State: TypeAlias = Literal["answered", "abstained", "found", "nothing"]
"""An answer; none, with the reason; articles where no question was asked; or none, or none that has the words."""


@dataclass(frozen=True, slots=True)
class Results:
    """One question's outcome on a page."""

    state: State
    answer: AnswerView | None
    reason: str
    """The key of the sentence that says why there is no answer."""
    differing: tuple[Other, ...]
    """What articles say otherwise of the same thing, also where no answer is given."""
    updated: bool
    """Whether they do so because later reports took the place of earlier ones."""
    others: tuple[Other, ...]
    """Other readings of the question; where nothing is answered, those that may be right."""
    unlikely: tuple[Other, ...]
    """Where nothing is answered, the readings that are very unlikely to be right."""
    hits: tuple[FoundArticle, ...]
    degraded: tuple[Degradation, ...]
    """What of the search is missing, that makes it worse for as long as it is."""
    partly_read: bool
    """Whether there was no time to read all candidates closely, where that matters to a reader: not beside an answer that is
    likely right."""
    matches: bool
    """Whether any has the words: what has none was found by likeness alone, and is not worth counting."""
    milliseconds: int
    did_you_mean: str
    meant: str
    """Address of the other wording."""
    operators: tuple[str, ...] = ()
    """What of the question was taken for operators, as it was written."""
    switch: str = ""
    """Where all of it is taken as words, or where operators are read again; empty where it comes to the same."""
    asked: bool = False
    """Whether an answer was looked for, so that another question may follow."""
    reports: int = 1
    """Articles on the event that the answering article reports."""
    otherwise: str = ""
    """Where a query that was looked for as words is answered as a question; empty for a question, and where nothing is asked."""
    least: Confidence | None = None
    """From which likelihood on an answer is given, where its lack is why there is none."""
    only_weak_came: bool = False
    """Whether more articles were asked for, and none but weak ones came."""
    changes: tuple[FollowedRow, ...] | None = None
    """What changed between the reports of an event; None where that was not asked."""

    @property
    def of_event(self) -> FoundArticle | None:
        """The first article that reports an event which others report too."""
        return next((each for each in self.hits if each.reports > 1 and not each.weak), None)

    @property
    def without_answer(self) -> str:
        """The key of the heading where no answer is given: that none was found can't be said above what is likely."""
        return "abstained_unsure" if self.others else "abstained"

    @property
    def named_beside(self) -> str:
        """The key of the heading above other readings beside an answer: they are not told to be possible where each is told not to be."""
        return "others_beside_unlikely" if all(each.confidence.hardly for each in self.others) else "others"


@dataclass(frozen=True, slots=True)
class AskOutcome:
    """How asking ended: what was found, or what went wrong; all empty where nothing was asked."""

    found: AskResult | None = None
    """The answer; None where none was looked for."""
    trouble: str = ""
    """The key of the sentence that says what went wrong."""
    detail: str = ""
    """More about it, for a person."""
    search: SearchResult | None = None
    """The articles."""
    tally: Tally | None = None
    """How many match, by their facts and days."""
    reports: Mapping[str, int] = field(default_factory=dict)
    """Of leading articles, how many report the same event."""

    @property
    def leading(self) -> tuple[str, ...]:
        """Id of the article that answers, else of the first few that are no weak ones."""
        if self.found is not None and self.found.answer is not None:
            return (self.found.citations[0].article.id,)
        hits = () if self.search is None else self.search.hits
        return tuple(hit.article.id for hit in hits if not hit.weak)[:LEADING]


def results(
    outcome: AskOutcome,
    form: AskForm,
    look: PageContext,
    *,
    base: str = "/articles/",
    inside: bool = False,
    here: str = "/",
) -> Results | None:
    """An outcome as a page shows it; None where nothing was found out.

    Args:
        outcome: What the engine said.
        form: What was asked; links carry the language that was chosen.
        look: The frame, with the language of the page and the service's own address.
        base: Path under which the articles' pages are.
        inside: Whether one article was asked on its own page: links then keep the question, and so the answer.
        here: Path of the page.
    """
    asked, search = outcome.found, outcome.search
    if search is None:
        return None
    links, marked = Links(form, base, inside=inside, look=look), _marks_for(form.query.words)
    others = () if asked is None else tuple(other_view(each, links, asked.least) for each in _apart(asked))
    reason = "" if asked is None else f"reason_{asked.reason}"
    if inside and has_text(f"{reason}_inside"):
        reason = f"{reason}_inside"
    unlikely: tuple[Other, ...] = ()
    if asked is not None and asked.answer is None:
        # "It may be" and "very unlikely to be right" can't be said of the same words, the likeliest of all or not.
        unlikely = tuple(each for each in others if not each.conflict and each.confidence.hardly)
        likeliest = next((each.answer.confidence for each in asked.alternatives), None)
        may_be = any(not each.conflict and not each.confidence.hardly for each in others)
        # A page shows what may be right at once, be it less likely than what other clients show.
        if reason_told(asked.reason, likeliest) == "unsure" or (may_be and asked.reason == "no_evidence"):
            reason = "reason_unsure"
    differing = tuple(each for each in others if each.conflict)
    updated = _is_updated(differing, answered=asked is not None and asked.answer is not None)
    if updated and reason == "reason_conflict":
        reason = "reason_updated"
    answer = None if asked is None else answer_view(asked, links)
    degraded = tuple(dict.fromkeys((*(() if asked is None else asked.search.degraded), *search.degraded)))
    meant = search.did_you_mean
    return Results(
        state=_state(asked, search),
        answer=answer,
        reason=reason if has_text(reason) else "reason_other",
        differing=differing,
        updated=updated,
        others=tuple(each for each in others if not each.conflict and each not in unlikely),
        unlikely=unlikely,
        hits=tuple(
            _found(
                hit,
                links,
                marked,
                pictures=look.pictures and not inside,
                reports=outcome.reports.get(hit.article.id, 1),
            )
            for hit in search.hits
        ),
        degraded=tuple(each for each in degraded if each.part is not Part.READING),
        partly_read=any(each.part is Part.READING for each in degraded)
        and not (answer is not None and answer.confidence.likely),
        matches=any(not hit.weak for hit in search.hits),
        milliseconds=_milliseconds(asked, search),
        did_you_mean=meant,
        meant=with_query(here, form.parameters(question=meant)) if meant else "",
        operators=tuple(each.text for each in form.query.operators),
        switch=_switch(form, here=here),
        asked=asked is not None,
        least=Confidence.of(asked.least) if asked is not None and asked.least else None,
        reports=max(outcome.reports.values(), default=1),
        otherwise=with_query(here, [*form.parameters(), ("for", "answer")]) if asked is None and form.question else "",
        only_weak_came=_only_weak(search.hits[form.shown_before :]) if form.shown_before else False,
        changes=None if asked is None or asked.changes is None or inside else followed_rows(look, asked.changes),
    )


def _is_updated(differing: Sequence[Other], *, answered: bool) -> bool:
    """Whether reports that differ only follow each other: all but the one that leads came before it, and it counts on from them."""
    before = differing if answered else differing[1:]
    leads = answered or (bool(differing) and not differing[0].superseded)
    return leads and bool(before) and all(each.superseded for each in before)


def _only_weak(hits: Sequence[Hit]) -> bool:
    return bool(hits) and all(hit.weak for hit in hits)


def _apart(asked: AskResult) -> list[Alternative]:
    """The other readings without those of characters that a likelier one has: 方 and 師傅方阿溪 beside 方阿溪 tell a reader nothing."""
    taken = [] if asked.answer is None else [(asked.citations[0].article.id, asked.answer)]
    found: list[Alternative] = []
    for each in asked.alternatives:
        answer, article = each.answer, each.citation.article.id
        if any(article == other and answer.start < it.end and it.start < answer.end for other, it in taken):
            continue
        taken.append((article, answer))
        found.append(each)
    return found


def _state(asked: AskResult | None, search: SearchResult) -> State:
    if asked is not None and asked.answer is not None:
        return "answered"
    if asked is None:
        return "found" if any(not hit.weak for hit in search.hits) else "nothing"
    return "abstained" if search.hits else "nothing"


def _milliseconds(asked: AskResult | None, search: SearchResult) -> int:
    """What both took; an answer's time holds that of its own search."""
    of_answer = 0.0 if asked is None else asked.took_ms.get("total", 0.0)
    own = asked is None or asked.search is not search
    return round(of_answer + (search.took_ms.get("total", 0.0) if own else 0.0))


def _switch(form: AskForm, *, here: str) -> str:
    """The same question with its operators taken as words, or read again."""
    switches = bool(Query.read(form.question).operators)
    return with_query(here, form.parameters(words=not form.words)) if switches else ""


MarkTitle: TypeAlias = Callable[[str, str], Iterable[Span]]
"""Spans of a title in a language that match the query."""


def _marks_for(words: str) -> MarkTitle:
    # Here and not at the top: these bring bm25s, and the routes are imported before an engine is.
    from indexer.text.analyzer import terms
    from service.query.question import content
    from service.search.highlight import highlights

    sought = frozenset(terms(content(words)))
    return lambda title, language: highlights(sought, title, language=language)


def _found(hit: Hit, links: Links, marked: MarkTitle, *, pictures: bool, reports: int) -> FoundArticle:
    article = hit.article
    title = heading_of(article)
    span, shown = passage_of(hit)
    quote = Quote(article, shown, links.to(article, span))
    if not links.form.question:  # by date alone nothing of an article is cited
        quote = replace(quote, link=links.whole(article))
    return FoundArticle(
        title=pieces(title, whole_words(title, marked(title, article.language))),
        quote=quote,
        around=around(article.body, span),
        image=picture_of(article) if pictures else "",
        copies=tuple(dict.fromkeys(copy.source for copy in hit.copies if copy.source)),
        weak=hit.weak,
        rank=hit.rank,
        reports=reports,
    )


def picture_of(article: Article) -> str:
    """Address of an article's picture, if it is one of the web; empty for none."""
    return outward(article.image)
