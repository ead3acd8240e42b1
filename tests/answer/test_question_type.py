"""The kind of answer that a question asks for is read off its vector, in any language, and only off the model's own."""

import pytest

from indexer.model.default import find_sources
from indexer.model.load import load_embedder
from indexer.settings import IndexerSettings
from service.answer.question_type import kinds_of, question_kinds
from tests.doubles import TermEmbedder


def test_another_models_vectors_say_nothing() -> None:
    assert kinds_of("谁捐了多少钱？", TermEmbedder()) == {}
    assert kinds_of("谁捐了多少钱？", None) == {}


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(find_sources() is None, reason="the default model's packages are not installed")
def test_kinds_of_questions_that_it_was_not_fitted_to() -> None:
    """It is about two thirds right on kept-out news; these are plain ones. The likelihoods sum to 1."""
    embedder = load_embedder(IndexerSettings())
    asked = {
        "带头捐款的人是谁？": "person",
        "¿Cuántas personas murieron en el accidente?": "count",
        "Wann wurde die Brücke eröffnet?": "date",
        "村里一共花了多少钱修路？": "money",
        "Why was the match called off?": "reason",
    }
    for question, kind in asked.items():
        likely = kinds_of(question, embedder)
        assert sum(likely.values()) == pytest.approx(1, abs=1e-6)
        assert max(likely, key=lambda name: likely[name]) == kind, question
    assert question_kinds().fingerprint == embedder.card.fingerprint
