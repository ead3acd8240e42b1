"""Questions that arrive together are embedded together, and nobody notices but the clock."""

import threading
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.embed.embedder import ModelCard
from service.search.batching import BatchingEmbedder, RecentVectors

CARD = ModelCard("hashes", "0" * 64, 8, 64, "query: ", "passage: ")


def hashed(text):
    """A unit vector that depends on the text alone: what the batched result must be."""
    raw = np.frombuffer(sha256(text.encode()).digest()[:8], dtype=np.uint8).astype(np.float32) + 1
    return raw / np.linalg.norm(raw)


class HashEmbedder:
    """Embeds by hashing, records each batch, and holds the first one until `gate` opens."""

    card = CARD
    backend = "hashes"
    degraded = ()

    def __init__(self, gate=None):
        self.batches = []
        self.gate = gate
        self.begun = threading.Event()

    def embed_queries(self, texts):
        self.batches.append(list(texts))
        self.begun.set()
        if self.gate is not None:
            assert self.gate.wait(5)
        if "poison" in texts:
            raise ValueError("poison can't be embedded")
        return np.stack([hashed(text) for text in texts])

    def embed_passages(self, texts):
        return np.stack([-hashed(text) for text in texts])

    def count_tokens(self, texts):
        return [len(text) for text in texts]


def gathered(texts, **options):
    """Ask for "first", and for each of `texts` from a thread of its own while that is computed."""
    gate = threading.Event()
    inner = HashEmbedder(gate)
    with BatchingEmbedder(inner, **options) as embedder, ThreadPoolExecutor(len(texts) + 1) as pool:
        joined = counting_joins(embedder)
        first = pool.submit(embedder.embed_queries, ["first"])
        assert inner.begun.wait(20)
        others = []
        for text in texts:
            others.append(pool.submit(embedder.embed_queries, [text]))
            wait_until(lambda: len(joined) == 1 + len(others))
        gate.set()
        assert np.array_equal(first.result()[0], hashed("first"))
        for each in others:
            each.exception()
        return inner.batches, others


def counting_joins(embedder):
    """A list that grows as callers join batches."""
    joined, join = [], embedder._join

    def counted(texts):
        batch = join(texts)
        joined.append(texts)
        return batch

    embedder._join = counted
    return joined


def wait_until(condition):
    pause = threading.Event()
    for _ in range(2000):
        if condition():
            return
        pause.wait(0.005)
    pytest.fail("it did not come about in ten seconds")


def test_a_question_alone_goes_at_once_and_those_behind_it_form_the_next_batch():
    batches, others = gathered(["a", "b", "c"])
    assert batches == [["first"], ["a", "b", "c"]]
    for text, each in zip("abc", others, strict=True):
        assert np.array_equal(each.result(), [hashed(text)])


def test_equal_questions_of_a_batch_are_embedded_once():
    batches, others = gathered(["a", "b", "a", "a"])
    assert batches == [["first"], ["a", "b"]]
    assert all(np.array_equal(others[place].result(), [hashed("a")]) for place in (0, 2, 3))


def test_a_batch_holds_no_more_than_the_most():
    batches, _ = gathered(["a", "b", "c", "d", "e"], max_batch=2)
    assert batches == [["first"], ["a", "b"], ["c", "d"], ["e"]]


def test_a_question_that_fails_fails_nobody_else():
    _, (good, bad, fine) = gathered(["a", "poison", "b"])
    assert np.array_equal(good.result(), [hashed("a")])
    assert np.array_equal(fine.result(), [hashed("b")])
    with pytest.raises(ValueError, match="poison can't be embedded"):
        bad.result()


def test_a_failure_is_not_remembered():
    inner = HashEmbedder()
    with BatchingEmbedder(inner) as embedder:
        for _ in range(2):
            with pytest.raises(ValueError, match="poison"):
                embedder.embed_queries(["poison"])
    assert inner.batches == [["poison"], ["poison"]]


@given(st.lists(st.text(max_size=5), max_size=12), st.integers(1, 5), st.integers(0, 3))
def test_vectors_are_those_of_the_wrapped_embedder_in_the_order_asked(texts, max_batch, cached):
    with BatchingEmbedder(HashEmbedder(), max_batch=max_batch, cached_questions=cached) as embedder:
        for _ in range(2):
            matrix = embedder.embed_queries(texts)
            assert (matrix.shape, matrix.dtype) == ((len(texts), 8), np.float32)
            assert all(np.array_equal(row, hashed(text)) for row, text in zip(matrix, texts, strict=True))


def test_thirty_two_threads_all_get_their_own_vectors():
    inner = HashEmbedder()
    with BatchingEmbedder(inner, max_batch=8, cached_questions=20) as embedder, ThreadPoolExecutor(32) as pool:
        texts = [f"question {number % 50}" for number in range(1000)]
        found = list(pool.map(lambda text: embedder.embed_queries([text])[0], texts))
    assert all(np.array_equal(vector, hashed(text)) for vector, text in zip(found, texts, strict=True))
    assert all(len(batch) == len(set(batch)) <= 8 for batch in inner.batches)


def test_a_question_asked_again_is_not_computed_again_and_the_caller_may_write_on_it():
    inner = HashEmbedder()
    with BatchingEmbedder(inner) as embedder:
        embedder.embed_queries(["a"])[:] = 0
        assert np.array_equal(embedder.embed_queries(["a", "b"]), [hashed("a"), hashed("b")])
    assert inner.batches == [["a"], ["b"]]


@pytest.mark.parametrize("cached", [0, 100])
def test_what_is_begun_is_embedded_together_before_anybody_waits_for_it(cached):
    gate = threading.Event()
    inner = HashEmbedder(gate)
    with BatchingEmbedder(inner, cached_questions=cached) as embedder:
        for text in ("first", "a", "b", "a"):
            embedder.begin(text)
            assert inner.begun.wait(20)
        gate.set()
        assert np.array_equal(embedder.embed_queries(["b", "first", "a"]), list(map(hashed, ("b", "first", "a"))))
        assert inner.batches == [["first"], ["a", "b"]]
        assert embedder.counts == {"kept": 0, "computed": 3}


def test_while_questions_lie_ready_others_gather_until_there_are_as_many():
    """Of four that are begun together, two are asked for: two more gather, and go without anybody waiting for them."""
    inner = HashEmbedder()
    with BatchingEmbedder(inner, cached_questions=0) as embedder:
        gate = inner.gate = threading.Event()
        for text in ("first", "a", "b", "c", "d"):
            embedder.begin(text)
            assert inner.begun.wait(20)
        gate.set()
        wait_until(lambda: len(inner.batches) == 2 and embedder._begun["d"].future.done())
        embedder.embed_queries(["first"])
        for text in ("a", "b"):
            embedder.begin(f"then {text}")
            assert np.array_equal(embedder.embed_queries([text]), [hashed(text)])
        wait_until(lambda: embedder._begun["then a"].future.done())
        assert inner.batches == [["first"], ["a", "b", "c", "d"], ["then a", "then b"]]


def test_a_question_that_somebody_waits_for_does_not_wait_for_company():
    inner = HashEmbedder()
    with BatchingEmbedder(inner, cached_questions=0) as embedder:
        gate = inner.gate = threading.Event()
        for text in ("first", "a", "b", "c"):
            embedder.begin(text)
            assert inner.begun.wait(20)
        gate.set()
        wait_until(lambda: embedder._begun["c"].future.done())
        embedder.begin("begun")
        assert np.array_equal(embedder.embed_queries(["begun"]), [hashed("begun")])
        assert np.array_equal(embedder.embed_queries(["not begun"]), [hashed("not begun")])
        assert inner.batches[2:] == [["begun"], ["not begun"]]


def test_closing_finishes_what_was_begun_and_gathers():
    inner = HashEmbedder()
    embedder = BatchingEmbedder(inner, cached_questions=0)
    gate = inner.gate = threading.Event()
    for text in ("first", "a", "b", "c"):
        embedder.begin(text)
        assert inner.begun.wait(20)
    gate.set()
    wait_until(lambda: embedder._begun["c"].future.done())
    embedder.begin("gathers")
    embedder.close()
    assert inner.batches[2:] == [["gathers"]]


def test_a_question_begun_beside_one_that_fails_gets_its_vector():
    gate = threading.Event()
    inner = HashEmbedder(gate)
    with BatchingEmbedder(inner) as embedder:
        for text in ("first", "poison", "a"):
            embedder.begin(text)
            assert inner.begun.wait(20)
        gate.set()
        assert np.array_equal(embedder.embed_queries(["a"]), [hashed("a")])
        with pytest.raises(ValueError, match="poison"):
            embedder.embed_queries(["poison"])


def test_what_nobody_comes_for_is_forgotten():
    with BatchingEmbedder(HashEmbedder(), cached_questions=0) as embedder:
        for number in range(1000):
            embedder.begin(f"question {number}")
        assert len(embedder._begun) == 256
        assert np.array_equal(embedder.embed_queries(["question 0"]), [hashed("question 0")])


def test_the_least_recently_used_vector_is_forgotten_first():
    recent = RecentVectors(2)
    recent.keep([("a", hashed("a")), ("b", hashed("b"))])
    recent.find(["a"])
    recent.keep([("c", hashed("c"))])
    assert set(recent.find(["a", "b", "c"])) == {"a", "c"}


def test_a_cache_of_size_zero_keeps_nothing():
    recent = RecentVectors(0)
    recent.keep([("a", hashed("a"))])
    assert recent.find(["a"]) == {}


def test_closing_finishes_what_waits_and_refuses_what_comes_later():
    gate = threading.Event()
    inner = HashEmbedder(gate)
    embedder = BatchingEmbedder(inner)
    joined = counting_joins(embedder)
    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(embedder.embed_queries, ["a"])]
        assert inner.begun.wait(20)
        asked.append(pool.submit(embedder.embed_queries, ["b"]))
        wait_until(lambda: len(joined) == 2)
        closing = pool.submit(embedder.close)
        gate.set()
        closing.result(20)
        assert np.array_equal(np.concatenate([each.result() for each in asked]), [hashed("a"), hashed("b")])
    with pytest.raises(RuntimeError, match="after shutdown"):
        embedder.embed_queries(["c"])
    embedder.close()


def test_passages_and_counts_pass_through():
    with BatchingEmbedder(HashEmbedder()) as embedder:
        assert np.array_equal(embedder.embed_passages(["a"]), [-hashed("a")])
        assert embedder.count_tokens(["a", "bcd"]) == [1, 3]
        assert (embedder.card, embedder.backend) == (CARD, "hashes")


def test_who_wants_to_know_is_told_when_a_question_that_was_begun_is_embedded():
    gate, told = threading.Event(), threading.Event()
    with BatchingEmbedder(HashEmbedder(gate)) as embedder:
        embedder.begin("a")
        embedder.when_made("a", told.set)
        assert not told.wait(0.05)
        gate.set()
        assert told.wait(5)
        embedder.when_made("a", (again := threading.Event()).set)
        embedder.when_made("b", (never := threading.Event()).set)
        assert (again.is_set(), never.is_set()) == (True, False)
        assert embedder.counts == {"kept": 0, "computed": 0}


def test_who_wants_to_know_is_told_of_a_question_that_cannot_be_embedded_too():
    class Broken(HashEmbedder):
        def embed_queries(self, texts):
            raise ValueError(texts)

    told = threading.Event()
    with BatchingEmbedder(Broken()) as embedder:
        embedder.begin("a")
        embedder.when_made("a", told.set)
        assert told.wait(5)
        with pytest.raises(ValueError, match="a"):
            embedder.embed_queries(["a"])
