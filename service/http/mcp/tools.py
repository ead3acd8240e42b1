"""The tools that assistants call: each takes checked arguments and an engine, and returns a result."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel

from indexer.core.errors import QueryError
from indexer.text.characters import line_lengths
from service.http.ask_schemas import AnswerBody
from service.http.engine import Engine
from service.http.mcp.arguments import AskArguments, ReadArguments, RelatedArguments, SearchArguments
from service.http.mcp.results import (
    ArticleRead,
    AskFound,
    OtherAnswer,
    Passage,
    RelatedArticle,
    RelatedFound,
    SearchFound,
    StatedFigure,
    article_uri,
)
from service.http.search_schemas import ArticleHead
from service.query.operators import Query
from service.results import AskResult, SearchResult
from service.settings import ServiceSettings
from service.web.confidence import reason_told
from service.web.strings import page_language, text_of

_CLOSEST = 3
"""Passages where there is no answer."""

_READ = 10
"""Passages that an answer is found among, as POST /v1/ask has it."""

Arguments = TypeVar("Arguments", bound=BaseModel)

Note = Callable[[str, SearchResult | AskResult], None]
"""Takes what was asked and what was found, for whoever counts."""


@dataclass(frozen=True, slots=True)
class Call:
    """What a tool works with beside its arguments."""

    engine: Engine
    settings: ServiceSettings
    note: Note


@dataclass(frozen=True, slots=True)
class Tool(Generic[Arguments]):
    """A tool, as assistants see it."""

    title: str
    description: str
    arguments: type[Arguments]
    result: type[BaseModel]
    run: Callable[[Call, Arguments], BaseModel]


def search(call: Call, given: SearchArguments) -> SearchFound:
    """Passages for a question.

    Raises:
        QueryError: The question is too long, or can't be searched.
    """
    query, mode = _query(given.query, call.settings), call.settings.search_mode
    found = call.engine.search(
        query.words,
        limit=given.limit,
        offset=0,
        mode=mode,
        filters=query.narrowed(given.to_filters()),
        group_by="story",
    )
    call.note(given.query, found)
    return SearchFound(
        snapshot=found.snapshot,
        degraded=[str(each) for each in found.degraded],
        mode=found.mode,
        passages=[Passage.of_hit(hit) for hit in found.hits],
        did_you_mean=found.did_you_mean or None,
    )


def ask(call: Call, given: AskArguments) -> AskFound:
    """An answer with its quotes, or the reason why there is none.

    Raises:
        QueryError: The question is too long, or can't be searched.
    """
    query, mode = _query(given.question, call.settings), call.settings.default_mode
    filters, as_of = query.narrowed(given.to_filters()), given.as_of or ""
    found = call.engine.ask(query.words, limit=_READ, mode=mode, filters=filters, as_of=as_of)
    call.note(given.question, found)
    abstained = found.answer is None
    hits = sorted(found.search.hits, key=lambda hit: hit.weak)[: _CLOSEST if abstained else 0]
    return AskFound(
        snapshot=found.search.snapshot,
        degraded=[str(each) for each in found.search.degraded],
        mode=found.search.mode,
        status="abstained" if abstained else "answered",
        reason=found.reason,
        explanation=_explanation(given.question, found) if abstained else "",
        answer=None if found.answer is None else AnswerBody.of(found.answer),
        citations=[Passage.of_citation(each) for each in found.citations],
        alternatives=[
            OtherAnswer(
                text=each.answer.text,
                conflict=each.conflict,
                superseded=each.superseded,
                citation=Passage.of_citation(each.citation),
            )
            for each in found.alternatives
        ],
        changes=None if found.changes is None else [list(map(StatedFigure.of, each.said)) for each in found.changes],
        closest=[Passage.of_hit(hit) for hit in hits],
    )


def read_article(call: Call, given: ReadArguments) -> ArticleRead:
    """An article, or a part of it.

    Raises:
        UnknownArticleError: There is none of this id.
    """
    article = line_lengths(call.engine.article(given.article_id))
    text = article.body[given.start : given.start + given.characters]
    return ArticleRead(
        snapshot=call.engine.manifest.name,
        article=ArticleHead.of(article),
        uri=article_uri(article.id),
        editor=article.editor,
        keywords=article.keywords,
        text=text,
        start=given.start,
        end=given.start + len(text),
        characters=len(article.body),
    )


def related(call: Call, given: RelatedArguments) -> RelatedFound:
    """What to read next to an article.

    Raises:
        UnknownArticleError: There is none of this id.
    """
    found = call.engine.related(given.article_id, limit=given.limit, page=1)
    return RelatedFound(
        snapshot=found.snapshot,
        degraded=[str(each) for each in found.degraded],
        total=found.total,
        articles=[RelatedArticle.of_item(item) for item in found.items],
    )


TOOLS: Mapping[str, "Tool[SearchArguments] | Tool[AskArguments] | Tool[ReadArguments] | Tool[RelatedArguments]"] = {
    "search": Tool(
        "Search the archive",
        "Find passages of a news archive that bear on a question, best first, each with its article and place.",
        SearchArguments,
        SearchFound,
        search,
    ),
    "ask": Tool(
        "Ask the archive",
        "Answer a question with the words of an article, quoted to the character, or say why the archive does not answer "
        "it. Cite what it returns; where it abstains, say so instead of guessing.",
        AskArguments,
        AskFound,
        ask,
    ),
    "read_article": Tool(
        "Read an article",
        "Return an article of the archive with its text, or a part of a long one.",
        ReadArguments,
        ArticleRead,
        read_article,
    ),
    "related": Tool(
        "Related articles",
        "List the articles of the archive to read next to one of them, each with the sentence that connects the two.",
        RelatedArguments,
        RelatedFound,
        related,
    ),
}


def _query(text: str, settings: ServiceSettings) -> Query:
    if too_long := settings.too_long(text):
        raise QueryError(too_long, next_step="Ask in fewer words.")
    return Query.read(text)


def _explanation(question: str, found: AskResult) -> str:
    """Why there is no answer, in the question's language where it is one that pages speak."""
    # Here and not at the top: this brings the analyzer, which an app without an engine does not need.
    from service.query.question import language_of

    likeliest = next((each.answer.confidence for each in found.alternatives), None)
    return text_of(page_language(language_of(question)), f"reason_{reason_told(found.reason, likeliest)}")
