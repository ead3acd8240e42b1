"""What travels arrives as it left, half characters and all."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from indexer.core.article import Article, Page, PageKind, Skip, SkipReason
from indexer.distributed.serialization import (
    found_of,
    found_to_bytes,
    packets,
    pages_of,
    pages_to_bytes,
    texts_of,
    texts_to_bytes,
    vectors_of,
    vectors_to_bytes,
)

ANY_TEXT = st.text(st.characters(exclude_categories=()))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=5,
)
PAGES = st.builds(
    Page,
    ANY_TEXT,
    st.sampled_from(PageKind),
    text=ANY_TEXT,
    record=st.dictionaries(ANY_TEXT, VALUES, max_size=4),
    encoding=ANY_TEXT,
)
TUPLES = st.lists(ANY_TEXT, max_size=3).map(tuple)
ARTICLES = st.builds(
    Article, ANY_TEXT, ANY_TEXT, ANY_TEXT, *[ANY_TEXT] * 2, TUPLES, ANY_TEXT, ANY_TEXT, ANY_TEXT, TUPLES
)
SKIPS = st.builds(Skip, ANY_TEXT, st.sampled_from(SkipReason), ANY_TEXT)


@given(st.lists(PAGES, max_size=4))
def test_pages(pages: list[Page]) -> None:
    assert pages_of(pages_to_bytes(pages)) == pages


@given(st.lists(ARTICLES | SKIPS, max_size=4))
def test_articles_and_skips(found: list[Article | Skip]) -> None:
    assert found_of(found_to_bytes(found)) == found


@given(st.lists(ANY_TEXT))
def test_texts(texts: list[str]) -> None:
    assert texts_of(texts_to_bytes(texts)) == texts


@given(st.lists(st.lists(st.floats(width=32, allow_nan=False), min_size=3, max_size=3)))
def test_vectors(rows: list[list[float]]) -> None:
    vectors = np.array(rows, dtype=np.float32).reshape(-1, 3)
    back = vectors_of(vectors_to_bytes(vectors), 3)
    assert (back.shape, back.tobytes()) == (vectors.shape, vectors.tobytes())


@given(st.lists(st.none() | PAGES, max_size=300))
def test_packets_hold_the_stream_in_order(pages: list[Page | None]) -> None:
    cut = list(packets(enumerate(pages)))
    assert [entry for packet, _ in cut for entry in packet] == list(enumerate(pages))
    for packet, content in cut:
        sent = [page for _, page in packet if page is not None]
        assert (pages_of(content) if content is not None else []) == sent


def test_a_packet_ends_at_64_pages_or_a_quarter_of_a_megabyte() -> None:
    short, long = Page("a", PageKind.TEXT, text="短"), Page("b", PageKind.TEXT, text="长" * (200 << 10))
    counted = [len(packet) for packet, _ in packets(enumerate([short] * 130))]
    weighed = [len(packet) for packet, _ in packets(enumerate([long] * 5))]
    assert (counted, weighed) == ([64, 64, 2], [2, 2, 1])


def test_a_stream_without_pages_is_cut_too() -> None:
    """What needs no reading waits for nothing."""
    cut = list(packets((number, None) for number in range(5000)))
    assert [(len(packet), content) for packet, content in cut] == [(4096, None), (904, None)]
