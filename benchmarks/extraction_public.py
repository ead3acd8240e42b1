"""This project, trafilatura and newspaper4k on public sets of labelled pages: text and fields, by set and by language.

What was fitted on a site's pages is not measured on them where `fit_body --keep` wrote trees by folds of sites.
"""

import json
import re
import subprocess
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import trafilatura
from trafilatura.settings import Document

from benchmarks.extraction_scores import BodyScore, body_score, same_people, same_text
from benchmarks.extraction_sets import SHARED, LabelledPage, read_sets
from indexer.core.article import Page, PageKind
from indexer.core.errors import PageError
from indexer.extract.article import extract_article
from indexer.extract.body import trees_of
from indexer.extract.html import read_html

FIELDS = ("title", "date", "authors", "source")
_LANGUAGE = re.compile(r"<html[^>]{0,400}?\blang\s*=\s*[\"']?([a-zA-Z]{2})", re.IGNORECASE)
_MOST_LANGUAGES = 10
_NOTHING = 1e-4
"""Seconds a page: what takes less was read elsewhere."""

# Read by the other Python: one page a line in, one article a line out.
_NEWSPAPER = """
import json, sys
from newspaper import Article
for line in sys.stdin:
    article = Article("https://page.example/a", fetch_images=False, follow_meta_refresh=False)
    try:
        article.download(input_html=json.loads(line)); article.parse()
        found = [article.text, article.title, str(article.publish_date or "")[:10], list(article.authors)]
    except Exception:
        found = ["", "", "", []]
    print(json.dumps(found), flush=True)
"""


@dataclass(frozen=True, slots=True)
class Given:
    """What a reader gives of a page."""

    body: str = ""
    title: str = ""
    date: str = ""
    authors: str | tuple[str, ...] = ""
    source: str = ""


PublicReader: TypeAlias = Callable[[LabelledPage], Given]


@dataclass(slots=True)
class Scores:
    """One reader on some pages: its text, and how often each field that the set names is right."""

    body: BodyScore = field(default_factory=BodyScore)
    right: Counter[str] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)
    pages: int = 0
    seconds: float = 0.0

    def add(self, given: Given, page: LabelledPage, seconds: float) -> None:
        """Counts one page in."""
        self.pages += 1
        self.seconds += seconds
        if page.body or page.has or page.lacks:
            self.body.add(body_score(given.body, page))
        for name, right in _fields(given, page):
            self.named[name] += 1
            self.right[name] += right

    def cells(self) -> list[str]:
        """The figures as a row of a table."""
        shares = [f"{self.right[name] / self.named[name]:.3f}" if self.named[name] else "–" for name in FIELDS]
        speed = f"{self.pages / self.seconds:.0f}" if self.seconds > _NOTHING * self.pages else "–"
        return [self.body.shown(), *shares, speed]


def _fields(given: Given, page: LabelledPage) -> Iterable[tuple[str, bool]]:
    if page.title is not None:
        yield "title", same_text(given.title, page.title)
    if page.date is not None:
        yield "date", given.date[:10] == page.date
    if page.authors is not None:
        yield "authors", same_people(given.authors, page.authors)
    if page.source is not None:
        yield "source", same_text(given.source, page.source)


def read_by_us(page: LabelledPage) -> Given:
    """This project's article of a page."""
    try:
        article = extract_article(Page(page.name, PageKind.HTML, page.html))
    except PageError:
        # No article, as it has no text; some sets ask for the fields of such pages.
        fields = read_html(page.html)
        return Given("", fields.title, fields.published_at, fields.authors, fields.source)
    return Given(article.body, article.title, article.published_at, article.authors, article.source)


def read_by_trafilatura(page: LabelledPage) -> Given:
    """What trafilatura finds, with its slower and better settings."""
    found = trafilatura.bare_extraction(page.html, with_metadata=True, include_comments=False)
    if not isinstance(found, Document):
        return Given()
    said = {
        name: str(value or "")
        for name, value in found.as_dict().items()
        if name in ("text", "title", "date", "author", "sitename")
    }
    return Given(said["text"], said["title"], said["date"], said["author"], said["sitename"])


def _folds(trees: Path | None) -> dict[str, Path]:
    """The trees that never saw a site, by site."""
    if trees is None:
        return {}
    return {
        site: trees / f"body_trees.{named.suffixes[0][1:]}.json"
        for named in sorted(trees.glob("sites.*.json"))
        for site in json.loads(named.read_text("utf-8"))
    }


def _language(page: LabelledPage) -> str:
    found = _LANGUAGE.search(page.html[:5000])
    return found[1].lower() if found else "–"


def _measure(
    pages: Sequence[LabelledPage], read: PublicReader, folds: Mapping[str, Path]
) -> tuple[Scores, dict[str, Scores]]:
    whole, by_language = Scores(), defaultdict[str, Scores](Scores)
    for page in pages:
        with trees_of(folds[page.site]) if page.site in folds else nullcontext():
            began = time.process_time()
            given = read(page)
            seconds = time.process_time() - began
        whole.add(given, page, seconds)
        by_language[_language(page)].add(given, page, seconds)
    return whole, by_language


def _newspaper(python: str, sets: Mapping[str, Sequence[LabelledPage]]) -> dict[str, Given]:
    """What newspaper4k of another Python finds of all pages, by name; none with a line that says why where it can't."""
    if subprocess.run([python, "-c", "import newspaper"], capture_output=True, check=False).returncode:
        print(f"newspaper4k is left out: {python} can't import it (pip install newspaper4k lxml_html_clean)")
        return {}
    pages = [page for each in sets.values() for page in each]
    said = "".join(json.dumps(page.html) + "\n" for page in pages)
    done = subprocess.run([python, "-c", _NEWSPAPER], input=said, capture_output=True, text=True, check=True)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {
        page.name: Given(text, title, date, tuple(authors))
        for page, (text, title, date, authors) in zip(pages, rows, strict=True)
    }


def print_public(folder: Path, *, trees: Path | None, newspaper: str | None) -> None:
    """Print a table of sets and of languages; sets whose checkout is not there are left out."""
    sets = read_sets(folder, beside=SHARED)
    readers: dict[str, PublicReader] = {"this project": read_by_us, "trafilatura": read_by_trafilatura}
    if newspaper is None:
        print("newspaper4k is left out: --newspaper PYTHON names a Python that has it")
    elif found := _newspaper(newspaper, sets):
        readers["newspaper4k"] = lambda page: found[page.name]
    folds = _folds(trees)
    print(f"Lines are judged by trees that {'did not see' if folds else 'may have seen'} their site.\n")
    print("| pages | reader | body | title | date | authors | source | pages/s |\n|---|---|---|---|---|---|---|---|")
    languages: dict[str, dict[str, Scores]] = {}
    for name, pages in sets.items():
        for reader, read in readers.items():
            whole, by_language = _measure(pages, read, folds if read is read_by_us else {})
            print(f"| {name} ({len(pages)}) | {reader} | " + " | ".join(whole.cells()) + " |", flush=True)
            if name == "trafilatura":
                languages[reader] = by_language
    if languages:
        _print_languages(languages)


def _print_languages(languages: Mapping[str, Mapping[str, Scores]]) -> None:
    """Trafilatura's pages by the language that they declare, the most frequent first."""
    ours = languages["this project"]
    for language in sorted(ours, key=lambda each: -ours[each].pages)[:_MOST_LANGUAGES]:
        for reader, by_language in languages.items():
            scores = by_language[language]
            print(f"| trafilatura, {language} ({scores.pages}) | {reader} | " + " | ".join(scores.cells()) + " |")
