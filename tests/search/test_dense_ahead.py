"""In a large archive the vectors are searched beside the words: what is found, told and left behind is the same."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer.core.article import Part
from indexer.core.errors import IndexUnavailableError, ModelError
from service.results import NO_FILTERS, Filters, Mode, SearchResult
from service.search.batching import BatchingEmbedder
from service.search.dense_ahead import DenseAhead
from service.search.local import LocalIndex
from service.search.searcher import Searcher
from tests.archives import build
from tests.doubles import TermEmbedder
from tests.search.implementations import FailingIndex

_QUESTIONS = ("柳河村全村共捐款多少元？", "捐款 柳河村", "天气", "What was donated?")
_FILTERS = (NO_FILTERS, Filters(languages=("zh",)), Filters(languages=("xx",)), Filters(published_from="2100-01-01"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("beside")
    build(folder, TermEmbedder())
    return folder


class WatchedIndex(FailingIndex):
    """Tells in which threads the vectors are searched, and has the words wait or fail."""

    legs_beside = True

    def watch(self) -> None:
        self.threads: list[str] = []
        self.at_work = 0
        self.before_words: Callable[[], object] = lambda: None
        self.before_nearest: Callable[[], object] = lambda: None
        self.entered = threading.Event()

    def nearest(self, *given):  # type: ignore[no-untyped-def]
        self.threads.append(threading.current_thread().name)
        self.at_work += 1
        self.entered.set()
        try:
            self.before_nearest()
            return super().nearest(*given)
        finally:
            self.at_work -= 1

    def words(self, *given):  # type: ignore[no-untyped-def]
        self.before_words()
        return super().words(*given)


@pytest.fixture
def index(folder: Path) -> Iterator[WatchedIndex]:
    index = WatchedIndex.open(folder)
    index.watch()
    yield index
    index.gone.clear()
    index.close()


@pytest.fixture
def searcher(index: WatchedIndex) -> Iterator[Searcher]:
    with BatchingEmbedder(TermEmbedder()) as embedder:
        yield Searcher(index, embedder)


def _beside(threads: list[str]) -> list[bool]:
    return [name.startswith("dense-leg") for name in threads]


def _found(result: SearchResult) -> tuple[object, ...]:
    return result.mode, result.degraded, [(hit.chunk.id, hit.score, hit.scores) for hit in result.hits]


@pytest.mark.parametrize("filters", _FILTERS)
@pytest.mark.parametrize("question", _QUESTIONS)
def test_hits_and_scores_are_those_of_one_leg_after_the_other(
    index: WatchedIndex, searcher: Searcher, question: str, filters: Filters, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(WatchedIndex, "legs_beside", False)
        expected = searcher.search(question, filters=filters)
    # The words wait until the vectors are searched: neither of the two could end before the other began.
    index.before_words = lambda: index.entered.wait(20)
    index.entered.clear()
    asked_before = len(index.threads)
    found = searcher.search(question, filters=filters)
    assert _found(found) == _found(expected)
    before, after = _beside(index.threads[:asked_before]), _beside(index.threads[asked_before:])
    assert (any(before), after[0]) == (False, True)
    assert {"lexical", "dense"} <= found.took_ms.keys()


def test_a_vector_that_comes_after_the_words_is_searched_by_the_questions_own_thread(index: WatchedIndex) -> None:
    wanted = threading.Event()

    class LateEmbedder(TermEmbedder):
        def embed_queries(self, texts):  # type: ignore[no-untyped-def]
            assert wanted.wait(20)
            return super().embed_queries(texts)

    class Asked(BatchingEmbedder):
        def embed_queries(self, texts):  # type: ignore[no-untyped-def]
            wanted.set()
            return super().embed_queries(texts)

    with Asked(LateEmbedder()) as embedder:
        found = Searcher(index, embedder).search(_QUESTIONS[0])
    assert found.hits
    assert found.degraded == ()
    assert _beside(index.threads) == [False]


@pytest.mark.parametrize("mode", [Mode.LEXICAL, Mode.DENSE])
def test_where_one_leg_is_asked_for_nothing_is_searched_beside_it(
    index: WatchedIndex, searcher: Searcher, mode: Mode
) -> None:
    searcher.search(_QUESTIONS[0], mode=mode)
    assert _beside(index.threads) == [False] * (mode is Mode.DENSE)


def test_vectors_that_cannot_be_searched_are_told_as_ever(index: WatchedIndex, searcher: Searcher) -> None:
    alone = searcher.search(_QUESTIONS[0], mode=Mode.LEXICAL)
    index.gone = {"nearest"}
    index.before_words = lambda: index.entered.wait(20)
    found = searcher.search(_QUESTIONS[0])
    assert (found.mode, found.hits) == (Mode.LEXICAL, alone.hits)
    assert (Part.DENSE, "The server of nearest does not answer.") in [
        (each.part, each.detail) for each in found.degraded
    ]
    assert any(_beside(index.threads))


def test_words_that_fail_leave_no_search_of_the_vectors_behind(index: WatchedIndex, searcher: Searcher) -> None:
    """Whoever closes the index once the search has ended takes its files from under nobody."""
    left = []

    def fails() -> None:
        assert index.entered.wait(20)
        raise IndexUnavailableError("The words are away.", next_step="Wait.")

    index.before_words = fails
    index.before_nearest = lambda: threading.Event().wait(0.2)
    reads = searcher._queries.leg_input

    def leaves(*given, **named):  # type: ignore[no-untyped-def]
        try:
            return reads(*given, **named)
        finally:
            left.append(index.at_work)

    searcher._queries.leg_input = leaves  # type: ignore[method-assign]
    found = searcher.search(_QUESTIONS[0])
    assert (found.mode, left) == (Mode.DENSE, [0, 0])
    assert _beside(index.threads)[0]


def test_a_question_that_cannot_be_embedded_ends_as_ever(index: WatchedIndex) -> None:
    class BrokenEmbedder(TermEmbedder):
        def embed_queries(self, texts):  # type: ignore[no-untyped-def]
            raise ModelError("The model is broken.", next_step="Prepare it.")

    with BatchingEmbedder(BrokenEmbedder()) as embedder, pytest.raises(ModelError, match="is broken"):
        Searcher(index, embedder).search(_QUESTIONS[0])
    assert index.threads == []


def test_what_waits_behind_another_look_up_is_left_to_its_own_thread() -> None:
    at_work, gate, looked = threading.Event(), threading.Event(), []
    first = DenseAhead(lambda: (at_work.set(), gate.wait(20)))
    second, late = DenseAhead(lambda: looked.append("second")), DenseAhead(lambda: looked.append("late"))
    first.begin()
    assert at_work.wait(20)
    second.begin()
    assert (second.begun, second.found()) == (True, None)
    assert late.found() is None
    late.begin()
    assert not late.begun
    gate.set()
    assert first.found() == (None, True)
    assert looked == []


@pytest.mark.parametrize(
    ("rows", "available", "beside"),
    [
        pytest.param(1, 2, True, id="many rows"),
        pytest.param(1, 1, False, id="one processor alone"),
        pytest.param(10**6, 2, False, id="few rows"),
    ],
)
def test_legs_are_searched_at_once_where_there_is_something_to_gain(
    folder: Path, rows: int, available: int, beside: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.search.local._MANY_ROWS", rows)
    monkeypatch.setattr("service.search.local.processors", lambda: available)
    index = LocalIndex.open(folder)
    assert index.legs_beside is beside
    index.close()
