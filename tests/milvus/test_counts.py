"""Counts of terms as a Milvus keeps them."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.index.bm25 import inverse_document_frequency
from indexer.index.bm25_builder import Counts, TermsBuilder
from indexer.milvus.counts import Bucket, RowTerms, bucket_of, hash_of, hashes_of, norm, saturation
from indexer.milvus.schema import (
    PIECE,
    article_key,
    article_of_chunk,
    chunk_key,
    number_of,
    pieces,
)

_TERMS = st.dictionaries(st.text(min_size=1, max_size=4), st.integers(1, 255), max_size=40)


@given(_TERMS, st.integers(0, 1 << 31))
def test_terms_that_are_packed_come_back(terms: dict[str, int], length: int) -> None:
    frequencies = np.array(list(terms.values()), dtype=np.uint8)
    packed = RowTerms.of(hashes_of(list(terms)), frequencies, length).packed()
    back = RowTerms.unpacked(packed)
    assert back.length == length
    assert {term: back.frequency(hash_of(term)) for term in terms} == terms
    assert back.frequency(hash_of("a term of none")) == 0
    assert all(len(each) <= 60_000 for each in packed)


@given(st.sets(st.text(max_size=3), max_size=60), st.sampled_from([2, 64, 1 << 20]))
def test_every_term_is_in_one_bucket(terms: set[str], buckets: int) -> None:
    hashes = np.sort(hashes_of(sorted(terms))) if terms else np.empty(0, dtype=np.uint64)
    counts = np.arange(hashes.size, dtype=np.uint32)
    back = Bucket.unpacked(Bucket(hashes, counts, counts * 2).packed())
    assert back.hashes.tolist() == hashes.tolist()
    assert back.articles.tolist() == (counts * 2).tolist()
    assert all(0 <= bucket_of(hash_of(term), buckets) < buckets for term in terms)


def test_weights_made_of_counts_are_those_of_the_index_to_the_last_bit(tmp_path: Path) -> None:
    texts = ["全村共捐款三万二千元", "donated masks, donated gloves and donated time", "柳河村捐款", "一"]
    builder, saved = TermsBuilder(), TermsBuilder()
    for each in (builder, saved):
        for text in texts:
            each.add(text)
    saved.save(tmp_path / "terms")
    counts = Counts.open(tmp_path / "terms")
    postings = builder.build().postings()
    average = np.float32(counts.lengths.astype(np.float32).mean())
    idf = inverse_document_frequency(np.diff(postings.starts), len(texts))
    for term in range(len(postings.vocabulary)):
        span = slice(int(postings.starts[term]), int(postings.starts[term + 1]))
        lengths = counts.lengths[postings.row_numbers[span]].astype(np.float32)
        part = saturation(counts.frequencies[span].astype(np.float32), norm(lengths, average))
        assert (idf[term] * part).tolist() == postings.weights[span].tolist()


def test_keys_are_in_the_order_of_articles_and_their_chunks() -> None:
    first, edited, second = article_key(7, 0), article_key(7, 3), article_key(8, 0)
    keys = [chunk_key(first, 0), chunk_key(first, 1), chunk_key(edited, 0), chunk_key(second, 0)]
    assert keys == sorted(keys)
    assert [article_of_chunk(key) for key in keys] == [first, first, edited, second]
    assert [number_of(key) for key in (first, edited, second)] == [7, 7, 8]
    assert chunk_key(article_key(100_000_000, 16_383), 65_535) < 1 << 63


@pytest.mark.parametrize("text", ["", "a", "寻" * (2 * PIECE + 1)])
def test_pieces_are_the_text_and_no_longer_than_a_string_may_be(text: str) -> None:
    assert "".join(pieces(text)) == text
    assert all(len(piece.encode()) <= 65_535 for piece in pieces(text))
