"""What is indexed and asked: articles, their chunks and questions, written out once so that all get the same.

Articles are those of a set in ../shared/eval, filled up from ../shared/corpus; or a folder of pages. They are cut by Xunwen's own
chunker, as the best that each peer can be given: by hand-made comparison each found more with these than with its own.
"""

import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.peers.driver import Row
from indexer.core.article import Article, Page
from indexer.core.errors import InputError, PageError
from indexer.extract.article import extract_article
from indexer.input.pages import read_pages
from indexer.text.chunker import Chunker
from service.evaluate.corpus import Corpus, find_corpus
from service.evaluate.questions import read_set
from service.evaluate.set_files import ARCHIVE, json_rows
from service.evaluate.split import Half, half_of, sample_key

POSITIVE_TITLE = "positive_title"
"""In a file of questions, the title of the article that answers, where its id is not known beforehand."""
CHUNK_TOKENS = 96


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the articles that answer it."""

    text: str
    positive_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Collection:
    """Articles and questions on them; those that no article here answers are left out."""

    name: str
    articles: tuple[Article, ...]
    questions: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """The files that drivers are given."""

    articles: Path
    """JSON lines of records."""
    rows: Path
    """JSON lines of `Row`."""
    chunks: int


def from_shared(shared: Path, name: str, *, articles: int, questions: int) -> Collection:
    """So many articles of a set, filled up from the archive where the set has fewer, and questions of its half for reports.

    Args:
        shared: The folder with corpus/ and eval/.
        name: Of the set.
        articles: How many; those that answer a question come first.
        questions: At most so many, the same ones each time.

    Raises:
        InputError: The set or the archive is not there.
    """
    asked = read_set(shared / "eval" / name)
    own = find_corpus(shared / "eval" / name)
    if own is None:
        raise InputError(f"{name} has no articles.", next_step="Choose another set of ../shared/eval: --set NAME")
    reported = [each for each in asked.questions if half_of(each.group) is Half.REPORT and each.positive_ids]
    sample = sorted(reported, key=lambda each: sample_key(each.group))
    wanted = {identity for each in sample for identity in each.positive_ids}
    of_set = sorted(_articles(own.pages(_nobody)), key=lambda each: each.id not in wanted)
    archive = Corpus(tuple(sorted((shared / ARCHIVE).glob("*.jsonl*"))))
    known = {each.id for each in of_set}
    chosen = _first(of_set, (each for each in _articles(archive.pages(_nobody)) if each.id not in known), articles)
    return collected(name, chosen, [Asked(each.text, each.positive_ids) for each in sample], most=questions)


def from_pages(pages: Sequence[Path], questions: Path | None, *, articles: int) -> Collection:
    """The articles of pages of any kind that Xunwen reads, and the questions of a file, where there is one.

    Raises:
        InputError: A path is not there, gives no article, or the questions can't be read.
    """
    chosen = _first(_articles(read_pages([str(page) for page in pages], stdin=io.BytesIO())), (), articles)
    if not chosen:
        raise InputError(f"{', '.join(map(str, pages))} gave no article.", next_step="Name a folder with --pages.")
    by_title = {each.title: each.id for each in chosen}
    asked: list[Asked] = []
    for row in json_rows(questions) if questions else ():
        named = by_title.get(row.text(POSITIVE_TITLE, ""))
        asked.append(Asked(row.text("text"), row.texts("positive_ids") or ((named,) if named else ())))
    return collected(pages[0].name, chosen, asked, most=len(asked))


def collected(name: str, articles: Sequence[Article], questions: Iterable[Asked], *, most: int) -> Collection:
    """The articles with the first questions that one of them answers."""
    here = {each.id for each in articles}
    answered = [each for each in questions if here.intersection(each.positive_ids)]
    return Collection(name, tuple(articles), tuple(answered[:most]))


def write(collection: Collection, folder: Path, count_tokens: Callable[[Sequence[str]], list[int]]) -> Written:
    """The files that drivers are given: whole articles for Xunwen, which cuts them while it indexes, and chunks for the others."""
    folder.mkdir(parents=True, exist_ok=True)
    articles, rows = folder / "articles.jsonl", folder / "rows.jsonl"
    chunker = Chunker(count_tokens, max_tokens=CHUNK_TOKENS)
    chunks = 0
    with articles.open("w", encoding="utf-8") as records, rows.open("w", encoding="utf-8") as lines:
        for article in collection.articles:
            records.write(json.dumps(_record(article), ensure_ascii=False) + "\n")
            for chunk in chunker.chunk(article):
                row = Row(chunk.id, article.id, article.title, chunk.text)
                lines.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")
                chunks += 1
    return Written(articles, rows, chunks)


def _record(article: Article) -> dict[str, str]:
    """An article as a record that gives the same article again."""
    return {
        "id": article.id,
        "title": article.title,
        "body": article.body,
        "source": article.source,
        "published_at": article.published_at,
        "language": article.language,
    }


def _articles(pages: Iterable[object]) -> Iterator[Article]:
    """What pages give; those that give nothing are passed over, as a build would."""
    for page in pages:
        if isinstance(page, Page):
            try:
                yield extract_article(page)
            except PageError:
                continue


def _first(articles: Iterable[Article], others: Iterable[Article], count: int) -> list[Article]:
    """The first so many, each id once; `others` are read only where there are too few."""
    chosen: dict[str, Article] = {}
    for source in (articles, others):
        for article in source:
            if len(chosen) >= count:
                return list(chosen.values())
            chosen.setdefault(article.id, article)
    return list(chosen.values())


def _nobody(_: int) -> None:
    """Told of bytes that were read."""
