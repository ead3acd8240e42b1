"""What the tools take: JSON Schemas for assistants, and the values of a call."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from service.http.requests import FiltersBody, IsoDate, Question, Text
from service.related.page import DEFAULT_LIMIT, MOST

MOST_PASSAGES = 20
"""Of one call: each costs the assistant as much as it costs to read."""

MOST_CHARACTERS = 20_000
"""Of an article in one call."""

Passages = Annotated[int, Field(strict=True, ge=1, le=MOST_PASSAGES, description="How many passages to return.")]
ArticleId = Annotated[Text, Field(description="The id of an article, as another tool returned it.")]


class SearchArguments(FiltersBody):
    """A search."""

    query: Question = Field(description="A question or words, in any language; operators as in POST /v1/search.")
    limit: Passages = 5


class AskArguments(FiltersBody):
    """A question."""

    question: Question = Field(description="One question that stands by itself, in any language.")
    as_of: IsoDate | None = Field(
        default=None, description='Answer with what was known on this day, and count its "last year" from it.'
    )


class ReadArguments(BaseModel):
    """A part of an article."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    article_id: ArticleId
    start: Annotated[int, Field(strict=True, ge=0)] = Field(
        default=0, description="The first character to return; what is returned says where it ends."
    )
    characters: Annotated[int, Field(strict=True, ge=1, le=MOST_CHARACTERS)] = Field(
        default=8000, description="The most characters to return."
    )


class RelatedArguments(BaseModel):
    """An article whose related articles are wanted."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    article_id: ArticleId
    limit: Annotated[int, Field(strict=True, ge=1, le=MOST)] = Field(
        default=DEFAULT_LIMIT, description="How many articles to return."
    )
