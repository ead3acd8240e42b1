"""Typing help over one index, made beside the requests when first wanted: an archive's words are many."""

from collections.abc import Callable
from dataclasses import replace

from indexer.core.article import Degradation, Part
from indexer.core.errors import IndexUnavailableError
from service.results import AskResult, Filters, SearchResult
from service.search.background import MadeBeside
from service.search.index import SearchIndex, Selection
from service.suggest.did_you_mean import Meant, ReadQuery, is_doubtful
from service.suggest.suggester import Suggester
from service.suggest.suggestion import Suggestions

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
        select: Callable[[Filters], Selection],
        *,
        typing_patience: float = _TYPING_PATIENCE,
        asking_patience: float = ASKING_PATIENCE,
    ) -> None:
        """Begins nothing yet.

        Args:
            index: Whose articles are told of.
            read: Reads queries for it.
            select: Gives the rows that pass filters.
            typing_patience: Seconds that `suggest` waits for what is made.
            asking_patience: Seconds that `instead` waits for what is made.
        """
        self._index = index
        self._select = select
        self._typing_patience = typing_patience
        self._asking_patience = asking_patience

        def make() -> tuple[Suggester, Meant]:
            words = index.typed_words()
            return Suggester(words), Meant(index.article_terms, read, words)

        self._made = MadeBeside(make, name="typing help", failed="Nothing can be suggested")

    def begin(self) -> None:
        """Begins to make what is needed, and does not wait for it."""
        self._made.get(patience=0)

    def suggest(self, text: str, *, limit: int, filters: Filters) -> Suggestions:
        """What may be typed next.

        Args:
            text: As far as it is typed.
            limit: How many at most.
            filters: Only of articles that pass.

        Raises:
            QueryError: A filter makes no sense.
            IndexUnavailableError: What holds the index can't be asked.
        """
        among = self._select(filters)
        made = self._made.get(patience=self._typing_patience)
        if made is None:
            return Suggestions(self._index.name, (), "", ready=False)
        suggester, meant = made
        found = suggester.suggest(text, limit=limit, among=among)
        # What goes on as it was typed was meant so.
        other = "" if found or not text.strip() else meant.instead(text)
        return Suggestions(self._index.name, tuple(found), other, ready=True)

    def instead(self, query: str) -> str:
        """Another wording of a query; empty where nothing speaks for one, or nothing is ready to tell.

        Raises:
            IndexUnavailableError: What holds the index can't be asked.
        """
        if not is_doubtful(query, self._index.article_terms):
            return ""
        made = self._made.get(patience=self._asking_patience)
        return "" if made is None else made[1].instead(query)

    def worded(self, query: str, found: SearchResult) -> SearchResult:
        """What was found, with another wording of the query where one finds more, or why none was looked for."""
        try:
            other = self.instead(query)
        except IndexUnavailableError as error:
            return replace(found, degraded=(*found.degraded, Degradation(Part.WORDING, error.message, error.next_step)))
        return replace(found, did_you_mean=other) if other else found

    def worded_answer(self, question: str, asked: AskResult) -> AskResult:
        """The same of a question that nothing answers; one that is answered was worded well enough."""
        return asked if asked.answer is not None else replace(asked, search=self.worded(question, asked.search))

    def end(self, afterwards: Callable[[], object]) -> None:
        """Begins nothing any more, and calls this once nothing reads the snapshot."""
        self._made.end(afterwards)
