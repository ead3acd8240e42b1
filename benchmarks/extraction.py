"""How well articles are read out of saved news pages: trafilatura alone against this project, side by side.

Run as `python -m benchmarks.extraction`. It needs the saved pages beside the repository and skips without them.
`--sets FOLDER` measures on public sets too, by set and language (benchmarks/extraction_public.py).
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean

import trafilatura

from benchmarks.extraction_lots import character_f1, print_lots
from benchmarks.extraction_public import print_public
from indexer.core.article import Page, PageKind
from indexer.core.errors import PageError
from indexer.extract.article import extract_article

SHARED_PAGES = Path(__file__).resolve().parents[2] / "shared" / "pages"
FIELDS = ("title", "date", "source", "author")


@dataclass(frozen=True, slots=True)
class Read:
    """What a reader makes of a page, in the gold's terms."""

    body: str = ""
    title: str = ""
    date: str = ""
    source: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class PageScore:
    """One reader on one page: body F1 in 0..1, and which fields equal the gold's."""

    file: str
    body: float
    right: dict[str, bool]
    given: dict[str, bool]
    """Whether the gold has the field."""
    got: dict[str, str]


@dataclass(frozen=True, slots=True)
class Summary:
    """One reader on all pages. A share is of all pages; an empty gold field is right when the reader leaves it empty."""

    reader: str
    body: float
    shares: dict[str, float]
    shares_where_given: dict[str, float]
    pages_per_second: float


def read_with_trafilatura(html: str) -> Read:
    """What trafilatura reads with its defaults and metadata."""
    found = trafilatura.bare_extraction(html, with_metadata=True, include_comments=False)
    if found is None:
        return Read()
    fields = found.as_dict() if not isinstance(found, dict) else found
    names = {"body": "text", "title": "title", "date": "date", "source": "sitename", "author": "author"}
    return Read(**{ours: str(fields.get(theirs) or "") for ours, theirs in names.items()})


def read_with_xunwen(html: str) -> Read:
    """This project's reader."""
    try:
        article = extract_article(Page(name="page", kind=PageKind.HTML, text=html))
    except PageError:
        return Read()
    return Read(article.body, article.title, article.published_at[:10], article.source, article.author)


READERS: dict[str, Callable[[str], Read]] = {"trafilatura": read_with_trafilatura, "xunwen": read_with_xunwen}


def score_pages(folder: Path, read: Callable[[str], Read]) -> tuple[list[PageScore], float]:
    """Scores of every page of `gold.jsonl`, and the seconds that reading took."""
    scores: list[PageScore] = []
    seconds = 0.0
    for line in (folder / "gold.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(line)
        html = (folder / "html" / gold["file"]).read_text("utf-8")
        began = time.perf_counter()
        found = read(html)
        seconds += time.perf_counter() - began
        got = {name: str(getattr(found, name)) for name in FIELDS}
        right = {name: got[name] == gold[name] for name in FIELDS}
        given = {name: bool(gold[name]) for name in FIELDS}
        scores.append(PageScore(gold["file"], character_f1(found.body, gold["body"]), right, given, got))
    return scores, seconds


def summarise(reader: str, scores: list[PageScore], seconds: float) -> Summary:
    """Means and shares over pages."""
    shares = {name: fmean(score.right[name] for score in scores) for name in FIELDS}
    given = {name: fmean(score.right[name] for score in scores if score.given[name]) for name in FIELDS}
    return Summary(reader, fmean(score.body for score in scores), shares, given, len(scores) / seconds)


def _print_table(summaries: list[Summary]) -> None:
    print(f"{'':<13}{'body F1':>9}" + "".join(f"{name:>16}" for name in FIELDS) + f"{'pages/s':>9}")
    for row in summaries:
        cells = (f"{row.shares[name]:.3f} ({row.shares_where_given[name]:.3f})" for name in FIELDS)
        print(
            f"{row.reader:<13}{row.body:>9.3f}"
            + "".join(f"{cell:>16}" for cell in cells)
            + f"{row.pages_per_second:>9.1f}"
        )
    print("Fields: share of all pages right (in brackets: of the pages where the gold has the field).")


def _print_pages(reader: str, scores: list[PageScore]) -> None:
    print(f"\n{reader}")
    for score in scores:
        wrong = {name: score.got[name] for name in FIELDS if not score.right[name]}
        print(f"  {score.file:<20}{score.body:>7.3f}  {'' if not wrong else 'wrong: ' + str(wrong)}")


def main() -> int:
    """Print the table; exit 0 also where there is nothing to measure."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--verbose", action="store_true", help="one row per page")
    options.add_argument("--json", type=Path, metavar="FILE", help="write all scores to FILE")
    options.add_argument("--sets", type=Path, metavar="FOLDER", help="checkouts of public sets, to measure on as well")
    options.add_argument(
        "--trees", type=Path, metavar="FOLDER", help="trees that fit_body --keep wrote: judge each site by others'"
    )
    options.add_argument("--newspaper", metavar="PYTHON", help="a Python that has newspaper4k, to measure it as well")
    options.add_argument(
        "--lots",
        type=Path,
        nargs="+",
        metavar="FOLDER",
        help="lots of pages of your own, and nothing else (benchmarks/extraction_lots.py)",
    )
    chosen = options.parse_args()
    if chosen.lots:
        print_lots(chosen.lots, verbose=chosen.verbose)
        return 0
    if chosen.sets:
        print_public(chosen.sets, trees=chosen.trees, newspaper=chosen.newspaper)
    if not (SHARED_PAGES / "gold.jsonl").is_file():
        print("skipped: ../shared/pages with gold.jsonl is not beside the repository")
        return 0
    summaries: list[Summary] = []
    pages: dict[str, list[PageScore]] = {}
    for reader, read in READERS.items():
        read("<html><body><p>warm up</p></body></html>")
        pages[reader], seconds = score_pages(SHARED_PAGES, read)
        summaries.append(summarise(reader, pages[reader], seconds))
    _print_table(summaries)
    if chosen.verbose:
        for reader, scores in pages.items():
            _print_pages(reader, scores)
    if chosen.json:
        report = {
            "summary": [asdict(row) for row in summaries],
            "pages": {r: [asdict(s) for s in p] for r, p in pages.items()},
        }
        chosen.json.write_text(json.dumps(report, ensure_ascii=False, indent=1), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
