"""txtai: one Embeddings database with dense vectors, BM25 and content, as its documentation on hybrid search has it."""

from collections.abc import Iterator
from pathlib import Path

from txtai import Embeddings

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


class Txtai:
    """Content lies in its SQLite database, one search at a time: its own API locks as well, as the cursor is shared."""

    notes = (
        f"hybrid, content, its own choice of FAISS index; BM25 on pairs of characters; batches of {BATCH};"
        " one search at a time on both cores, as its own API does"
    )

    def load(self, model: Path) -> None:
        """Opens the model."""
        self.embeddings = Embeddings(
            path=str(model),
            method="transformers",
            content=True,
            hybrid=True,
            scoring={"method": "bm25", "terms": True, "normalize": True, "tokenizer": {"regexp": BIGRAMS}},
            instructions={"query": QUERY_PREFIX, "data": PASSAGE_PREFIX},
            encodebatch=BATCH,
            gpu=False,
        )
        self.embeddings.batchtransform(["?"], category="query")

    def index(self, rows: Path, articles: Path, folder: Path) -> int:
        """Indexes and saves."""
        chunks = read_rows(rows)
        data: Iterator[tuple[str, dict[str, str]]] = (
            (chunk.id, {"text": chunk.text, "article": chunk.article}) for chunk in chunks
        )
        self.embeddings.index(data)
        self.embeddings.save(str(folder / "embeddings"))
        return int(self.embeddings.count())

    def serve(self, folder: Path, model: Path) -> Served:
        """Loads and answers."""
        self.embeddings = Embeddings()
        self.embeddings.load(str(folder / "embeddings"))
        self.server = SearchServer(self.search, threads=1)
        return self.server.served

    def search(self, query: str, limit: int) -> list[Found]:
        """Its hybrid search by SQL, which also brings what is stored; the question is a parameter, as quotes could end it."""
        sql = f"select article, text, score from txtai where similar(:query, {CANDIDATES}) limit {CANDIDATES}"  # noqa: S608 - a number
        found = self.embeddings.search(sql, CANDIDATES, parameters={"query": query})
        return best_of_each((Found(each["article"], float(each["score"]), each["text"]) for each in found), limit)

    def stop(self) -> None:
        """Ends the server, where there is one."""
        if hasattr(self, "server"):
            self.server.stop()


if __name__ == "__main__":
    drive(Txtai())
