"""Gathers questions that arrive at the same time into one step of the model, and remembers recent vectors."""

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self, TypeAlias

import numpy as np
import numpy.typing as npt

from indexer.core.arrays import Matrix
from indexer.embed.embedder import Embedder, WrappedEmbedder
from service.search.turns import waiting

_MOST_BEGUN = 256

Vector: TypeAlias = npt.NDArray[np.float32]
"""One unit vector, shape (dimension,)."""


class BatchingEmbedder(WrappedEmbedder):
    """An embedder for many threads: one worker computes, what arrives meanwhile is its next batch. Passages have batches already.

    A question that somebody waits for is embedded as soon as the worker is idle, alone if need be. Questions that were only begun, which takes no thread,
    gather until there are as many of them as of the batch before still lie there unasked for: so those who search have work meanwhile, and
    a crowd is embedded many at a time, of which each takes a half to two thirds of what one takes alone. Equal questions of a batch are embedded once. If a batch fails, each of its
    callers is served alone, so that a question that can't be embedded fails nobody else.
    """

    def __init__(self, embedder: Embedder, *, max_batch: int = 16, cached_questions: int = 1024) -> None:
        super().__init__(embedder)
        self._max_batch = max_batch
        self._recent = RecentVectors(cached_questions)
        self._counts: Counter[str] = Counter(kept=0, computed=0)
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="embed-questions")
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        """Told of whatever may let the batch begin that the worker holds."""
        self._open: _Batch | None = None
        self._latest = _Batch()
        """The one that was taken up last."""
        self._closing = False
        self._begun: OrderedDict[str, _Batch] = OrderedDict()
        """Batches of questions that nobody has asked for yet."""

    def begin(self, text: str) -> None:
        """Begins to embed a question that will be asked for soon, and does not wait for it.

        Raises:
            RuntimeError: the embedder was closed.
        """
        if self._recent.find([text]):
            return
        with self._lock:
            if text not in self._begun:
                batch = self._begun[text] = self._join([text])
                batch.unasked += 1
            while len(self._begun) > _MOST_BEGUN:  # of those whose client left, nobody asks any more
                self._begun.popitem(last=False)[1].unasked -= 1
            self._changed.notify()

    def when_made(self, text: str, then: Callable[[], object]) -> None:
        """Has `then` called once a question that was begun is embedded, or can't be: at once or from the thread that embeds, which it must not keep waiting.

        Never where the question is neither begun nor remembered.
        """
        with self._lock:
            batch = self._begun.get(text)
        if batch is not None:
            batch.future.add_done_callback(lambda _: then())
        elif self._recent.find([text]):
            then()

    def embed_queries(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors of questions, shape (texts, dimension); may share a step of the model with other threads.

        Raises:
            RuntimeError: the embedder was closed.
        """
        if not texts:
            return np.empty((0, self.card.dimension), dtype=np.float32)
        with self._lock:
            begun = {text: self._begun.pop(text) for text in dict.fromkeys(texts) if text in self._begun}
            for its_batch in begun.values():
                its_batch.unasked -= 1
                its_batch.wanted = True
            self._changed.notify()
        vectors = self._recent.find(text for text in texts if text not in begun)
        missing = [text for text in dict.fromkeys(texts) if text not in vectors and text not in begun]
        with self._lock:
            self._counts.update(kept=len(vectors), computed=len(begun) + len(missing))
            batch = self._join(missing) if missing else None
            if batch is not None:
                batch.wanted = True
                self._changed.notify()
        for text, its_batch in begun.items():
            vectors |= self._outcome(its_batch, [text])
        if batch is not None:
            vectors |= self._outcome(batch, missing)
        return np.stack([vectors[text] for text in texts])

    @property
    def counts(self) -> dict[str, int]:
        """How many question vectors were "kept" from before and how many "computed"."""
        with self._lock:
            return dict(self._counts)

    def close(self) -> None:
        """Finish the questions that are waiting and end the worker; later questions raise RuntimeError."""
        with self._lock:
            self._closing = True
            self._changed.notify()
        self._worker.shutdown(wait=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _outcome(self, batch: "_Batch", texts: list[str]) -> dict[str, Vector]:
        """The vectors of a batch, as soon as it is computed."""
        if not batch.future.done():
            with waiting():
                batch.future.exception()
        if batch.future.exception() is not None and batch.texts.keys() != set(texts):
            # The fault may be another caller's question: alone, everyone gets their own result or their own error.
            with self._lock:
                if self._open is not None:
                    self._open.wanted = True  # it is before this one in the line
                    self._changed.notify()
            return self._worker.submit(self._embed, texts).result()
        return batch.future.result()

    def _join(self, texts: list[str]) -> "_Batch":
        """The batch that will embed `texts`: the one still gathering if they fit, else a new one behind it. Under the lock."""
        batch = self._open
        if batch is None or len(batch.texts.keys() | set(texts)) > self._max_batch:
            batch = _Batch()
            # The worker takes the lock before it looks into the batch.
            batch.future = self._worker.submit(self._run, batch)
            self._open = batch
        batch.texts.update(dict.fromkeys(texts))
        return batch

    def _run(self, batch: "_Batch") -> dict[str, Vector]:
        with self._lock:
            self._changed.wait_for(lambda: self._may_begin(batch))
            if self._open is batch:
                self._open = None
            self._latest = batch
        return self._embed(list(batch.texts))

    def _may_begin(self, batch: "_Batch") -> bool:
        """Whether the worker may take up a batch, or more will come while those who search have work. Under the lock."""
        gathered = len(batch.texts)
        return batch.wanted or self._closing or gathered >= min(self._latest.unasked, self._max_batch)

    def _embed(self, texts: list[str]) -> dict[str, Vector]:
        matrix = self._embedder.embed_queries(texts)
        vectors: dict[str, Vector] = dict(zip(texts, matrix, strict=True))
        self._recent.keep(vectors.items())
        return vectors


@dataclass(slots=True, eq=False)
class _Batch:
    """Questions for one step of the model: gathering until the worker takes it up, then computed once."""

    texts: dict[str, None] = field(default_factory=dict)
    """The questions in order of arrival, each once."""
    future: "Future[dict[str, Vector]]" = field(default_factory=Future)
    unasked: int = 0
    """Questions in it that were begun, and that nobody has asked for yet."""
    wanted: bool = False
    """Whether somebody waits for it."""


class RecentVectors:
    """The vectors of the latest questions by text, bounded; for any number of threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._vectors: OrderedDict[str, Vector] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, texts: Iterable[str]) -> dict[str, Vector]:
        """Those of the texts that are remembered; they count as used now."""
        found: dict[str, Vector] = {}
        with self._lock:
            for text in texts:
                if text in self._vectors:
                    self._vectors.move_to_end(text)
                    found[text] = self._vectors[text]
        return found

    def keep(self, vectors: Iterable[tuple[str, Vector]]) -> None:
        """Remember vectors (copied: a row would keep its whole matrix alive), and forget the least recently used."""
        with self._lock:
            for text, vector in vectors:
                self._vectors[text] = vector.copy()
                self._vectors.move_to_end(text)
            while len(self._vectors) > self._size:
                self._vectors.popitem(last=False)
