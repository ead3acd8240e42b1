"""tantivy, a search engine for words in Rust: what searching costs without a model."""

from pathlib import Path

import tantivy

from benchmarks.peers.driver import CANDIDATES, Found, Served, best_of_each, drive, read_rows, tokens
from benchmarks.peers.server import SearchServer

HEAP = 128_000_000
"""Bytes that the writer may take before it writes a segment."""


class Tantivy:
    """One field of words, cut here and indexed as they come; the engine's own tokenizers take a clause of Chinese for a word."""

    notes = "words alone: BM25 of the engine, pairs of characters, any word may match; two searches at once"

    def load(self, model: Path) -> None:
        """There is no model to open."""

    def index(self, rows: Path, articles: Path, folder: Path) -> int:
        """Adds every chunk and waits for the merge."""
        index = tantivy.Index(_schema(), path=str(folder))
        _register(index)
        chunks = read_rows(rows)
        writer = index.writer(HEAP)
        for chunk in chunks:
            words = tokens(f"{chunk.title}\n{chunk.text}")
            writer.add_document(
                tantivy.Document(article=chunk.article, text=chunk.text.encode(), words=" ".join(words))
            )
        writer.commit()
        writer.wait_merging_threads()
        return len(chunks)

    def serve(self, folder: Path, model: Path) -> Served:
        """Opens the index and answers."""
        self.opened = tantivy.Index.open(str(folder))
        _register(self.opened)
        self.opened.reload()
        self.searcher = self.opened.searcher()
        self.server = SearchServer(self.search, ways=("lexical",))
        return self.server.served

    def search(self, query: str, limit: int) -> list[Found]:
        """The chunks with the highest BM25."""
        words = tokens(query)
        if not words:
            return []
        found = self.searcher.search(self.opened.parse_query(" ".join(words), ["words"]), CANDIDATES).hits
        chunks = ((score, self.searcher.doc(place)) for score, place in found)
        return best_of_each(
            (Found(chunk["article"][0], score, bytes(chunk["text"][0]).decode()) for score, chunk in chunks), limit
        )

    def stop(self) -> None:
        """Ends the server, where there is one."""
        if hasattr(self, "server"):
            self.server.stop()


def _schema() -> tantivy.Schema:
    fields = tantivy.SchemaBuilder()
    fields.add_text_field("article", stored=True, tokenizer_name="raw")
    fields.add_bytes_field("text", stored=True, indexed=False)
    fields.add_text_field("words", stored=False, tokenizer_name="whitespace", index_option="freq")
    return fields.build()


def _register(index: tantivy.Index) -> None:
    index.register_tokenizer("whitespace", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())


if __name__ == "__main__":
    drive(Tantivy())
