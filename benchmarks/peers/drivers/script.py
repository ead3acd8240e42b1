"""The script that one would write: sentence-transformers, FAISS and bm25s, fused by reciprocal ranks, in some forty lines."""

from pathlib import Path

import bm25s
import faiss
from sentence_transformers import SentenceTransformer

from benchmarks.peers.driver import (
    BATCH,
    CANDIDATES,
    PASSAGE_PREFIX,
    QUERY_PREFIX,
    Found,
    Served,
    best_of_each,
    drive,
    fused,
    read_rows,
    tokens,
)
from benchmarks.peers.server import SearchServer


class Script:
    """A flat index of vectors and BM25, both in memory."""

    notes = (
        f"encode in batches of {BATCH}; IndexFlatIP; bm25s on pairs of characters; reciprocal ranks;"
        " two searches at once, a thread each"
    )

    def load(self, model: Path) -> None:
        """Opens the model."""
        self.model = SentenceTransformer(str(model), device="cpu")
        self.model.encode([QUERY_PREFIX])

    def index(self, rows: Path, articles: Path, folder: Path) -> int:
        """Embeds and counts, and writes both indexes."""
        chunks = read_rows(rows)
        texts = [PASSAGE_PREFIX + chunk.text for chunk in chunks]
        vectors = self.model.encode(texts, batch_size=BATCH, normalize_embeddings=True)
        flat = faiss.IndexFlatIP(vectors.shape[1])
        flat.add(vectors)
        faiss.write_index(flat, str(folder / "vectors"))
        words = bm25s.BM25()
        words.index([tokens(f"{chunk.title}\n{chunk.text}") for chunk in chunks], show_progress=False)
        words.save(folder / "words")
        (folder / "rows.jsonl").write_bytes(rows.read_bytes())
        return len(chunks)

    def serve(self, folder: Path, model: Path) -> Served:
        """Reads both and answers."""
        self.load(model)
        self.flat = faiss.read_index(str(folder / "vectors"))
        self.words = bm25s.BM25.load(folder / "words")
        self.rows = read_rows(folder / "rows.jsonl")
        self.server = SearchServer(self.search)
        return self.server.served

    def search(self, query: str, limit: int) -> list[Found]:
        """Both legs, fused."""
        vector = self.model.encode([QUERY_PREFIX + query], normalize_embeddings=True)
        count = min(CANDIDATES, len(self.rows))
        near = self.flat.search(vector, count)[1][0].tolist()
        said = self.words.retrieve([tokens(query)], k=count, show_progress=False).documents[0].tolist()
        chunks = ((self.rows[row], score) for row, score in fused([near, said]))
        return best_of_each((Found(chunk.article, score, chunk.text) for chunk, score in chunks), limit)

    def stop(self) -> None:
        """Ends the server, where there is one."""
        if hasattr(self, "server"):
            self.server.stop()


if __name__ == "__main__":
    drive(Script())
