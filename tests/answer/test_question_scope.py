"""Whether a question names what it asks about."""

import pytest

from indexer.embed.load import load_embedder
from indexer.settings import IndexerSettings
from service.query.question_type import own_vector, question_scope
from tests.default_model import needs_default_model
from tests.doubles import TermEmbedder


def test_another_models_vectors_say_nothing() -> None:
    assert own_vector("谁捐了多少钱？", TermEmbedder()) is None
    assert own_vector("谁捐了多少钱？", None) is None


@pytest.mark.slow
@pytest.mark.timeout(600)
@needs_default_model
def test_a_question_that_names_what_it_asks_about_stands_by_itself() -> None:
    embedder = load_embedder(IndexerSettings())
    assert question_scope().fingerprint == embedder.card.fingerprint
    for question in ("捐了多少钱？", "How many people died?", "¿Cuántas personas murieron?"):
        assert question_scope().of(embedder.embed_queries([question])[0]) < 0.1, question
    for question in ("2021年阳湾村全村共捐款多少元？", "How many people died in the 2023 Turkey earthquake?"):
        assert question_scope().of(embedder.embed_queries([question])[0]) > 0.5, question
