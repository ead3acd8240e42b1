"""Articles of the archive that questions may be made from: neither those of evaluation sets nor copies of them."""

from collections.abc import Iterator
from pathlib import Path

from indexer.core.article import Page
from indexer.core.errors import InputError
from service.evaluate.corpus import ARCHIVE, Corpus
from training.chance import chance, one_in
from training.kept_out import Copies, kept_aside_ids, kept_out_ids
from training.reading_set import Passage


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
