"""The public names of `xunwen`: what else may be imported from `indexer` and `service` can change in any version."""

from indexer.core.article import Article, Chunk, Degradation, Span
from indexer.core.errors import (
    BrokenSnapshotError,
    DegradedError,
    GateError,
    IndexBusyError,
    InputError,
    ModelError,
    NoSnapshotError,
    QueryError,
    SettingError,
    SnapshotError,
    StorageError,
    UnknownArticleError,
    WrongModelError,
    XunwenError,
)
from indexer.core.figure import Figure
from indexer.pipeline.report import BuildReport
from indexer.settings import IndexerSettings
from service.api.build import build_index
from service.api.index import Index
from service.api.once import ask, related, search
from service.conversation.turn import Turn
from service.query.operators import Query
from service.related.page import RelatedItem, RelatedPage
from service.results import (
    Alternative,
    Answer,
    AnswerKind,
    AskResult,
    Citation,
    Filters,
    Hit,
    Mode,
    SearchResult,
    Tally,
)
from service.settings import ServiceSettings

__all__ = [
    "Alternative",
    "Answer",
    "AnswerKind",
    "Article",
    "AskResult",
    "BrokenSnapshotError",
    "BuildReport",
    "Chunk",
    "Citation",
    "Degradation",
    "DegradedError",
    "Figure",
    "Filters",
    "GateError",
    "Hit",
    "Index",
    "IndexBusyError",
    "IndexerSettings",
    "InputError",
    "Mode",
    "ModelError",
    "NoSnapshotError",
    "Query",
    "QueryError",
    "RelatedItem",
    "RelatedPage",
    "SearchResult",
    "ServiceSettings",
    "SettingError",
    "SnapshotError",
    "Span",
    "StorageError",
    "Tally",
    "Turn",
    "UnknownArticleError",
    "WrongModelError",
    "XunwenError",
    "ask",
    "build_index",
    "related",
    "search",
]
