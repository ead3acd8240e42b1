"""The JSON of related reading: what the routes answer, what the export writes and what the widget reads."""

from typing import Annotated, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StrictInt, model_validator

from service.http.requests import IsoDate, Text
from service.http.search_schemas import DEGRADED, ArticleHead
from service.related.page import DEFAULT_LIMIT, MOST, READ_CHARACTERS, ReadText, RelatedItem, RelatedPage, RelatedRules

Limit: TypeAlias = Annotated[int, Field(ge=1, le=MOST, description="Articles on a page.")]
Page: TypeAlias = Annotated[
    int, Field(ge=1, le=1_000_000, description="From 1; after the last page of the list comes its first again.")
]


MOST_RULES = 1000
"""Values in one rule."""


class RulesBody(BaseModel):
    """Which related articles are wanted; what is left out leaves nothing out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    exclude: list[Text] = Field(
        default=[],
        max_length=MOST_RULES,
        description="Ids of articles that are not to be listed, as they are shown already.",
    )
    source: list[Text] = Field(default=[], max_length=MOST_RULES, description="Only articles of these sources.")
    not_source: list[Text] = Field(default=[], max_length=MOST_RULES, description="No articles of these sources.")
    keyword: list[Text] = Field(
        default=[],
        max_length=MOST_RULES,
        description="Only articles with one of these keywords, as sections are named.",
    )
    language: list[Text] = Field(default=[], max_length=MOST_RULES, description='Only in these languages: "zh", "en".')
    max_age_days: Annotated[int, Field(ge=0, le=1_000_000)] | None = Field(
        default=None, description="Only what was published at most so many days before the archive's newest article."
    )

    def rules(self) -> RelatedRules:
        """The same, as lists are chosen by them."""
        return RelatedRules(
            frozenset(self.exclude),
            frozenset(self.source),
            not_sources=frozenset(self.not_source),
            keywords=frozenset(self.keyword),
            languages=frozenset(self.language),
            max_age_days=self.max_age_days,
        )


class SnippetBody(BaseModel):
    """`body[start:end] == text` of the related article: the sentence that shares most with what is read."""

    text: str
    start: int
    end: int


class RelatedBody(BaseModel):
    """A related article, and why it is."""

    rank: int = Field(description="Place in the whole list, from 1.")
    score: float = Field(description="Relevance, comparable within one list.")
    article: ArticleHead
    snippet: SnippetBody
    shared_words: list[str] = Field(description="Words that both have, as the related article writes them.")

    @classmethod
    def of(cls, item: RelatedItem) -> Self:
        """The same item, with the snippet cut out of the body."""
        span = item.snippet
        text = item.article.body[span.start : span.end]
        return cls(
            rank=item.rank,
            score=round(item.score, 4),
            article=ArticleHead.of(item.article),
            snippet=SnippetBody(text=text, start=span.start, end=span.end),
            shared_words=list(item.shared_words),
        )


class RelatedResponse(BaseModel):
    """One page of related articles; none is a normal result."""

    snapshot: str = Field(description="Within one snapshot, lists and pages stay as they are.")
    article_id: str = Field(description="Whose list it is; empty for a text that is not in the archive.")
    page: int
    pages: int = Field(description="How many there are; pages 1 to this hold the whole list without repeats.")
    limit: int
    total: int = Field(description="Articles in the whole list.")
    related: list[RelatedBody]
    degraded: list[str] = Field(default=[], description=DEGRADED)
    read_characters: int | None = Field(
        default=None,
        description=f"Of a text that was sent, how many characters were read for its list, from its beginning, "
        f"{READ_CHARACTERS:,} at most: all of them for its words, the first passage for its meaning. null where the list "
        "is that of an article.",
    )

    @classmethod
    def of(cls, page: RelatedPage) -> Self:
        """The same page."""
        return cls(
            snapshot=page.snapshot,
            article_id=page.article_id,
            page=page.page,
            pages=page.pages,
            limit=page.limit,
            total=page.total,
            related=[RelatedBody.of(item) for item in page.items],
            degraded=[str(each) for each in page.degraded],
            read_characters=page.read_characters,
        )


class ListBody(RulesBody):
    """What is asked of a list in an address."""

    limit: Limit = DEFAULT_LIMIT
    page: Page = 1


class RelatedRequest(RulesBody):
    """A page that somebody reads: its address, its text, or both; the address wins where the archive has it."""

    url: Text = Field(default="", max_length=4096, description="Address of the page.")
    title: Text = Field(default="", max_length=1000)
    text: Text = Field(
        default="", description="Text of the page, without what the site puts around it; its beginning is read."
    )
    published_at: IsoDate | None = Field(default=None, description="When it was published.")
    limit: Annotated[StrictInt, Field(ge=1, le=MOST)] = DEFAULT_LIMIT
    page: Annotated[StrictInt, Field(ge=1, le=1_000_000)] = 1

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not (self.url.strip() or self.title.strip() or self.text.strip()):
            raise ValueError("Nothing to go by: send url, text, or both.")
        return self

    def read(self) -> ReadText:
        """The page, as lists are made for it."""
        return ReadText(self.url.strip(), self.title, self.text, self.published_at or "")
