"""Frameworks retrieve from a service that runs what its search gives, each by its real package."""

import asyncio
import os

import pytest

import xunwen
from xunwen.client import Client

os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"  # before it is imported: it would tell others of being used

QUERY = "捐款"


@pytest.fixture
def hits(address):
    with Client(address) as client:
        return client.search(QUERY, limit=2).hits


def check(passages, hits):
    """Passages, as (id, text, what they are cited by), are the hits, and can be cited to the character."""
    assert [(chunk, text) for chunk, text, _ in passages] == [(hit.chunk.id, hit.chunk.text) for hit in hits]
    for (_, text, told), hit in zip(passages, hits, strict=True):
        assert (told["article_id"], told["title"], told["score"]) == (hit.article.id, hit.article.title, hit.score)
        assert told["end"] - told["start"] == len(text)


@pytest.mark.filterwarnings("default")
def test_langchain(address, hits):
    pytest.importorskip("langchain_core", reason="LangChain is not installed")
    from langchain_core.runnables import RunnableLambda

    from xunwen.retrievers.langchain import XunwenRetriever

    retriever = XunwenRetriever(address=address, k=2, key="secret")
    assert "secret" not in repr(retriever)

    def passages(documents):
        return [(each.id, each.page_content, each.metadata) for each in documents]

    check(passages(retriever.invoke(QUERY)), hits)
    check((retriever | RunnableLambda(passages)).invoke(QUERY), hits)
    check(passages(asyncio.run(retriever.ainvoke(QUERY))), hits)
    one = XunwenRetriever(address=address, search_kwargs={"filters": xunwen.Filters(languages=("en",))})
    assert {each.metadata["language"] for each in one.invoke("library")} == {"en"}


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_llamaindex(address, hits):
    pytest.importorskip("llama_index.core", reason="LlamaIndex is not installed")
    from llama_index.core.llms import MockLLM
    from llama_index.core.query_engine import RetrieverQueryEngine
    from llama_index.core.schema import MetadataMode

    from xunwen.retrievers.llamaindex import XunwenRetriever

    retriever = XunwenRetriever(address, limit=2)

    def passages(nodes):
        return [(each.node.node_id, each.node.get_content(), each.node.metadata) for each in nodes]

    check(passages(retriever.retrieve(QUERY)), hits)
    check(passages(asyncio.run(retriever.aretrieve(QUERY))), hits)
    assert "score" not in retriever.retrieve(QUERY)[0].node.get_content(MetadataMode.LLM)
    answered = RetrieverQueryEngine.from_args(retriever, llm=MockLLM()).query(QUERY)
    check(passages(answered.source_nodes), hits)


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_haystack(address, hits, monkeypatch):
    pytest.importorskip("haystack", reason="Haystack is not installed")
    from haystack import Pipeline
    from haystack.components.joiners import DocumentJoiner
    from haystack.utils import Secret

    from xunwen.retrievers.haystack import XunwenRetriever

    def passages(documents):
        return [(each.id, each.content, each.meta) for each in documents]

    check(passages(XunwenRetriever(address, top_k=2).run(QUERY)["documents"]), hits)
    check(passages(asyncio.run(XunwenRetriever(address).run_async(QUERY, top_k=2))["documents"]), hits)
    monkeypatch.setenv("NEWS_KEY", "secret")
    pipeline = Pipeline()
    pipeline.add_component("news", XunwenRetriever(address, top_k=2, key=Secret.from_env_var("NEWS_KEY")))
    pipeline.add_component("all", DocumentJoiner())
    pipeline.connect("news.documents", "all.documents")
    saved = pipeline.dumps()
    assert "secret" not in saved
    # Haystack loads what its user trusts: a module is named by who loads.
    loaded = Pipeline.loads(saved, allowed_modules=["xunwen.retrievers.haystack"])
    found = loaded.run({"news": {"query": QUERY}})
    check(passages(found["all"]["documents"]), hits)
