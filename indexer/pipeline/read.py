"""The first stage: pages to articles, told apart from what the last snapshot has; a page that gives none is named."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from indexer.core.article import Article, Page, PageKind, Skip, SkipReason
from indexer.distributed.backend import Workers
from indexer.extract.identity import article_id
from indexer.extract.record import read_record
from indexer.pipeline.changes import Changes, State
from indexer.pipeline.inputs import Fault, Inputs, SourcePlace
from indexer.pipeline.report import BuildReport
from indexer.text.characters import one_line


@dataclass(frozen=True, slots=True)
class _Seen:
    """A page on its way to the ledger."""

    page: Page | Skip
    digest: bytes | None = None
    number: int | None = None
    """Of the base's article that was read from the same page."""
    deletes: str | None = None
    """The id that the page asks to be deleted."""


class PageReader:
    """Reads pages into a ledger."""

    def __init__(self, ledger: Changes, inputs: Inputs, report: BuildReport, *, know_pages: bool) -> None:
        """Begins with nothing read.

        Args:
            ledger: Takes the articles.
            inputs: Takes which file gave them, and what gave none.
            report: Counts pages and names skips.
            know_pages: Whether a page that the base has read needs no second reading: the code that reads is the same.
        """
        self._ledger = ledger
        self._inputs = inputs
        self._report = report
        self._know_pages = know_pages
        self.deletions = 0
        """Records that asked for an article to be deleted."""

    def read(self, pages: Iterable[Page | Skip], workers: Workers) -> None:
        """Reads all pages; what gives no article is counted and named, and the reading goes on."""
        for seen, found in workers.extract(self._seen(page) for page in pages):
            self._report.pages += 1
            place = SourcePlace(seen.page.file, seen.page.line)
            if isinstance(seen.page, Skip):
                self._fault(seen.page, place)
            elif isinstance(found, Skip):
                self._fault(found, place, self._ledger.known_id(_named_id(seen.page)))
            elif seen.deletes is not None:
                self.deletions += 1
                self._ledger.delete(seen.deletes)
                self._inputs.forget(self._ledger.known_id(seen.deletes))
                self._inputs.put(place, "")
            elif found is not None:
                self._inputs.put(place, self._keep(found, seen.page.name, seen.digest))
            elif seen.number is not None:
                self._inputs.put(place, self._known(seen.number, seen.page.name, seen.digest))

    def _fault(self, skip: Skip, place: SourcePlace, article: str = "") -> None:
        self._report.skips.append(skip)
        self._inputs.put_fault(Fault(place, skip.reason, article))

    def _seen(self, page: Page | Skip) -> "tuple[_Seen, Page | None]":
        """What can be said of a page without reading it, and the page if it must be read."""
        if isinstance(page, Skip):
            return _Seen(page), None
        if (gone := _deleted_id(page)) is not None:
            return _Seen(page, deletes=gone), None
        digest = page_sha256(page)
        base = self._ledger.base
        number = base.number_of_page(digest) if base is not None and self._know_pages else None
        return _Seen(page, digest, number), page if number is None else None

    def _known(self, number: int, page_name: str, digest: bytes | None) -> str:
        """A page that the base has read is its article, unless this run has other news of that; returns its id."""
        base = self._ledger.base
        assert base is not None  # noqa: S101 - the number is one of its
        if self._ledger.state(number) is State.UNSEEN:
            self._ledger.mark_unchanged(number)
            return base.id_of(number)
        return self._keep(base.article(number), page_name, digest)

    def _keep(self, article: Article, page_name: str, digest: bytes | None) -> str:
        """Takes an article unless it was read already, and returns the id that it has in the index.

        One whose own id is given replaces, others are told apart.
        """
        article = replace(article, id=self._ledger.known_id(article.id))
        from_words = article.id == _id_from_words(article)
        apart = _apart(article, article.id)
        if from_words and self._ledger.number_of(apart) is not None:
            # Told apart in an earlier build, whichever of the two was read first then.
            return self._keep(replace(article, id=apart), page_name, None)
        before = self._ledger.read_as(article.id)
        if before is not None and before.body == article.body:
            self._skip(page_name, SkipReason.DUPLICATE, f"same article as {article.id}")
        elif before is not None and from_words:
            # Two different texts under one title, day and source: both are kept.
            return self._keep(replace(article, id=apart), page_name, None)
        else:
            self._report.replaced += before is not None
            self._ledger.keep(article, digest)
        return article.id

    def _skip(self, name: str, reason: SkipReason, detail: str) -> None:
        self._report.skips.append(Skip(name, reason, detail))


def page_sha256(page: Page) -> bytes:
    """By which the next build knows the page again: over its content, not its name."""
    if page.kind is PageKind.RECORD:
        content = json.dumps(page.record, ensure_ascii=False, sort_keys=True, default=str)
    else:
        content = page.text
    said = json.dumps(dict(page.record), sort_keys=True) if page.kind is PageKind.HTML and page.record else ""
    found = "".join(f"\0{where}" for where in (page.address, page.part, said) if where)
    return hashlib.sha256(f"{page.kind}\0{content}{found}".encode("utf-8", "surrogatepass")).digest()


def _deleted_id(page: Page) -> str | None:
    """The id that a record deletes, as in {"id": "a1", "deleted": true}; None for any other page."""
    record = page.record
    if page.kind is not PageKind.RECORD or str(record.get("deleted", "")).lower() not in {"true", "1"}:
        return None
    own, url = (one_line(str(record.get(name) or "")) for name in ("id", "url"))
    if not own and not url:
        return None
    return article_id(own=own, url=url, title="", published_at="", source="", body="")


def _named_id(page: Page) -> str:
    """The id of the article that a record without text would be; empty where its text is a part of the id."""
    if page.kind is not PageKind.RECORD:
        return ""
    record = read_record(page.record)
    own, url = one_line(record.id), one_line(record.url)
    if not (own or url or (record.title and record.published_at)):
        return ""
    return article_id(
        own=own, url=url, title=record.title, published_at=record.published_at, source=record.source, body=""
    )


def named_by_words(article: Article) -> bool:
    """Whether an article has its id from its words, for want of a name or an address."""
    plain = _id_from_words(article)
    return article.id in {plain, _apart(article, plain)}


def _apart(article: Article, plain: str) -> str:
    """The id of an article that is told apart from another of the same plain id."""
    return f"{plain}-{_short_sha256(article.body)}"


def _id_from_words(article: Article) -> str:
    """The id that an article gets from its words alone."""
    return article_id(
        own="",
        url="",
        title=article.title,
        published_at=article.published_at,
        source=article.source,
        body=article.body,
    )


def _short_sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
