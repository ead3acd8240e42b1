"""Reads the query of a search for both legs: its words, as this archive writes them, and its vector."""

from indexer.core.arrays import Matrix, Rows
from indexer.core.article import Part
from indexer.core.errors import IndexUnavailableError, LegError
from indexer.embed.embedder import Embedder
from service.query.keywords import keywords, whole_words
from service.query.names import ArchiveNames, OtherNames
from service.query.question import ParsedQuestion
from service.results import Mode
from service.search.config import ranking
from service.search.dense_ahead import DenseAhead
from service.search.index import SearchIndex, Selection, WordSearch
from service.search.legs import LegInput, leg
from service.search.query_centering import QuestionCenter
from service.search.timing import Clock


class QueryReader:
    """Reads queries over one index; immutable, safe to use from any thread."""

    def __init__(self, index: SearchIndex, embedder: Embedder | None, synonyms: OtherNames) -> None:
        """Reads nothing yet.

        Args:
            index: That is searched.
            embedder: Embeds questions; None where only words are looked for.
            synonyms: What editors decided that words stand for.
        """
        self._index = index
        self._names = ArchiveNames(index.names, index.article_terms, synonyms, languages=index.statistics.languages)
        self._center = None if embedder is None else QuestionCenter(embedder)

    def begin(self, question: str) -> None:
        """Begins what a search by meaning will wait for, where that needs no thread of the caller's."""
        if self._center is not None:
            self._center.begin(question)

    def vector(self, question: str) -> Matrix | None:
        """The question's vector as the dense leg compares it, shape (1, dimension); None without a model."""
        return None if self._center is None else self._center.embed(question)

    def read(self, question: str, *, language: str | None = None) -> ParsedQuestion:
        """What the lexical leg looks for, in the languages and by the names of this archive.

        Args:
            question: The question, or a part of it.
            language: Of the question, where this is a part; None tells it by the words.
        """
        return ParsedQuestion.of(
            question,
            languages=self._index.statistics.languages,
            names=self._names,
            language=language,
            compounds=self._index.compounds,
        )

    def leg_input(
        self,
        query: str,
        mode: Mode,
        clock: Clock,
        *,
        found_among: Selection | None = None,
        lost: LegError | None = None,
    ) -> LegInput:
        """What both legs need of a question, made once however deep they are searched, and the rows that its words bring first.

        Args:
            query: The question.
            mode: Which legs take part.
            clock: Told what each stage took.
            found_among: Rows that may be found; None where the words' first rows are not wanted.
            lost: The leg that can't be asked.
        """
        if mode is not Mode.LEXICAL:
            self.begin(
                query
            )  # The words of a large archive take about as long as the model: side by side on two cores.
        if _is_lost(Part.LEXICAL, lost):
            try:
                asked = self.read(query)
            except IndexUnavailableError:  # nobody knows how the archive writes names
                asked = ParsedQuestion.of(query, languages=self._index.statistics.languages)
            vector = clock.time("embed", lambda: self.vector(query))
            return LegInput(query, asked, vector, None, without_words=True)
        words = keywords(query)
        with leg(Part.LEXICAL):
            asked = clock.time("read", lambda: self.read(query))
            if words:
                asked = whole_words(asked, words, self._index.terms)
        if mode is Mode.DENSE:
            return LegInput(query, asked, clock.time("embed", lambda: self.vector(query)), None, words)

        def searched() -> tuple[WordSearch, tuple[int, Rows] | None]:
            index = self._index
            words = index.words(asked.wants(index.terms), asked.wants(index.article_terms))
            return words, None if found_among is None else (ranking().depth, words.best(ranking().depth, found_among))

        with self._nearest_ahead(query, mode, found_among) as ahead:
            with leg(Part.LEXICAL):
                found, matched = clock.time("lexical", searched)
            near = clock.time("dense", ahead.found) if ahead.begun else None
        if near is not None:
            vector, rows = near
            at_depth = (ranking().depth, rows)
            return LegInput(query, asked, vector, words=found, keywords=words, matched=matched, near=at_depth)
        made = None if mode is Mode.LEXICAL else clock.time("embed", lambda: self.vector(query))
        return LegInput(query, asked, vector=made, words=found, keywords=words, matched=matched)

    def _nearest_ahead(self, query: str, mode: Mode, among: Selection | None) -> DenseAhead[tuple[Matrix, Rows]]:
        """The vector of a question that was begun, and the rows nearest to it: from when the vector is there, where that is worth a thread.

        Args:
            query: The question.
            mode: Which legs take part.
            among: Rows that may be found; None where they are not wanted.
        """

        def nearest() -> tuple[Matrix, Rows] | None:
            vector = self.vector(query)
            if vector is None or among is None:
                return None
            return vector, self._index.nearest(vector, ranking().depth, among)

        ahead = DenseAhead(nearest)
        if self._center is not None and mode is not Mode.LEXICAL and among is not None and self._index.legs_beside:
            self._center.when_made(query, ahead.begin)
        return ahead


def _is_lost(part: Part, lost: LegError | None) -> bool:
    return lost is not None and lost.part is part
