"""What pages ask an engine: an answer where the query is a question, articles, and how many match by their facts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from starlette.requests import Request

from indexer.core.article import Article
from indexer.core.errors import IndexUnavailableError, QueryError
from service.conversation.turn import MOST_ANSWER, Turn
from service.http.engine import Engine
from service.http.question_notes import note_answer, note_search
from service.query.operators import Query
from service.results import NO_FILTERS, AskResult, FacetName, Filters, GroupBy, Mode, SearchResult, Tally
from service.settings import ServiceSettings
from service.web.feed import Entry
from service.web.form import AskForm
from service.web.narrowing import FACETS, Sideways
from service.web.results import AskOutcome

PASSAGES_INSIDE = 3
"""Passages that the box of an article shows: the article itself stands beside it."""


@dataclass(frozen=True, slots=True)
class PageQuestion:
    """One reader's question to one engine."""

    request: Request
    engine: Engine
    form: AskForm
    settings: ServiceSettings

    def of_archive(self) -> AskOutcome:
        """The answer and the articles, those that print the same as one; what a reader can mend is an outcome too."""
        outcome = self._outcome("story", min(self.form.limit, self.settings.max_limit))
        return replace(outcome, reports=self._reports(outcome.leading))

    def _reports(self, leading: Sequence[str]) -> dict[str, int]:
        """How many report the event of each article; of an event once, of the first of its reports.

        What changed between reports is asked often, and no sentence tells it: the page of the event does. Where a part of the index
        can't be reached, which the page tells, no event is counted.
        """
        found: dict[str, int] = {}
        told: set[str] = set()
        for article in leading:
            if article not in told:
                try:
                    reports = self.engine.reports(article)
                except IndexUnavailableError:
                    return {}
                told.update(reports)
                found[article] = len(reports)
        return found

    def of_article(self, article_id: str) -> AskOutcome:
        """The same of one article: its passages."""
        return self._outcome("chunk", PASSAGES_INSIDE, article_id=article_id)

    def _outcome(self, group_by: GroupBy, limit: int, *, article_id: str = "") -> AskOutcome:
        if trouble := self.form.problem(self.settings):
            return AskOutcome(trouble=trouble)
        if not self.form.question:
            return self._passing(limit) if self.form.asks_for_articles and not article_id else AskOutcome()
        query = self.form.query
        filters = self.form.narrowing(article_id=article_id)
        try:
            found = self._asked(query.words, filters, limit) if self.form.wants_answer else None
            inside = found is not None and group_by == "chunk"
            search = (
                found.search if found is not None and inside else self._searched(query.words, filters, limit, group_by)
            )
            if found is None:
                note_search(self.request, search)
            tally = None if article_id else self._tally(query.words, filters)
        except QueryError as error:
            return AskOutcome(trouble="error_query", detail=error.message)
        return AskOutcome(found, search=search, tally=tally)

    def _passing(self, limit: int) -> AskOutcome:
        """All that passes the filters, where nothing else is asked: by date, and by words that none has to have."""
        filters, oldest = self.form.narrowing(), self.form.sort == "oldest"
        try:
            found = self.engine.listed(
                "", limit=limit, offset=0, mode=Mode.LEXICAL, filters=filters, group_by="story", oldest=oldest
            )
            return AskOutcome(search=found, tally=self._tally("", filters))
        except QueryError as error:
            return AskOutcome(trouble="error_query", detail=error.message)

    def _asked(self, words: str, filters: Filters, limit: int) -> AskResult:
        found = self.engine.ask(words, limit=limit, mode=self.settings.default_mode, filters=filters)
        note_answer(self.request, found)
        return found

    def _searched(self, words: str, filters: Filters, limit: int, group_by: GroupBy) -> SearchResult:
        mode, sort = self.settings.search_mode, self.form.sort
        if sort == "relevance":
            return self.engine.search(words, limit=limit, offset=0, mode=mode, filters=filters, group_by=group_by)
        return self.engine.listed(
            words, limit=limit, offset=0, mode=mode, filters=filters, group_by=group_by, oldest=sort == "oldest"
        )

    def _tally(self, words: str, filters: Filters) -> Tally:
        """How many articles have the words: where none has, those that are merely nearest are not worth counting."""
        return self.engine.tally(words, mode=Mode.LEXICAL, filters=filters, names=FACETS, period="day")

    def matching(self, form: AskForm) -> Tally:
        """How many articles hold the words of another question, by day; none where it can't be told, as the page says by then."""
        try:
            return self.engine.tally(
                form.query.words, mode=Mode.LEXICAL, filters=form.narrowing(), names=(), period="day"
            )
        except (IndexUnavailableError, QueryError):
            return Tally(0, {})

    def sideways(self, tally: Tally) -> Sideways:
        """The values of each filter as if none of it were chosen, so that another can be added; "" stands for having none."""
        form, words = self.form, self.form.query.words
        free: dict[FacetName, AskForm] = {
            "sources": replace(form, sources=()),
            "languages": replace(form, languages=()),
            "authors": replace(form, authors=()),
            "keywords": replace(form, keywords=()),
        }
        found: dict[FacetName, Sequence[tuple[str, int]]] = {}
        for name, without in free.items():
            counted = tally
            if without != form:
                counted = self.engine.tally(
                    words, mode=Mode.LEXICAL, filters=without.narrowing(), names=[name], period=None
                )
            lacking = counted.lacking.get(name, 0)
            found[name] = [*counted.facets[name], *([("", lacking)] if lacking else [])]
        return found


def in_full(form: AskForm, engine: Engine, settings: ServiceSettings) -> AskForm:
    """A form whose question stands by itself: what was asked on from an answer, as the question that it means.

    Args:
        form: As its reader filled it in.
        engine: Understands follow-ups.
        settings: Limits of questions.
    """
    if form.problem(settings):
        return form
    if not (form.question and form.after):
        return replace(form, after="", said="")
    query = engine.understood(form.query, [Turn(form.after, form.said[:MOST_ANSWER])])
    operators = [each.text for each in query.operators]
    others = tuple(" ".join((each, *operators)) for each in query.otherwise)
    if query.words == form.query.words:
        return form.in_full(form.question, others)
    text = " ".join((query.words, *operators))
    # What was a word in a sentence may read as an operator in another one.
    return replace(form, words=form.words or Query.read(text).words != query.words).in_full(text, others)


NEWS = 30
"""Entries of a feed."""
LATEST, OWN, LOOKED_THROUGH = 6, 3, 24
"""Articles that the first page has; how many of them a reader can read at least, where as many of the newest are in the page's
language; and among how many of the newest these are looked for."""


def latest_for(engine: Engine, language: str) -> tuple[Article, ...]:
    """The newest articles of an archive, some of them in a reader's language, the newest first.

    Args:
        engine: Of the archive.
        language: Of the page, "zh" or "en".
    """
    ids = engine.facets.latest(LOOKED_THROUGH)
    latest = [engine.article(each) for each in ids[:LATEST]]
    others = [each for each in latest if each.main_language != language]
    lacking = OWN - (len(latest) - len(others))
    if lacking <= 0 or not _speaks(engine, language):
        return tuple(latest)
    older = (engine.article(each) for each in ids[LATEST:])
    own = tuple(islice((each for each in older if each.main_language == language), lacking))
    dropped = others[len(others) - len(own) :]
    return (*(each for each in latest if each not in dropped), *own)


def _speaks(engine: Engine, language: str) -> bool:
    """Whether an archive has articles in a language."""
    return any(each.value.partition("-")[0] == language for each in engine.facets.counts(NO_FILTERS).languages)


def newest(request: Request, engine: Engine, form: AskForm, settings: ServiceSettings) -> tuple[Entry, ...]:
    """The newest articles that match a query and pass the filters; of the whole archive where there is neither.

    Raises:
        QueryError: The query can't be searched for.
    """
    if not form.question and not form.asks_for_articles:
        latest = (engine.article(each) for each in engine.facets.latest(NEWS))
        return tuple(Entry(article, article.body) for article in latest)
    found = engine.listed(
        form.query.words,
        limit=NEWS,
        offset=0,
        mode=settings.search_mode if form.question else Mode.LEXICAL,
        filters=form.narrowing(),
        group_by="story",
        oldest=False,
    )
    note_search(request, found)
    return tuple(Entry(hit.article, hit.chunk.text) for hit in found.hits)
