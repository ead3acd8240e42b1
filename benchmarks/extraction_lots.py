"""Lots of saved pages with every field read off by hand: this project beside trafilatura, field by field.

A lot is a folder with `html/` and `gold.jsonl`, one page a line: `file`, `title`, `date` (2024-05-06), `source`, `author` (names parted
by blanks, in other languages by ";") and `body`. A field that is "" is to stay empty; one that is null is not counted. Pages may be in
any encoding. To say how well pages are read that nobody looked at, write a lot, measure it once, and only then see what failed.
"""

import json
import re
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean

from benchmarks.extraction_public import Given, read_by_trafilatura, read_by_us
from benchmarks.extraction_scores import same_people, same_text
from benchmarks.extraction_sets import LabelledPage
from indexer.text.encoding import decode

FIELDS = ("title", "date", "source", "authors")
LOT_READERS: dict[str, Callable[[LabelledPage], Given]] = {
    "this project": read_by_us,
    "trafilatura": read_by_trafilatura,
}
_HAN = re.compile(r"[\u4e00-\u9fff]")
_GOOD_BODY = 0.985
"""Bodies below are shown as faults."""


@dataclass(slots=True)
class LotScores:
    """One reader on a lot."""

    bodies: list[float] = field(default_factory=list)
    right: Counter[str] = field(default_factory=Counter)
    given: Counter[str] = field(default_factory=Counter)
    """Pages whose gold has the field."""
    invented: Counter[str] = field(default_factory=Counter)
    """Pages where a field is given that is to stay empty."""
    empty: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    """Seconds of the slowest page."""
    faults: list[str] = field(default_factory=list)

    def add(self, page: LabelledPage, found: Given, seconds: float) -> None:
        """Counts one page in."""
        self.slowest = max(self.slowest, seconds)
        self.bodies.append(character_f1(found.body, page.body))
        if self.bodies[-1] < _GOOD_BODY:
            self.faults.append(f"{page.name}: body {self.bodies[-1]:.3f}")
        for name, said, gold, right in _judged(found, page):
            if gold:
                self.given[name] += 1
                self.right[name] += right
            else:
                self.empty[name] += 1
                self.invented[name] += not right
            if not right:
                self.faults.append(f"{page.name}: {name} {said!r}, not {gold!r}")

    def row(self) -> str:
        """The figures as cells of a table."""
        cells = [f"{fmean(self.bodies):.4f}"]
        for name in FIELDS:
            right, given = self.right[name], self.given[name]
            counts = f"{right}/{given}; {self.invented[name]}/{self.empty[name]}"
            cells.append(f"{right / given:.3f} ({counts})" if given else "–")
        return " | ".join([*cells, f"{self.slowest:.2f}"])


def character_f1(found: str, gold: str) -> float:
    """F1 of the bags of characters, white space dropped; two empty texts agree."""
    ours, theirs = Counter(re.sub(r"\s", "", found)), Counter(re.sub(r"\s", "", gold))
    total = ours.total() + theirs.total()
    return 2 * (ours & theirs).total() / total if total else 1.0


def read_lot(folder: Path) -> list[LabelledPage]:
    """The pages of a lot with what they say.

    Raises:
        FileNotFoundError: The folder has no `gold.jsonl`, or a page that it names is not in `html/`.
    """
    pages: list[LabelledPage] = []
    for line in (folder / "gold.jsonl").read_text("utf-8").splitlines():
        gold: Mapping[str, str | None] = json.loads(line)
        name = str(gold["file"])
        pages.append(
            LabelledPage(
                name=name,
                site=name,
                html=decode((folder / "html" / name).read_bytes())[0],
                body=str(gold["body"]),
                title=gold["title"],
                date=gold["date"],
                authors=_names(gold["author"]),
                source=gold["source"],
            )
        )
    return pages


def _names(written: str | None) -> tuple[str, ...] | None:
    if written is None:
        return None
    parts = re.split(r"[\s;；、]+", written) if _HAN.search(written) else written.split(";")
    return tuple(name.strip() for name in parts if name.strip())


def _judged(found: Given, page: LabelledPage) -> list[tuple[str, object, object, bool]]:
    """Each field that counts: what was found, what is right, and whether they agree."""
    rows: list[tuple[str, object, object, bool]] = []
    for name, said, gold in (("title", found.title, page.title), ("source", found.source, page.source)):
        if gold is not None:
            rows.append((name, said, gold, same_text(said, gold)))
    if page.date is not None:
        rows.append(("date", found.date[:10], page.date, found.date[:10] == page.date))
    if page.authors is not None:
        rows.append(("authors", found.authors, page.authors, same_people(found.authors, page.authors)))
    return rows


def print_lots(folders: list[Path], *, verbose: bool) -> None:
    """Print a table of lots and readers, and with `verbose` what this project reads wrong."""
    print("Of the pages whose gold has the field (right/given; invented/to stay empty).\n")
    print("| lot | reader | body F1 | title | date | source | authors | slowest s |\n|---|---|---|---|---|---|---|---|")
    faults: list[str] = []
    for folder in folders:
        pages = read_lot(folder)
        for reader, read in LOT_READERS.items():
            scores = LotScores()
            for page in pages:
                began = time.process_time()
                given = read(page)
                scores.add(page, given, time.process_time() - began)
            print(f"| {folder.name} ({len(pages)}) | {reader} | {scores.row()} |", flush=True)
            if read is read_by_us:
                faults += [f"{folder.name} {fault}" for fault in scores.faults]
    if verbose:
        print("\n" + "\n".join(faults))
