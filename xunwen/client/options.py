"""What may be said with a question; what is left out is the service's to choose."""

from collections.abc import Sequence
from typing import TypedDict

from service.conversation.turn import Turn
from service.results import FacetName, Filters, GroupBy, Mode, Period, Sort


class SearchOptions(TypedDict, total=False):
    """How passages are looked for; docs/http.md tells of each."""

    limit: int
    offset: int
    mode: Mode | str
    filters: Filters
    group_by: GroupBy
    sort: Sort
    facets: Sequence[FacetName]
    histogram: Period
    operators: bool
    explain: bool


class AskOptions(TypedDict, total=False):
    """How a question is answered."""

    limit: int
    mode: Mode | str
    filters: Filters
    as_of: str
    history: Sequence[Turn | str]
    operators: bool
    generate: bool
    """Whether a language model writes an answer too."""


class RelatedOptions(TypedDict, total=False):
    """A page that somebody reads, by its address, its text or both, and what is wanted for it."""

    url: str
    title: str
    text: str
    published_at: str
    limit: int
    page: int
    exclude: Sequence[str]
    source: Sequence[str]
    not_source: Sequence[str]
    keyword: Sequence[str]
    language: Sequence[str]
    max_age_days: int


class JobOptions(TypedDict, total=False):
    """How a job builds."""

    prune: bool
    """Whether articles that the sources don't hold are removed."""
    force: bool
    """Whether to publish what a check would hold back."""
    key: str
    """An Idempotency-Key: the same job sent again is not made twice."""
