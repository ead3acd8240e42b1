"""The articles that our own news questions were written on, taken out of the archive once and indexed.

    python -m benchmarks.news_articles --shared ../shared --work build/answers

What `benchmarks.fit_answers`, `benchmarks.news_answers` and `benchmarks.reader_alone` ask lies in WORK: the records of these
articles, and an index of all of them that is built again where the model, the chunks or the indexer have changed. The texts
are the publishers' and stay there.
"""

import argparse
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from indexer.cli.terminal import RichProgress
from indexer.core.article import Page
from indexer.core.errors import InputError
from indexer.embed.embedder import Embedder
from indexer.embed.load import load_embedder
from indexer.settings import IndexerSettings
from service.evaluate.corpus import Corpus
from service.evaluate.indexes import kept_index
from service.evaluate.set_files import ARCHIVE
from service.evaluate.split import sample_key
from training.examples.news import NewsQuestion, NewsSet, fold_of, read_news, read_questions

LEFT_OUT = 0
"""The fold of articles that no reader of ours is trained on."""
_RECORDS = "news.jsonl"


def read_cut(shared: Path, work: Path) -> tuple[NewsSet, Corpus]:
    """Our news questions with the texts of their articles, and these articles as a corpus.

    Args:
        shared: The folder with corpus/; looked into only where WORK does not have the articles yet.
        work: Where they are kept.

    Raises:
        InputError: There is no archive, or it has none of the articles.
    """
    identities = {each.reading.passage for each in read_questions()}
    digest = hashlib.sha256("\n".join(sorted(identities)).encode()).hexdigest()[:8]
    file = work / f"articles-{digest}" / ARCHIVE / _RECORDS
    if not file.is_file():
        _cut(shared / ARCHIVE, identities, file)
    return read_news(file.parent.parent), Corpus((file,))


def _cut(archive: Path, identities: Iterable[str], file: Path) -> None:
    """Writes the records of these articles, as the archive has them, into a file of their own."""
    files, sought = tuple(sorted(archive.glob("*.jsonl*"))), set(identities)
    pages = Corpus(files).pages(lambda _: None) if files else ()
    records = [page.record for page in pages if isinstance(page, Page) and page.record.get("id") in sought]
    if not records:
        raise InputError(f"{archive} has none of the articles.", next_step="Name the shared folder with --shared.")
    file.parent.mkdir(parents=True, exist_ok=True)
    whole = file.with_suffix(".part")
    whole.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in records), encoding="utf-8")
    whole.replace(file)


def news_index(corpus: Corpus, work: Path, embedder: Embedder, settings: IndexerSettings) -> Path:
    """An index of all these articles, kept in WORK."""
    with RichProgress() as progress:
        place = corpus.files[0].parent.parent
        return kept_index(place, corpus, embedder, work=work, chunk_tokens=settings.chunk_tokens, progress=progress)


def left_out(questions: Iterable[NewsQuestion], fold: int, most: int | None) -> list[NewsQuestion]:
    """The questions on articles of a fold, at most so many of them, the same ones each time; all for None."""
    those = [each for each in questions if fold_of(each.reading.passage) == fold]
    return sorted(those, key=lambda each: sample_key(each.reading.id))[:most]


def main() -> None:
    """Takes them out, indexes them, and says where."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder with corpus/")
    parser.add_argument(
        "--work", type=Path, default=Path("build/answers"), help="folder for the articles and the index"
    )
    arguments = parser.parse_args()
    settings = IndexerSettings()
    news, corpus = read_cut(arguments.shared, arguments.work)
    index = news_index(corpus, arguments.work, load_embedder(settings), settings)
    print(f"{len(news.passages):,} articles in {index}, {len(news.questions):,} questions, {news.missing} without one")


if __name__ == "__main__":
    main()
