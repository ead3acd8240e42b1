"""Models and embeddings: one model, whose vectors are those of the archive."""

import base64
from datetime import UTC, datetime

import numpy as np
import openai
import pytest

from service.http.openai.examples import EMBEDDING_REQUESTS, EMBEDDINGS, MODELS
from service.http.openai.requests import MOST_EMBEDDED, EmbeddingsRequest
from service.http.openai.responses import EmbeddingsResponse, ModelsResponse
from tests.doubles import DIMENSION, TermEmbedder
from tests.http.village import VillageEngine


def test_there_is_one_model(village):
    (model,) = village.models.list().data
    assert (model.id, model.object, model.owned_by, model.dimensions) == ("xunwen", "model", "xunwen", 8)
    assert model.created == datetime(2023, 10, 9, tzinfo=UTC).timestamp()
    assert village.models.retrieve("xunwen") == model


def test_vectors_are_those_of_the_archive(archive):
    texts = ["全村共捐款多少？", "the new roof", "全村共捐款多少？"]
    made = archive.embeddings.create(model="xunwen", input=texts)
    expected = TermEmbedder().embed_queries(texts)
    assert [each.index for each in made.data] == [0, 1, 2]
    assert np.array_equal(np.array([each.embedding for each in made.data], dtype=np.float32), expected)
    assert made.usage.prompt_tokens == made.usage.total_tokens == sum(map(len, texts))
    assert made.model == "xunwen"


def test_numbers_and_base64_are_the_same(archive):
    body = {"model": "xunwen", "input": "the new roof", "dimensions": DIMENSION}
    numbers, packed = (
        archive.post("/embeddings", body={**body, "encoding_format": each}, cast_to=object)["data"][0]["embedding"]
        for each in ("float", "base64")
    )
    assert np.array_equal(np.frombuffer(base64.b64decode(packed), "<f4"), np.array(numbers, dtype=np.float32))
    assert len(numbers) == DIMENSION


@pytest.mark.parametrize(("more", "passages"), [({}, False), ({"extra_body": {"input_type": "passage"}}, True)])
def test_a_text_asks_unless_it_is_said_to_be_a_passage(open_service, more, passages):
    engine = VillageEngine()
    open_service(engine).embeddings.create(model="xunwen", input="桥", **more)
    assert engine.asked == {"embedded": ("桥",), "passages": passages}


def test_many_texts_are_as_many_vectors(archive):
    texts = [f"text {number}" for number in range(MOST_EMBEDDED)]
    made = archive.embeddings.create(model="xunwen", input=texts)
    one = archive.embeddings.create(model="xunwen", input=texts[-1])
    assert len(made.data) == MOST_EMBEDDED
    assert made.data[-1].embedding == one.data[0].embedding


@pytest.mark.parametrize(
    "more",
    [
        {"input": ""},
        {"input": []},
        {"input": ["桥", " "]},
        {"input": [1, 2, 3]},
        {"input": [[1, 2, 3]]},
        {"input": ["a"] * (MOST_EMBEDDED + 1)},
        {"input": "户" * 1001},
        {"input": "桥", "dimensions": 4},
    ],
)
def test_what_cannot_be_embedded_is_refused(village, more):
    with pytest.raises(openai.UnprocessableEntityError) as caught:
        village.embeddings.create(model="xunwen", **more)
    assert caught.value.param.startswith("dimensions" if "dimensions" in more else "input")


def test_the_examples_are_true():
    assert EmbeddingsResponse.model_validate(EMBEDDINGS).model_dump(mode="json") == EMBEDDINGS
    assert ModelsResponse.model_validate(MODELS).model_dump(mode="json") == MODELS
    for example in EMBEDDING_REQUESTS.values():
        EmbeddingsRequest.model_validate(example["value"])
