"""Articles of the archive that questions may be made from: neither those that evaluation sets ask about, nor copies of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.core.article import Page
from indexer.core.errors import InputError
from indexer.text.normalize import normalize
from indexer.text.sentences import sentences
from service.evaluate.corpus import Corpus
from service.evaluate.set_files import ARCHIVE, CORPUS, IDS, QUERIES, json_rows
from training.examples.chance import chance, one_in
from training.examples.reading_set import Passage

_LEAST = 20
"""Letters and digits: a shorter sentence (分享让更多人看到) may stand in any article."""


def free_articles(shared: Path, *, one_of: int, seed: int) -> list[Passage]:
    """Every `one_of`-th article, drawn by its id, that is neither kept for evaluation nor a copy of one that is, shuffled.

    Raises:
        InputError: The folder has no archive, or a file of it can't be read.
    """
    out = kept_out_ids(shared / "eval") | kept_aside_ids(shared / "train")
    kept: list[str] = []
    drawn: list[Passage] = []
    for identity, title, text in archive_texts(shared / ARCHIVE):
        if identity in out:
            kept.append(text)
        elif one_in(one_of, seed, "article", identity):
            drawn.append(Passage(identity, identity, text, "zh", title))
    copies = Copies.of(kept)
    free = [passage for passage in drawn if not copies.share(passage.text)]
    return [free[int(place)] for place in chance(seed, "articles").permutation(len(free))]


def archive_texts(archive: Path) -> Iterator[tuple[str, str, str]]:
    """Id, title and text of each article.

    Raises:
        InputError: The folder has no archive, or a file of it can't be read.
    """
    files = tuple(sorted(archive.glob("*.jsonl*")))
    if not files:
        raise InputError(f"{archive} has no *.jsonl files.", next_step="Name the shared folder with --shared.")
    for page in Corpus(files).pages(lambda _: None):
        if isinstance(page, Page):
            record = page.record
            yield str(record.get("id", "")), str(record.get("title", "") or ""), str(record.get("text", ""))


def kept_out_ids(evaluation: Path) -> frozenset[str]:
    """Ids of every article that a set under a folder searches or asks about; nothing else is read of the sets."""
    found: set[str] = set()
    for folder in sorted(each for each in evaluation.iterdir() if each.is_dir()):
        for file in (folder / IDS, folder / CORPUS):
            if file.is_file():
                found.update(row.text("id") for row in json_rows(file))
        if (folder / QUERIES).is_file():
            found.update(identity for row in json_rows(folder / QUERIES) for identity in row.texts("positive_ids"))
    return frozenset(found)


def kept_aside_ids(sets: Path) -> frozenset[str]:
    """Ids in the files kept_aside.txt below a folder: articles whose questions are for judging alone."""
    files = sorted(sets.rglob("kept_aside.txt")) if sets.is_dir() else []
    return frozenset(
        line.strip() for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()
    )


@dataclass(frozen=True, slots=True)
class Copies:
    """Sentences of articles that are kept out: other outlets print them word for word under other ids."""

    hashes: frozenset[int]

    @classmethod
    def of(cls, bodies: Iterable[str]) -> "Copies":
        """The sentences of some bodies."""
        return cls(frozenset(hash(words) for body in bodies for words in _sentences(body)))

    def share(self, body: str) -> bool:
        """Whether a body has one of these sentences."""
        return any(hash(words) in self.hashes for words in _sentences(body))


def _sentences(body: str) -> Iterable[str]:
    """Letters and digits of each sentence that is long enough to be told apart."""
    for span in sentences(body):
        words = "".join(character for character in normalize(body[span.start : span.end]) if character.isalnum())
        if len(words) >= _LEAST:
            yield words
