"""A driver of a few lines: ranks chunks by how many characters they share with the question."""

import shutil
import sys
from pathlib import Path

from benchmarks.peers.driver import Found, Served, best_of_each, drive, read_rows
from benchmarks.peers.server import SearchServer


class SharedCharacters:
    """Reads its chunks again at each start."""

    notes = "characters shared"

    def load(self, model: Path) -> None:
        sys.stdout.write(f"what a library prints is no answer: {model}\n")

    def index(self, rows: Path, articles: Path, folder: Path) -> int:
        shutil.copy(rows, folder / "rows")
        return len(read_rows(rows))

    def serve(self, folder: Path, model: Path) -> Served:
        self.rows = read_rows(folder / "rows")
        self.server = SearchServer(self.search, ways=("lexical",))
        return self.server.served

    def search(self, query: str, limit: int) -> list[Found]:
        found = [Found(row.article, len(set(query) & set(row.text)), row.text) for row in self.rows]
        return best_of_each(sorted(found, key=lambda each: -each.score), limit)

    def stop(self) -> None:
        if hasattr(self, "server"):
            self.server.stop()


if __name__ == "__main__":
    drive(SharedCharacters())
