"""Both backends give one model's vectors; a start that finds all prepared imports no torch."""

import logging
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from indexer.core.errors import ModelError
from indexer.embed.load import load_embedder, prepare_model, read_card
from tests.embed.conftest import TEXTS

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

HEAVY = "heavy = {'torch', 'transformers', 'sentence_transformers', 'openvino'} & set(sys.modules); "


def oracle_of(folder: Path) -> "SentenceTransformer":
    """The library itself, imported here: its four seconds are not for the processes that have other files."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(folder), device="cpu", local_files_only=True)


def run(code: str, *arguments: str) -> str:
    """What a new process prints."""
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_importing_the_module_imports_no_heavy_library():
    assert run(f"import sys, indexer.embed.load; {HEAVY} print(heavy)") == "set()"


def test_opening_a_prepared_model_imports_openvino_and_no_torch(settings):
    chosen = settings()
    code = (
        "import sys; from indexer.embed.load import load_embedder; from indexer.settings import IndexerSettings; "
        "e = load_embedder(IndexerSettings(model=sys.argv[1], cache_dir=sys.argv[2])); e.embed_queries(['a']); "
        f"{HEAVY} print(heavy)"
    )
    assert run(code, chosen.model, str(chosen.cache_dir)) == "{'openvino'}"


@pytest.mark.parametrize("backend", ["openvino", "sentence-transformers"])
def test_vectors_are_those_of_sentence_transformers_in_the_order_given(settings, tiny_folder, backend):
    embedder = load_embedder(settings(backend=backend, query_prefix="Q: ", passage_prefix=""))
    assert embedder.backend.startswith(backend)
    oracle = oracle_of(tiny_folder)
    for vectors, texts in (
        (embedder.embed_passages(TEXTS), list(TEXTS)),
        (embedder.embed_queries(TEXTS), [f"Q: {text}" for text in TEXTS]),
    ):
        expected = oracle.encode(texts, show_progress_bar=False)
        assert vectors.dtype == np.float32
        assert np.sum(vectors * expected, axis=1).min() >= 0.999
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


@pytest.mark.parametrize("backend", ["openvino", "sentence-transformers"])
def test_no_texts_give_no_rows(settings, backend):
    assert load_embedder(settings(backend=backend)).embed_passages([]).shape == (0, 32)


def test_one_fingerprint_for_both_backends_and_another_for_other_prefixes(settings):
    fast, plain = (load_embedder(settings(backend=backend)).card for backend in ("openvino", "sentence-transformers"))
    assert fast == plain == read_card(settings())
    other = prepare_model(settings(query_prefix="ask: "))
    assert other == replace(fast, fingerprint=other.fingerprint, query_prefix="ask: ")
    assert other.fingerprint != fast.fingerprint


@pytest.mark.parametrize("backend", ["openvino", "sentence-transformers"])
def test_many_threads_at_once_get_what_one_gets_alone(settings, backend):
    embedder = load_embedder(settings(backend=backend))
    alone = [embedder.embed_queries([text]) for text in TEXTS]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda at: embedder.embed_queries([TEXTS[at % len(TEXTS)]]), range(60)))
    for at, vectors in enumerate(together):
        np.testing.assert_allclose(vectors, alone[at % len(TEXTS)], atol=1e-5)


def test_the_same_call_twice_gives_the_same_bytes(settings):
    embedder = load_embedder(settings())
    assert embedder.embed_passages(TEXTS).tobytes() == embedder.embed_passages(TEXTS).tobytes()


def test_a_model_that_openvino_cant_take_is_embedded_by_sentence_transformers_with_a_notice(
    settings, static_folder, tmp_path, caplog
):
    chosen = settings(model=str(static_folder), cache_dir=tmp_path)
    for _ in range(2):  # the second start finds the reason recorded
        caplog.clear()
        with caplog.at_level(logging.WARNING, "xunwen"):
            embedder = load_embedder(chosen)
        assert embedder.backend == "sentence-transformers float32"
        assert "does not take token ids and a mask" in caplog.text
    oracle = oracle_of(static_folder)
    expected = oracle.encode(["boat river"], normalize_embeddings=True, show_progress_bar=False)
    np.testing.assert_allclose(embedder.embed_queries(["boat river"]), expected, atol=1e-6)
    with pytest.raises(ModelError, match="does not take token ids"):
        load_embedder(settings(model=str(static_folder), cache_dir=tmp_path, backend="openvino"))


def test_several_batches_at_a_time_give_the_same_vectors_to_the_bit(settings):
    """Threads are named, for one core has one stream; 90 texts of many lengths make more batches than streams."""
    chosen = settings(threads=2)
    texts = [f"{text}{number}" * (1 + number % 7) for number in range(15) for text in TEXTS]
    together = load_embedder(chosen, throughput=True).embed_passages(texts)
    assert together.tobytes() == load_embedder(chosen).embed_passages(texts).tobytes()


@pytest.mark.slow
def test_without_openvino_sentence_transformers_embeds_and_says_so(tiny_folder, tmp_path):
    """An OpenVINO that can't be imported is told with the way to mend it; nothing else breaks."""
    code = (
        "import sys; sys.modules['openvino'] = None; "
        "from indexer.embed.load import load_embedder; from indexer.settings import IndexerSettings; "
        "e = load_embedder(IndexerSettings(model=sys.argv[1], cache_dir=sys.argv[2])); "
        "print(e.backend, '|', *e.degraded)"
    )
    told = run(code, str(tiny_folder), str(tmp_path))
    assert told.startswith("sentence-transformers float32 | fast_path: ")
    assert "OpenVINO can't be imported" in told
