"""LlamaIndex: a vector index and a BM25 retriever, fused as its documentation on reciprocal ranks has it."""

from pathlib import Path

from llama_index.core import StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.retrievers.fusion_retriever import FUSION_MODES
from llama_index.core.schema import TextNode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.retrievers.bm25 import BM25Retriever

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


class LlamaIndex:
    """Its own store of vectors and bm25s, both in memory and persisted; no question is rewritten."""

    notes = (
        "its vector store in memory and BM25Retriever on pairs of characters, fused by reciprocal ranks;"
        f" batches of {BATCH}; no language model; two searches at once, a thread each"
    )

    def load(self, model: Path) -> None:
        """Opens the model."""
        self.embedder = HuggingFaceEmbedding(
            model_name=str(model),
            device="cpu",
            embed_batch_size=BATCH,
            query_instruction=QUERY_PREFIX,
            text_instruction=PASSAGE_PREFIX,
        )
        self.embedder.get_query_embedding("?")

    def index(self, rows: Path, articles: Path, folder: Path) -> int:
        """Embeds, counts words and persists both."""
        nodes = [
            TextNode(
                id_=chunk.id,
                text=chunk.text,
                metadata={"article": chunk.article},
                excluded_embed_metadata_keys=["article"],
                excluded_llm_metadata_keys=["article"],
            )
            for chunk in read_rows(rows)
        ]
        index = VectorStoreIndex(nodes, embed_model=self.embedder, insert_batch_size=len(nodes))
        index.storage_context.persist(str(folder / "vectors"))
        words = BM25Retriever.from_defaults(
            nodes=nodes, similarity_top_k=min(CANDIDATES, len(nodes)), token_pattern=BIGRAMS, skip_stemming=True
        )
        words.persist(str(folder / "words"))
        return len(index.index_struct.nodes_dict)

    def serve(self, folder: Path, model: Path) -> Served:
        """Loads both and answers."""
        self.load(model)
        stored = StorageContext.from_defaults(persist_dir=str(folder / "vectors"))
        index = load_index_from_storage(stored, embed_model=self.embedder)
        words = BM25Retriever.from_persist_dir(str(folder / "words"))
        words.token_pattern, words.skip_stemming = BIGRAMS, True  # which it does not keep
        self.retriever = QueryFusionRetriever(
            [index.as_retriever(similarity_top_k=CANDIDATES), words],
            llm=MockLLM(),
            mode=FUSION_MODES.RECIPROCAL_RANK,
            num_queries=1,
            similarity_top_k=CANDIDATES,
            use_async=False,
        )
        self.server = SearchServer(self.search)
        return self.server.served

    def search(self, query: str, limit: int) -> list[Found]:
        """Retrieves and fuses."""
        found = self.retriever.retrieve(query)
        return best_of_each(
            (Found(each.metadata["article"], float(each.score or 0.0), each.text) for each in found), limit
        )

    def stop(self) -> None:
        """Ends the server, where there is one."""
        if hasattr(self, "server"):
            self.server.stop()


if __name__ == "__main__":
    drive(LlamaIndex())
