"""The JSON of what those who run an index ask of it: its snapshots, what differs between two, golden questions, one page."""

from typing import TYPE_CHECKING, Any, Self

from pydantic import BaseModel, Field

from service.http.search_schemas import ArticleResponse

if TYPE_CHECKING:
    from indexer.index.difference import SnapshotDifference
    from indexer.index.rollback import KeptSnapshot
    from service.inspection.golden import GoldenOutcome
    from service.inspection.page import ExplainedPage


class KeptBody(BaseModel):
    """A snapshot that is kept."""

    name: str
    current: bool = Field(description="Whether it is the published one.")
    created_at: str
    articles: int
    chunks: int
    bytes: int
    why: str = Field(description="Why it was last published: index, rollback, a job; empty where nobody knows.")
    at: str = Field(description="When it was last published.")
    in_use: bool = Field(description="Whether a running service has it open.")
    problem: str = Field(description="Why it can't be opened; empty where it can, as far as its manifest tells.")

    @classmethod
    def of(cls, kept: "KeptSnapshot") -> Self:
        """The same."""
        return cls(**{name: getattr(kept, name) for name in cls.model_fields})


class SnapshotsResponse(BaseModel):
    """The snapshots that are kept, the last first published first."""

    snapshots: list[KeptBody]


class NamedBody(BaseModel):
    """An article by name."""

    id: str
    title: str


class EditedBody(NamedBody):
    """An article that both snapshots have."""

    fields: list[str] = Field(description="What of it differs.")


class DifferenceResponse(BaseModel):
    """What became of the articles of one snapshot in another; the lists hold the first by id, the counts all."""

    before: str
    after: str
    new: int
    gone: int
    edited: int
    unchanged: int
    first_new: list[NamedBody]
    first_gone: list[NamedBody]
    first_edited: list[EditedBody]

    @classmethod
    def of(cls, found: "SnapshotDifference") -> Self:
        """The same."""
        counts = {name: getattr(found, name) for name in ("before", "after", "new", "gone", "edited", "unchanged")}
        return cls(
            **counts,
            first_new=[NamedBody(id=name, title=title) for name, title in found.first_new],
            first_gone=[NamedBody(id=name, title=title) for name, title in found.first_gone],
            first_edited=[
                EditedBody(id=each.id, title=each.title, fields=list(each.fields)) for each in found.first_edited
            ],
        )


class GoldenBody(BaseModel):
    """A golden question as it is found now."""

    question: str
    within: int
    article_ids: list[str]
    ranks: list[int | None] = Field(
        description="Of each article, from 1; null where it is not among the first `within`."
    )
    passed: bool

    @classmethod
    def of(cls, outcome: "GoldenOutcome") -> Self:
        """The same."""
        asked = outcome.asked
        return cls(
            question=asked.question,
            within=asked.within,
            article_ids=list(asked.article_ids),
            ranks=list(outcome.ranks),
            passed=outcome.passed,
        )


class GoldenResponse(BaseModel):
    """What the golden questions of the index find in the snapshot that answers."""

    snapshot: str
    file: str = Field(description="Where they are, or would be.")
    total: int = Field(description="Questions in the file; 0 also where there is no file.")
    questions: list[GoldenBody]


class FieldCandidateBody(BaseModel):
    """What some place of a page says, and which place that is."""

    said: str
    reason: str


class ChoiceBody(BaseModel):
    """What was believed of a field, and what was not."""

    field: str
    value: str
    reason: str
    others: list[FieldCandidateBody]


class SkippedBody(BaseModel):
    """Why a page gives no article."""

    reason: str
    detail: str


class PageResponse(BaseModel):
    """One page as it is read now."""

    page: str
    kind: str = Field(description="html, text or record; empty where it could not be read.")
    beginning: str = Field(description="Of what was read.")
    characters: int = Field(description="Of all that was read.")
    skipped: SkippedBody | None
    article: ArticleResponse | None
    explained: list[ChoiceBody] = Field(description="How date, source and authors were chosen.")

    @classmethod
    def of(cls, found: "ExplainedPage") -> Self:
        """The same."""
        skip, article = found.skip, found.article
        return cls(
            page=found.name,
            kind=found.kind,
            beginning=found.beginning,
            characters=found.characters,
            skipped=None if skip is None else SkippedBody(reason=str(skip.reason), detail=skip.detail),
            article=None if article is None else ArticleResponse.in_snapshot(article, ""),
            explained=[
                ChoiceBody(
                    field=each.field,
                    value=each.value,
                    reason=each.reason,
                    others=[FieldCandidateBody(said=other.said, reason=other.reason) for other in each.others],
                )
                for each in found.choices
            ],
        )


KEPT_EXAMPLE: dict[str, Any] = {
    "name": "20240520T021500.120Z",
    "current": True,
    "created_at": "2024-05-20T02:15:00Z",
    "articles": 9412,
    "chunks": 31877,
    "bytes": 61234567,
    "why": "index",
    "at": "2024-05-20T02:19:31Z",
    "in_use": True,
    "problem": "",
}
DIFFERENCE_EXAMPLE: dict[str, Any] = {
    "before": "20240519T021500.093Z",
    "after": "20240520T021500.120Z",
    "new": 31,
    "gone": 0,
    "edited": 1,
    "unchanged": 9380,
    "first_new": [{"id": "hewan-051", "title": "旧书集市换出一千五百册"}],
    "first_gone": [],
    "first_edited": [{"id": "hewan-042", "title": "河湾社区图书角重新开放", "fields": ["body"]}],
}
GOLDEN_EXAMPLE: dict[str, Any] = {
    "snapshot": "20240520T021500.120Z",
    "file": "/srv/index/golden.jsonl",
    "total": 1,
    "questions": [
        {
            "question": "图书角收到多少旧书？",
            "within": 10,
            "article_ids": ["hewan-042"],
            "ranks": [1],
            "passed": True,
        }
    ],
}
PAGE_EXAMPLE: dict[str, Any] = {
    "page": "/srv/archive/2024/index.html",
    "kind": "html",
    "beginning": "<html><head><title>河湾日报</title></head>…",
    "characters": 10240,
    "skipped": {
        "reason": "no body",
        "detail": "/srv/archive/2024/index.html has no article text: check that it is one article's page, not a list or a redirect.",
    },
    "article": None,
    "explained": [],
}
