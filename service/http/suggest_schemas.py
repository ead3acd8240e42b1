"""The JSON of suggestions."""

from typing import Self

from pydantic import BaseModel, Field

from indexer.index.suggestions.entries import SuggestionKind
from service.suggest.suggestion import Suggestion, Suggestions


class SuggestionBody(BaseModel):
    """What may be typed next."""

    text: str
    kind: SuggestionKind = Field(description="title of an article, name, or phrase: words and keywords.")
    articles: int = Field(description="How many articles have it; of a title, how many print that story.")
    article_id: str | None = Field(description="Of a title, the article's id for GET /v1/articles/{id}.")

    @classmethod
    def of(cls, suggestion: Suggestion) -> Self:
        """The same suggestion."""
        return cls(
            text=suggestion.text,
            kind=suggestion.kind,
            articles=suggestion.articles,
            article_id=suggestion.article_id or None,
        )


class SuggestResponse(BaseModel):
    """Suggestions, the likeliest first; none is a normal result."""

    snapshot: str
    suggestions: list[SuggestionBody]
    did_you_mean: str | None = Field(
        description="Where nothing goes on as it was typed: another wording, of which articles hold more, or null."
    )
    ready: bool = Field(
        default=True,
        description="false for the first seconds of a large snapshot, in which its words are put in order and none are suggested.",
    )

    @classmethod
    def of(cls, found: Suggestions) -> Self:
        """The same suggestions."""
        return cls(
            snapshot=found.snapshot,
            suggestions=[SuggestionBody.of(each) for each in found.suggestions],
            did_you_mean=found.did_you_mean or None,
            ready=found.ready,
        )


SUGGESTED = {
    "snapshot": "20240520T021500Z-5d1c",
    "suggestions": [
        {"text": "图书角", "kind": "phrase", "articles": 12, "article_id": None},
        {"text": "河湾社区图书角重新开放", "kind": "title", "articles": 2, "article_id": "hewan-042"},
    ],
    "did_you_mean": None,
    "ready": True,
}
"""An example for the OpenAPI description."""
