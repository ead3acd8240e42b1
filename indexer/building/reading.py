"""The first stage: pages to articles, told apart from what the last snapshot has; a page that gives none is named."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace

from indexer.building.ledger import Ledger, State
from indexer.building.report import BuildReport
from indexer.domain import Article, Page, PageKind, Skip, SkipReason
from indexer.extract.characters import one_line
from indexer.extract.identity import article_id
from indexer.workers.protocol import Workers


@dataclass(frozen=True, slots=True)
class _Seen:
    """A page on its way to the ledger."""

    page: Page | Skip
    digest: bytes | None = None
    number: int | None = None
    """Of the base's article that was read from the same page."""
    deletes: str | None = None
    """The id that the page asks to be deleted."""


class Reading:
    """Reads pages into a ledger."""

    def __init__(self, ledger: Ledger, report: BuildReport, *, know_pages: bool) -> None:
        """Begins with nothing read.

        Args:
            ledger: Takes the articles.
            report: Counts pages and names skips.
            know_pages: Whether a page that the base has read needs no second reading: the code that reads is the same.
        """
        self._ledger = ledger
        self._report = report
        self._know_pages = know_pages
        self.deletions = 0
        """Records that asked for an article to be deleted."""

    def read(self, pages: Iterable[Page | Skip], workers: Workers) -> None:
        """Reads all pages; what gives no article is counted and named, and the reading goes on."""
        for seen, found in workers.extract(self._seen(page) for page in pages):
            self._report.pages += 1
            if isinstance(seen.page, Skip):
                self._report.skips.append(seen.page)
            elif isinstance(found, Skip):
                self._report.skips.append(found)
            elif seen.deletes is not None:
                self.deletions += 1
                self._ledger.delete(seen.deletes)
            elif found is not None:
                self._keep(found, seen.page.name, seen.digest)
            elif seen.number is not None:
                self._known(seen.number, seen.page.name, seen.digest)

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

    def _known(self, number: int, page_name: str, digest: bytes | None) -> None:
        """A page that the base has read is its article, unless this run has other news of that."""
        base = self._ledger.base
        if self._ledger.state(number) is State.UNSEEN:
            self._ledger.mark_unchanged(number)
        elif base is not None:
            self._keep(base.article(number), page_name, digest)

    def _keep(self, article: Article, page_name: str, digest: bytes | None) -> None:
        """Takes an article unless it was read already; one whose own id is given replaces, others are told apart."""
        from_words = article.id == _id_from_words(article)
        apart = f"{article.id}-{_short_sha256(article.body)}"
        if from_words and self._ledger.number_of(apart) is not None:
            # Told apart in an earlier build, whichever of the two was read first then.
            self._keep(replace(article, id=apart), page_name, None)
            return
        before = self._ledger.read_as(article.id)
        if before is not None and before.body == article.body:
            self._skip(page_name, SkipReason.DUPLICATE, f"same article as {article.id}")
        elif before is not None and from_words:
            # Two different texts under one title, day and source: both are kept.
            self._keep(replace(article, id=apart), page_name, None)
        else:
            self._report.replaced += before is not None
            self._ledger.keep(article, digest)

    def _skip(self, name: str, reason: SkipReason, detail: str) -> None:
        self._report.skips.append(Skip(name, reason, detail))


def page_sha256(page: Page) -> bytes:
    """By which the next build knows the page again: over its content, not its name."""
    if page.kind is PageKind.RECORD:
        content = json.dumps(page.record, ensure_ascii=False, sort_keys=True, default=str)
    else:
        content = page.text
    return hashlib.sha256(f"{page.kind}\0{content}".encode("utf-8", "surrogatepass")).digest()


def _deleted_id(page: Page) -> str | None:
    """The id that a record deletes, as in {"id": "a1", "deleted": true}; None for any other page."""
    record = page.record
    if page.kind is not PageKind.RECORD or str(record.get("deleted", "")).lower() not in {"true", "1"}:
        return None
    own, url = (one_line(str(record.get(name) or "")) for name in ("id", "url"))
    if not own and not url:
        return None
    return article_id(own=own, url=url, title="", published_at="", source="", body="")


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
