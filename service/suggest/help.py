"""Typing help over one snapshot, made beside the requests when first wanted: an archive's words are many."""

from collections.abc import Callable
from dataclasses import replace

from indexer.core.arrays import Mask
from indexer.core.errors import WholeArchiveError
from service.results import AskResult, Filters, SearchResult
from service.search.background import MadeBeside
from service.search.index import SearchIndex
from service.search.whole_archive import WholeArchive
from service.suggest.did_you_mean import Meant, ReadQuery, is_doubtful
from service.suggest.suggester import Suggester
from service.suggest.suggestion import Suggestions
from service.suggest.vocabulary import Vocabulary

_TYPING_PATIENCE = 1.0
"""Seconds that who types waits for what is made; a small archive's is there before."""
ASKING_PATIENCE = 0.1
"""The same of a search, which is none the worse without another wording."""


class TypingHelp:
    """Suggests, and offers other wordings; safe to use from any thread."""

    def __init__(
        self,
        index: SearchIndex,
        read: ReadQuery,
        allowed: Callable[[Filters], Mask | None],
        *,
        typing_patience: float = _TYPING_PATIENCE,
        asking_patience: float = ASKING_PATIENCE,
    ) -> None:
        """Begins nothing yet.

        Args:
            index: Whose articles are told of.
            read: Reads queries for it.
            allowed: Articles that pass filters, shape (articles,); None for all.
            typing_patience: Seconds that `suggest` waits for what is made.
            asking_patience: Seconds that `instead` waits for what is made.
        """
        self._index = index
        self._allowed = allowed
        self._typing_patience = typing_patience
        self._asking_patience = asking_patience

        def make() -> tuple[Suggester, Meant]:
            snapshot = index.whole()
            vocabulary = Vocabulary.of(snapshot)
            return Suggester(snapshot), Meant(snapshot.article_terms, read, vocabulary)

        self._made = MadeBeside(make, name="typing help", failed="Nothing can be suggested")

    def begin(self) -> None:
        """Begins to make what is needed, and does not wait for it; nothing where the archive is not in one place."""
        if self._whole() is not None:
            self._made.get(patience=0)

    def suggest(self, text: str, *, limit: int, filters: Filters) -> Suggestions:
        """What may be typed next.

        Args:
            text: As far as it is typed.
            limit: How many at most.
            filters: Only of articles that pass.

        Raises:
            QueryError: A filter makes no sense.
            WholeArchiveError: The archive is not in one place, and what is typed would be compared with all of it.
        """
        self._index.whole()
        allowed = self._allowed(filters)
        made = self._made.get(patience=self._typing_patience)
        if made is None:
            return Suggestions(self._index.name, (), "", ready=False)
        suggester, meant = made
        found = suggester.suggest(text, limit=limit, allowed=allowed)
        # What goes on as it was typed was meant so.
        other = "" if found or not text.strip() else meant.instead(text)
        return Suggestions(self._index.name, tuple(found), other, ready=True)

    def instead(self, query: str) -> str:
        """Another wording of a query; empty where nothing speaks for one, or nothing is ready to tell or can be."""
        whole = self._whole()
        if whole is None or not is_doubtful(query, whole.article_terms):
            return ""
        made = self._made.get(patience=self._asking_patience)
        return "" if made is None else made[1].instead(query)

    def worded(self, query: str, found: SearchResult) -> SearchResult:
        """What was found, with another wording of the query where one finds more."""
        other = self.instead(query)
        return replace(found, did_you_mean=other) if other else found

    def worded_answer(self, question: str, asked: AskResult) -> AskResult:
        """The same of a question that nothing answers; one that is answered was worded well enough."""
        return asked if asked.answer is not None else replace(asked, search=self.worded(question, asked.search))

    def _whole(self) -> WholeArchive | None:
        """All of the archive; None where it is not in one place."""
        try:
            return self._index.whole()
        except WholeArchiveError:
            return None

    def end(self, afterwards: Callable[[], object]) -> None:
        """Begins nothing any more, and calls this once nothing reads the snapshot."""
        self._made.end(afterwards)
