"""One generation of an index in a Milvus, as search asks an index: candidates and columns come from there, scores are made here.

Nothing of the archive is held but what questions bring, within bounds: a service needs the same memory for any archive.
"""

import json
from base64 import b64decode
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import Mask, Matrix, Rows, Scores
from indexer.core.article import Article, Chunk, Part, Span
from indexer.core.clock import zone_named
from indexer.core.errors import MilvusError, UnknownArticleError
from indexer.extract.identity import canonical_url
from indexer.index.aliases import NameTable
from indexer.index.manifest import Manifest
from indexer.index.related import Related
from indexer.index.wants import TermStatistics, Want
from indexer.milvus.client import MOST, Milvus, Search
from indexer.milvus.counts import hash_of
from indexer.milvus.generations import Generations
from indexer.milvus.schema import ORDINAL_BITS, REVISION_BITS, alive
from service.results import FacetName, Filters, GroupBy, Period, Tally
from service.search.facets import LATEST, Facets, FacetTable, tally_of
from service.search.index import (
    ArchiveStatistics,
    ArticleFacts,
    ChunkFacts,
    Selection,
    WholeArchiveError,
    WordSearch,
    row_facts_of,
)
from service.search.legs import leg
from service.search.milvus.conditions import among, both
from service.search.milvus.exact_words import HeldWords
from service.search.milvus.rows import CHUNK_FIELDS, ArticleRow
from service.search.milvus.rows import Rows as FetchedRows
from service.search.milvus.selection import MilvusSelection
from service.search.milvus.terms import Statistics, TermTable
from service.search.milvus.texts import FACETS, STATISTICS, UNRELATED, VALUES, Values, read_statistics
from service.search.milvus.words import MilvusWords
from service.search.whole_archive import WholeArchive

_PAGE = 1000
"""Articles that are counted at once."""
_TIES = 32
"""Asked for beyond the depth, so that ties at its end are settled by row."""


class MilvusIndex:
    """Answers from one generation; safe to use from any thread."""

    def __init__(self, milvus: Milvus, generation: int) -> None:
        """Reads what the generation says of itself.

        Args:
            milvus: Where it is; closed with this.
            generation: Which.

        Raises:
            MilvusError: It can't be read.
        """
        self.milvus = milvus
        self._generations = generations = Generations(milvus)
        self.record = record = generations.record(generation)
        """What it says of itself."""
        self._manifest = Manifest.from_json(self._file("manifest.json").decode(), name=record.snapshot)
        self._zone = zone_named(self._manifest.time_zone)
        self._statistics = read_statistics(self._text(STATISTICS))
        self._names = NameTable.read(self._file("names.json").decode()) if self._has("names.json") else NameTable()
        self.chunks_name, self.articles_name = (generations.part(record.epoch, part) for part in ("chunks", "articles"))
        """Of its collections."""
        self.alive = alive(generation)
        """The condition that its rows meet."""
        self.rows = FetchedRows(milvus, chunks=self.chunks_name, articles=self.articles_name, zone=self._zone)
        """Fetched, and remembered."""
        table = TermTable(milvus, generations.part(record.epoch, "terms"), record)
        self._terms = Statistics(record.chunks, lambda terms: table.counts(terms)[0], self._chunks_holding_all)
        self._article_terms = Statistics(
            record.articles, lambda terms: table.counts(terms)[1], lambda terms: len(self._held.articles_with(terms))
        )
        self._held = HeldWords(self)

    @property
    def name(self) -> str:
        """The snapshot's name."""
        return self.record.snapshot

    @property
    def manifest(self) -> Manifest:
        """What the snapshot says of itself."""
        return self._manifest

    @property
    def zone(self) -> ZoneInfo:
        """The archive's time zone."""
        return self._zone

    @property
    def statistics(self) -> ArchiveStatistics:
        """What is true of the archive as a whole."""
        return self._statistics

    @property
    def names(self) -> NameTable:
        """Names that its articles explain."""
        return self._names

    @property
    def terms(self) -> TermStatistics:
        """In how many chunks terms are."""
        return self._terms

    @property
    def article_terms(self) -> TermStatistics:
        """In how many articles terms are."""
        return self._article_terms

    @cached_property
    def values(self) -> Values:
        """Every source, author and keyword; read when a filter first names a part of one."""
        return Values.read(self._text(VALUES))

    def select(self, filters: Filters, hidden: frozenset[str] = frozenset()) -> Selection:
        """Rows that pass, as a condition."""
        selection = self._held.select(filters)
        condition = both(selection.condition, f"not ({among('id', hidden)})" if hidden else "")
        if not condition and selection.only is None and not selection.never:
            return MilvusSelection(count=lambda _: self.record.chunks)
        return MilvusSelection(condition, selection.only, selection.never, self._count)

    def own(self, among: Selection) -> MilvusSelection:
        """A selection of this index."""
        if not isinstance(among, MilvusSelection):
            raise TypeError(f"A Milvus searches among rows that it selected itself, not {type(among).__name__}.")
        return among

    def nearest(self, vector: Matrix, depth: int, among: Selection) -> Rows:
        """The nearest rows, by the server's index, compared exactly here."""
        selection = self.own(among)
        if selection.only is not None and not selection.only:
            return np.empty(0, dtype=np.int64)
        asked = vector[0].astype(np.float16) if self.record.laid_out.half else vector[0]
        limit = min(depth + _TIES, MOST)
        options = self.record.laid_out.search_options(limit)
        search = Search("vector", [asked], limit, both(self.alive, selection.of_chunks), CHUNK_FIELDS, options)
        with leg(Part.DENSE):
            (found,) = self.milvus.nearest(self.chunks_name, search)
        rows = np.array(sorted(self.rows.take_chunks(found)), dtype=np.int64)
        cosines = self.vectors(rows) @ vector[0]
        return rows[np.argsort(-cosines, kind="stable")[:depth]]

    def words(self, wants: Sequence[Want], article_wants: Sequence[Want]) -> WordSearch:
        """The lexical leg."""
        return MilvusWords(self, wants, article_wants)

    def only(self, rows: Rows) -> Selection:
        """Some rows as a selection."""
        return MilvusSelection(only=frozenset(rows.tolist()), count=self._count)

    def by_date(
        self,
        among: Selection,
        words: WordSearch | None,
        *,
        group_by: GroupBy,
        oldest: bool,
        offset: int,
        limit: int,
    ) -> Rows:
        """The best row of each group, by date."""
        rows = self._rows_of(self.own(among))
        numbers, places = np.unique(rows >> ORDINAL_BITS, return_inverse=True)
        articles = self._articles(numbers)
        moments = np.array([each.moment for each in articles], dtype=np.float64)[places]
        when = moments if oldest else -moments
        best = np.zeros(rows.size) if words is None else -words.coverage(rows).chunks
        ordered = np.lexsort((rows, best, numbers[places], when))  # NaN sorts last either way
        group = _group(group_by, [each.edition for each in articles], places, rows)
        first: dict[Hashable, int] = {}
        for at in ordered.tolist():
            first.setdefault(group(at), int(rows[at]))
        return np.fromiter(first.values(), dtype=np.int64, count=len(first))[offset : offset + limit]

    def tally(self, among: Selection, names: Sequence[FacetName], period: Period | None) -> Tally:
        """Counts the articles of some rows."""
        rows = self._rows_of(self.own(among))
        facts = self.article_facts(np.unique(rows >> ORDINAL_BITS))
        columns: dict[FacetName, Iterable[Sequence[str]]] = {
            "sources": ((source,) for source in facts.sources),
            "languages": ((language,) for language in facts.languages),
            "authors": facts.authors,
            "keywords": facts.keywords,
        }
        return tally_of(columns, ["" if np.isnat(day) else str(day) for day in facts.days], names, period)

    @cached_property
    def facets(self) -> Facets:
        """How many articles each source and language has, as it was counted when this was published."""
        return Facets(FacetTable(**json.loads(self._text(FACETS))))

    def facets_among(self, among: Selection) -> Facets:
        """The same of some rows, counted a page of articles at a time."""
        if self.own(among) == MilvusSelection():
            return self.facets
        counted: Counter[tuple[str, str, str]] = Counter()
        latest: list[tuple[str, str]] = []
        last = -1
        while (numbers := self.numbers_after(last, _PAGE, among)).size:
            facts = row_facts_of(self.article_facts(numbers), self._zone)
            counted.update(zip(facts.days, facts.sources, facts.languages, strict=True))
            latest = sorted([*latest, *zip(facts.days, facts.ids, strict=True)], key=lambda each: each[0], reverse=True)
            latest, last = latest[:LATEST], int(numbers[-1])
        return Facets(FacetTable.of(counted, [each for _, each in latest]))

    def numbers_after(self, number: int, most: int, among: Selection) -> Rows:
        """The next articles of some rows, by ranges of keys: a server gives rows in no order."""
        condition = both(self.alive, self.own(among).of_articles)
        found: list[int] = []
        low, span = number, most
        while len(found) < most:
            span = min(4 * span, MOST)
            high = ((max(low, 0) >> REVISION_BITS) + span) << REVISION_BITS  # of an article one key is alive
            rows = self.milvus.read(self.articles_name, both(condition, f"pk > {low} and pk < {high}"), ("pk",))
            found += sorted(int(row["pk"]) for row in rows)
            low = high - 1
            if not rows and not self.milvus.count(self.articles_name, both(condition, f"pk > {low}"), strong=False):
                break
        return np.array(found[:most], dtype=np.int64)

    def related(self, number: int) -> Sequence[Related] | None:
        """What to read next to an article, as it was published."""
        listed = self.rows.texts([number])[number].related
        if listed is None:
            return None
        keys = self._keys("id", [str(other) for other, *_ in listed])
        return [
            Related(keys[str(other)], float(score), tuple(map(str, words)), Span(int(start), int(end)))
            for other, score, words, start, end in listed
        ]

    def unrelated(self, one: str, other: str) -> float:
        """How relevant any two articles in two languages are, as it was found when this was published."""
        first, second = sorted((one.partition("-")[0], other.partition("-")[0]))
        return self._unrelated[f"{first} {second}"]

    @cached_property
    def _unrelated(self) -> Mapping[str, float]:
        found: dict[str, float] = json.loads(self._text(UNRELATED))
        return found

    def published_text(self, name: str) -> str:
        """A text that was published with this generation."""
        return self._generations.text(self.record.generation, f".{name}")

    def facts(self, rows: Rows) -> ChunkFacts:
        """What is known of some rows."""
        keys = rows.tolist()
        chunks = self.rows.chunks(keys)
        numbers, places = np.unique(rows >> ORDINAL_BITS, return_inverse=True)
        found = [chunks[key] for key in keys]
        ordinals, starts, ends = (
            np.array(column, dtype=np.int32)
            for column in (
                [each.ordinal for each in found],
                [each.start for each in found],
                [each.end for each in found],
            )
        )
        return ChunkFacts(rows, self.article_facts(numbers), places, ordinals, starts, ends)

    def article_facts(self, numbers: Rows) -> ArticleFacts:
        """What is known of some articles."""
        found = self._articles(numbers)
        return ArticleFacts(
            numbers,
            ids=[each.id for each in found],
            sources=[each.source for each in found],
            languages=[each.language for each in found],
            published_at=[each.published_at for each in found],
            authors=[each.authors for each in found],
            keywords=[each.keywords for each in found],
            days=np.array([each.day for each in found], dtype="datetime64[D]"),
            stories=np.array([each.story for each in found], dtype=np.int64),
            editions=np.array([each.edition for each in found], dtype=np.int64),
            chunks=np.array([each.chunks for each in found], dtype=np.int64),
        )

    def numbers(self, ids: Sequence[str]) -> Rows:
        """The articles of some ids."""
        known = self._keys("id", ids)
        return np.fromiter((known.get(each, -1) for each in ids), dtype=np.int64, count=len(ids))

    def copies(self, numbers: Rows, most: int) -> list[Rows]:
        """The others of each article's edition."""
        if not numbers.size or not most:
            return [np.empty(0, dtype=np.int64) for _ in numbers]
        editions = [each.edition for each in self._articles(numbers)]
        condition = both(self.alive, among("edition", editions))
        members: dict[int, list[int]] = {}
        for row in self.milvus.read(self.articles_name, condition, ("pk", "edition")):
            members.setdefault(int(row["edition"]), []).append(int(row["pk"]))
        return [
            np.array([key for key in sorted(members.get(edition, ())) if key != number][:most], dtype=np.int64)
            for number, edition in zip(numbers.tolist(), editions, strict=True)
        ]

    def of_stories(self, stories: Rows, most: int) -> Rows:
        """The articles of some stories."""
        condition = both(self.alive, among("story", stories.tolist()))
        found = sorted(int(row["pk"]) for row in self.milvus.read(self.articles_name, condition, ("pk",)))
        return np.array(found[:most], dtype=np.int64)

    def id_of(self, named: str) -> str:
        """The id of the article that has this id or this address."""
        if self._keys("id", [named]):
            return named
        address = canonical_url(named)
        condition = both(self.alive, among("url", [address])) if address else ""
        found = self.milvus.read(self.articles_name, condition, ("pk", "id"), limit=100) if condition else []
        return str(max(found, key=lambda row: int(row["pk"]))["id"]) if found else ""

    def vectors(self, rows: Rows) -> Matrix:
        """Vectors of some rows."""
        keys = rows.tolist()
        chunks = self.rows.chunks(keys)
        return self._matrix([chunks[key].vector for key in keys])

    def article_vectors(self, numbers: Rows) -> Matrix:
        """Vectors of some articles."""
        return self._matrix([each.vector for each in self._articles(numbers)])

    def chunks(self, rows: Rows) -> list[tuple[Article, Chunk]]:
        """Article and chunk of each of some rows."""
        keys = rows.tolist()
        chunks = self.rows.chunks(keys)
        texts = self.rows.texts([chunk.article for chunk in chunks.values()])
        found = []
        for key in keys:
            chunk, article = chunks[key], texts[chunks[key].article].article
            text = article.body[chunk.start : chunk.end]
            found.append((article, Chunk(article.id, chunk.ordinal, chunk.start, chunk.end, text)))
        return found

    def article(self, article_id: str) -> Article:
        """The article of this id."""
        return self.articles([article_id])[0]

    def articles(self, ids: Sequence[str]) -> list[Article]:
        """The articles of some ids."""
        known = self._keys("id", ids)
        for each in ids:
            if each not in known:
                raise UnknownArticleError(f"There is no article {each!r} in this snapshot.")
        texts = self.rows.texts(list(known.values()))
        return [texts[known[each]].article for each in ids]

    def holding(self, terms: Sequence[str], rows: Rows) -> Mask:
        """Which of some rows hold any of some terms."""
        keys, hashes = rows.tolist(), [hash_of(term) for term in terms]
        chunks = self.rows.chunks(keys)
        return np.array([any(chunks[key].terms.frequency(each) for each in hashes) for key in keys], dtype=np.bool_)

    def whole(self) -> WholeArchive:
        """Says that it is not in one place."""
        raise self._not_in_one_place()

    def article_mask(self, among: Selection) -> Mask | None:
        """Says that it is not in one place."""
        raise self._not_in_one_place()

    def close(self) -> None:
        """Ends the connection."""
        self.milvus.close()

    def _not_in_one_place(self) -> WholeArchiveError:
        return WholeArchiveError(
            f"This needs the whole archive in one place, and {self.milvus.address.shown} has it on many machines.",
            next_step="Ask a service that serves the snapshot from a folder.",
        )

    def _articles(self, numbers: Rows) -> list[ArticleRow]:
        found = self.rows.articles(numbers.tolist())
        return [found[number] for number in numbers.tolist()]

    def _matrix(self, vectors: Sequence[Scores]) -> Matrix:
        if not vectors:
            return np.empty((0, self.record.laid_out.dimension), dtype=np.float32)
        return np.stack(vectors)

    def _keys(self, field: str, values: Sequence[str]) -> dict[str, int]:
        """Keys of the articles that have some values of a field."""
        found: dict[str, int] = {}
        for first in range(0, len(values), MOST):
            condition = both(self.alive, among(field, values[first : first + MOST]))
            rows = self.milvus.read(self.articles_name, condition, ("pk", field))
            found |= {str(row[field]): int(row["pk"]) for row in rows}
        return found

    def _count(self, selection: MilvusSelection) -> int:
        return self.milvus.count(self.chunks_name, both(self.alive, selection.of_chunks), strong=False)

    def _rows_of(self, selection: MilvusSelection) -> Rows:
        """Every row of a selection, ascending, of up to as many as a server gives at once."""
        if selection.only is not None and not selection.condition:
            return np.array(sorted(selection.only - selection.never), dtype=np.int64)
        condition = both(self.alive, selection.of_chunks)
        found = self.milvus.read(self.chunks_name, condition, ("pk",))
        return np.array(sorted(int(row["pk"]) for row in found), dtype=np.int64)

    def _chunks_holding_all(self, terms: Sequence[str]) -> int:
        """How many chunks hold every one of some terms."""
        hashes = [hash_of(term) for term in terms]
        articles = self.rows.articles(self._held.articles_with(terms))
        keys = [number << ORDINAL_BITS | ordinal for number, each in articles.items() for ordinal in range(each.chunks)]
        chunks = self.rows.chunks(keys)
        return sum(all(chunk.terms.frequency(each) for each in hashes) for chunk in chunks.values())

    def _text(self, name: str) -> str:
        text = self._generations.text(self.record.generation, name)
        if not text:
            raise MilvusError(
                f"Generation {self.record.generation} in {self.milvus.address.shown} lacks {name}.",
                next_step="Publish it again: xunwen publish --full",
            )
        return text

    def _file(self, path: str) -> bytes:
        return b64decode(self._text(path))

    def _has(self, path: str) -> bool:
        return path in self._manifest.files


def _group(
    group_by: GroupBy, editions: Sequence[int], places: npt.NDArray[np.int64], rows: Rows
) -> Callable[[int], Hashable]:
    """What rows of one group have in common, by the place of the row; the row itself where nothing is grouped."""
    if group_by == "chunk":
        return lambda at: int(rows[at])
    if group_by == "article":
        return lambda at: int(places[at])
    return lambda at: editions[int(places[at])]
