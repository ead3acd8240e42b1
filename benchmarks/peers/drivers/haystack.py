"""Haystack: its pipeline of hybrid retrieval over the store in memory, saved to disk and loaded for the service."""

from pathlib import Path

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack.utils import ComponentDevice
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

from benchmarks.peers.driver import (
    BATCH,
    BIGRAMS,
    CANDIDATES,
    PASSAGE_PREFIX,
    QUERY_PREFIX,
    Found,
    Served,
    best_of_each,
    drive,
    read_rows,
)
from benchmarks.peers.server import SearchServer

_CPU = ComponentDevice.from_str("cpu")
_STORE = "store.json"


class Haystack:
    """Both retrievers and a joiner by reciprocal ranks."""

    notes = (
        "store in memory, both retrievers, joined by reciprocal ranks; BM25 on pairs of characters;"
        f" batches of {BATCH}; two searches at once, a thread each"
    )

    def load(self, model: Path) -> None:
        """Opens the model."""
        self.embedder = SentenceTransformersDocumentEmbedder(
            model=str(model),
            device=_CPU,
            prefix=PASSAGE_PREFIX,
            batch_size=BATCH,
            progress_bar=False,
            normalize_embeddings=True,
        )
        self.embedder.warm_up()
        self.embedder.run([Document(content="?")])

    def index(self, rows: Path, articles: Path, folder: Path) -> int:
        """Embeds, writes and saves."""
        store = InMemoryDocumentStore(bm25_tokenization_regex=BIGRAMS, embedding_similarity_function="dot_product")
        documents = [
            Document(id=chunk.id, content=chunk.text, meta={"article": chunk.article}) for chunk in read_rows(rows)
        ]
        store.write_documents(self.embedder.run(documents)["documents"])
        store.save_to_disk(str(folder / _STORE))
        return store.count_documents()

    def serve(self, folder: Path, model: Path) -> Served:
        """Loads the store into a pipeline and answers."""
        store = InMemoryDocumentStore.load_from_disk(str(folder / _STORE))
        embedder = SentenceTransformersTextEmbedder(
            model=str(model), device=_CPU, prefix=QUERY_PREFIX, progress_bar=False, normalize_embeddings=True
        )
        self.pipeline = Pipeline()
        self.pipeline.add_component("embedder", embedder)
        self.pipeline.add_component("dense", InMemoryEmbeddingRetriever(store, top_k=CANDIDATES))
        self.pipeline.add_component("words", InMemoryBM25Retriever(store, top_k=CANDIDATES))
        self.pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
        self.pipeline.connect("embedder.embedding", "dense.query_embedding")
        self.pipeline.connect("dense", "joiner")
        self.pipeline.connect("words", "joiner")
        self.pipeline.warm_up()
        self.server = SearchServer(self.search)
        return self.server.served

    def search(self, query: str, limit: int) -> list[Found]:
        """Runs the pipeline."""
        joined = self.pipeline.run({"embedder": {"text": query}, "words": {"query": query}})["joiner"]["documents"]
        return best_of_each(
            (Found(each.meta["article"], each.score or 0.0, each.content or "") for each in joined), limit
        )

    def stop(self) -> None:
        """Ends the server, where there is one."""
        if hasattr(self, "server"):
            self.server.stop()


if __name__ == "__main__":
    drive(Haystack())
