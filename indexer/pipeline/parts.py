"""Makes the parts of a snapshot: vectors, near-duplicates, term indexes, aliases and related articles."""

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import Matrix, Rows
from indexer.core.clock import day_of, local
from indexer.core.errors import BrokenSnapshotError
from indexer.embed.cache import EmbeddingCache, embed_once
from indexer.index.aliases import NameLearner, NameTable
from indexer.index.bm25 import Terms
from indexer.index.bm25_builder import Counts, TermsBuilder
from indexer.index.near_duplicates import NearDuplicateFinder, NearDuplicates
from indexer.index.related import RELATED, RelatedTable
from indexer.index.snapshot import ARTICLE_TERMS, ARTICLE_VECTORS, NAMES, STORIES, TERMS, WORDS
from indexer.index.suggestions.entries import Heading
from indexer.index.suggestions.table import SUGGESTIONS, VOCABULARY, SuggestionTable, save_columns
from indexer.index.suggestions.vocabulary import Vocabulary
from indexer.index.vectors import Vectors
from indexer.pipeline.context import NOWHERE, BuildContext
from indexer.related.compute import ArchiveView, RelatedReport, build_related
from indexer.text.analyzer import TITLE_CHARACTERS, passage_text
from indexer.text.words.learning import WordLearner
from indexer.text.words.table import WordTable

_PASSAGE_WINDOW = 4096
"""Rows in memory at a time."""

_COUNTED = 16
"""Tokens are counted in one passage of so many: to count them all would take a tenth of the time of embedding."""


def embed(draft: BuildContext, cache: EmbeddingCache) -> Vectors:
    """Vectors of all rows, in order of rows."""
    stage = _Embedding(draft, cache)
    vectors = Vectors.empty(draft.embedder.card.dimension)
    for window in stage.windows():
        vectors.add(window)
    return vectors


class _Embedding:
    def __init__(self, draft: BuildContext, cache: EmbeddingCache) -> None:
        self._draft = draft
        self._cache = cache
        self._carry = draft.same_vectors
        self._begun: deque[tuple[Matrix, npt.NDArray[np.int64]]] = deque()
        """Windows whose missing vectors are under way: all their rows, and which of these are missing."""

    def windows(self) -> Iterator[Matrix]:
        """Vectors of the next rows, shape (rows, dimension)."""
        draft = self._draft
        missing = self._missing()
        for vectors in embed_once(
            missing, draft.workers.embed, draft.embedder.card, self._cache, on_embedded=self._count
        ):
            made, fresh = self._begun.popleft()
            made[fresh] = vectors
            yield made

    def _missing(self) -> Iterator[list[str]]:
        """Window after window, the texts whose vectors the base does not have; none is a window too."""
        # Without the title in front: see `indexer.text.analyzer`.
        passages = (text for _, text, _ in self._draft.archive.each_passage())
        first = 0
        while texts := list(islice(passages, _PASSAGE_WINDOW)):
            made, fresh = self._carried(first, len(texts))
            self._begun.append((made, fresh))
            yield [texts[place] for place in fresh]
            first += len(texts)

    def _carried(self, first: int, rows: int) -> tuple[Matrix, npt.NDArray[np.int64]]:
        """Rows with the vectors that the base has for them, and the places of those it does not have."""
        draft = self._draft
        origins = draft.origins_of_rows(first, first + rows)
        carried = origins != NOWHERE if self._carry else np.zeros(rows, dtype=np.bool_)
        made = np.empty((rows, draft.embedder.card.dimension), dtype=np.float32)
        if draft.base is not None and carried.any():
            made[carried] = draft.base.vectors(origins[carried])
            draft.report.carried += int(carried.sum())
            draft.progress.advance(int(carried.sum()))
        return made, np.flatnonzero(~carried)

    def _count(self, embedded: list[str], reused: int) -> None:
        """Tells of texts just embedded, and of texts found in the cache."""
        report = self._draft.report
        report.embedded += len(embedded)
        report.reused += reused
        report.tokens += self._tokens(embedded)
        self._draft.progress.advance(len(embedded) + reused)

    def _tokens(self, texts: list[str]) -> int:
        """Tokens of texts, from those of one in sixteen."""
        counted = texts[::_COUNTED]
        characters = sum(map(len, counted))
        if not characters:
            return 0
        return round(sum(self._draft.embedder.count_tokens(counted)) * sum(map(len, texts)) / characters)


_TITLE_WINDOW = 2048
"""Articles in memory at a time."""


def embed_articles(draft: BuildContext, rows: Vectors, cache: EmbeddingCache) -> None:
    """Writes the vector of every article: the mean of its chunks' vectors and its title's, at unit length.

    A chunk says what happened and the title says where and to whom; kept apart, each can be weighed (docs/retrieval.md).
    """
    vectors = Vectors.empty(rows.dimension)
    first = 0
    for window, titled, title_vectors in _title_vectors(draft, cache):
        total = np.zeros((len(window), rows.dimension), dtype=np.float32)
        total[titled] = title_vectors
        counts = np.array([count for _, count in window], dtype=np.int64)
        total += _sums(rows, first, counts)
        first += int(counts.sum())
        norms = np.linalg.norm(total, axis=1, keepdims=True)
        vectors.add(np.asarray(total / np.maximum(norms, 1e-6), dtype=np.float32))
        draft.progress.advance(len(window))
    vectors.save(draft.part / ARTICLE_VECTORS)


def _title_vectors(
    draft: BuildContext, cache: EmbeddingCache
) -> Iterator[tuple[list[tuple[str, int]], list[int], Matrix]]:
    """Window after window: titles with their chunks' number, the places of those that are not empty, their vectors."""
    begun: deque[tuple[list[tuple[str, int]], list[int]]] = deque()

    def titles() -> Iterator[list[str]]:
        outlines = draft.archive.outlines()
        while window := list(islice(outlines, _TITLE_WINDOW)):
            titled = [place for place, (title, _) in enumerate(window) if title]
            begun.append((window, titled))
            yield [window[place][0][:TITLE_CHARACTERS] for place in titled]

    for vectors in embed_once(titles(), draft.workers.embed, draft.embedder.card, cache):
        yield *begun.popleft(), vectors


def _sums(rows: Vectors, first: int, counts: Rows) -> Matrix:
    """Sum of each article's chunk vectors, shape (articles, dimension)."""
    chunks = rows.rows(np.arange(first, first + int(counts.sum()), dtype=np.int64))
    owners = np.repeat(np.arange(counts.size), counts)
    sums = np.zeros((counts.size, rows.dimension), dtype=np.float32)
    np.add.at(sums, owners, chunks)
    return sums


def group_near_duplicates(draft: BuildContext) -> None:
    """Writes which articles are near-copies of which."""
    finder = NearDuplicateFinder()
    for _, article in draft.archive.each_article():
        finder.add(article)
        draft.progress.advance(1)
    finder.stories().save(draft.part / STORIES)


def index_terms(draft: BuildContext) -> None:
    """Writes both term indexes; of rows and articles that the base has as they are, it takes the base's counts."""
    passages = ((passage_text(title, text), language) for title, text, language in draft.archive.each_passage())
    _index(draft, TERMS, passages, draft.row_origins)
    # Articles of the base are numbered from 1, and its rows of terms from 0.
    origins = (NOWHERE if number == NOWHERE else number - 1 for number in draft.article_origins)
    articles = ((passage_text(each.title, each.body), each.language) for _, each in draft.archive.each_article())
    _index(draft, ARTICLE_TERMS, articles, origins)


def _index(draft: BuildContext, name: str, texts: Iterable[tuple[str, str]], origins: Iterable[int]) -> None:
    """A term index of texts, each with its language, and with its row in the base's or NOWHERE."""
    base = _counts(draft, name)
    builder = TermsBuilder(spill=draft.scratch, base=base)
    for (text, language), origin in zip(texts, origins, strict=True):
        if base is None or origin == NOWHERE:
            builder.add(text, language=language)
        else:
            builder.carry(origin)
        draft.progress.advance(1)
    builder.save(draft.part / name)


def _counts(draft: BuildContext, name: str) -> Counts | None:
    """The base's counts, if the same text would be counted the same today."""
    if draft.base is None or not draft.same_recipe("terms"):
        return None
    try:
        return Counts.open(draft.base.folder / name)
    except BrokenSnapshotError:
        return None  # of another shape: counted anew


_MOST_CHANGED = 0.1
"""Share of changed articles beyond which words are counted anew: what one article has and another gets is not told together."""


def learn_names(draft: BuildContext) -> None:
    """Writes the tables of names and words.

    Every article is asked for names again, which takes less than to tell what has changed; words are counted on from the last
    snapshot's, where few articles did.
    """
    names, (words, counted) = NameLearner(), _counted_on(draft)
    for (_, article), origin in zip(draft.archive.each_article(), draft.article_origins, strict=True):
        names.add(f"{article.title}\n{article.body}")
        if not counted or origin == NOWHERE:
            words.add(article.title, article.body, day_of(article.published_at, draft.zone))
        draft.progress.advance(1)
    names.table().save(draft.part / NAMES)
    words.table().save(draft.part / WORDS)


def _counted_on(draft: BuildContext) -> tuple[WordLearner, bool]:
    """Counts that the articles carried over are in already, and whether they are; else none."""
    base = draft.base
    if base is None or not draft.same_recipe("words") or base.manifest.time_zone != draft.zone.key:
        return WordLearner(), False
    carried = {origin for origin in draft.article_origins if origin != NOWHERE}
    gone = [number for number in range(1, base.articles + 1) if number not in carried]
    changed = len(gone) + len(draft.article_origins) - len(carried)
    file = base.folder / WORDS
    if changed > _MOST_CHANGED * len(draft.article_origins) or not file.is_file():
        return WordLearner(), False
    words = WordLearner.from_table(WordTable.open(file))
    for number in gone:
        article = base.article(number)
        words.take_back(article.title, article.body)
    return words, True


def relate(draft: BuildContext) -> RelatedReport:
    """Writes the related articles of every article; its vector, its terms and its story are made before."""
    heads = [(each.id, local(each.published_at, draft.zone)) for _, each in draft.archive.each_article()]
    view = ArchiveView(
        ids=[article_id for article_id, _ in heads],
        vectors=_Stored(Vectors.open(draft.part / ARTICLE_VECTORS)),
        stories=NearDuplicates.open(draft.part / STORIES).story.astype(np.int64),
        published_at=[published_at for _, published_at in heads],
        terms=lambda: Terms.open(draft.part / ARTICLE_TERMS),
        articles=lambda: (each for _, each in draft.archive.each_article()),
    )
    table, report = build_related(view, previous=_previous(draft), advance=draft.progress.advance)
    table.save(draft.part / RELATED)
    return report


class _Stored:
    """Article vectors as they lie on disk."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    def __getitem__(self, rows: Rows, /) -> Matrix:
        return self._vectors.rows(rows)

    def __len__(self) -> int:
        return len(self._vectors)


def _previous(draft: BuildContext) -> RelatedTable | None:
    """The last snapshot's lists, if it has any that can be read and that would be made the same today."""
    if draft.base is None or not all(draft.same_recipe(part) for part in ("related", "terms", "copies")):
        return None
    folder = draft.base.folder / RELATED
    if not folder.is_dir():
        return None
    try:
        return RelatedTable.open(folder)
    except BrokenSnapshotError:
        return None  # of another shape: made anew


def order_suggestions(draft: BuildContext) -> None:
    """Writes the table of suggestions and the vocabulary of what may be meant, made anew each time: hardly a line is of a single article."""
    stories = NearDuplicates.open(draft.part / STORIES).story.tolist()
    headings: list[Heading] = []
    for (_, article), story in zip(draft.archive.each_article(), stories, strict=True):
        day = day_of(article.published_at, draft.zone)
        headings.append(Heading(article.title, day, story, article.keywords, article.authors))
        draft.progress.advance(1)
    words, names = WordTable.open(draft.part / WORDS), NameTable.open(draft.part / NAMES)
    folder = draft.part / SUGGESTIONS
    folder.mkdir()
    SuggestionTable.of(headings, words, names).save(folder)
    save_columns(folder, VOCABULARY, Vocabulary.of_archive(headings, words, names))
